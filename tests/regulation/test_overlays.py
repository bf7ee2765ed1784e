"""A locality's own texts: cited beside the national ones, loosening nothing."""

from datetime import date
from pathlib import Path

import pytest

from kiemdiem.regulation import BrokenOverlay, Kind, Law, load_overlay, rule_day, rules
from kiemdiem.regulation.sentences import Place, explain

RAISED = """
overlay: xa-mau
title: Đảng ủy xã Mẫu
texts:
  - {key: qd-7, number: 07-QĐ/ĐU, role: local, issuer: Đảng ủy xã Mẫu, title: tỷ lệ xuất sắc, date: 2025-12-01,
     from: 2025-12-01, replaces: [], verified: yes}
parameters:
  quota.excellent_share:
    - from: 2025-01-01
      to: 2025-12-31
      scopes: [CS-001]
      percent: 25
      decision_no: 07-QĐ/ĐU
      cite: ["qd-366-2025, Điều 11", qd-7]
      verified: yes
      quote: tỷ lệ 25%
      reading: theo quyết định của cấp có thẩm quyền
"""


def share(law: Law, year: int, scope: str) -> bool | None:
    tally = rules.Tally(5, 20, 0, 0)
    return rules.excellent_share(tally, law, rule_day(year), kind=Kind.MEMBER, scope=scope).ok


def test_a_higher_share_holds_only_in_its_scope_and_year(tmp_path: Path) -> None:
    path = tmp_path / "xa-mau.yaml"
    path.write_text(RAISED, encoding="utf-8")
    law = Law(load_overlay(str(path)))
    assert share(law, 2025, "CS-001") is True
    assert share(law, 2025, "CS-002") is False
    assert share(law, 2026, "CS-001") is False
    verdict = rules.excellent_share(rules.Tally(6, 20), law, rule_day(2025), kind=Kind.MEMBER, scope="CS-001")
    assert (verdict.ok, verdict.facts["decision_no"]) == (False, "07-QĐ/ĐU")
    assert verdict.citation == "366-QĐ/TW, Điều 11; 07-QĐ/ĐU"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("percent: 25", "percent: 26"), "tối đa 25%"),
        (("      decision_no: 07-QĐ/ĐU\n", ""), "decision_no"),
        (("from: 2025-01-01", "from: 2024-01-01"), "tối đa 20%"),
        (("percent: 25", "percent: nhiều"), "percent phải là số nguyên"),
        (("      scopes: [CS-001]\n", ""), "phải ghi scopes"),
        (("percent: 25", "percent: 25\n      severity: none"), "severity none: địa phương không được giảm"),
        (("percent: 25", "percent: 25\n      severity: warning"), "severity warning: địa phương không được giảm"),
        (("percent: 25", "percent: 25\n      severity: unchecked"), "severity unchecked: địa phương không được giảm"),
        (("percent: 25", "percent: 25\n      severity: nhẹ"), "không đọc được"),
        (("quota.excellent_share", "head.above_collective"), "đặt lại “head.above_collective”"),
        (("qd-7]", "qd-8]"), "dẫn văn bản “qd-8”"),
        (("title: Đảng ủy xã Mẫu\n", ""), "thiếu mục 'title'"),
        (("overlay: xa-mau", "overlay: [xa"), "sai cú pháp YAML"),
        (("date: 2025-12-01", "date: hôm qua"), "không đọc được"),
        ((RAISED, "chỉ là chữ"), "không đọc được"),
        ((RAISED, ""), "không đọc được"),
    ],
)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "xa-mau.yaml"
    path.write_text(RAISED.replace(*change), encoding="utf-8")
    with pytest.raises(BrokenOverlay, match=said) as refused:
        load_overlay(str(path))
    assert "\n" not in str(refused.value)


