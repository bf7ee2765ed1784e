"""Địa chỉ của sổ cái."""

from django.urls import URLPattern, path

from kiemdiem.web.ledger import views

urlpatterns: list[URLPattern] = [path("so-cai/", views.entries, name="ledger")]
