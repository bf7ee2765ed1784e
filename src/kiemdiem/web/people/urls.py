"""Địa chỉ của phòng này."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
