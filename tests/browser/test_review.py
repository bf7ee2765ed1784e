"""Points 2 and 3 in a real browser: a city's standing board suggests to a district's, who answers, meets and is heard
before the one assigned; one of them is reviewed anew. Then the same from the workbook, without a form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.cast import with_factor
from cycles.cast import LONG_AGO, account, member, open_year, subject, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle
from kiemdiem.cycles.states import State
from kiemdiem.organisations.kinds import CollectiveKind, UnitKind
from kiemdiem.organisations.models import Collective, Placement, Post, Unit
from kiemdiem.organisations.tree import child_path
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import writing
from kiemdiem.reviews.models import Fault, Meeting, Paper, Rehearing
from kiemdiem.suggestions.models import Assignment, Suggestion
from ratings.cast import SYSTEM
from reviews.books import fill
from reviews.cast import below_is_done
from suggestions.cast import WHOLE, drafted, term

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
BODY = "Ban Thường vụ Quận ủy Bến Cau"
OTHER = "Ban Thường vụ Huyện ủy Phong Thạnh"
LEADERS = {"L1": "Huỳnh Văn Sang", "L2": "Đinh Thị Mỹ Lệ"}  # of the district
SENT = {"B1": "Võ Minh Khôi", "B2": "Tạ Thị Thanh Trúc"}  # of the city's standing board


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def cycle() -> Cycle:
    """A city and a district with standing boards, two faults still open from 2021, a term for the letters."""
    town()
    city, district = Unit.objects.get(code="TP"), Unit.objects.get(code="Q1")
    another_district(city)
    for codes, unit, body, manager in ((LEADERS, district, "TT-Q1", city), (SENT, city, "TT-TP", None)):
        for code, name in codes.items():
            made = member(code, name, "P2")
            title = "Bí thư" if code in ("L1", "B1") else "Phó Bí thư"
            Post.objects.create(
                person=made, unit=unit, collective=Collective.objects.get(code=body), title=title,
                is_head=title == "Bí thư", managed_by=manager, since=LONG_AGO,
            )  # fmt: skip
    past = subject_of_2021(open_year(2021))
    for content in ("Giải ngân đầu tư công chậm", "Kiểm tra cơ sở chưa đủ số cuộc"):
        Fault.objects.create(
            cycle=past.cycle, collective=past.collective, owner=past.name, place=past.place, path=past.path,
            source="self", content=content, cause="Chủ quan", named_at=NOON,
        )  # fmt: skip
    term("TP")
    term("Q1")
    return open_year()


def another_district(city: Unit) -> None:
    path, name = child_path(city.path, 2), "Đảng bộ huyện Phong Thạnh"
    made = Unit.objects.create(code="H2", name=name, kind=UnitKind.DISTRICT, parent=city, since=LONG_AGO, path=path)
    Placement.objects.create(unit=made, parent=city, name=name, since=LONG_AGO)
    kind = CollectiveKind.STANDING_BOARD
    Collective.objects.create(code="TT-H2", unit=made, kind=kind, name=OTHER, since=LONG_AGO)


def subject_of_2021(year: Cycle) -> Any:
    return subject("TT-Q1", Kind.COLLECTIVE, year.year)


def staff(name: str, *roles: tuple[Role, str], of: str = "") -> Account:
    return with_factor(account(name, roles, of=of), NOON)


def on_paper(*codes: str) -> None:
    """Papers of the leaders, received on paper."""
    for code in codes:
        found = subject(code, Kind.LEADER)
        levels = {each.pk: Level.GOOD for each in writing.covered(found)}
        writing.hand_in_on_paper(found, levels, by=SYSTEM, at=NOON)


def test_from_the_suggestion_to_the_review_held_anew(page: Page, sign_in: Any, cycle: Cycle) -> None:
    sign_in(page, staff("to-chuc-tp", (Role.ORGANISATION_BOARD, "TP")))
    board_drafts(page)
    head = staff("bi-thu-tp", (Role.HEAD, "TP"), of="B1")
    sign_in(page, head)
    vague_is_refused(page)
    board_issues(page)
    leaders_are_assigned(page)
    clerk = staff("van-phong-q1", (Role.CLERK, "Q1"))
    sign_in(page, clerk)
    paper_is_blocked_until_all_is_answered(page)
    on_paper(*LEADERS)
    meeting_is_blocked_until_the_superior_is_there(page, cycle)
    minutes_are_printed(page)
    sign_in(page, head)
    one_is_reviewed_anew(page)


def board_drafts(page: Page) -> None:
    """Three items: the third says nothing of source and day."""
    page.goto("/don-vi/TP/goi-y/")
    page.get_by_label("Tìm theo tên hoặc mã").fill("Bến Cau")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("listitem").filter(has_text=BODY).get_by_role("button").click()
    items(page, 1, "Nợ đọng xây dựng cơ bản tăng", "Báo cáo kiểm toán số 12", "15/06/2022")
    items(page, 2, "Đơn thư kéo dài tại phường Vàm Sậy", "Kết luận thanh tra số 5", "20/07/2022")
    page.get_by_role("button", name="Lưu dự thảo").click()
    items(page, 3, "Có dư luận về công tác cán bộ", "", "")
    page.get_by_role("button", name="Lưu dự thảo").click()
    assert Suggestion.objects.get().items.count() == 3


def items(page: Page, number: int, fact: str, source: str, day: str) -> None:
    for name, text in (("fact", fact), ("source", source), ("day", day), ("explain", "Nguyên nhân, trách nhiệm")):
        page.locator(f"#{name}-{number}").fill(text)
    page.locator("#explain_by").fill("01/12/2022")


def vague_is_refused(page: Page) -> None:
    page.goto("/goi-y/")
    page.get_by_role("link", name=BODY).click()
    page.get_by_role("button", name="Lưu và xem trước khi ban hành").click()
    letter(page)
    expect(page.get_by_text("Nội dung 3: Thiếu nguồn, ngày.")).to_be_visible()
    expect(page.get_by_text("608-CV/TU, mục 3").first).to_be_visible()
    assert Suggestion.objects.get().state == "draft"


def letter(page: Page) -> None:
    for label, text in (
        ("Cơ quan ban hành", "Thành ủy Vĩnh Giang"), ("Ký hiệu cơ quan", "TU"), ("Địa danh", "Vĩnh Giang"),
        ("Quyền hạn ký", "T/M BAN THƯỜNG VỤ"), ("Chức vụ người ký", "BÍ THƯ"), ("Họ và tên người ký", SENT["B1"]),
        ("Ngày ký", "01/12/2022"),
    ):  # fmt: skip
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Ban hành gợi ý").click()


def board_issues(page: Page) -> None:
    page.get_by_role("link", name="Về dự thảo").click()
    items(page, 3, "Có dư luận về công tác cán bộ", "Báo cáo của Ban Dân vận", "01/09/2022")
    page.get_by_role("button", name="Lưu và xem trước khi ban hành").click()
    letter(page)
    expect(page.get_by_text("Số 01-CV/TU").first).to_be_visible()


def leaders_are_assigned(page: Page) -> None:
    """Two are sent; the second place at the same hour is refused."""
    page.goto("/don-vi/TP/phan-cong/")
    assign(page, "B1", BODY, "08:00", "11:00")
    assign(page, "B1", OTHER, "09:00", "10:00")
    expect(page.get_by_role("alert")).to_contain_text("Võ Minh Khôi")
    assert Assignment.objects.count() == 1
    assign(page, "B2", BODY, "08:00", "11:00")
    assert Assignment.objects.count() == 2


def assign(page: Page, code: str, place: str, begins: str, ends: str) -> None:
    page.get_by_role("group", name="Phân công đồng chí").get_by_label(SENT[code]).check()
    page.get_by_role("group", name="Dự kiểm điểm tại").get_by_label(place).check()
    for label, text in (("Ngày họp", "01/12/2022"), ("Từ giờ", begins), ("Đến giờ", ends)):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Phân công", exact=True).click()


def paper_is_blocked_until_all_is_answered(page: Page) -> None:
    page.goto("/kiem-diem/")
    page.get_by_role("listitem").filter(has_text=f"{BODY}, năm 2022").get_by_role("button").click()
    for area in page.locator("textarea[id^='s-']").all():
        area.fill("Nội dung.")
    for name in {each.get_attribute("name") for each in page.locator("form#ban input[type=radio]").all()}:
        if name and name[:2] in ("l-", "se") and name != "secrecy":
            page.locator(f"input[name='{name}'][value='3']").check()
    page.get_by_role("button", name="Nộp báo cáo").click()
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("Chưa nộp được: còn 5 điều phải trả lời.")
    expect(refused).to_contain_text("Giải ngân đầu tư công chậm")
    expect(refused).to_contain_text("Nội dung gợi ý số 3 phải được giải trình")
    for radio in page.locator("input[name^='fault-'][value='fixed']").all():
        radio.check()
    for area in page.locator("textarea[name^='item-']").all():
        area.fill("Do khâu kiểm tra; trách nhiệm của tập thể và đồng chí phụ trách.")
    page.get_by_role("button", name="Nộp báo cáo").click()
    expect(page.get_by_text("Bản này đã khóa.").first).to_be_visible()
    assert Paper.objects.get(collective__code="TT-Q1").state == "handed_in"


def meeting_is_blocked_until_the_superior_is_there(page: Page, cycle: Cycle) -> None:
    page.goto("/don-vi/Q1/hop/")
    page.get_by_label(BODY).check()
    page.get_by_label("Ngày họp").fill("01/12/2022")
    page.get_by_role("button", name="Định cuộc họp").click()
    page.get_by_label("Dự thảo báo cáo gửi ngày").fill("25/11/2022")
    page.get_by_role("button", name="Ghi ngày gửi và báo người dự").click()
    meeting = Meeting.objects.get()
    below_is_done(meeting)
    page.get_by_label("Chủ trì", exact=True).select_option(label=LEADERS["L1"])
    page.get_by_label("Thư ký", exact=True).select_option(label=LEADERS["L2"])
    page.get_by_label("Số ngày họp").fill("2")
    for box in page.locator("input[name^='xet-']").all():
        box.check()
    for box in page.locator("input[name^='goi-y-doc-']").all():
        box.check()
    for area in page.locator("textarea[name^='goi-y-']").all():
        area.fill("Tập thể đã giải trình rõ.")
    page.get_by_label("4. Diễn biến và kết luận của người chủ trì").fill("Kết luận của đồng chí chủ trì.")
    page.get_by_role("button", name="Kết thúc cuộc họp").click()
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("còn thiếu 2 điều")
    expect(refused).to_contain_text(SENT["B1"])
    expect(refused).to_contain_text("608-CV/TU, mục 3")
    for assignment in Assignment.objects.all():
        page.locator(f"#cap-tren-{assignment.pk}").select_option("present")
    page.get_by_role("button", name="Kết thúc cuộc họp").click()
    expect(page.get_by_text("Đã kết thúc cuộc họp.")).to_be_visible()
    assert subject("TT-Q1", Kind.COLLECTIVE).state == State.REVIEWED


def minutes_are_printed(page: Page) -> None:
    address = page.locator("a[href$='bien-ban.docx']").first.get_attribute("href")
    answer = page.request.get(f"{page.url.partition('/hop/')[0]}{address}")
    words = "\n".join(each.text for each in docx.Document(BytesIO(answer.body())).paragraphs)
    for told in ("Nợ đọng xây dựng cơ bản tăng", "Tập thể đã giải trình rõ.", SENT["B2"], LEADERS["L1"]):
        assert told in words


def one_is_reviewed_anew(page: Page) -> None:
    found = subject("L2", Kind.LEADER)
    page.goto(f"/doi-tuong/{found.pk}/kiem-diem-lai/")
    page.get_by_label("Căn cứ, lý do").fill("Chưa nêu rõ trách nhiệm đối với nợ đọng.")
    page.get_by_label("Hạn kiểm điểm lại").fill("20/12/2022")
    page.get_by_role("button", name="Yêu cầu kiểm điểm lại").click()
    expect(page.get_by_text("Chưa nêu rõ trách nhiệm đối với nợ đọng.").first).to_be_visible()
    order = Rehearing.objects.get()
    assert (order.subject, order.after, order.before) == (found, None, Meeting.objects.get())
    assert order.deadline == date(2022, 12, 20)


def test_the_same_from_the_workbook_without_touching_a_form(
    page: Page, sign_in: Any, cycle: Cycle, tmp_path: Path
) -> None:
    from kiemdiem.suggestions import acts
    from suggestions.cast import LETTER

    made = drafted(subject("TT-Q1", Kind.COLLECTIVE), SYSTEM, WHOLE, WHOLE, WHOLE, unit="TP")
    acts.issue(made, LETTER, late_way="", by=SYSTEM, name="Người ký", at=NOON)
    sign_in(page, staff("bi-thu-tp", (Role.HEAD, "TP"), of="B1"))
    leaders_are_assigned(page)
    sign_in(page, staff("van-phong-q1", (Role.CLERK, "Q1")))
    page.goto("/don-vi/Q1/tu-giay/")
    page.get_by_text("Ghi bằng sổ Excel, cả khi không có mạng").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Lấy sổ").click()
    path = tmp_path / "so.xlsx"
    coming.value.save_as(path)
    body = subject("TT-Q1", Kind.COLLECTIVE)
    everybody = [body, subject("Q1", Kind.PARTY_ORGANISATION), *(subject(code, Kind.LEADER) for code in LEADERS)]
    papers = [each for each in everybody if each.person_id is None]
    papers += [each for code in LEADERS for each in (subject(code), subject(code, Kind.LEADER))]
    first = [
        *(("CuocHop", words, "Ghi vào đây", text) for words, text in (
            ("Ngày họp", "01/12/2022"), ("Ngày gửi dự thảo báo cáo", "25/11/2022"), ("Số ngày họp", "2"),
            ("Chủ trì", LEADERS["L1"]), ("Thư ký", LEADERS["L2"]), ("Kết thúc cuộc họp (đánh x)", "x"),
            ("Diễn biến và kết luận của người chủ trì", "Kết luận của đồng chí chủ trì."),
        )),
        *(("BanKiemDiem", str(each.pk), "Đã nhận bản giấy", "x") for each in papers),
        *(("BanKiemDiem", str(each.pk), "Tự xếp loại", "Hoàn thành tốt nhiệm vụ") for each in papers),
        *(("KiemDiem", str(each.pk), "Kiểm điểm tại cuộc họp này", "x") for each in everybody),
    ]  # fmt: skip
    send(page, fill(path, *first))
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("Giải ngân đầu tư công chậm")
    expect(refused).to_contain_text("Nội dung gợi ý số 3 phải được giải trình")
    asked = [str(each.pk) for each in made.items.all()]
    answers = [
        *(("HanCheCu", str(each.pk), "Kết quả khắc phục", "Đã khắc phục") for each in Fault.objects.all()),
        *(("GoiY", key, heading, text) for key in asked for heading, text in (
            ("Giải trình, nguyên nhân", "Do khâu kiểm tra."), ("Trách nhiệm", "Của tập thể."),
            ("Đã đọc tại cuộc họp", "x"), ("Kết luận của cuộc họp", "Tập thể đã giải trình rõ."),
        )),
    ]  # fmt: skip
    below(cycle)
    send(page, fill(path, *answers))
    expect(refused).to_contain_text(SENT["B1"])
    expect(refused).to_contain_text("608-CV/TU, mục 3")
    assert not Paper.objects.exists()
    there = [("CapTrenDu", name, "Có mặt", "Có mặt") for name in SENT.values()]
    send(page, fill(path, *there))
    expect(page.get_by_role("heading", name="Xem trước: chưa ghi gì")).to_be_visible()
    page.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(page.get_by_text("kết thúc cuộc họp. Biên bản đã khóa.")).to_be_visible()
    assert subject("TT-Q1", Kind.COLLECTIVE).state == State.REVIEWED
    assert set(Fault.objects.values_list("state", flat=True)) == {"fixed"}
    minutes = Meeting.objects.get()
    assert minutes.presences.filter(state="present").count() == 2
    assert minutes.item_conclusions.filter(read_out=True).count() == 3


def send(page: Page, path: Path) -> None:
    """The workbook sent up to be looked at."""
    if not page.get_by_label("Sổ đã ghi").is_visible():
        page.get_by_text("Ghi bằng sổ Excel, cả khi không có mạng").click()
    page.get_by_label("Sổ đã ghi").set_input_files(path)
    page.get_by_role("button", name="Gửi sổ để xem trước").click()


def below(cycle: Cycle) -> None:
    """Every place below the district has met."""
    from kiemdiem.cycles.models import Place

    where = Place.objects.get(cycle=cycle, code="Q1")
    below_is_done(Meeting(cycle=cycle, path=where.path))
