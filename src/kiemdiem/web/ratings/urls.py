"""Địa chỉ của phòng xếp loại."""

from django.urls import URLPattern, path

from kiemdiem.web.ratings import board, casefile, decisions, level, places, steps, yearfacts

urlpatterns: list[URLPattern] = [
    path("xep-loai/", places.ratings_own, name="ratings_own"),
    path("xep-loai/<int:cycle>/<str:code>/", places.proposals, name="proposals"),
    path("xep-loai/<int:cycle>/<str:code>/quyet-dinh-moi/", decisions.begin, name="decision_begin"),
    path("xep-loai/<int:cycle>/<str:code>/ty-le/", board.page, name="quota_board"),
    path("xep-loai/<int:cycle>/<str:code>/thiet-lap/", level.settings, name="quota_settings"),
    path("xep-loai/<int:cycle>/<str:code>/nhom/", level.groups, name="quota_groups"),
    path("xep-loai/<int:cycle>/<str:code>/can-xu-ly/", level.open_cases, name="rating_cases"),
    path("xep-loai/<int:cycle>/<str:code>/ket-qua/", level.results, name="rating_results"),
    path("doi-tuong/<int:pk>/can-cu/", casefile.page, name="casefile"),
    path("doi-tuong/<int:pk>/cac-buoc/", steps.page, name="rating_steps"),
    path("quy-dinh/cac-buoc/<int:year>/", steps.year, name="steps_of_year"),
    path("doi-tuong/<int:pk>/xep-loai-lai/", casefile.again, name="rate_again"),
    path("doi-tuong/<int:pk>/du-kien/", yearfacts.page, name="year_facts"),
    path("quyet-dinh/<int:pk>/", decisions.decision, name="decision"),
    path("quyet-dinh/<int:pk>/muc-de-nghi/", decisions.stage_proposed, name="decision_stage_proposed"),
    path("quyet-dinh/<int:pk>/ban-hanh/", decisions.release, name="decision_release"),
    path("quyet-dinh/<int:pk>/tach/", decisions.split, name="decision_split"),
    path("quyet-dinh/<int:pk>/bo/", decisions.drop, name="decision_drop"),
]
