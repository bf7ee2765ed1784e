"""Thuật ngữ chính thức: stored in Vietnamese whoever writes, said in the reader's language where a page shows it.

A level, a kind, a role stands in the data as the texts have it, alone or before a name (“Đảng viên, Đảng bộ …” of a
group, “Bí thư, …” of a post in the ledger). What `official` gives back is for a page and is never stored.
"""

from __future__ import annotations

import re

from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.calendar import PROPOSED
from kiemdiem.cycles.eligibility import BEYOND, in_words
from kiemdiem.documents.states import State
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.organisations.kinds import CollectiveKind, Discipline, Standing, UnitKind
from kiemdiem.regulation import Exemption, Kind, Level
from kiemdiem.regulation.forms import CriterionLevel, all_forms
from kiemdiem.regulation.law import UNVERIFIED_MARK
from kiemdiem.regulation.layout import all_layouts
from kiemdiem.regulation.parameters import national
from kiemdiem.regulation.rules import EXCUSES
from kiemdiem.regulation.suggestions import categories

CONTEXT = "official"  # in the .po file, so that “Tốt” of a form and “Tốt” of a table may differ
TERMS = frozenset(
    [
        *(each.official for each in Level),
        *(each.official for each in Kind),
        *(each.official for each in CriterionLevel),
        *(form.title for form in all_forms()),
        *(wording for each in Exemption for wording in (each.official, in_words(each))),
        *(str(label) for choices in (UnitKind, CollectiveKind, Standing, Discipline, Role) for label in choices.labels),
        *(kind.name for ruleset in all_layouts() for kind in ruleset.kinds.values()),
        *(str(label) for label in State.labels),
        *(each.official for each in categories().values()),
        SystemActor().post,
        *EXCUSES.values(),
        *(each["name"] for row in national()["vote.threshold"] for each in row["options"].values()),
        PROPOSED,
        UNVERIFIED_MARK.strip(),
        BEYOND,
        *(row.reading for row in national()["quota.excellent_share"] if not row.verified),  # a board tells its doubt
    ]
)
_LONGEST_FIRST = sorted(TERMS, key=len, reverse=True)
_BEYOND = re.compile(re.escape(BEYOND).replace(re.escape("%(root)s"), "(?P<root>.+)"))


def official(words: object) -> str:
    """Thuật ngữ ấy trong tiếng của người đọc, also when names follow it; what is no official term stays as it is."""
    text = str(words)
    if text in TERMS:
        return pgettext(CONTEXT, text)
    for term in _LONGEST_FIRST:
        if text.startswith(f"{term}, "):
            return f"{pgettext(CONTEXT, term)}, {official(text[len(term) + 2 :])}"
    found = _BEYOND.fullmatch(text)
    return pgettext(CONTEXT, BEYOND) % found.groupdict() if found else text


official_lazy = lazy(official, str)


def cited(clauses: object) -> str:
    """Căn cứ như đã dẫn; only the mark that nobody has read a clause is said in the reader's language."""
    return str(clauses).replace(UNVERIFIED_MARK, f" {official(UNVERIFIED_MARK.strip())}")


def quoted(text: object) -> SafeString:
    """Chữ của văn bản, mẫu, sổ để nguyên: on a page in another language told to be Vietnamese."""
    words = conditional_escape(str(text))
    return words if in_vietnamese() or not words else format_html('<span lang="vi">{}</span>', words)


def in_vietnamese() -> bool:
    """Trang này bằng tiếng Việt."""
    return (get_language() or "vi").startswith("vi")
