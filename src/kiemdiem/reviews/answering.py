"""Trả lời điều còn mở và điều được gợi ý: what a paper must answer, one by one, before it can be handed in.

While one writes, answers stand among the paper's own (`fault-<key>`, `item-<key>`), so that autosave, history and
comparing treat them like every other word; handing in writes them down as rows, which meetings and later years read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Post, on_day
from kiemdiem.reviews.models import Fault, FaultAnswer, ItemAnswer, Paper
from kiemdiem.suggestions.models import SuggestionItem
from kiemdiem.suggestions.queries import items_for

LONGEST = 5_000  # letters an answer
_EXPLAINED = (FaultAnswer.Result.PARTLY, FaultAnswer.Result.RECURRING)


@dataclass(frozen=True, slots=True)
class Asked:
    """Điều phải trả lời: faults open from earlier years, items suggested this year; `named`: faults of this paper.

    Each sort with its clauses, by the law of the cycle.
    """

    faults: tuple[Fault, ...]
    items: tuple[SuggestionItem, ...]
    named: tuple[Fault, ...]
    fault_clauses: str
    item_clauses: str


def asked(paper: Paper, subjects: Iterable[Subject]) -> Asked:
    """Những điều một bản phải trả lời; three queries and the shares."""
    named = (
        paper.faults.prefetch_related("shares").select_related("earlier", "cycle").order_by("pk") if paper.pk else ()
    )
    held = tuple(carried_over(paper)), tuple(items_for(subjects)), tuple(named)
    return Asked(*held, _clauses("review.faults", paper.cycle), _clauses("review.items", paper.cycle))


def _clauses(code: str, cycle: Cycle) -> str:
    return cycle.law.cited(code, cycle.law.value(code, cycle.rule_day), cycle.rule_day)


def carried_over(paper: Paper) -> list[Fault]:
    """Hạn chế còn mở từ các kỳ trước of the same owner, oldest first; nothing is copied when a year is opened.

    What an earlier round of this year's review settled stays to be answered in this round too.
    """
    before = Fault.objects.filter(**paper.owner_key, cycle__year__lt=paper.cycle.year)
    answered = FaultAnswer.objects.filter(paper=paper).values("fault") if paper.pk else ()
    still = before.exclude(state=Fault.State.FIXED) | before.filter(pk__in=answered)
    return list(still.select_related("cycle").distinct().order_by("cycle__year", "pk"))


def clean(paper: Paper, subjects: Iterable[Subject], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Only answers to what is asked, text in one form of Unicode. Raises WrongState for a text that is too long."""
    found: dict[str, Any] = {}
    what = asked(paper, subjects)
    for fault in what.faults:
        given = answers.get(f"fault-{fault.pk}") or {}
        result = given.get("result")
        found[f"fault-{fault.pk}"] = {
            "text": _text(given.get("text")),
            "result": result if result in FaultAnswer.Result.values else "",
        }
    for item in what.items:
        given = answers.get(f"item-{item.pk}") or {}
        found[f"item-{item.pk}"] = {
            "text": _text(given.get("text")),
            "responsibility": _text(given.get("responsibility")),
        }
    return found


def missing(what: Asked, answers: Mapping[str, Any], *, collective: bool) -> dict[str, str]:
    """Điều chưa trả lời, by the name of its field, each with one sentence and its clause."""
    found: dict[str, str] = {}
    for fault in what.faults:
        given = answers.get(f"fault-{fault.pk}") or {}
        if not given.get("result"):
            found[f"fault-{fault.pk}"] = _(
                "Đồng chí chưa chọn kết quả của điều này: “%(content)s” (%(cite)s)."
            ) % {"content": str(fault), "cite": what.fault_clauses}  # fmt: skip
        elif given["result"] in _EXPLAINED and not given.get("text"):
            found[f"fault-{fault.pk}"] = _(
                "Điều chưa triệt để hoặc tái diễn phải nêu rõ vì sao, ai chịu trách nhiệm: “%(content)s” (%(cite)s)."
            ) % {"content": str(fault), "cite": what.fault_clauses}  # fmt: skip
    for item in what.items:
        given = answers.get(f"item-{item.pk}") or {}
        if not (given.get("text") and given.get("responsibility")):
            found[f"item-{item.pk}"] = _(
                "Nội dung gợi ý số %(number)s phải được giải trình: nguyên nhân và trách nhiệm (%(cite)s)."
            ) % {"number": item.position, "cite": what.item_clauses}  # fmt: skip
    if collective and what.named:
        held = heads(what.named[0])
        found |= {
            f"share-{fault.pk}": _no_head(fault, what.fault_clauses)
            for fault in what.named
            if not head_answered(fault, held)
        }
    return found


def heads(fault: Fault) -> set[int]:
    """Người đứng đầu của tập thể ấy, by key; empty while the post is vacant."""
    posts = Post.objects.filter(on_day(fault.cycle.as_of), is_head=True)
    held = posts.filter(collective=fault.collective_id) if fault.collective_id else posts.filter(unit=fault.unit_id)
    return set(held.values_list("person", flat=True))


def head_answered(fault: Fault, held: set[int]) -> bool:
    """Trách nhiệm của người đứng đầu đã được trả lời: a share with words by each head, also when it is none.

    While there is no head, somebody else must answer for the fault.
    """
    answered = {each.person_id for each in fault.shares.all() if each.text.strip()}
    return held <= answered if held else bool(answered)


def write_down(paper: Paper, what: Asked) -> None:
    """Ghi thành hàng khi nộp: from here on the answers are read by those who hear the paper."""
    for fault in what.faults:
        given = paper.answers.get(f"fault-{fault.pk}") or {}
        row = {"result": given.get("result", ""), "text": given.get("text", "")}
        FaultAnswer.objects.update_or_create(paper=paper, fault=fault, defaults=row)
    for item in what.items:
        given = paper.answers.get(f"item-{item.pk}") or {}
        texts = {"text": given.get("text", ""), "responsibility": given.get("responsibility", "")}
        ItemAnswer.objects.update_or_create(paper=paper, item=item, defaults=texts)


def _no_head(fault: Fault, cite: str) -> str:
    return _("Chưa làm rõ trách nhiệm của người đứng đầu đối với “%(content)s” (%(cite)s).") % {
        "content": str(fault),
        "cite": cite,
    }


def _text(given: object) -> str:
    text = unicodedata.normalize("NFC", str(given or "")).replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise WrongState(_("Một câu trả lời dài quá %(limit)s chữ cái; hãy rút gọn.") % {"limit": LONGEST})
    return text
