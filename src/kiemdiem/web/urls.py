"""Địa chỉ của mọi trang: one file a room; a new address needs a line in tests/web/expectations.py."""

from django.urls import include, path
from django.views.i18n import set_language

from kiemdiem.web.help import views as help_views

urlpatterns = [
    path("", include("kiemdiem.web.home.urls")),
    path("", include("kiemdiem.web.signin.urls")),
    path("", include("kiemdiem.web.units.urls")),
    path("", include("kiemdiem.web.people.urls")),
    path("", include("kiemdiem.web.cycles.urls")),
    path("", include("kiemdiem.web.documents.urls")),
    path("", include("kiemdiem.web.suggestions.urls")),
    path("", include("kiemdiem.web.reviews.urls")),
    path("", include("kiemdiem.web.ratings.urls")),
    path("", include("kiemdiem.web.ballots.urls")),
    path("", include("kiemdiem.web.files.urls")),
    path("", include("kiemdiem.web.ledger.urls")),
    path("tro-giup/", help_views.help_page, name="help"),
    path("ngon-ngu/", set_language, name="set_language"),
]
handler404 = "kiemdiem.web.errors.not_found"
handler403 = "kiemdiem.web.errors.not_yours"
handler500 = "kiemdiem.web.errors.broken"
handler400 = "kiemdiem.web.errors.bad_request"
