"""Every number has its day, its clause and its doubt; every day has its own law."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiemdiem.compliance import CODES
from kiemdiem.compliance.columns import COUNTS, RATINGS, Shape
from kiemdiem.regulation import (
    FIRST_YEAR,
    Exemption,
    Kind,
    Law,
    Level,
    NotInForce,
    Severity,
    doubtful_years,
    governing,
    known_until,
    load_overlay,
    rule_day,
    rules,
)
from kiemdiem.regulation.parameters import Parameter, national, official_names
from kiemdiem.regulation.sentences import LANGUAGES, Place, Sentence, entries, explain
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
    "civil.first": ["W*", "B", "W*", "W*"],
    "sick_leave.above_completed": ["W*", "B", "W*", "-"],
    "eligibility.unrated": ["W*", "B", "W*", "B"],
    "organisation.subordinates": ["W*", "W", "-", "-"],
    "decision.order": ["W*", "B", "W*", "W*"],
    "decision.late": ["U", "U", "B", "B"],
    "review.before_rating": ["W*", "B", "W*", "W*"],
    "review.temporary_cell": ["W*", "B", "W*", "B"],
    "review.former_cell": ["W*", "B", "W*", "W*"],
    "review.residence": ["W*", "W*", "W*", "W*"],
    "review.same_level": ["W*", "W*", "W*", "W*"],
    "review.reverified": ["W*", "W*", "W*", "B"],
    "units.disciplined": ["B", "B", "B", "-"],
    "collective.member_disciplined": ["-", "B", "-", "B"],
    "leader.targets": ["-", "B", "B", "B"],
    "leader.units": ["-", "W", "-", "-"],
    "discipline.year": ["W*", "W*", "W", "W"],
    "head.new": ["-", "W*", "-", "-"],
    "data.duplicate_subject": ["B", "B", "B", "B"],
    "data.totals_mismatch": ["B", "B", "B", "B"],
    "data.value_unknown": ["B", "B", "B", "B"],
}
BY_KIND = {
    ("eligibility.exempt", Kind.MEMBER): ["B", "B", "B", "B"],
    ("eligibility.suspended", Kind.MEMBER): ["-", "B", "B", "B"],
    **{
        (f"eligibility.{reason}", kind): ["-", "-", "-", "-"]  # the law sheet speaks of members only: decision 0008
        for reason in ("exempt", "suspended")
        for kind in Kind
        if kind is not Kind.MEMBER
    },
    ("eligibility.under_six_months", Kind.MEMBER): ["B", "B", "B", "B"],
    ("eligibility.under_six_months", Kind.PARTY_ORGANISATION): ["W*", "B", "W*", "W*"],
    ("eligibility.under_six_months", Kind.COLLECTIVE): ["W*", "B", "W*", "W*"],
    ("eligibility.under_six_months", Kind.LEADER): ["-", "-", "-", "-"],
    ("targets.below", Kind.PARTY_ORGANISATION): ["B", "B", "B", "-"],
    ("targets.below", Kind.COLLECTIVE): ["W*", "B", "B", "B"],
    ("targets.below", Kind.LEADER): ["W*", "B", "B", "B"],
    ("targets.below", Kind.MEMBER): ["W*", "B", "B", "B"],
    ("conclusion.not_failed", Kind.PARTY_ORGANISATION): ["W*", "W*", "W*", "-"],
    ("conclusion.not_failed", Kind.COLLECTIVE): ["B", "B", "B", "B"],
    ("conclusion.not_failed", Kind.LEADER): ["W*", "B", "B", "B"],
    ("conclusion.not_failed", Kind.MEMBER): ["W*", "B", "B", "B"],
    ("corruption.below", Kind.PARTY_ORGANISATION): ["B", "B", "B", "-"],
    ("corruption.below", Kind.COLLECTIVE): ["-", "-", "B", "-"],
    ("corruption.below", Kind.LEADER): ["W*", "B", "B", "B"],
    ("corruption.below", Kind.MEMBER): ["-", "-", "-", "-"],
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


@pytest.mark.parametrize("key", sorted(key for key, rows in national().items() if rows))
def test_every_kind_of_subject_has_a_row_on_every_rule_day(key: str) -> None:
    for years in EPOCHS:
        for year in years:
            for kind in Kind:
                assert NATIONAL.value(key, rule_day(year), kind=kind).covers(rule_day(year), kind, None)


def test_only_texts_whose_title_was_read_are_quoted_with_it() -> None:
    read = [text.number for text in texts().values() if text.title_verified and text.role != "format"]
    assert read == ["132-QĐ/TW", "21-HD/BTCTW"]
    assert "chất lượng hàng năm đối với tập thể" in texts()["qd-132-2018"].title


def test_years_after_the_last_look_are_doubtful() -> None:
    assert known_until() == date(2026, 12, 31)
    assert doubtful_years([2028, 2018, 2026, 2027, 2027]) == [2027, 2028]


def test_every_variant_of_a_row_has_a_sentence() -> None:
    edges = {f"{edge}_{row.variant}" for row in national()["decision.late"] for edge in ("late", "edge") if row.variant}
    assert edges <= set(entries("vi")["decision.late"])
    for key, code in (("discipline.not_failed", "discipline.not_failed"), ("eligibility.suspended", "ineligible.rated"),
                      ("eligibility.under_six_months", "ineligible.rated")):  # fmt: skip
        assert {row.variant for row in national()[key]} - {""} <= set(entries("vi")[code])


OF_PAGES_ONLY = {  # never judged from a file
    "rating.unreviewed", "review.temporary_cell", "review.former_cell", "review.reverified", "targets.below",
    "units.disciplined", "collective.member_disciplined", "conclusion.not_failed", "corruption.below", "leader.targets",
    "leader.units", "discipline.year", "head.new", "civil.first",
}  # fmt: skip


def test_every_code_has_its_sentences_in_both_languages() -> None:
    variants = {
        language: {(code, name) for code, all_ in entries(language).items() for name in all_} for language in LANGUAGES
    }
    assert {code for code, _ in variants["vi"]} == {*CODES, "correction.deadline", *OF_PAGES_ONLY}
    assert variants["vi"] == variants["en"]


FACTS = {
    "excellent": 3, "base": 9, "percent": 20, "allowed": 1, "min_to_good": 2, "reading": "good_only", "good": 1,
    "level": "good", "highest": "completed", "against": {"A": "completed"}, "discipline": "khiển trách",
    "civil_level": "good", "sick_days": 91, "days": 90, "rated": 5, "completed_or_better": 4,
    "good_or_better": 3, "completed_percent": 100, "good_percent": 80, "subordinates": "members",
    "decision_on": "2022-12-10", "later": {"A": "2022-12-11"}, "warn_from": "2022-12-31",
    "breach_from": "2023-01-15", "rows": 2, "sum": 3, "total": 4, "column": "Tốt", "field": "level",
    "value": "??", "since": "2022-07-02", "unrated": ["A", "B"], "counted_in": 2021,
    "from_body": "Chi bộ 2", "done": 45, "disciplined": 2, "members": ["A"], "share": 60, "least": 70,
    "waiting": ["tố cáo"], "excuse": "Bất khả kháng", "decision_no": "3-QĐ/QU",
}  # fmt: skip


def said(code: str, variant: str = "", *, unread: bool = False, language: str = "vi", **facts: object) -> Sentence:
    """The sentences of a variant; `unread`: of a warning whose clause nobody has read."""
    severity = Severity.WARNING if unread else Severity.BREACH
    verdict = Verdict(False, code, severity, not unread, "", variant, FACTS | facts)
    return explain(verdict, Place(2022, "member", "CS-01", "nhóm A", "DV-01"), language)


@pytest.mark.parametrize("unread", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_filled(language: str, unread: bool) -> None:
    for code, entry in entries(language).items():
        variants = {name.partition(".")[0] for name in entry}
        if "message" not in entry.get("default", {}):
            variants.discard("default")
        for variant in variants:
            sentence = said(code, "" if variant == "default" else variant, unread=unread, language=language)
            assert "{" not in sentence.message + sentence.remedy
            assert "?" not in (sentence.message + sentence.remedy).replace("“??”", "")
            assert (sentence.message[-1], sentence.remedy[-1]) == (".", ".")


@pytest.mark.parametrize(
    ("code", "variant", "message", "remedy"),
    [
        (
            "quota.excellent", "",
            "Đảng viên, phạm vi CS-01, nhóm nhóm A: 3 trường hợp xếp “Hoàn thành xuất sắc nhiệm vụ”, vượt 20% của 9 "
            "trường hợp xếp “Hoàn thành tốt nhiệm vụ” (tối đa 1).",
            "Cấp có thẩm quyền xem xét lại việc xếp loại của nhóm; nếu điều chỉnh về “Hoàn thành tốt nhiệm vụ” thì ít "
            "nhất 2 trường hợp.",
        ),
        (
            "discipline.not_failed", "year_of_fault",
            "Đảng viên DV-01 bị thi hành kỷ luật (khiển trách) trong năm nhưng được xếp loại “Hoàn thành tốt "
            "nhiệm vụ”.",
            "Cấp có thẩm quyền xem xét, xếp loại lại theo Điều 12.4; nếu vi phạm xảy ra ở năm trước hoặc đơn vị cũ thì "
            "xét cho năm, đơn vị đó.",
        ),
        (
            "ineligible.rated", "under_six_months_reviewed",
            "Đảng viên DV-01 kết nạp ngày 02/07/2022, chưa đủ 6 tháng tính đến 31/12/2022, nhưng vẫn được xếp loại.",
            "Hủy kết quả xếp loại (vẫn phải kiểm điểm), hoặc sửa ngày, lý do nếu ghi nhầm.",
        ),
        (
            "decision.late", "edge_special",
            "Đảng viên DV-01 có quyết định xếp loại ngày 10/12/2022; chỉ nơi đặc thù được hoàn thành trước ngày "
            "15/01/2023.",
            "Xác nhận nơi này có thuộc diện đặc thù theo hướng dẫn của cấp ủy cấp trên trực tiếp hay không.",
        ),
        (
            "value.unknown", "good_less_than_excellent",
            "Cột Tốt (1) ghi đã gồm xuất sắc nhưng nhỏ hơn cột Xuất sắc (3).",
            "Sửa hai số, hoặc bỏ dấu ở cột Tốt đã gồm xuất sắc, rồi chạy lại.",
        ),
        (
            "value.unknown", "count", "Không đọc được mức xếp loại “??” của DV-01.",
            "Ghi số nguyên không âm; nguồn không nêu thì để trống; rồi chạy lại.",
        ),
    ],
)  # fmt: skip
def test_what_is_said(code: str, variant: str, message: str, remedy: str) -> None:
    assert said(code, variant) == Sentence(message, remedy)


@pytest.mark.parametrize(("code", "variant"), [
    ("head.above_collective", ""), ("discipline.not_failed", ""), ("civil.mismatch", "excellent"),
    ("organisation.subordinates", "both"), ("ineligible.rated", "under_six_months"), ("decision.order", ""),
])  # fmt: skip
def test_an_unread_clause_is_not_worded_as_law(code: str, variant: str) -> None:
    opening = "Chưa thấy điều khoản buộc như vậy trong văn bản của năm 2022 đã đọc được"
    assert said(code, variant, unread=True).remedy.startswith(opening)
    assert not said(code, variant).remedy.startswith(opening)
    sure = Verdict(False, code, Severity.WARNING, True, "", variant, FACTS)
    assert explain(sure, Place(2022, "member")).remedy == explain(
        Verdict(False, code, Severity.BREACH, True, "", variant, FACTS), Place(2022, "member")
    ).remedy  # fmt: skip


@pytest.mark.parametrize(
    ("year", "severity", "variant", "unread"),
    [(2018, Severity.WARNING, "completed", True), (2022, Severity.WARNING, "completed", False)],
)
def test_a_warning_the_law_knows_keeps_its_own_remedy(
    year: int, severity: Severity, variant: str, unread: bool
) -> None:
    verdict = rules.subordinates_reach(9, 9, 10, NATIONAL, rule_day(year))
    assert (verdict.severity, verdict.variant) == (severity, variant)
    remedy = explain(verdict, Place(year, "party_organisation")).remedy
    assert remedy.startswith("Chưa thấy điều khoản") is unread


def test_a_founding_day_and_a_stated_reason_have_their_own_words() -> None:
    verdict = Verdict(False, "ineligible.rated", Severity.BREACH, True, "", "under_six_months", {"since": "2022-07-02"})
    founded = explain(verdict, Place(2022, "collective", subject="TT")).message
    assert founded.startswith("Tập thể lãnh đạo, quản lý TT thành lập ngày 02/07/2022, chưa đủ 6 tháng")
    stated = explain(replace(verdict, facts={}), Place(2022, "member", subject="DV")).message
    assert stated == "Đảng viên DV ghi lý do chưa đủ 6 tháng nhưng vẫn được xếp loại."


def test_every_term_of_the_law_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    words = [each.official for each in (*Level, *Kind, *Exemption)] + list(national()) + list(official_names().values())
    words += [f"`{name}`" for name in (*CODES, *Severity, *Shape, *RATINGS, *COUNTS)]
    words += [
        "khiển trách",
        "cảnh cáo",
        "cách chức",
        "khai trừ",
        "giải tán",
        "hạ bậc lương",
        "giáng chức",
        "buộc thôi việc",
    ]
    words += [f"`{text.role}`" for text in (*texts().values(), *load_overlay("can-tho").texts.values())]
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
