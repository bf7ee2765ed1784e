"""How offices write reasons, discipline and days: whole phrases, nothing guessed."""

import pytest

from kiemdiem.compliance import values
from kiemdiem.regulation import Exemption

EXEMPT, SUSPENDED, SIX, OTHER = (
    Exemption.EXEMPT,
    Exemption.SUSPENDED,
    Exemption.UNDER_SIX_MONTHS,
    Exemption.OTHER,
)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", None), ("-", None), ("không", None), (None, None),
        ("miễn", EXEMPT), ("Được miễn", EXEMPT), ("miễn sinh hoạt", EXEMPT), ("Miễn sinh hoạt đảng", EXEMPT),
        ("được miễn sinh hoạt đảng", EXEMPT), ("miễn công tác và sinh hoạt", EXEMPT),
        ("Miễn công tác và sinh hoạt đảng", EXEMPT), ("miễn công tác, sinh hoạt đảng", EXEMPT),
        ("được miễn công tác và sinh hoạt đảng", EXEMPT),
        ("đình chỉ", SUSPENDED), ("bị đình chỉ", SUSPENDED), ("tạm đình chỉ", SUSPENDED),
        ("Đình chỉ sinh hoạt", SUSPENDED), ("bị tạm đình chỉ sinh hoạt đảng", SUSPENDED),
        ("Đình chỉ sinh hoạt Đảng.", SUSPENDED),
        ("dưới 6 tháng", SIX), ("Dưới 06 tháng", SIX), ("dưới sáu tháng", SIX), ("chưa đủ 6 tháng", SIX),
        ("Mới kết nạp chưa đủ 6 tháng", SIX), ("kết nạp dưới 6 tháng", SIX), ("thành lập chưa đủ sáu tháng", SIX),
        ("đình chỉ sinh hoạt cấp ủy", OTHER), ("bị đình chỉ sinh hoạt cấp ủy", OTHER),
        ("tạm đình chỉ công tác", OTHER), ("đình chỉ công tác", OTHER), ("đình chỉ chức vụ", OTHER),
        ("miễn nhiệm chức vụ", OTHER), ("miễn nhiệm", OTHER), ("đi công tác miền Bắc", OTHER), ("miền Nam", OTHER),
        ("không thuộc diện miễn", OTHER), ("không bị đình chỉ", OTHER), ("không dưới 6 tháng", OTHER),
        ("công tác dưới 16 tháng", OTHER), ("dưới 60 tháng", OTHER), ("trên 6 tháng", OTHER),
        ("đi học nước ngoài", OTHER), ("khác", OTHER), ("nghỉ thai sản", OTHER),
    ],
)  # fmt: skip
def test_only_a_whole_phrase_is_a_reason_the_law_names(written: str | None, reason: Exemption | None) -> None:
    assert values.reason(written) is reason


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("", None), ("không", None), ("Không có", None), ("không bị khiển trách", None), ("chưa bị kỷ luật", None),
        ("không bị kỷ luật", None), ("không có kỷ luật", None), ("Không có hình thức kỷ luật", None),
        ("không bị thi hành kỷ luật trong năm", None), ("không bị khiển trách, cảnh cáo", None),
        ("Khiển trách", "Khiển trách"), ("cảnh cáo về Đảng", "cảnh cáo về Đảng"), ("kỷ luật khiển trách",) * 2,
        ("khiển trách (không liên quan nhiệm vụ)",) * 2, ("Cảnh cáo (12/5/2022)",) * 2, ("bị khai trừ",) * 2,
        ("buộc thôi việc",) * 2,
    ],
)  # fmt: skip
def test_a_denial_is_no_discipline(written: str, form: str | None) -> None:
    assert values.discipline(written) == form


@pytest.mark.parametrize(
    "written",
    ["chưa rõ", "chưa", "chưa có", "không rõ hình thức", "không chấp hành cảnh cáo", "chưa xử lý xong khiển trách",
     "chưa rõ khiển trách hay cảnh cáo", "phê bình", "đang xem xét", "?"],
)  # fmt: skip
def test_a_discipline_that_cannot_be_recognised_is_not_guessed(written: str) -> None:
    with pytest.raises(values.Unknown):
        values.discipline(written)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("", None),
        ("-", None),
        (95, 95),
        ("95", 95),
        ("3 tháng", 90),
        ("03 Tháng", 90),
        ("1 tháng", 30),
        ("90.0", 90),
        ("0", 0),
    ],
)
def test_months_of_sick_leave_are_thirty_days_each(written: str | int, days: int | None) -> None:
    assert values.sick_days(written) == days


@pytest.mark.parametrize("written", ["3,5 tháng", "-3 tháng", "ba tháng", "3 tháng rưỡi", "nhiều"])
def test_other_spans_of_sick_leave_are_not_guessed(written: str) -> None:
    with pytest.raises(values.Unknown):
        values.sick_days(written)


def test_counts_are_whole_numbers_only() -> None:
    with pytest.raises(values.Unknown):
        values.whole("3 tháng")
