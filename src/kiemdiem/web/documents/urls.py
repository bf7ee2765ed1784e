"""Địa chỉ của sổ văn bản."""

from django.urls import URLPattern, path

from kiemdiem.web.documents import views

urlpatterns: list[URLPattern] = [
    path("don-vi/<str:code>/van-ban/", views.register, name="register"),
    path("don-vi/<str:code>/van-ban/nhiem-ky/", views.begin_term, name="term_begin"),
    path("don-vi/<str:code>/van-ban/so-da-dung/", views.used_outside, name="numbers_used"),
]
