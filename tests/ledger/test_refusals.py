"""Three refusals, three answers."""

import pytest

from kiemdiem.ledger.refusals import PermissionDenied, RuleBroken, WrongState, require
from kiemdiem.regulation import Severity, Verdict


def verdict(ok: bool | None, severity: Severity) -> Verdict:
    """A verdict on the quota."""
    return Verdict(ok=ok, code="quota.excellent", severity=severity, verified=True, citation="hd-21-2019, II.B.2.3")


@pytest.mark.parametrize(
    ("ok", "severity"),
    [(True, Severity.BREACH), (False, Severity.WARNING), (True, Severity.NONE), (None, Severity.UNCHECKED)],
)
def test_what_breaks_no_rule_goes_on_with_its_verdict(ok: bool | None, severity: Severity) -> None:
    assert require(verdict(ok, severity)) == verdict(ok, severity)


def test_a_breach_stops_the_act_and_tells_the_verdict() -> None:
    with pytest.raises(RuleBroken, match=r"quota\.excellent") as refused:
        require(verdict(False, Severity.BREACH))
    assert refused.value.verdict == verdict(False, Severity.BREACH)


def test_out_of_turn_is_told_in_a_sentence() -> None:
    assert str(WrongState("Hồ sơ đã nộp.")) == WrongState("Hồ sơ đã nộp.").sentence == "Hồ sơ đã nộp."


def test_no_refusal_passes_for_another() -> None:
    kinds = (PermissionDenied, WrongState, RuleBroken)
    assert not [(one, other) for one in kinds for other in kinds if one is not other and issubclass(one, other)]
