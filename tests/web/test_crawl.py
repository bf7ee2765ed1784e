"""Every address as everybody, aimed at objects of one's own, a sibling's, a parent's and a child's unit.

The answers are those of the table, nothing of another unit is in them, and foreign and missing objects look the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from .canaries import NEVER_SHOWN, SHOWN, Who
from .crawl_cast import CRAWLERS, NOON, OWN, Town
from .crawl_year import build
from .crawler import NOBODY, Crawler, sign_in
from .expectations import CASES, Case, addresses

pytestmark = pytest.mark.django_db
ROOMS = dict(addresses())
METHODS = (("GET", False), ("POST", False), ("POST", True), ("PUT", False), ("DELETE", False))
MISSING = {int: 987_654_321, str: "khong-co"}
OWNERS = ("head", "ward head", "writer", "late writer")
LINK = re.compile(r'<a [^>]*href="(/[^"#]*|\?[^"#]*)')


def name_of(case: Case) -> str:
    """Room, address, objects: `-k ratings` chooses a room."""
    return "-".join([ROOMS.get(case.name, "?"), case.name, *([case.objects.replace(" ", "_")] if case.objects else [])])


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """One town for the whole crawl, in a transaction that is given up at the end."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        override_settings(MAIL=True, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        transaction.atomic(),
    ):
        made = build()
        for who in made.whos.values():
            sign_in(who)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crawler() -> Crawler:
    return Crawler()


def address(case: Case, what: Any, who: Who) -> str:
    """The address with the keys of an object."""
    if isinstance(what, dict) and "noi" not in what:  # everybody has one of their own
        what = what[who.account] if who.account in what else next(iter(what.values()))
    query = {"noi": what["noi"]} if isinstance(what, dict) else {}
    keys = [what["pk"]] if isinstance(what, dict) else what if isinstance(what, tuple) else [what]
    path = reverse(case.name, args=keys if what is not None else [])
    search = urlencode(query) if query else case.query
    return f"{path}?{search}" if search else path


def missing(what: Any) -> Any:
    """Keys of the same sort that nothing has."""
    if isinstance(what, dict):
        return {"pk": what["pk"], "noi": MISSING[str]} if "noi" in what else MISSING[int]
    return tuple(MISSING[type(each)] for each in what) if isinstance(what, tuple) else MISSING[type(what)]


def people(town: Town) -> list[tuple[str, Who]]:
    """Who crawls: a stranger, every role at Q1, members of a cell, an account with nothing."""
    return [("anonymous", NOBODY), *((name, town.whos[f"Q1 {name}"]) for name in CRAWLERS)]


def test_every_address_has_an_entry() -> None:
    named = {case.name for case in CASES}
    assert sorted(set(ROOMS) - named) == [], "addresses that no entry of tests/web/expectations.py lists"
    assert sorted(named - set(ROOMS)) == []


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_answers(case: Case, town: Town, crawler: Crawler) -> None:
    wrong = []
    for place in case.places:
        what = town.at[case.objects].get(place) if case.objects else None
        if case.objects and what is None:
            continue
        form = case.form(town, place) if case.post else {}
        for name, who in people(town):
            there = address(case, what, who)
            for method, full in METHODS:
                answer = crawler.send(who, method, there, form if full else None)
                expected = case.to(name, method, place, full=full)
                if answer.status_code != expected:
                    wrong.append(f"{name} {method}{' full' * full} {place}: {answer.status_code}, not {expected}")
                sent = f"{there} {form if full else ''}"
                wrong += [
                    f"{name} {method}{' full' * full} {place}: shows {each.field} at {each.path}"
                    for each in town.birds.seen(answer, sent)
                    if not who.may_see(each)
                ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("case", [case for case in CASES if case.objects], ids=name_of)
def test_foreign_and_missing_objects_look_the_same(case: Case, town: Town, crawler: Crawler) -> None:
    objects = town.at[case.objects]
    for name, who in people(town)[1:]:
        nothing = address(case, missing(objects["sibling"]), who)
        for method in ("GET", "POST"):
            form = case.form(town, "sibling") if method == "POST" and case.post else None
            if case.to(name, method, "sibling", full=True) == case.others:
                continue
            foreign = crawler.send(who, method, address(case, objects["sibling"], who), form)
            absent = crawler.send(who, method, nothing, form)
            assert (foreign.status_code, absent.status_code) == (404, 404), (name, method)
            assert foreign.content == absent.content
            assert _headers(foreign) == _headers(absent)


def _headers(answer: Any) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items())


@pytest.mark.parametrize("case", [case for case in CASES if case.post], ids=name_of)
def test_a_form_from_elsewhere_changes_nothing(case: Case, town: Town) -> None:
    strict = Crawler(csrf=True)
    place, what = next(iter(town.at[case.objects].items())) if case.objects else (OWN, None)
    for who in (NOBODY, town.whos["Q1 head"], town.whos["Q1 organisation_board"], town.whos["Q1 administrator"]):
        answer = strict.send(who, "POST", address(case, what, who), case.form(town, place))
        assert answer.status_code == 403
        assert "Chưa có gì thay đổi" in answer.content.decode()


def test_whoever_owns_a_canary_sees_it_by_following_links(town: Town, crawler: Crawler) -> None:
    seen = set()
    for key in ("TP head", "TP organisation_board", *(f"{q} {who}" for q in ("Q1", "Q2") for who in OWNERS)):
        seen |= _followed(town, crawler, town.whos[key])
    for key, who in town.whos.items():
        for page in ("own_papers", "notices", "acting"):
            seen |= _canaries(town, crawler, who, reverse(page))
        seen |= _canaries(town, crawler, who, reverse("job", args=[town.at["job"]["own"][who.account]]))
    unseen = sorted({f"{each.field} {each.path}" for shown, each in town.birds.known.items()
                     if shown not in seen and each.field not in NEVER_SHOWN})  # fmt: skip
    assert unseen == []
    assert not {each.field for shown, each in town.birds.known.items() if shown in seen} & NEVER_SHOWN


def _followed(town: Town, crawler: Crawler, who: Who) -> set[str]:
    """Canaries on every page that can be reached from the first one; each link opens."""
    waiting, opened, seen = ["/"], {"/"}, set()
    while waiting:
        page = waiting.pop()
        answer = crawler.send(who, "GET", page)
        assert answer.status_code in (200, 302), (who.name, page)
        seen |= {each.shown for each in town.birds.seen(answer)}
        text = answer.headers.get("Location", "") if answer.status_code == 302 else answer.content.decode("utf-8", "replace")
        found = [text] if answer.status_code == 302 else LINK.findall(text)
        for each in found:
            link = f"{page.partition('?')[0]}{each}" if each.startswith("?") else each
            link = link.replace("&amp;", "&")
            if link not in opened:
                opened.add(link)
                waiting.append(link)
    return seen


def _canaries(town: Town, crawler: Crawler, who: Who, page: str) -> set[str]:
    answer = crawler.send(who, "GET", page)
    assert answer.status_code == 200
    return {each.shown for each in town.birds.seen(answer)}
