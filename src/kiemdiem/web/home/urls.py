"""Địa chỉ của phòng này."""

from django.urls import URLPattern, path

from kiemdiem.web.home import health, jobs, notices, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
    path("thong-bao/thu-dien-tu/", notices.give_address, name="notices_mail"),
    path("thong-bao/thu-dien-tu/xac-nhan/", notices.confirm_address, name="notices_mail_confirm"),
    path("thong-bao/thu-dien-tu/thoi/", notices.forget_address, name="notices_mail_stop"),
    path("viec-dang-chay/<int:pk>/", jobs.job, name="job"),
]
