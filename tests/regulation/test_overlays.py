"""A locality's own texts: cited beside the national ones, loosening nothing."""

from datetime import date
from pathlib import Path

import pytest

from kiemdiem.regulation import BrokenOverlay, Kind, Law, load_overlay, rule_day, rules

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


def test_a_local_deadline_can_be_set_where_the_law_leaves_it_open(tmp_path: Path) -> None:
    path = tmp_path / "han.yaml"
    path.write_text(
        """
overlay: han
title: Thị ủy Mẫu
parameters:
  decision.late:
    - {from: 2021-01-01, to: 2022-12-31, warn_from: {year: 0, day: 12-25}, breach_from: {year: 0, day: 12-26},
       cite: ["hd-21-2019, II.B.6"], verified: yes, quote: trước 25/12, reading: trước ngày 25/12}
""",
        encoding="utf-8",
    )
    law = Law(load_overlay(str(path)))
    late = [rules.decided_in_time(date(2022, 12, day), law, rule_day(2022)) for day in (24, 25, 26)]
    assert [(verdict.ok, verdict.severity.value) for verdict in late] == [
        (True, "warning"), (False, "warning"), (False, "breach"),
    ]  # fmt: skip
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


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BrokenOverlay, match="can-tho"):
        load_overlay("ha-noi")
