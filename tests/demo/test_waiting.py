"""What waits for each role can be done, and what is prepared to be refused is refused, with its code."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.core.exceptions import PermissionDenied

from demo.conftest import SMALL
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.acts import open_unit
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import READ_LEDGER
from kiemdiem.cycles.models import Cycle, Place, Subject, Tally
from kiemdiem.cycles.states import State
from kiemdiem.demo import above, cast, ward, words
from kiemdiem.demo.clock import DAY, moment
from kiemdiem.demo.refusals import PREPARED, Prepared
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Collective, Person, Unit
from kiemdiem.ratings import deciding, proposing
from kiemdiem.ratings.checking import check, draft_of
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import answering, criteria, meetings, writing
from kiemdiem.reviews.models import Meeting, Paper
from kiemdiem.suggestions import acts, assigning
from kiemdiem.suggestions.models import Assignment, Suggestion
from kiemdiem.suggestions.papers import Letter

DOCUMENT = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
NOW = moment(2022, 12, 8, 9)


def account(key: str) -> Account:
    """The account of a player, as the sign-in page shows it."""
    note = next(player.note for player in cast.PLAYERS if player.key == key)
    return Account.objects.get(demo_note=note)


def player(key: str) -> AccountActor:
    return actor_of(account(key), DAY)


def own_paper(key: str) -> Paper:
    return Paper.objects.get(cycle__year=2022, person=account(key).person)


def complete(paper: Paper, by: AccountActor) -> Paper:
    """Every section answered, what is open from last year too, a level for each subject, handed in."""
    full = words.answers(writing.sections(paper), Random("full"))
    full |= {criteria.key_of(each): {"text": "", "level": 3} for each in criteria.asked_of(paper)}
    full |= {f"fault-{each.pk}": {"text": "", "result": "fixed"} for each in answering.carried_over(paper)}
    levels = {line.subject_id: Level.GOOD for line in paper.lines.all()}
    writing.save(paper, full, levels, base=paper.version, by=by, name="", at=NOW)
    return writing.hand_in(paper, by=by, at=NOW)


def meeting(cell: str, day: int) -> Meeting:
    return Meeting.objects.get(cycle__year=2022, place=cell, held_on=DAY.replace(day=day))


def draft(number: str) -> Decision:
    return Decision.objects.get(number=number, state="draft")


def release(number: str, who: str) -> Decision:
    return deciding.release(draft(number), by=player(who), name="", at=NOW)


def propose(who: str, **which: object) -> None:
    subjects = Subject.objects.filter(cycle__year=2022, rated=True, state=State.REVIEWED, **which)
    levels = {each.pk: Level.GOOD for each in subjects}
    assert levels
    proposing.propose(levels, by=player(who), name="", at=NOW)
    assert not subjects.all().exists()


def writer() -> None:
    assert complete(own_paper("writer"), player("writer")).state == "handed_in"
    assert meetings.close(meeting(cast.AREA_2, 10), by=player("cell_head"), at=NOW).closed_at


def returned() -> None:
    assert "nêu rõ việc nào" in own_paper("returned").return_reason
    assert writing.hand_in(own_paper("returned"), by=player("returned"), at=NOW).state == "handed_in"


def cell_head() -> None:
    assert meetings.close(meeting(cast.AREA_2, 8), by=player("cell_head"), at=NOW).closed_at


def deputy() -> None:
    with pytest.raises(PermissionDenied):
        meetings.close(meeting(cast.AREA_3, 7), by=player("deputy"), at=NOW)
    absent = Account.objects.get(person__name=cast.PEOPLE["absent"][0])
    by = actor_of(account("deputy"), DAY, acting_for=absent)
    assert Paper.objects.visible_to(by).filter(cycle__year=2022, place=cast.AREA_3).count() == 6
    assert meetings.close(meeting(cast.AREA_3, 7), by=by, at=NOW).closed_at


def clerk() -> None:
    propose("clerk", kind=Kind.MEMBER, place__in=(cast.CLINIC, cast.NURSERY))
    excellent = draft(ward.OVER).lines.filter(level=Level.EXCELLENT).values_list("subject", flat=True)
    deciding.stage(draft(ward.OVER), dict.fromkeys(list(excellent)[:3], Level.GOOD), by=player("clerk"))
    assert [each for each in check(draft_of(draft(ward.OVER)), {}) if each.stops] == []


def ward_head() -> None:
    clerk()
    assert release(ward.OVER, "ward_head").state == "released"


def ward_deputy() -> None:
    assert release(ward.OWN_NAME, "ward_deputy").state == "released"


def district_board() -> None:
    propose("district_board", kind=Kind.COLLECTIVE, place=f"{cast.DISTRICT}-A02")


def district_head() -> None:
    release(above.COLLECTIVE_FIRST, "district_head")
    assert release(above.BEFORE, "district_head").state == "released"


def city_board() -> None:
    propose("city_board", authority="VG", place="VG-10")


def inspector() -> None:
    by = player("inspector")
    assert Decision.objects.visible_to(by).filter(cycle__year=2022, state="released").count() >= 4
    assert Decision.objects.visible_to(by).filter(state="draft").count() == 0
    assert by.may(READ_LEDGER, Unit.objects.get(code="VG").path)


def standing() -> None:
    assert release(above.CITY, "standing").lines.count() >= 6


def board_leader() -> None:
    report = Paper.objects.get(cycle__year=2022, collective__code="TT-VG-B04")
    assert complete(report, player("board_leader")).state == "handed_in"
    assert complete(own_paper("board_leader"), player("board_leader")).state == "handed_in"


def viewer() -> None:
    by = player("viewer")
    assert Unit.objects.visible_to(by).count() == Unit.objects.count()
    assert Tally.objects.visible_to(by).count() == Tally.objects.count()
    assert Paper.objects.visible_to(by).exclude(person=account("viewer").person).count() == 0
    assert Decision.objects.visible_to(by).count() == 0


def administrator() -> None:
    by, unit = player("administrator"), Unit.objects.get(code=cast.ABOVE_COLLECTIVE)
    assert len(open_unit(unit, by=by, at=NOW)) == 8
    assert Paper.objects.visible_to(by).count() == Person.objects.visible_to(by).count() == 0


TASKS: dict[str, Callable[[], None]] = {
    task.__name__: task
    for task in (writer, returned, cell_head, deputy, clerk, ward_head, ward_deputy, district_board, district_head,
                 city_board, inspector, standing, board_leader, viewer, administrator)
}  # fmt: skip


@pytest.mark.parametrize("key", [each.key for each in cast.PLAYERS])
def test_what_waits_for_a_role_can_be_done(city: Cycle, key: str) -> None:
    TASKS[key]()


def broken(number: str, who: str) -> set[str]:
    """Codes that stop the release of a draft."""
    with pytest.raises(deciding.Refused) as met:
        release(number, who)
    return {each.verdict.code for each in met.value.findings}


CONDITIONS = {"discipline.not_failed", "sick_leave.above_completed", "civil.mismatch"}


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        (ward.OVER, {"quota.excellent"}),
        (ward.CONDITIONS, CONDITIONS),
        (ward.UNREVIEWED, {"rating.unreviewed"}),
        (above.ABOVE, {"head.above_collective"}),
        (above.BEFORE, {"decision.order"}),
    ],
)
def test_a_prepared_draft_breaks_just_its_rule(city: Cycle, number: str, codes: set[str]) -> None:
    who = {each.who for each in PREPARED if each.code in codes}
    assert len(who) == 1
    assert broken(number, who.pop()) == codes


def test_the_ceiling_is_broken_also_after_the_lawful_draft(city: Cycle) -> None:
    release(ward.OWN_NAME, "ward_deputy")
    assert broken(ward.OVER, "ward_deputy") == {"quota.excellent"}


def test_the_secretary_does_not_release_the_decision_on_oneself(city: Cycle) -> None:
    with pytest.raises(WrongState, match="có tên trong quyết định này"):
        release(ward.OWN_NAME, "ward_head")


def test_a_meeting_with_a_missing_paper_is_not_closed(city: Cycle) -> None:
    with pytest.raises(meetings.NotReady) as met:
        meetings.close(meeting(cast.AREA_2, 10), by=player("cell_head"), at=NOW)
    assert [gap.sentence for gap in met.value.gaps] == [f"Chưa nộp bản kiểm điểm: {cast.PEOPLE['writer'][0]}."]


def test_an_incomplete_paper_is_not_handed_in(city: Cycle) -> None:
    with pytest.raises(writing.Incomplete) as met:
        writing.hand_in(own_paper("writer"), by=player("writer"), at=NOW)
    assert "direction" in met.value.missing


def test_a_vague_suggestion_is_not_issued(city: Cycle) -> None:
    waiting = Suggestion.objects.get(state="draft", cycle=city)
    assert waiting.subject.place == cast.DISTRICT
    sent = Suggestion.objects.get(state="issued", cycle=city)
    letter = Letter("Thành ủy", "TU", "Vĩnh Giang", "T/M BAN THƯỜNG VỤ", "ỦY VIÊN", "A", signed_on=DAY)
    with pytest.raises(acts.Vague) as met:
        acts.issue(waiting, letter, by=player("standing"), name="", at=NOW)
    assert [number for number, _sentence in met.value.faults] == [3]
    assert sent.items.count() == 2


def test_nobody_is_sent_to_two_places_at_one_hour(city: Cycle) -> None:
    held = Assignment.objects.filter(cycle=city, person=account("standing").person).get()
    place = Place.objects.get(cycle=city, code=cast.DISTRICT)
    task = assigning.Task(
        place=place, collective=Collective.objects.filter(unit=place.unit_id).order_by("code").first(),
        suggestion=None, role="lead", meets_on=held.meets_on, starts_at=held.starts_at, ends_at=held.ends_at,
    )  # fmt: skip
    with pytest.raises(WrongState, match=str(held.person)):
        assigning.assign(city, Unit.objects.get(code="VG"), held.person, task, by=player("city_board"), name="", at=NOW)


def test_one_example_of_each_refusal_is_prepared() -> None:
    assert {each.code for each in PREPARED} == {
        "quota.excellent", "head.above_collective", "decision.order", "rating.unreviewed", "unready", "incomplete",
        "oneself", "vague", "two_places",
    } | CONDITIONS  # fmt: skip


@pytest.mark.parametrize("each", PREPARED, ids=lambda each: each.code)
def test_the_document_tells_of_each_refusal(each: Prepared) -> None:
    section = DOCUMENT[DOCUMENT.index("## Những lời từ chối") :]
    row = next(line for line in section.splitlines() if f"| {each.title} |" in line)
    assert cast.PEOPLE[each.who][0] in row
    assert each.where.removeprefix("dự thảo ") in row


def test_the_document_tells_of_each_account() -> None:
    names = {each.key: cast.PEOPLE.get(each.key, ("quan-tri",))[0] for each in cast.PLAYERS}
    assert [name for name in names.values() if f"| {name} |" not in DOCUMENT] == []
    assert f"--members {SMALL}" in DOCUMENT


def test_notes_fit_the_sign_in_page_and_accounts_come_in_their_order(city: Cycle) -> None:
    shown = Account.objects.exclude(demo_note="").order_by("pk").values_list("demo_note", flat=True)
    assert list(shown) == [each.note for each in cast.PLAYERS]
    assert max(len(each.note) for each in cast.PLAYERS) <= 120
