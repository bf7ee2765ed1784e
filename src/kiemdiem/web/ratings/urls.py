"""Địa chỉ của phòng xếp loại."""

from django.urls import URLPattern, path

from kiemdiem.web.ratings import decisions, places

urlpatterns: list[URLPattern] = [
    path("xep-loai/", places.ratings_own, name="ratings_own"),
    path("xep-loai/<int:cycle>/<str:code>/", places.proposals, name="proposals"),
    path("xep-loai/<int:cycle>/<str:code>/quyet-dinh-moi/", decisions.begin, name="decision_begin"),
    path("quyet-dinh/<int:pk>/", decisions.decision, name="decision"),
    path("quyet-dinh/<int:pk>/muc-de-nghi/", decisions.stage_proposed, name="decision_stage_proposed"),
    path("quyet-dinh/<int:pk>/ban-hanh/", decisions.release, name="decision_release"),
    path("quyet-dinh/<int:pk>/bo/", decisions.drop, name="decision_drop"),
]
