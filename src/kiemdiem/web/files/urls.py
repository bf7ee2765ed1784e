"""Địa chỉ của tệp kèm theo."""

from django.urls import URLPattern, path

from kiemdiem.web.files import views

urlpatterns: list[URLPattern] = [
    path("tep/them/", views.add, name="file_add"),
    path("tep/<int:pk>/", views.take, name="file"),
    path("tep/<int:pk>/bo/", views.remove, name="file_remove"),
]
