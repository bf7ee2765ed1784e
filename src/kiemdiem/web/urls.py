"""Địa chỉ của mọi trang: one file a room; a new address needs a line in tests/web/expectations.py."""

from django.urls import include, path

urlpatterns = [
    path("", include("kiemdiem.web.home.urls")),
    path("", include("kiemdiem.web.signin.urls")),
    path("", include("kiemdiem.web.units.urls")),
    path("", include("kiemdiem.web.people.urls")),
    path("", include("kiemdiem.web.cycles.urls")),
    path("", include("kiemdiem.web.reviews.urls")),
    path("", include("kiemdiem.web.ratings.urls")),
]
handler404 = "kiemdiem.web.errors.not_found"
handler403 = "kiemdiem.web.errors.not_yours"
handler500 = "kiemdiem.web.errors.broken"
handler400 = "kiemdiem.web.errors.bad_request"
