"""Every address as everybody, aimed at objects of one's own, a sibling's, a parent's and a child's unit.

The answers are those of the table, nothing of another unit is in them, and foreign and missing objects look the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import resolve, reverse

from .canaries import NEVER_SHOWN, Who
from .crawl_cast import CRAWLERS, DISTRICTS, OWN, SIBLING, Town
from .crawl_year import build
from .crawler import NOBODY, Crawler, opened
from .expectations import CASES, Case, addresses, location

pytestmark = pytest.mark.django_db
ROOMS = dict(addresses())
MISSING = {int: 987_654_321, str: "khong-co"}
OWNERS = ("head", "ward head", "writer", "late writer", "plain")
ONE_LIKE_THE_OTHER = {"paper_on_paper", "subject_transfer", "subject_leave_out", "cycle_names"}
LINK = re.compile(r'<a [^>]*href="(/[^"#]*|\?[^"#]*)')


def name_of(case: Case) -> str:
    """Room, address, objects: `-k ratings` chooses a room."""
    return "-".join([ROOMS.get(case.name, "?"), case.name, *([case.objects.replace(" ", "_")] if case.objects else [])])


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """One town for the whole crawl, in a transaction that is given up at the end."""
    yield from opened(django_db_blocker, build)


@pytest.fixture(scope="module")
def crawler() -> Crawler:
    return Crawler()


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
def test_answers(case: Case, town: Town, crawler: Crawler, not_found: Any) -> None:
    wrong = []
    for place in case.places:
        what = town.at[case.objects].get(place) if case.objects else None
        if case.objects and what is None:
            continue
        form = case.form(town, place) if case.post else {}
        for name, who in people(town):
            there = location(case, what, who)
            for method, full in _asked(case, name, place):
                answer = crawler.send(who, method, there, form if full else None)
                called = f"{name} {method}{' full' * full} {place}"
                expected = case.to(name, method, place, full=full)
                if answer.status_code != expected:
                    wrong.append(f"{called}: {answer.status_code}, not {expected}")
                if answer.status_code == 404 and (answer.content, _headers(answer)) != not_found:
                    wrong.append(f"{called}: not as if it weren't there")
                seen = town.birds.seen(answer, f"{there} {form if full else ''}")
                wrong += [f"{called}: shows {each.field} at {each.path}" for each in seen if not who.may_see(each)]
    assert not wrong, "\n".join(wrong)


def _asked(case: Case, name: str, place: str) -> Iterator[tuple[str, bool]]:
    """Methods, and whether with a full form. One that the address doesn't know never looks at the object, and an empty
    form to what isn't there is no other than a full one: these are sent once."""
    near, far = place == OWN, place == SIBLING
    if case.get or near:
        yield "GET", False
    if case.post:
        yield "POST", True
    if (near and not case.post) or (case.post and (far or case.to(name, "POST", place, full=False) != 404)):
        yield "POST", False
    if near or far:
        yield "PUT" if near else "DELETE", False


@pytest.fixture(scope="module")
def not_found(town: Town, crawler: Crawler) -> tuple[bytes, list[tuple[str, str]]]:
    """The page of an address that names nothing, as everybody gets it."""
    answer = crawler.send(town.whos["Q1 head"], "GET", "/don-vi/khong-co/")
    assert answer.status_code == 404
    return answer.content, _headers(answer)


@pytest.mark.parametrize("case", [case for case in CASES if case.objects], ids=name_of)
def test_missing_objects_look_like_foreign_ones(case: Case, town: Town, crawler: Crawler, not_found: Any) -> None:
    what = missing(next(iter(town.at[case.objects].values())))
    form = case.form(town, "sibling") if case.post else None
    for key in ("Q1 head", "Q1 organisation_board", "Q1 administrator", "Q1 cellmate"):
        who = town.whos[key]
        for method in ("GET", "POST"):
            if (case.post if method == "POST" else case.get) is None:
                continue
            answer = crawler.send(who, method, location(case, what, who), form if method == "POST" else None)
            assert (answer.content, _headers(answer)) == not_found, (key, method, answer.status_code)


def _headers(answer: Any) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items())


@pytest.mark.parametrize("case", [case for case in CASES if case.post], ids=name_of)
def test_a_form_from_elsewhere_changes_nothing(case: Case, town: Town) -> None:
    strict = Crawler(csrf=True)
    place, what = next(iter(town.at[case.objects].items())) if case.objects else (OWN, None)
    for who in (NOBODY, town.whos["Q1 head"], town.whos["Q1 organisation_board"], town.whos["Q1 administrator"]):
        answer = strict.send(who, "POST", location(case, what, who), case.form(town, place))
        assert answer.status_code == 403
        assert "Chưa có gì thay đổi" in answer.content.decode()


def test_whoever_owns_a_canary_sees_it_by_following_links(town: Town, crawler: Crawler) -> None:
    seen = _followed(town, crawler, town.whos["TP head"], set(ROOMS.values()))
    for owner in (f"{q} {who}" for q in DISTRICTS for who in OWNERS):
        seen |= _followed(town, crawler, town.whos[owner], {"home", "reviews", "ratings", "ballots", "suggestions"})
    for key, who in town.whos.items():
        pages = [reverse(each) for each in ("notices", "acting", *(["accounts"] if key == "TP administrator" else []))]
        for page in [*pages, reverse("job", args=[town.at["job"]["own"][who.account]])]:
            seen |= _opened(town, crawler, who, page)[0]
    unseen = [each for shown, each in town.birds.known.items() if shown not in seen and each.field not in NEVER_SHOWN]
    assert not unseen, "\n".join(f"{each.field} at {each.path} of {each.owners}" for each in unseen)


def _followed(town: Town, crawler: Crawler, who: Who, rooms: set[str]) -> set[str]:
    """Canaries on every page that can be reached from the first one within some rooms; each link opens."""
    waiting, met, seen, forms = ["/"], {"/"}, set(), Counter[str]()
    while waiting:
        page = waiting.pop()
        name = resolve(page.partition("?")[0]).view_name
        forms[name] += 1
        if ROOMS[name] not in rooms or (forms[name] > 2 and name in ONE_LIKE_THE_OTHER):
            continue
        found, links = _opened(town, crawler, who, page)
        seen |= found
        coming = {urljoin(page, unescape(link)) for link in links} - met
        met |= coming
        waiting += sorted(coming)
    return seen


def _opened(town: Town, crawler: Crawler, who: Who, page: str) -> tuple[set[str], list[str]]:
    """Canaries and links of a page."""
    answer = crawler.send(who, "GET", page)
    assert answer.status_code in (200, 302), (who.name, page, answer.status_code)
    words = answer.content.decode("utf-8", "replace")  # a file to take away has no links
    leads = [answer.headers["Location"]] if answer.status_code == 302 else LINK.findall(words)
    return {each.shown for each in town.birds.seen(answer)}, leads
