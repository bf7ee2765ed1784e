"""A real Chromium against the running pages: one browser a session, a fresh context a test.

KIEMDIEM_CHROMIUM   the browser (default: Debian's); where there is none, tests are skipped, and fail when CI is set
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from web.conftest import Visitor

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM = Path(os.environ.get("KIEMDIEM_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
HABITS = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}

SignIn = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser and tables that the server's thread sees."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    if not CHROMIUM.exists() or not AXE.exists():
        missing = f"no browser at {CHROMIUM} or no {AXE.name}; run sh scripts/system.sh and sh scripts/assets.sh"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    # Playwright keeps an event loop in this thread, and Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A page at 1280 px. What the console complains about (the content policy too) and what leaves the host fails."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, **HABITS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.extend(_elsewhere(request.url, live_server.url)))
    yield page
    context.close()
    assert [each for each in complaints if "status of 40" not in each] == []


def _elsewhere(address: str, home: str) -> list[str]:
    return [] if address.startswith((home, "data:")) else [f"left the host: {address}"]


@pytest.fixture
def sign_in(live_server: Any) -> SignIn:
    """Sign an account in past every gate: `sign_in(page, account)`; `more` goes into the session too."""

    def run(page: Page, account: Any, **more: Any) -> None:
        from django.conf import settings

        visitor = Visitor()
        visitor.force_login(account)
        session = visitor.session
        session.update(more)
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])

    return run


@pytest.fixture
def axe(chromium: Browser) -> Callable[..., list[str]]:
    """What axe-core finds wrong on the page as it stands, at the width asked for; [] is well."""

    def run(page: Page, width: int = 1280) -> list[str]:
        # The content policy stops axe's script, so it runs in a context of its own with the same cookies.
        context = chromium.new_context(bypass_csp=True, viewport={"width": width, "height": 900}, **HABITS)
        context.add_cookies(page.context.cookies())
        seen = context.new_page()
        seen.goto(page.url)
        seen.add_script_tag(path=AXE)
        found = seen.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        wide = seen.evaluate("document.documentElement.scrollWidth")
        context.close()
        broken = [f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}" for each in found]
        return broken + ([f"{wide} px wide on a screen of {width}"] if wide > width else [])

    return run
