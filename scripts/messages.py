"""Lời của trang: collect what the pages say (Vietnamese is the msgid), compile and check the translations.

Sentences of the acts below, which a page may show, are collected too, and every official term.

messages.py extract   write what is new into web/locale/en/…/django.po; what nobody says any more goes out
messages.py compile   make the .mo files beside the .po files, where they are older
messages.py check     fail on a sentence without its translation, a doubtful one, or other placeholders
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kiemdiem.web.official import CONTEXT, TERMS

SOURCE = Path(__file__).parent.parent / "src" / "kiemdiem"
LOCALE = SOURCE / "web" / "locale"
NEVER_ON_A_PAGE = ("compliance", "simulation", "vietnamese")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
    "Filled": None,  # of readers of workbooks, which know no Django
    "Unreadable": (2,),
}
_PLACE = re.compile(r"%\((\w+)\)[sd]")

Said = tuple[str | tuple[str, ...], str, int, str | None]  # msgid, file, line, context


def said() -> Iterator[Said]:
    """Everything the pages say, from Python and from templates."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith(NEVER_ON_A_PAGE):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = _python_of(text)
        for line, msgid, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            yield msgid, name, line, context
    yield from ((term, "web/official.py", 0, CONTEXT) for term in sorted(TERMS))


def _python_of(template: str) -> str:
    """What a template says, as the calls that Babel reads; the i18n tags are builtins here and named in no file."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=False)
    return str(templatize(template))


def collect() -> Catalog:
    """A fresh catalog of everything said."""
    fresh = Catalog(charset="utf-8")
    for msgid, name, _line, context in said():
        fresh.add(msgid, locations=[(name, 0)], context=context)
    return fresh


def catalogs() -> Iterator[tuple[Path, Catalog]]:
    """Every translation there is."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parts[-3], charset="utf-8")


def extract_all() -> int:
    """Bring the files up to date; nothing is guessed from what sounds alike."""
    fresh = collect()
    for path, catalog in catalogs():
        catalog.update(fresh, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(
                file, catalog, width=120, no_location=True, omit_header=True, sort_output=True
            )  # no dates: no churn
    return 0


def compile_all() -> int:
    """Make the files that the running system reads."""
    for path, catalog in catalogs():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            with target.open("wb") as file:
                write_mo(file, catalog)
    return 0


def check() -> int:
    """Say what is missing; 1 when something is."""
    fresh = collect()
    wrong = [f"{path.parts[-3]}: {each}" for path, catalog in catalogs() for each in faults(fresh, catalog)]
    print("\n".join(wrong) or "Every sentence has its translation.")
    return 1 if wrong else 0


def faults(fresh: Catalog, catalog: Catalog) -> list[str]:
    """What a translation lacks or has wrong."""
    found = []
    for message in fresh:
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        if known is None or not known.string or not all(_strings(known)):
            found.append(f"not translated: {message.id!r}")
        elif known.fuzzy:
            found.append(f"doubtful: {message.id!r}")
        elif any(_places(each) != _places(_ids(message)[-1]) for each in _strings(known)):
            found.append(f"other placeholders: {message.id!r}")
    found += [
        f"nobody says it: {each.id!r}" for each in catalog if each.id and fresh.get(each.id, each.context) is None
    ]
    return found


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _places(text: str) -> set[str]:
    return set(_PLACE.findall(text))


if __name__ == "__main__":
    works = {"extract": extract_all, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in works:
        sys.exit(f"usage: messages.py {' | '.join(works)}")
    sys.exit(works[sys.argv[1]]())
