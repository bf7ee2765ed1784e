"""Căn cứ của gợi ý và phân công, by the law of the cycle; what makes an item concrete is judged by it too."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Cycle


def ground(cycle: Cycle) -> str:
    """Căn cứ by that year's law: national texts, marked while nobody has read the clause, then the locality's."""
    law, day = cycle.law, cycle.rule_day
    row = law.value("suggestion.concrete", day)
    clauses = law.cited("suggestion.vague", row, day).split("; ")
    national, local = clauses[: len(row.cite)], clauses[len(row.cite) :]
    marked = "; ".join(national) + ("" if row.verified else f" {_('(chờ đối chiếu bản gốc)')}")
    return "; ".join([marked, *local])
