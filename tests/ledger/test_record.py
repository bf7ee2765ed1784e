"""Recording an act: what is written, in which transaction, and what input can't do."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.ledger.actor import Actor, SystemActor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.seal import SEALED, ZEROS, canonical
from kiemdiem.ledger.verify import verify

from .cast import BINH, Officer, note, write

pytestmark = pytest.mark.django_db
NASTY = "Lan\n2 unit.deleted unit:Q9\r\x00\x1b[2J\x7f\x85\u2028\u202e\ud800"


def test_an_entry_says_who_in_which_post_did_what_where() -> None:
    by = Officer(acting_for="person:40")
    entry = record("unit.renamed", by=by, about="unit:Q1", path="00010001", facts={"to": "Quận ủy", "n": [1, None]})
    entry.refresh_from_db()
    told = {field.name: getattr(entry, field.name) for field in Entry._meta.concrete_fields}
    assert abs((datetime.now(UTC) - told.pop("at")).total_seconds()) < 60
    assert told.pop("digest") == entry.seal()
    assert str(entry) == "1 unit.renamed unit:Q1"
    assert told == {
        "seq": 1,
        "action": "unit.renamed",
        "actor": "account:7",
        "person": "person:12",
        "post": "Trưởng Ban Tổ chức",
        "acting_for": "person:40",
        "about": "unit:Q1",
        "path": "00010001",
        "facts": '{"n":[1,null],"to":"Quận ủy"}',
        "previous": ZEROS,
    }


def test_each_entry_seals_the_one_before() -> None:
    entries = write(4)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous for entry in entries] == [ZEROS, *(entry.digest for entry in entries[:3])]


def test_the_seal_can_be_computed_without_this_program() -> None:
    write(2)
    entry = Entry.objects.get(seq=2)
    fields = [2, f"{entry.at:%Y-%m-%dT%H:%M:%S.%f}+00:00", *(getattr(entry, name) for name in SEALED[2:])]
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    assert sha256(text.encode()).hexdigest() == entry.digest


def test_every_column_is_sealed() -> None:
    assert {*SEALED, "digest"} == {field.name for field in Entry._meta.concrete_fields}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="giao dịch"):
        note()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_and_its_entry_stand_or_fall_together() -> None:
    with pytest.raises(ZeroDivisionError):
        _act(then=lambda: 1 // 0)
    assert not ContentType.objects.filter(app_label="act").exists()
    assert not Entry.objects.exists()
    _act()
    assert (ContentType.objects.filter(app_label="act").count(), Entry.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_act_cut_off_at_any_of_its_statements_leaves_nothing() -> None:
    cut_at = 0
    finished = False
    while not finished:
        cut_at += 1
        finished = _act_cut_off_at(cut_at)
        done = int(finished)
        assert (ContentType.objects.filter(app_label="act").count(), Entry.objects.count()) == (done, done)
    assert cut_at > 3  # the control: there were statements to cut off


@transaction.atomic
def _act(then: Callable[[], object] = lambda: None) -> None:
    """Any act: it writes, records, and may still fail."""
    ContentType.objects.create(app_label="act", model="done")
    note()
    then()


def _act_cut_off_at(nth: int) -> bool:
    """Did the act finish before that many statements?"""
    run = 0

    def cut(execute: Callable[..., Any], *statement_and_more: Any) -> Any:
        nonlocal run
        run += 1
        if run == nth:
            raise DatabaseError("cut off")
        return execute(*statement_and_more)

    try:
        with connection.execute_wrapper(cut):
            _act()
    except DatabaseError:
        return False
    return True


def test_an_act_given_up_leaves_no_hole() -> None:
    write(2)
    with pytest.raises(ZeroDivisionError):
        _act(then=lambda: 1 // 0)
    assert note().seq == 3
    assert verify(None).is_whole


@pytest.mark.parametrize("facts", [{"a": {1, 2}}, {"a": datetime(2022, 12, 31, tzinfo=UTC)}, {"a": float("nan")}])
def test_facts_are_plain_values(facts: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        record("unit.renamed", by=BINH, about="unit:Q1", path="", facts=facts)
    assert not Entry.objects.exists()


def test_no_field_can_begin_a_line_of_its_own() -> None:
    by = Officer(NASTY, NASTY, NASTY, NASTY)
    entry = record(NASTY, by=by, about=NASTY, path=NASTY, facts={NASTY: NASTY})
    entry.refresh_from_db()
    for name in ("action", "actor", "person", "post", "acting_for", "about", "path", "facts"):
        text = getattr(entry, name)
        assert len(text.splitlines()) == 1
        assert text.replace(" ", "").isprintable()
    assert json.loads(entry.facts) == {NASTY: NASTY}
    assert verify(None).is_whole


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.lists(st.booleans())))
def test_canonical_text_gives_the_facts_back_in_one_line(facts: dict[str, object]) -> None:
    text = canonical(facts)
    assert json.loads(text) == facts
    assert len(text.splitlines()) == 1
    assert canonical(dict(reversed(facts.items()))) == text


def test_a_text_has_no_longest_length() -> None:
    post = "Phó Bí thư Thường trực " * 100
    assert note(by=Officer(post=post)).post == post


def test_a_manifest_is_the_same_in_any_order_and_for_no_other_lines() -> None:
    assert manifest_digest(["a", "b"]) == manifest_digest(["b", "a"])
    others = [["a"], ["a", "b", "b"], ["ab"], ["a\nb"], ["a", "c"], [], ['"a"', "b"]]
    assert manifest_digest(["a", "b"]) not in map(manifest_digest, others)
    assert len(set(map(manifest_digest, others))) == len(others)


def test_the_command_line_acts_as_the_system_and_reaches_everything() -> None:
    system: Actor = SystemActor()
    entry = record("roster.applied", by=system, about="roster:1", path="", facts={})
    assert (entry.actor, entry.person, entry.post, entry.acting_for) == ("system", "", "Dòng lệnh", "")
    assert system.may("roster.apply", "0001")
    assert system.reach("roster.apply") == [""]
