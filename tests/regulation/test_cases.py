"""Cases that a jurist can read and write, in tests/cases/*.yaml."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiemdiem.regulation import Kind, Law, Level, Verdict, load_overlay, rule_day, rules

LAW = Law(load_overlay("can-tho"))
CASES = Path(__file__).parent.parent / "cases"


def share(facts: dict[str, Any], year: int) -> Verdict:
    counts = {level: facts[level] for level in ("excellent", "good", "completed", "failed")}
    return rules.excellent_share(rules.Tally(**counts), LAW, rule_day(year), kind=Kind(facts["kind"]))


def head(facts: dict[str, Any], year: int) -> Verdict:
    against = {code: Level[level.upper()] for code, level in facts["against"].items()}
    return rules.head_not_above(Level[facts["level"].upper()], against, LAW, rule_day(year))


def discipline(facts: dict[str, Any], year: int) -> Verdict:
    return rules.disciplined_is_failed(
        Kind(facts["kind"]),
        Level[facts["level"].upper()],
        duty_related=facts["duty"],
        self_detected=facts["self"],
        law=LAW,
        on=rule_day(year),
    )


def member(facts: dict[str, Any], year: int) -> Verdict:
    level = Level[facts["level"].upper()]
    if "civil" in facts:
        return rules.civil_matches(level, Level[facts["civil"].upper()], LAW, rule_day(year))
    return rules.sick_leave_capped(level, facts["sick_days"], LAW, rule_day(year))


def deadline(facts: dict[str, Any], year: int) -> Verdict:
    if facts["key"] == "decision.late":
        return rules.decided_in_time(facts["day"], LAW, rule_day(year))
    return rules.within_deadline(facts["key"], facts["day"], LAW, rule_day(year))


def suggestion(facts: dict[str, Any], year: int) -> Verdict:
    whole: dict[str, Any] = {"category": "disunity", "fact": "Hai nhóm", "source": "Đơn", "explain": "Vì sao"}
    whole |= {"fact_on": date(2022, 5, 1)}
    return rules.concrete(rules.Point(**whole | facts), date(2022, 12, 1), LAW, rule_day(year))


def opinion(facts: dict[str, Any], year: int) -> Verdict:
    on, last = rule_day(year), facts["last"]
    if facts["body"] == "former_cell":
        need = rules.former_cell_needed(facts["since"], last, LAW, on)
    else:
        need = rules.temporary_cell_needed(facts["since"], last, date(year, 11, 1), on)
    verdict = rules.opinion_there(facts["body"], need, LAW, on, given=facts.get("given", False), name="Chi bộ 2")
    return replace(verdict, facts={"need": need.name.lower()})


RULES: dict[str, Callable[[dict[str, Any], int], Verdict]] = {
    "excellent_share": share,
    "head_not_above": head,
    "disciplined_is_failed": discipline,
    "member": member,
    "deadline": deadline,
    "suggestion": suggestion,
    "opinion": opinion,
}


def read_cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [pytest.param(data["rule"], case, id=f"{path.stem}: {case['name']}") for case in data["cases"]]
    return found


@pytest.mark.parametrize(("rule", "case"), read_cases())
def test_case(rule: str, case: dict[str, Any]) -> None:
    verdict = RULES[rule](case["facts"], case["year"])
    seen = {"ok": verdict.ok, "severity": verdict.severity, "verified": verdict.verified, "citation": verdict.citation}
    seen |= dict(verdict.facts)
    assert {name: seen[name] for name in case["expect"]} == case["expect"]
