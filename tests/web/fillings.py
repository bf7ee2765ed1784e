"""A form filled in as its page would send it, for every address that takes one, by the place it is aimed at.

Each gives names and texts for a place (own, sibling, …); what stands in the town is known.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.cast import STRONG
from kiemdiem.ballots.arithmetic import CHOICES
from kiemdiem.ballots.models import BallotItem
from kiemdiem.cycles import calendar
from kiemdiem.cycles.models import Subject
from kiemdiem.documents.models import Attachment
from kiemdiem.organisations.roster.columns import PEOPLE, SHEETS
from kiemdiem.regulation import Law
from kiemdiem.reviews import criteria, writing
from kiemdiem.reviews.models import Meeting, Paper

from .crawl_cast import CELL, CHILD, OWN, PARENT, SIBLING, Town

Form = dict[str, Any]
Filling = Callable[[Town, str], Form]
LETTERS = {OWN: "Q1", SIBLING: "Q2", PARENT: "TP", CHILD: "Q1", CELL: "Q1"}


def fixed(**form: Any) -> Filling:
    """The same wherever it is aimed at."""
    return lambda town, place: dict(form)


def chosen(name: str, objects: str, **more: str) -> Filling:
    """One field names an object of that place."""
    return lambda town, place: {name: str(town.at[objects].get(place, ""))} | more


FAULT = fixed(**{"noi-dung": "Báo cáo chậm", "nguyen-nhan": "Chủ quan"})
LETTER = fixed(
    organ="Quận ủy", symbol="QU", place="Bến Cau", authority="T/M BAN THƯỜNG VỤ", post="BÍ THƯ", signer="Lê Văn Tư",
    signed_on="01/12/2022",
)  # fmt: skip


def deputy(town: Town, place: str) -> Form:
    """A deputy, by the sign-in name."""
    key = {OWN: "Q1 ward deputy", SIBLING: "Q2 plain", PARENT: "TP head", CHILD: "Q1 ward head", CELL: "Q1 writer"}
    name = town.accounts[key[place]].name
    return {"deputy": name, "since": "02/12/2022", "until": "10/12/2022", "reason": "Đi công tác"}


def person_code(town: Town, place: str) -> Form:
    """Somebody without an account."""
    code = {OWN: "Q1-10", SIBLING: "Q2-10", PARENT: "Q2-9", CHILD: "Q1-9", CELL: "Q1-9"}
    return {"person": code[place]}


def late_member(town: Town, place: str) -> Form:
    """Who came after the year was opened."""
    return {"person": f"{LETTERS[place].replace('TP', 'Q2')}-9", "reason": "Mới chuyển đến"}


def role(town: Town, place: str) -> Form:
    """A role at a unit of that place."""
    return {"role": "viewer", "unit": str(town.at["unit"][place]), "since": "02/12/2022", "until": ""}


def absent(town: Town, place: str) -> Form:
    """Whose work one asks to do."""
    key = {OWN: "Q1 head", SIBLING: "Q2 ward head", PARENT: "TP head", CHILD: "Q1 ward head", CELL: "Q1 cell head"}
    return {"absent": str(town.accounts[key[place]].pk)}


@cache
def days_of(year: int) -> Form:
    """The calendar as it is proposed."""
    days = calendar.proposed(year, Law())
    return {f"{step}-{tier}": f"{day:%d/%m/%Y}" for (step, tier), (day, _cite) in days.items()}


def new_year(town: Town, place: str) -> Form:
    """The year 2019, opened at once."""
    settings = {"year": "2019", "unit": str(town.at["unit"][place]), "overlay": "none", "reading": "good_only"}
    return settings | {"calendar": "yes"} | days_of(2019)


def later(town: Town, place: str) -> Form:
    """The calendar with one day put off."""
    return days_of(2022) | {"check-root": "01/04/2023"}


def paper(objects: str) -> Filling:
    """A paper, complete, from the version that stands."""

    def fill(town: Town, place: str) -> Form:
        found = Paper.objects.get(pk=town.at[objects][place])
        form = {"base": str(found.version), "secrecy": "open"}
        for each in writing.sections(found):
            form |= {f"s-{each.key}": "Nội dung."} | ({f"l-{each.key}": "3"} if each.criterion else {})
        for each in map(criteria.key_of, criteria.asked_of(found)):
            form |= {f"s-{each}": "Nội dung.", f"l-{each}": "3"}
        return form | {f"self-{key}": "3" for key in found.lines.values_list("subject", flat=True)}

    return fill


CRITERION = fixed(spot="collective:results", code="9", title="Output", position="1", since="2022")


def base(objects: str) -> Filling:
    """The version that stands."""
    return lambda town, place: {"base": str(Paper.objects.get(pk=town.at[objects][place]).version)}


def levels(town: Town, place: str) -> Form:
    """The level that each subject of one paper gives itself."""
    subject = Subject.objects.get(pk=town.at["member"][place])
    return {f"self-{each.pk}": "3" for each in writing.covered(subject)}


def minutes(objects: str) -> Filling:
    """The record of a meeting: the first two of those invited lead it."""

    def fill(town: Town, place: str) -> Form:
        found = Meeting.objects.get(pk=town.at[objects][place])
        there = list(found.attendances.order_by("pk").values_list("person", flat=True)[:2])
        return {
            "ngay": "01/12/2022",
            "dia-diem": "Hội trường",
            "chu-tri": str(there[0]),
            "thu-ky": str(there[1]),
            "bien-ban": "Đủ ý kiến.",
            "base": str(found.version),
        }

    return fill


def proposed(town: Town, place: str) -> Form:
    """A level for whom the district rates, and for a member of the place."""
    return {f"muc-{town.at['rated'][place]}": "2", f"muc-{town.at['rated'][OWN]}": "3"} if place != PARENT else {}


def staged(town: Town, place: str) -> Form:
    """The document, and a level for whom the district rates."""
    key = town.at["rated"].get(place, 0)
    document = {"number": "2-QĐ/QU", "signed_on": "21/12/2022", "signatory": "Lê A"}
    return document | {f"co-{key}": "1", f"muc-{key}": "2", "reason": ""}


def transferred(town: Town, place: str) -> Form:
    """To another cell near by."""
    to = {OWN: "Q1-B", SIBLING: "Q2-B", PARENT: "TP-C", CHILD: "Q1-C", CELL: "Q1-C"}
    return {"to": to[place], "reason": "Chuyển công tác"}


def renamed(town: Town, place: str) -> Form:
    """A new name from today on."""
    return {"name": "Tên mới", "on": "01/12/2022", "confirm": "yes"}


def moved(town: Town, place: str) -> Form:
    """Below the school's cell."""
    return {"to": "Q1-C", "on": "01/12/2022", "confirm": "yes"}


