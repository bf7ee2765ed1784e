"""Phòng đăng nhập, tài khoản: sign-in, second factor, activation, acting for somebody, accounts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
