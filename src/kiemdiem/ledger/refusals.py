"""Ba lời từ chối: not yours, out of turn, against a rule; three different answers.

Exception
├── PermissionDenied   not yours (Django's own)
├── WrongState         out of turn: what stands in the way, and what to do
└── RuleBroken         against a rule, with the verdict that says so
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from kiemdiem.regulation import Severity, Verdict

__all__ = ["PermissionDenied", "RuleBroken", "WrongState", "require"]


class WrongState(Exception):
    """Chưa đến lượt hoặc đã qua bước này; the text is one Vietnamese sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RuleBroken(Exception):
    """Trái quy định; `verdict` has the code, the clause and the facts."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"{verdict.code} ({verdict.citation})")
        self.verdict = verdict


def require(verdict: Verdict) -> Verdict:
    """Chặn việc trái quy định. Only a breach stops an act; a warning, or what can't be judged, goes back."""
    if verdict.ok is False and verdict.severity is Severity.BREACH:
        raise RuleBroken(verdict)
    return verdict
