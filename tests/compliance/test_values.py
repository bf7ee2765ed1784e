"""How offices write reasons, discipline and days of leave: whole phrases, never a word inside another."""

import pytest

from kiemdiem.compliance import values
from kiemdiem.regulation import Exemption


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", None), ("không", None),
        ("miễn", Exemption.EXEMPT), ("Miễn sinh hoạt", Exemption.EXEMPT), ("được miễn", Exemption.EXEMPT),
        ("Được miễn sinh hoạt đảng", Exemption.EXEMPT), ("miễn công tác và sinh hoạt đảng", Exemption.EXEMPT),
        ("miễn công tác, sinh hoạt đảng", Exemption.EXEMPT),
        ("đình chỉ", Exemption.SUSPENDED), ("bị đình chỉ sinh hoạt đảng", Exemption.SUSPENDED),
        ("Đình chỉ sinh hoạt", Exemption.SUSPENDED), ("tạm đình chỉ sinh hoạt đảng", Exemption.SUSPENDED),
        *((cell, Exemption.UNDER_SIX_MONTHS) for cell in (
            "dưới 6 tháng", "dưới 06 tháng", "chưa đủ sáu tháng", "mới kết nạp chưa đủ 6 tháng", "kết nạp dưới 6 tháng",
            "thành lập chưa đủ 06 tháng")),
        ("đình chỉ sinh hoạt cấp ủy", Exemption.OTHER), ("tạm đình chỉ công tác", Exemption.OTHER),
        ("miễn nhiệm chức vụ", Exemption.OTHER), ("đi công tác miền Bắc", Exemption.OTHER),
        ("không thuộc diện miễn", Exemption.OTHER), ("không bị đình chỉ", Exemption.OTHER),
        ("đi học nước ngoài", Exemption.OTHER), ("khác", Exemption.OTHER), ("trên 6 tháng", Exemption.OTHER),
    ],
)  # fmt: skip
def test_reasons(cell: str, reason: Exemption | None) -> None:
    assert values.reason(cell) is reason


@pytest.mark.parametrize(
    "cell", ["", "không", "không bị kỷ luật", "Không có kỷ luật", "chưa bị kỷ luật", "không bị khiển trách"]
)
def test_no_discipline(cell: str) -> None:
    assert values.discipline(cell) is None


@pytest.mark.parametrize("cell", ["khiển trách", "Cảnh cáo (12/5/2022)", "bị khai trừ", "buộc thôi việc"])
def test_discipline(cell: str) -> None:
    assert values.discipline(cell) == cell


@pytest.mark.parametrize("cell", ["phê bình", "chưa rõ khiển trách hay cảnh cáo", "?"])
def test_discipline_that_cannot_be_read(cell: str) -> None:
    with pytest.raises(values.Unknown):
        values.discipline(cell)


@pytest.mark.parametrize(("cell", "days"), [("", None), ("89", 89), ("90.0", 90), ("3 tháng", 90), ("1 tháng", 30)])
def test_days_of_sick_leave(cell: str, days: int | None) -> None:
    assert values.sick_days(cell) == days
