"""Địa chỉ của phòng kiểm điểm."""

from django.urls import URLPattern, path

from kiemdiem.web.reviews import cellbook, criteria, faults, meetings, opinions, own_file, papers, places, rehearing

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
    path("ban/<int:pk>/han-che/", faults.own_faults, name="paper_faults"),
    path("han-che/<int:pk>/bo/", faults.drop, name="fault_drop"),
    path("han-che/<int:pk>/trach-nhiem/", faults.share, name="fault_share"),
    path("don-vi/<str:code>/tu-giay/", cellbook.page, name="cellbook"),
    path("don-vi/<str:code>/tu-giay/lay-so/", cellbook.take, name="cellbook_take"),
    path("don-vi/<str:code>/tu-giay/gui-so/", cellbook.send, name="cellbook_send"),
    path("don-vi/<str:code>/tieu-chi/", criteria.page, name="criteria"),
    path("don-vi/<str:code>/tieu-chi/them/", criteria.add, name="criterion_add"),
    path("tieu-chi/<int:pk>/", criteria.edit, name="criterion"),
    path("tieu-chi/<int:pk>/ket-thuc/", criteria.end, name="criterion_end"),
    path("don-vi/<str:code>/han-che/", faults.register, name="faults_at"),
    path("ban/<int:pk>/lan-luu/", papers.saves, name="paper_saves"),
    path("ban/<int:pk>/lan-luu/<int:save>/", papers.compare, name="paper_compare"),
    path("hop/<int:pk>/", meetings.meeting, name="meeting"),
    path("hop/<int:pk>/ket-thuc/", meetings.close, name="meeting_close"),
    path("hop/<int:pk>/gui-du-thao/", meetings.circulate, name="meeting_circulate"),
    path("hop/<int:pk>/du-thao/", meetings.report, name="meeting_report"),
    path("hop/<int:pk>/bo-sung/", meetings.supplement, name="meeting_supplement"),
    path("hop/<int:pk>/ban-hanh/", meetings.issue_minutes, name="minutes_issue"),
    path("hop/<int:pk>/bien-ban.docx", meetings.minutes_file, {"form": "docx"}, name="minutes_docx"),
    path("hop/<int:pk>/bien-ban.pdf", meetings.minutes_file, {"form": "pdf"}, name="minutes_pdf"),
    path("hop/<int:pk>/y-kien/<int:subject>/", own_file.reply, name="reply"),
    path("doi-tuong/<int:pk>/ho-so/", own_file.subject_file, name="subject_file"),
    path("doi-tuong/<int:pk>/nhan-xet/", opinions.page, name="opinions"),
    path("nhan-xet/<int:pk>/bo/", opinions.remove, name="opinion_remove"),
    path("doi-tuong/<int:pk>/kiem-diem-lai/", rehearing.order, name="review_order"),
    path("ban/<int:pk>/lan/<int:number>/", rehearing.edition, name="paper_edition"),
]
