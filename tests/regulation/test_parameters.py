"""Every number has its day, its clause and its doubt; every day has its own law."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiemdiem.compliance import CODES
from kiemdiem.regulation import FIRST_YEAR, Kind, Law, Level, NotInForce, Severity, governing, load_overlay, rule_day
from kiemdiem.regulation.parameters import Parameter, national, official_names
from kiemdiem.regulation.sentences import LANGUAGES, Place, entries, explain
from kiemdiem.regulation.texts import national as texts
from kiemdiem.regulation.verdicts import Verdict

ROOT = Path(__file__).parents[2]
ROWS = [pytest.param(row, id=f"{key} {row.start}") for key, rows in national().items() for row in rows]
NATIONAL = Law()


@pytest.mark.parametrize("row", ROWS)
def test_a_row_cites_texts_in_force_on_its_first_day_and_a_page_that_exists(row: Parameter) -> None:
    assert row.cite
    for cite in row.cite:
        text = texts()[cite.partition(", ")[0]]
        assert text.covers(row.start), f"{text.number} is not in force on {row.start}"
    assert row.quote
    assert row.reading
    assert (ROOT / row.decision).is_file(), row.decision


@pytest.mark.parametrize("row", ROWS)
def test_a_value_holds_from_its_first_day_and_not_the_day_before(row: Parameter) -> None:
    kind = min(row.kinds, default=None)
    assert NATIONAL.value(row.key, row.start, kind=kind) is row
    day_before = row.start - timedelta(days=1)
    try:
        before = NATIONAL.value(row.key, day_before, kind=kind)
    except NotInForce:
        return
    assert before is not row
    assert before.start <= day_before


@pytest.mark.parametrize("key", sorted(national()))
def test_a_day_no_row_covers_raises(key: str) -> None:
    with pytest.raises(NotInForce):
        NATIONAL.value(key, date(2017, 12, 31))


def test_an_unverified_row_says_what_was_not_read() -> None:
    for rows in national().values():
        for row in rows:
            if row.verified:
                assert not row.quote.startswith("(chưa"), row


@pytest.mark.parametrize(
    ("year", "numbers"),
    [
        (2018, ["132-QĐ/TW 08/3/2018", "16-HD/BTCTW 24/9/2018"]),
        (2019, ["132-QĐ/TW 08/3/2018", "21-HD/BTCTW 18/10/2019"]),
        (2022, ["132-QĐ/TW 08/3/2018", "21-HD/BTCTW 18/10/2019"]),
        (2023, ["124-QĐ/TW 04/10/2023", "25-HD/BTCTW 10/11/2023"]),
        (2024, ["124-QĐ/TW 04/10/2023", "25-HD/BTCTW 10/11/2023"]),
        (2025, ["366-QĐ/TW 30/8/2025", "43-HD/BTCTW 31/10/2025"]),
        (2030, ["366-QĐ/TW 30/8/2025", "43-HD/BTCTW 31/10/2025"]),
    ],
)
def test_each_year_keeps_its_own_law(year: int, numbers: list[str]) -> None:
    assert [text.dated_number for text in governing(year)] == numbers


def test_no_law_is_held_before_2018() -> None:
    with pytest.raises(NotInForce):
        governing(FIRST_YEAR - 1)


def test_a_text_ends_the_day_before_the_one_that_replaces_it() -> None:
    for text in texts().values():
        for replaced in text.replaces:
            assert texts()[replaced].end == text.start - timedelta(days=1)


TABLE = {  # interfaces of the file format, severity and doubt by year, copied by hand
    "quota.excellent_share": ["B*", "B", "B", "B"],
    "head.above_collective": ["B*", "B", "W*", "W*"],
    "collective.above_organisation": ["B*", "B", "W*", "W*"],
    "civil.mismatch": ["W*", "B", "W*", "W*"],
    "sick_leave.above_completed": ["W*", "B", "W*", "-"],
    "eligibility.exempt": ["B", "B", "B", "B"],
    "eligibility.suspended": ["-", "B", "B", "B"],
    "eligibility.unrated": ["W*", "B", "W*", "B"],
    "organisation.subordinates": ["W*", "W", "-", "-"],
    "decision.order": ["W*", "B", "W*", "W*"],
    "decision.late": ["U", "U", "B", "B"],
    "data.duplicate_subject": ["B", "B", "B", "B"],
    "data.totals_mismatch": ["B", "B", "B", "B"],
    "data.value_unknown": ["B", "B", "B", "B"],
}
BY_KIND = {
    ("eligibility.under_six_months", Kind.MEMBER): ["B", "B", "B", "B"],
    ("eligibility.under_six_months", Kind.PARTY_ORGANISATION): ["W*", "B", "W*", "W*"],
    ("eligibility.under_six_months", Kind.COLLECTIVE): ["W*", "B", "W*", "W*"],
    ("discipline.not_failed", Kind.MEMBER): ["W*", "B", "B", "W"],
    ("discipline.not_failed", Kind.LEADER): ["W*", "B", "B", "W"],
    ("discipline.not_failed", Kind.COLLECTIVE): ["W*", "B", "B", "U"],
    ("discipline.not_failed", Kind.PARTY_ORGANISATION): ["W*", "W*", "U", "U"],
}
SHORT = {Severity.BREACH: "B", Severity.WARNING: "W", Severity.NONE: "-", Severity.UNCHECKED: "U"}
EPOCHS = [(2018,), (2019, 2020, 2021, 2022), (2023, 2024), (2025, 2026)]


def told(key: str, year: int, kind: Kind) -> str:
    row = NATIONAL.value(key, rule_day(year), kind=kind)
    judged = row.severity in (Severity.BREACH, Severity.WARNING)
    return SHORT[row.severity] + ("*" if judged and not row.verified else "")


@pytest.mark.parametrize("key", sorted(TABLE))
def test_severity_and_doubt_are_those_of_the_published_table(key: str) -> None:
    for expected, years in zip(TABLE[key], EPOCHS, strict=True):
        for year in years:
            assert {told(key, year, kind) for kind in Kind} == {expected}, year


@pytest.mark.parametrize(("key", "kind"), sorted(BY_KIND))
def test_severity_by_kind_is_that_of_the_published_table(key: str, kind: Kind) -> None:
    for expected, years in zip(BY_KIND[key, kind], EPOCHS, strict=True):
        assert {told(key, year, kind) for year in years} == {expected}


def test_every_code_has_its_sentences_in_both_languages() -> None:
    variants = {
        language: {(code, name) for code, all_ in entries(language).items() for name in all_} for language in LANGUAGES
    }
    assert {code for code, _ in variants["vi"]} == set(CODES)
    assert variants["vi"] == variants["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_filled(language: str) -> None:
    facts = {
        "excellent": 3, "base": 9, "percent": 20, "allowed": 1, "min_to_good": 2, "reading": "good_only",
        "level": "good", "highest": "completed", "against": {"A": "completed"}, "discipline": "khiển trách",
        "civil_level": "good", "sick_days": 91, "days": 90, "rated": 5, "completed_or_better": 4,
        "good_or_better": 3, "completed_percent": 100, "good_percent": 80, "subordinates": "members",
        "decision_on": "2022-12-10", "later": {"A": "2022-12-11"}, "warn_from": "2022-12-31",
        "breach_from": "2023-01-15", "rows": 2, "sum": 3, "total": 4, "column": "Tốt", "field": "level",
        "value": "??", "since": "2022-07-02",
    }  # fmt: skip
    place = Place(2022, "member", "CS-01", "nhóm A", "DV-01")
    for code, variants in entries(language).items():
        for variant in variants:
            verdict = Verdict(False, code, Severity.BREACH, True, "", "" if variant == "default" else variant, facts)
            sentence = explain(verdict, place, language)
            assert "{" not in sentence.message + sentence.remedy
            assert "?" not in (sentence.message + sentence.remedy).replace("“??”", "")


def test_every_term_of_the_law_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    words = [each.official for each in (*Level, *Kind)] + list(national()) + list(official_names().values())
    assert [word for word in words if word not in glossary] == []


def test_facts_of_a_verdict_are_ready_for_json() -> None:
    overlay = load_overlay("can-tho")
    verdict = Law(overlay).verdict(
        "quota.excellent",
        NATIONAL.value("quota.excellent_share", rule_day(2022), kind=Kind.MEMBER),
        rule_day(2022),
        ok=True,
    )
    assert json.loads(json.dumps(dict(verdict.facts))) == {}