def test_an_unscoped_share_at_or_under_the_national_one_needs_no_decision(tmp_path: Path) -> None:
    path = tmp_path / "xa-mau.yaml"
    lower = RAISED.replace("      scopes: [CS-001]\n", "").replace("      decision_no: 07-QĐ/ĐU\n", "")
    path.write_text(lower.replace("percent: 25", "percent: 15"), encoding="utf-8")
    law = Law(load_overlay(str(path)))
    assert (share(law, 2025, "CS-002"), share(law, 2026, "CS-002")) == (False, False)
    path.write_text(lower.replace("percent: 25", "percent: 20"), encoding="utf-8")
    load_overlay(str(path))


DEADLINE = """
overlay: han
title: Thị ủy Mẫu
parameters:
  decision.late:
    - {from: 2021-01-01, to: 2022-12-31, warn_from: {year: 0, day: 12-25}, breach_from: {year: 0, day: 12-26},
       cite: ["hd-21-2019, II.B.6"], verified: yes, quote: trước 25/12, reading: trước ngày 25/12}
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("to: 2022-12-31", "to: 2023-12-30"), None),
        (("to: 2022-12-31", "to: 2023-12-31"), "decision.late cho năm 2023: quy định năm đó đã ấn định ngày"),
        (("to: 2022-12-31, ", ""), "decision.late cho năm 2023: quy định năm đó đã ấn định ngày"),
        (("from: 2021-01-01, to: 2022-12-31", "from: 2025-01-01"), "decision.late cho năm 2025"),
        (("day: 12-25", "day: 12-26"), None),
        (("day: 12-25", "day: 12-27"), "warn_from sau breach_from"),
        (("{year: 0, day: 12-25}", "{year: 1, day: 12-01}"), "warn_from sau breach_from"),
        (("day: 12-25", "day: 02-29"), "warn_from phải có dạng"),
        (("cite:", "severity: warning, cite:"), "severity warning: địa phương không được giảm"),
    ],
)
def test_a_local_deadline_is_only_for_years_the_law_leaves_open(
    tmp_path: Path, change: tuple[str, str], said: str | None
) -> None:
    path = tmp_path / "han.yaml"
    path.write_text(DEADLINE.replace(*change), encoding="utf-8")
    if said is None:
        assert load_overlay(str(path)).name == "han"
        return
    with pytest.raises(BrokenOverlay, match=said) as refused:
        load_overlay(str(path))
    assert "\n" not in str(refused.value)


def test_a_local_deadline_can_be_set_where_the_law_leaves_it_open(tmp_path: Path) -> None:
    path = tmp_path / "han.yaml"
    path.write_text(DEADLINE, encoding="utf-8")
    law = Law(load_overlay(str(path)))
    late = [rules.decided_in_time(date(2022, 12, day), law, rule_day(2022)) for day in (24, 25, 26)]
    assert [(verdict.ok, verdict.severity.value) for verdict in late] == [
        (True, "warning"), (False, "warning"), (False, "breach"),
    ]  # fmt: skip
    assert [verdict.variant for verdict in late[1:]] == ["edge", "late"]
    said = [explain(verdict, Place(2022, "member", subject="DV")).message for verdict in late[1:]]
    assert said == [
        "Đảng viên DV có quyết định xếp loại ngày 25/12/2022; thời hạn của năm 2022 là trước ngày 25/12/2022, từ ngày "
        "26/12/2022 tính là quá hạn.",
        "Đảng viên DV có quyết định xếp loại ngày 26/12/2022, sau thời hạn của năm 2022 (trước ngày 25/12/2022).",
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("12-26", "13-40"), encoding="utf-8")
    with pytest.raises(BrokenOverlay, match="breach_from"):
        load_overlay(str(path))


@pytest.mark.parametrize(
    ("year", "citation"),
    [
        (2020, "21-HD/BTCTW, II.B.4"),
        (2021, "21-HD/BTCTW, II.B.4; 608-CV/TU, mục 4"),
        (2022, "21-HD/BTCTW, II.B.4; 608-CV/TU, mục 4"),
        (2023, "124-QĐ/TW, Điều 12; 608-CV/TU, mục 4 (chưa xác minh)"),
    ],
)
def test_the_city_speaks_beside_the_nation_from_2021(year: int, citation: str) -> None:
    law = Law(load_overlay("can-tho"))
    verdict = rules.excellent_share(rules.Tally(1, 1), law, rule_day(year), kind=Kind.LEADER)
    assert verdict.citation == citation
    assert "608" not in rules.excellent_share(rules.Tally(1, 1), Law(), rule_day(year), kind=Kind.LEADER).citation


@pytest.mark.parametrize(
    ("years", "numbers"),
    [
        ([2018], []),
        ([2019], ["10-HD/TU"]),
        ([2021], ["608-CV/TU", "10-HD/TU"]),
        ([2018, 2022], ["608-CV/TU", "10-HD/TU"]),
        ([2024], ["608-CV/TU", "10-HD/TU"]),
        ([], []),
    ],
)
def test_the_texts_of_a_locality_are_those_that_speak_for_the_years(years: list[int], numbers: list[str]) -> None:
    texts = load_overlay("can-tho").texts_for(rule_day(year) for year in years)
    assert [text.number for text in texts] == numbers


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BrokenOverlay, match="can-tho"):
        load_overlay("ha-noi")


READING = """
overlay: hop
title: Quận ủy Mẫu
texts:
  - {key: qd-7, number: 07-QĐ/QU, role: local, issuer: Quận ủy Mẫu, title: họp kiểm điểm, date: 2021-12-01,
     from: 2021-12-01, replaces: [], verified: yes}
