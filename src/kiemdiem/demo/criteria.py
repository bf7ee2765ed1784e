"""Bảng tiêu chí của thành phố: two criteria on results of work for papers to answer, invented like the city."""

from __future__ import annotations

from random import Random
from typing import Any

from kiemdiem.demo.opening import Accounts
from kiemdiem.organisations.models import Unit
from kiemdiem.reviews import cataloguing
from kiemdiem.reviews.cataloguing import Wording
from kiemdiem.reviews.criteria import key_of, of_year

_RESULTS = (
    Wording(
        form="person",
        section="results",
        code="2.1",
        title="Có sản phẩm cụ thể, lượng hóa được",
        since=2022,
        excellent="Sản phẩm được nơi khác học tập, áp dụng.",
        good="Có sản phẩm đạt yêu cầu, đúng hạn.",
        average="Có sản phẩm nhưng chậm hoặc phải sửa nhiều.",
        poor="Không có sản phẩm nào.",
    ),
    Wording(
        form="person",
        section="results",
        code="2.2",
        title="Tiến độ, chất lượng nhiệm vụ được giao",
        since=2022,
        excellent="Mọi nhiệm vụ hoàn thành trước hạn, chất lượng cao.",
        good="Mọi nhiệm vụ hoàn thành đúng hạn.",
        average="Có nhiệm vụ chậm hạn, đã hoàn thành trong năm.",
        poor="Còn nhiệm vụ chưa hoàn thành.",
        position=2,
    ),
)


def set_criteria(root: Unit, accounts: Accounts) -> None:
    """Ban Tổ chức Thành ủy lập bảng tiêu chí của năm."""
    for wording in _RESULTS:
        cataloguing.add(root, wording, by=accounts.actor("city_board"))


class Graded:
    """Cấp độ tự chấm theo bảng tiêu chí, from a draw of its own."""

    def __init__(self, year: int, seed: int) -> None:
        self._draw = Random(f"criteria-{year}-{seed}")
        self._held = list(of_year(year).order_by("pk"))

    def answers(self, form: str) -> dict[str, Any]:
        """A level for each criterion of the form."""
        asked = (each for each in self._held if each.form == form)
        return {key_of(each): {"text": "", "level": self._draw.choice((3, 3, 3, 2, 4))} for each in asked}
