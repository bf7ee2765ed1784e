"""Assignments: who may be sent, nobody in two places at one time, substitutes, the calendar with a secret address."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from icalendar import Calendar

from cycles.cast import LONG_AGO, account, open_year, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.models import Collective, Person, Post, Unit
from kiemdiem.suggestions import assigning, feeds, queries
from kiemdiem.suggestions.assigning import Task, Unsure
from kiemdiem.suggestions.models import Assignment, FeedToken
from suggestions.cast import NOON, WHOLE, board, issued, officer, person, term

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 8)


def owner() -> Account:
    return Account.objects.get(name="thuong-vu")


@pytest.fixture
def year() -> Cycle:
    town()
    term()
    made = open_year()
    account("thuong-vu", [(Role.STANDING_BOARD, "Q1")], of="M7")
    account("lanh-dao-ban", [(Role.BOARD_LEADER, "Q1")], of="M8")
    return made


def send(code: str = "M7", place: str = "P1", *, unit: str = "Q1", by: Any = None, **task: Any) -> Assignment:
    cycle = Cycle.objects.get()
    where = Task(place=cycle.places.get(code=place), **{key: value for key, value in task.items() if key != "sure"})
    return assigning.assign(
        cycle, Unit.objects.get(code=unit), Person.objects.get(code=code), where, by=by or SystemActor(), name="Ban",
        at=NOON, sure=task.get("sure", False),
    )  # fmt: skip


def test_who_is_assigned_is_told_without_the_place(year: Cycle) -> None:
    made = send(meets_on=DAY)
    assert (made.state, made.capacity) == ("assigned", "Ban Thường vụ")
    told = Notice.objects.get()
    assert told.account.name == "thuong-vu"
    assert "Vàm Sậy" not in told.text
    assert queries.assigned_to(year, year.places.get(code="P1").path, None) == [made]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MEMBER])
def test_only_standing_board_and_leaders_of_boards_are_sent(year: Cycle, role: Role) -> None:
    account("ai-do", [(role, "Q1")], of="M4")
    if role in assigning.SENT_ROLES:
        assert send("M4").person.code == "M4"
    else:
        with pytest.raises(WrongState, match=r"không phải ủy viên ban thường vụ .*608-CV/TU, mục 3"):
            send("M4")


def test_the_role_must_be_held_at_the_assigning_unit_on_the_day(year: Cycle) -> None:
    account("cap-tren", [(Role.STANDING_BOARD, "TP")], of="M4")
    with pytest.raises(WrongState, match="không phải ủy viên"):
        send("M4")
    grant = account("sap-nghi", [(Role.STANDING_BOARD, "Q1")], of="M5").grants.get()
    grant.until = DAY
    grant.save()
    assert send("M5", meets_on=DAY)
    with pytest.raises(WrongState, match="không phải ủy viên"):
        send("M5", "A1", meets_on=date(2022, 12, 9))


def test_a_post_in_the_standing_board_is_enough_and_gives_the_capacity(year: Cycle) -> None:
    unit, collective = Unit.objects.get(code="Q1"), Collective.objects.get(code="TT-Q1")
    holder = Person.objects.get(code="M6")
    Post.objects.create(person=holder, unit=unit, collective=collective, title="Ủy viên Ban Thường vụ", since=LONG_AGO)
    assert send("M6").capacity == "Ủy viên Ban Thường vụ"


@pytest.mark.parametrize(("role", "may"), [
    (Role.ORGANISATION_BOARD, True), (Role.STANDING_BOARD, True), (Role.HEAD, True), (Role.CLERK, False),
    (Role.INSPECTION_BOARD, False), (Role.VIEWER, False),
])  # fmt: skip
def test_who_assigns(year: Cycle, role: Role, may: bool) -> None:
    by = officer(role, "Q1")
    if may:
        assert send(by=by)
    else:
        with pytest.raises(PermissionDenied):
            send(by=by)
    with pytest.raises(PermissionDenied):
        send("M8", by=officer(role, "TP"))


def test_places_are_below_the_assigning_unit(year: Cycle) -> None:
    for place in ("Q1", "TP"):
        with pytest.raises(PermissionDenied):
            send(place=place)


def test_a_suggestion_must_be_of_the_unit_and_to_the_place(year: Cycle) -> None:
    told = issued(board(), SystemActor())
    assert send(suggestion=told).suggestion == told
    with pytest.raises(PermissionDenied):
        send("M8", "A1", suggestion=told)


HOURS = [  # from, to of a second meeting beside one from 8 to 10; refused
    (time(7), time(8), False),
    (time(7), time(8, 1), True),
    (time(8), time(10), True),
    (time(9, 59), time(11), True),
    (time(10), time(11), False),
]


@pytest.mark.parametrize(("starts", "ends", "refused"), HOURS)
def test_two_places_at_one_time(year: Cycle, starts: time, ends: time, refused: bool) -> None:
    send(meets_on=DAY, starts_at=time(8), ends_at=time(10))
    if refused:
        with pytest.raises(WrongState, match=r"dự Đảng bộ phường Vàm Sậy ngày 08/12/2022, 08:00–10:00"):
            send(place="A1", meets_on=DAY, starts_at=starts, ends_at=ends)
    else:
        assert send(place="A1", meets_on=DAY, starts_at=starts, ends_at=ends)


def test_the_other_place_is_named_only_to_those_who_may_know(year: Cycle) -> None:
    account("hai-noi", [(Role.BOARD_LEADER, "Q1"), (Role.STANDING_BOARD, "TP")], of="M4")
    send("M4", "P2", unit="TP", meets_on=DAY, starts_at=time(8), ends_at=time(10))
    with pytest.raises(WrongState, match=r"đã có phân công khác ngày 08/12/2022, 08:00–10:00\.") as refused:
        send("M4", "A1", by=officer(Role.HEAD, "Q1"), meets_on=DAY, starts_at=time(9), ends_at=time(11))
    assert "Tiểu học" not in refused.value.sentence
    with pytest.raises(WrongState, match="Chi bộ Trường Tiểu học"):
        send("M4", "A1", meets_on=DAY, starts_at=time(9), ends_at=time(11))


def test_one_day_at_unknown_hours_wants_a_confirmation(year: Cycle) -> None:
    send(meets_on=DAY, starts_at=time(8))
    with pytest.raises(Unsure, match="Chưa rõ giờ"):
        send(place="A1", meets_on=DAY, starts_at=time(14), ends_at=time(15))
    made = send(place="A1", meets_on=DAY, starts_at=time(14), ends_at=time(15), sure=True)
    assert queries.doubled(queries.assignments_of(year, made.unit)) == {
        each.pk: False for each in Assignment.objects.all()
    }
    assert send(place="C1", meets_on=date(2022, 12, 9))
    assert send(place="C2")


def test_a_confirmation_doesnt_put_anybody_in_two_places(year: Cycle) -> None:
    send(meets_on=DAY, starts_at=time(8), ends_at=time(10))
    with pytest.raises(WrongState, match="đổi giờ"):
        send(place="A1", meets_on=DAY, starts_at=time(9), ends_at=time(10), sure=True)


def test_the_same_meeting_once(year: Cycle) -> None:
    send(meets_on=DAY)
    with pytest.raises(WrongState, match="đã được phân công dự nơi này"):
        send(meets_on=DAY, sure=True)


@pytest.mark.parametrize(("task", "words"), [
    ({"meets_on": DAY, "starts_at": time(8), "ends_at": time(8)}, "Giờ kết thúc phải sau"),
    ({"starts_at": time(8)}, "phải có ngày họp"),
])  # fmt: skip
def test_hours_that_cannot_be(year: Cycle, task: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongState, match=words):
        send(**task)


def test_a_substitute_takes_over_and_the_record_keeps_both(year: Cycle) -> None:
    before = send(meets_on=DAY, starts_at=time(8), ends_at=time(10))
    by = officer(Role.HEAD, "Q1")
    with pytest.raises(WrongState, match="lý do thay"):
        assigning.substitute(before, Person.objects.get(code="M8"), reason=" ", by=by, name="", at=NOON)
    with pytest.raises(WrongState, match="phải khác"):
        assigning.substitute(before, before.person, reason="Ốm", by=by, name="", at=NOON)
    with pytest.raises(WrongState, match="không phải ủy viên"):
        assigning.substitute(before, Person.objects.get(code="M3"), reason="Ốm", by=by, name="", at=NOON)
    made = assigning.substitute(before, Person.objects.get(code="M8"), reason="Ốm", by=by, name="", at=NOON)
    before.refresh_from_db()
    assert (before.state, before.reason, made.substitute_for, made.capacity) == (
        "replaced", "Ốm", before, "Lãnh đạo ban xây dựng Đảng",
    )  # fmt: skip
    assert queries.assigned_to(year, made.place.path, None) == [made]
    assert Notice.objects.filter(event=f"assignment.ended:{before.pk}").count() == 1
    assert send("M7", "A1", meets_on=DAY, starts_at=time(8), ends_at=time(10))  # free again
    with pytest.raises(WrongState, match="đã thay người"):
        assigning.withdraw(before, reason="Nữa", by=by)


def test_withdrawing_needs_right_and_reason(year: Cycle) -> None:
    made = send()
    with pytest.raises(PermissionDenied):
        assigning.withdraw(made, reason="Đổi", by=officer(Role.HEAD, "P1"))
    with pytest.raises(WrongState, match="lý do rút"):
        assigning.withdraw(made, reason="", by=SystemActor())
    assert assigning.withdraw(made, reason="Đổi", by=SystemActor()).state == "withdrawn"


def test_who_sees_an_assignment(year: Cycle) -> None:
    made = send()
    sees = lambda by: Assignment.objects.visible_to(by).filter(pk=made.pk).exists()  # noqa: E731
    assert sees(officer(Role.HEAD, "Q1"))
    assert sees(officer(Role.INSPECTION_BOARD, "TP"))
    assert not sees(officer(Role.HEAD, "TP"))
    assert not sees(officer(Role.CLERK, "Q1"))
    assert not sees(person("M2"))


def test_the_calendar_tells_day_hour_and_place_and_no_content(year: Cycle) -> None:
    told = issued(board(), SystemActor())
    send(meets_on=DAY, starts_at=time(8), ends_at=time(10), suggestion=told)
    send(place="A1", meets_on=date(2022, 12, 9))
    send(place="C1")  # no day, so nowhere in a calendar
    send("M8", "C2", meets_on=DAY)
    text = feeds.calendar_of(owner(), site="Quận ủy").decode()
    events = Calendar.from_ical(text).walk("VEVENT")
    assert [str(each["location"]) for each in events] == ["Đảng bộ phường Vàm Sậy", "Phòng Tài chính quận"]
    assert events[0].decoded("dtstart").isoformat() == "2022-12-08T08:00:00+07:00"
    assert events[0].decoded("dtend").isoformat() == "2022-12-08T10:00:00+07:00"
    assert events[1].decoded("dtstart") == date(2022, 12, 9)
    assert not any(word in text for word in (WHOLE.fact[:15], "Gợi ý", "gợi ý", WHOLE.source[:10]))


def test_a_secret_address_works_until_it_is_revoked_or_made_anew(year: Cycle) -> None:
    first = feeds.make(owner(), by=SystemActor(), at=NOON)
    assert feeds.owner_of(first) == owner()
    assert FeedToken.objects.get().digest != first
    second = feeds.make(owner(), by=SystemActor(), at=NOON)
    assert (feeds.owner_of(first), feeds.owner_of(second), feeds.owner_of("")) == (None, owner(), None)
    Account.objects.filter(name="thuong-vu").update(is_active=False)
    assert feeds.owner_of(second) is None
    Account.objects.filter(name="thuong-vu").update(is_active=True)
    feeds.revoke(owner(), by=SystemActor())
    assert feeds.owner_of(second) is None
