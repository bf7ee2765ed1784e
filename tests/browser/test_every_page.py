"""Every page there is, by the name of its address, in a real browser: axe finds nothing at 1280 and 390 px.

The pages and who may open them are those of the crawl's table, so a new address without an entry fails there, and a
new page is looked at here. Answers to forms are looked at in `test_year.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page

from browser.conftest import AXE
from web.crawl_cast import CRAWLERS, NOON, Town
from web.crawl_year import build
from web.crawler import NOBODY
from web.expectations import CASES, Case, location

PLAIN = {"healthz", "readyz"}  # text for machines
FILES = {
    "minutes_docx", "minutes_pdf", "roster_template", "roster_export", "cellbook_take", "file", "attendance_xlsx",
    "ballot_slips_docx", "ballot_slips_pdf", "ballot_docx", "ballot_pdf",
}  # fmt: skip


@pytest.fixture(autouse=True)
def december(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with time_machine.travel(NOON, tick=True):
        yield


def opened_by(case: Case, town: Town) -> tuple[str, str] | None:
    """Who may open it, and at which place; the first of the table where there is one."""
    for place in case.places:
        if case.objects and place not in town.at[case.objects]:
            continue
        for name in CRAWLERS:
            if case.get and case.to(name, "GET", place, full=False) == 200:
                return name, place
    return None


def where(case: Case, town: Town, name: str, place: str) -> str:
    what = town.at[case.objects][place] if case.objects else None
    return location(case, what, town.whos[f"Q1 {name}"] if name != "anonymous" else NOBODY)


def faults(page: Page) -> list[str]:
    """What axe finds, and whether anything stands beside the screen."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        wrong += [f"{width}: {each['id']} {[node['html'][:120] for node in each['nodes']]}" for each in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{width}: wider than the screen")
    return wrong


def keep(page: Page, name: str) -> None:
    """A picture at both widths where pictures are wanted."""
    if folder := os.environ.get("KIEMDIEM_SHOTS"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def test_no_page_has_a_fault(page: Page, sign_in: Any) -> None:
    town = build()
    seen, wrong = set(), []
    for case in CASES:
        if case.name in PLAIN | FILES or (found := opened_by(case, town)) is None:
            continue
        name, place = found
        there = where(case, town, name, place)
        page.context.clear_cookies()
        sign_in(page, town.whos[f"Q1 {name}"].account)
        answer = page.goto(there)
        if answer is None or answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            wrong.append(f"{case.name} at {there} as {name}: {answer.status if answer else 'no answer'}")
            continue
        seen.add(case.name)
        keep(page, case.name)
        wrong += [f"{case.name} at {there} as {name}: {each}" for each in faults(page)]
    assert not wrong, "\n".join(wrong)
    expected = {case.name for case in CASES if case.get and opened_by(case, town)} - PLAIN - FILES
    assert expected - seen == set()
    assert len(seen) > 40
