"""Địa chỉ của phòng bỏ phiếu kín."""

from django.urls import URLPattern, path

from kiemdiem.web.ballots import counting, papers, setting_up

urlpatterns: list[URLPattern] = [
    path("bo-phieu/<int:cycle>/<str:code>/", setting_up.at_place, name="ballots_at"),
    path("bo-phieu/<int:cycle>/<str:code>/moi/", setting_up.new, name="ballot_new"),
    path("lan-bo-phieu/<int:pk>/", counting.ballot, name="ballot"),
    path("lan-bo-phieu/<int:pk>/sua/", setting_up.edit, name="ballot_edit"),
    path("lan-bo-phieu/<int:pk>/mo/", setting_up.open_, name="ballot_open"),
    path("lan-bo-phieu/<int:pk>/bo/", setting_up.drop, name="ballot_drop"),
    path("lan-bo-phieu/<int:pk>/nhap/", counting.enter, name="ballot_enter"),
    path("lan-bo-phieu/<int:pk>/doi-chieu/", counting.difference, name="ballot_difference"),
    path("lan-bo-phieu/<int:pk>/xac-nhan/", counting.confirm, name="ballot_confirm"),
    path("lan-bo-phieu/<int:pk>/huy/", counting.annul, name="ballot_annul"),
    path("lan-bo-phieu/<int:pk>/sua-ket-qua/", counting.correct, name="ballot_correct"),
    path("ket-qua-phieu/<int:pk>/giai-quyet/", counting.settle, name="ballot_settle"),
    path("lan-bo-phieu/<int:pk>/phieu.docx", papers.slips, {"form": "docx"}, name="ballot_slips_docx"),
    path("lan-bo-phieu/<int:pk>/phieu.pdf", papers.slips, {"form": "pdf"}, name="ballot_slips_pdf"),
    path("lan-bo-phieu/<int:pk>/bien-ban/<int:version>.docx", papers.minutes, {"form": "docx"}, name="ballot_docx"),
    path("lan-bo-phieu/<int:pk>/bien-ban/<int:version>.pdf", papers.minutes, {"form": "pdf"}, name="ballot_pdf"),
    path("lan-bo-phieu/<int:pk>/bien-ban/", papers.issue, name="ballot_issue"),
]
