"""Địa chỉ của phòng kiểm điểm."""

from django.urls import URLPattern, path

from kiemdiem.web.reviews import meetings, papers, places

urlpatterns: list[URLPattern] = [
    path("kiem-diem/", places.own_papers, name="own_papers"),
    path("kiem-diem/viet/<int:pk>/", papers.begin, name="paper_begin"),
    path("don-vi/<str:code>/kiem-diem/", places.papers_at, name="papers_at"),
    path("don-vi/<str:code>/hop/", meetings.plan, name="meeting_plan"),
    path("doi-tuong/<int:pk>/ban-giay/", places.on_paper, name="paper_on_paper"),
    path("ban/<int:pk>/", papers.paper, name="paper"),
    path("ban/<int:pk>/luu/", papers.save, name="paper_save"),
    path("ban/<int:pk>/nop/", papers.hand_in, name="paper_hand_in"),
    path("ban/<int:pk>/tra-lai/", papers.hand_back, name="paper_hand_back"),
    path("ban/<int:pk>/lan-luu/", papers.saves, name="paper_saves"),
    path("ban/<int:pk>/lan-luu/<int:save>/", papers.compare, name="paper_compare"),
    path("hop/<int:pk>/", meetings.meeting, name="meeting"),
    path("hop/<int:pk>/ket-thuc/", meetings.close, name="meeting_close"),
]
