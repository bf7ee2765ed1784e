"""Địa chỉ của hồ sơ."""

from django.urls import URLPattern, path

from kiemdiem.web.people import views

urlpatterns: list[URLPattern] = [
    path("ho-so/", views.own_file, name="own_file"),
    path("nguoi/<str:code>/", views.person, name="person"),
]
