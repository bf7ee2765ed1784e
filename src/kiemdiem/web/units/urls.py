"""Địa chỉ của đơn vị, tìm kiếm, sổ danh sách, sắp xếp tổ chức."""

from django.urls import URLPattern, path

from kiemdiem.web.units import reorganise, roster, views

urlpatterns: list[URLPattern] = [
    path("don-vi/", views.unit_own, name="unit_own"),
    path("don-vi/<str:code>/", views.unit, name="unit"),
    path("don-vi/<str:code>/nguoi/", views.people, name="unit_people"),
    path("don-vi/<str:code>/sap-xep/", reorganise.choose, name="reorganise"),
    path("don-vi/<str:code>/sap-xep/doi-ten/", reorganise.rename, name="unit_rename"),
    path("don-vi/<str:code>/sap-xep/chuyen/", reorganise.move, name="unit_move"),
    path("don-vi/<str:code>/sap-xep/sap-nhap/", reorganise.merge, name="unit_merge"),
    path("don-vi/<str:code>/sap-xep/chia-tach/", reorganise.split, name="unit_split"),
    path("tim/", views.search, name="search"),
    path("danh-sach/", roster.roster, name="roster"),
    path("danh-sach/mau/", roster.template, name="roster_template"),
    path("danh-sach/xuat/", roster.export, name="roster_export"),
    path("danh-sach/xem-truoc/", roster.preview, name="roster_preview"),
    path("danh-sach/nhap/", roster.apply, name="roster_apply"),
]
