"""Địa chỉ của phòng gợi ý kiểm điểm."""

from django.urls import URLPattern, path

from kiemdiem.web.suggestions import assignments, views

urlpatterns: list[URLPattern] = [
    path("goi-y/", views.suggestions, name="suggestions"),
    path("don-vi/<str:code>/goi-y/", views.new, name="suggestion_new"),
    path("goi-y/<int:pk>/", views.suggestion, name="suggestion"),
    path("goi-y/<int:pk>/bo/", views.drop, name="suggestion_drop"),
    path("goi-y/<int:pk>/ban-hanh/", views.issue, name="suggestion_issue"),
    path("goi-y/<int:pk>/thu-hoi/", views.withdraw, name="suggestion_withdraw"),
    path("goi-y/<int:pk>/cong-van.docx", views.letter, {"kind": "docx"}, name="suggestion_docx"),
    path("goi-y/<int:pk>/cong-van.pdf", views.letter, {"kind": "pdf"}, name="suggestion_pdf"),
    path("phan-cong/", assignments.own, name="assignments"),
    path("phan-cong/lich/", assignments.feed, name="feed"),
    path("phan-cong/<int:pk>/thay/", assignments.substitute, name="assignment_substitute"),
    path("phan-cong/<int:pk>/rut/", assignments.withdraw, name="assignment_withdraw"),
    path("don-vi/<str:code>/phan-cong/", assignments.at, name="assignments_at"),
    path("don-vi/<str:code>/phan-cong/bao-cao.xlsx", assignments.report, name="attendance_xlsx"),
    path("lich/<str:secret>.ics", assignments.ics, name="feed_ics"),
]
