"""Địa chỉ của đợt kiểm điểm."""

from django.urls import URLPattern, path

from kiemdiem.web.cycles import changes, views

urlpatterns: list[URLPattern] = [
    path("dot/", views.cycle_own, name="cycle_own"),
    path("dot/mo/", changes.open_cycle, name="cycle_open"),
    path("dot/<int:pk>/", views.cycle, name="cycle"),
    path("dot/<int:pk>/ten/", views.names, name="cycle_names"),
    path("dot/<int:pk>/mo-tiep/", changes.resume, name="cycle_resume"),
    path("dot/<int:pk>/lich/", changes.calendar, name="cycle_calendar"),
    path("dot/<int:pk>/ket-thuc/", changes.close, name="cycle_close"),
    path("dot/<int:pk>/bo-sung/", changes.add, name="cycle_add"),
    path("doi-tuong/<int:pk>/chuyen/", changes.transfer, name="subject_transfer"),
    path("doi-tuong/<int:pk>/khong-xep-loai/", changes.leave_out, name="subject_leave_out"),
]