parameters:
  review.quorum:
    - from: 2021-01-01
      to: 2022-12-31
      severity: warning
      more_than: {of: 3, share: 2}
      cite: ["qd-7, mục 4"]
      verified: yes
      quote: hai phần ba
      reading: quá hai phần ba
"""


def test_a_rule_of_the_meeting_nobody_has_read_is_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "hop.yaml"
    path.write_text(READING, encoding="utf-8")
    law = Law(load_overlay(str(path)))
    held = [rules.quorate(present, 9, law, rule_day(2022)) for present in (6, 7)]
    assert [each.ok for each in held] == [False, True]
    assert (held[0].severity.value, held[0].citation) == ("warning", "07-QĐ/QU, mục 4")
    assert rules.quorate(5, 9, law, rule_day(2023)).ok is True  # the law's own reading again
    assert rules.quorate(5, 9, Law(), rule_day(2022)).ok is True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("review.quorum", "review.collective_first"), "quy định năm đó đã đọc được"),
        (("review.quorum", "review.nothing"), "đặt lại “review.nothing”"),
        (("severity: warning", "severity: unchecked"), "chỉ nhận breach, warning hoặc none"),
        (("{of: 3, share: 2}", "{of: 3}"), "more_than khác kiểu"),
        (("{of: 3, share: 2}", "hai phần ba"), "more_than khác kiểu"),
        (("{of: 3, share: 2}", "{of: 0, share: 2}"), "more_than khác kiểu"),
        (("      more_than: {of: 3, share: 2}\n", ""), "more_than khác kiểu"),
        (("more_than:", "least:"), "least, more_than khác kiểu"),
    ],
)
def test_a_setting_of_the_meeting_is_refused_where_the_law_was_read(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    path = tmp_path / "hop.yaml"
    path.write_text(READING.replace(*change), encoding="utf-8")
    with pytest.raises(BrokenOverlay, match=said):
        load_overlay(str(path))


@pytest.mark.parametrize(
    "loose", ["rounding: up", "reading_by_decision: all_rated", "small_group: {below: 5, allowed: 1}"]
)
def test_what_a_competent_level_decides_is_not_set_by_a_file(tmp_path: Path, loose: str) -> None:
    row = f"{{from: 2025-01-01, percent: 20, scopes: [CS-01], cite: [], verified: no, quote: '', reading: '', {loose}}}"
    path = tmp_path / "a.yaml"
    path.write_text(f"overlay: a\ntitle: a\nparameters:\n  quota.excellent_share: [{row}]\n", encoding="utf-8")
    with pytest.raises(BrokenOverlay, match="do cấp có thẩm quyền quyết định"):
        load_overlay(str(path))
