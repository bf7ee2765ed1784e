"""The same seed gives the same city, down to every word and level."""

from typing import Any

import pytest
from django.db import transaction

from demo.conftest import SMALL
from kiemdiem.accounts.models import Account
from kiemdiem.ballots.models import Ballot, ItemResult
from kiemdiem.cycles.models import Subject
from kiemdiem.demo.seed import seed
from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Person, Unit, YearFact
from kiemdiem.ratings.models import Decision, DecisionLine, Proposal
from kiemdiem.reviews.models import Attendance, Hearing, Meeting, Paper, PaperLine


def picture() -> dict[str, list[Any]]:
    """Everything that a reader could see, without keys of the database and the clock of this machine."""
    tables: dict[Any, tuple[str, ...]] = {
        Unit: ("code", "name", "kind", "path", "since"),
        Person: ("code", "name", "born", "path", "admitted", "standing", "civil_servant"),
        YearFact: ("person__code", "year", "discipline", "sick_days", "civil_level"),
        Subject: ("cycle__year", "kind", "code", "name", "path", "authority", "group__name", "post", "state", "level"),
        Paper: ("cycle__year", "owner", "path", "state", "version", "saved_at", "handed_in_at", "return_reason"),
        PaperLine: ("subject__cycle__year", "subject__kind", "subject__code", "self_level", "paper__answers"),
        Meeting: ("cycle__year", "name", "held_on", "chair__code", "secretary__code", "closed_at"),
        Attendance: ("meeting__cycle__year", "meeting__name", "meeting__held_on", "person__code", "present"),
        Hearing: ("meeting__name", "meeting__held_on", "subject__kind", "subject__code", "position"),
        Proposal: ("subject__kind", "subject__code", "level", "at"),
        Ballot: ("purpose", "state", "entitled", "committee__name"),
        ItemResult: ("item__title", "excellent", "good", "reached"),
        Decision: ("cycle__year", "authority", "number", "state", "signed_on", "signatory"),
        DecisionLine: ("decision__authority", "decision__number", "subject__kind", "subject__code", "level"),
        Account: ("name", "demo_note", "grants__role", "grants__unit__code"),
        Entry: ("action", "path"),
    }
    return {
        table.__name__: sorted(repr(tuple(map(_without_keys, row))) for row in table.objects.values_list(*columns))
        for table, columns in tables.items()
    }


def _without_keys(value: Any) -> Any:
    """Answers to faults are filed under the key of the fault in the database."""
    if not isinstance(value, dict):
        return value
    return sorted((key.rstrip("0123456789"), repr(each)) for key, each in value.items())


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    seen = []
    for number in (7, 7, 8):
        with transaction.atomic():
            seed(SMALL, seed=number)
            seen.append(picture())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0]["Person"] != seen[2]["Person"]