def split(town: Town, place: str) -> Form:
    """A new unit beside the old one."""
    return {"code": "M-1", "name": "Đơn vị mới", "on": "01/12/2022", "confirm": "yes"}


def workbook(town: Town, place: str) -> Form:
    """A roster in which a person of that place changes the standing."""
    return {"book": SimpleUploadedFile("so.xlsx", roster(str(town.at["person"][place])))}


def roster(person: str) -> bytes:
    """A workbook with one row: a person by the code, under another name."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(PEOPLE)
    headers = {column.key: column.header for column in SHEETS[PEOPLE]}
    page.write_row(0, 0, [headers["code"], headers["name"]])
    page.write_row(1, 0, [person, "Tên khác"])
    book.close()
    return out.getvalue()


def evidence(town: Town, place: str) -> Form:
    """A file for the draft that stands there."""
    about = f"paper:{town.at['draft paper'].get(place, 0)}"
    return {"about": about, "file": SimpleUploadedFile("minh chứng.pdf", b"%PDF-1.7\nx\n%%EOF\n")}


def about(objects: str) -> Filling:
    """What the button beside a file sends: the matter it belongs to."""

    def fill(town: Town, place: str) -> Form:
        found = Attachment.objects.filter(pk=town.at[objects].get(place, 0)).first()
        return {"about": found.about if found else ""}

    return fill


OPINION = fixed(**{"noi": "residence", "ten": "Ward", "ngay": "01/12/2022", "nhan-xet": "Seen"})
RESERVED = fixed(**{"loai": "reserved", "noi-dung": "Giữ ý kiến của mình."})
NOTHING = fixed()
TERMS = fixed(kind="leader", percent="99", decision_no="1-QĐ", decided_on="01/12/2022", ground="A")
COMPLAINT = fixed(viec="complaint", sort="report", received_on="01/12/2022", text="A")


def ballot(town: Town, place: str) -> Form:
    """What is settled before a ballot; with the leader whom the district rates."""
    names = {"head": "Lê A", "second": "Lê B", "third": "Lê C", "chair": "Lê D", "secretary": "Lê E"}
    numbers = {"entitled": "2", "entitled_reason": "x", "present": "2"}
    rule = {"threshold": "half", "base": "entitled"}
    key = town.at["rated"].get(place, 0)
    return {"purpose": "Xếp loại", "held_on": "01/12/2022", f"chon-{key}": "on"} | names | numbers | rule


def redrafted(town: Town, place: str) -> Form:
    """The same for the collective of the draft."""
    items = BallotItem.objects.filter(ballot=town.at["ballot draft"].get(place))
    return ballot(town, PARENT) | {f"chon-{each.key.removeprefix('subject:')}": "on" for each in items}


def counted(town: Town, place: str) -> Form:
    """Two slips for the line of the ballot."""
    items = BallotItem.objects.filter(ballot=town.at["ballot open"].get(place))
    slips = {"reader": "A", "note": "x", "printed": "2", "issued": "2", "returned": "2", "valid": "2", "invalid": "0"}
    return slips | {f"v-{each.pk}-{choice}": "2" if choice == "good" else "0" for each in items for choice in CHOICES}


REASON = fixed(reason="Ghi nhầm")
PASSWORD = fixed(old="Sai mật khẩu cũ", new=STRONG, again=STRONG)
ACTIVATION = fixed(name="khong-co", code="AAAA-BBBB-CCCC", new=STRONG, again=STRONG)
