"""Những lời từ chối có sẵn: one example of each, who runs into it, where, and why; also the heart of docs/demo.md."""

from __future__ import annotations

from dataclasses import dataclass

from kiemdiem.demo import above, ward


@dataclass(frozen=True, slots=True)
class Prepared:
    """Một lời từ chối: the code of the rule; `unready`, `incomplete`, `oneself` for what is out of turn; `vague`,
    `two_places` for what the superior sends."""

    code: str
    title: str
    who: str  # the key of a player
    where: str
    why: str


PREPARED = (
    Prepared(
        "incomplete", "Nộp bản kiểm điểm còn thiếu mục", "writer", "bản kiểm điểm của mình",
        "còn mục chưa viết và chưa tự nhận mức xếp loại",
    ),
    Prepared(
        "unready", "Kết thúc cuộc họp khi còn thiếu bản", "cell_head", "cuộc họp ngày 10/12/2022",
        "một đồng chí chưa nộp bản kiểm điểm",
    ),
    Prepared(
        "vague", "Gợi ý chưa cụ thể, rõ ràng", "standing", "dự thảo gợi ý gửi Ban Thường vụ Quận ủy Bến Cau",
        "nội dung thứ ba không nêu nguồn và ngày",
    ),
    Prepared(
        "two_places", "Cử một người đến hai nơi cùng giờ", "city_board", "phân công ngày 14/12/2022",
        "đồng chí ủy viên thường vụ đã dự ở huyện khác từ 8 giờ",
    ),
    Prepared(
        "quota.excellent", "Vượt tỷ lệ xuất sắc", "ward_deputy", f"dự thảo {ward.OVER}",
        "bốn đồng chí xuất sắc, chín đồng chí tốt: tối đa một",
    ),
    Prepared(
        "oneself", "Ban hành quyết định có tên mình", "ward_head", f"dự thảo {ward.OWN_NAME}",
        "bí thư có tên trong dự thảo; phó bí thư ban hành được",
    ),
    Prepared(
        "discipline.not_failed", "Bị kỷ luật mà xếp trên mức không hoàn thành", "ward_deputy",
        f"dự thảo {ward.CONDITIONS}", "bị khiển trách trong năm, dự thảo ghi hoàn thành nhiệm vụ",
    ),
    Prepared(
        "sick_leave.above_completed", "Nghỉ ốm dài ngày mà xếp từ tốt trở lên", "ward_deputy",
        f"dự thảo {ward.CONDITIONS}", "nghỉ ốm 124 ngày, dự thảo ghi hoàn thành tốt nhiệm vụ",
    ),
    Prepared(
        "civil.mismatch", "Không khớp mức xếp loại công chức", "ward_deputy", f"dự thảo {ward.CONDITIONS}",
        "công chức không hoàn thành nhiệm vụ, dự thảo đảng viên ghi hoàn thành nhiệm vụ",
    ),
    Prepared(
        "rating.unreviewed", "Xếp loại khi chưa kiểm điểm", "ward_deputy", f"dự thảo {ward.UNREVIEWED}",
        "chi bộ khu vực 1 chưa họp kiểm điểm",
    ),
    Prepared(
        "head.above_collective", "Người đứng đầu cao hơn tập thể", "district_head", f"dự thảo {above.ABOVE}",
        "bí thư ghi tốt, tập thể và đảng bộ ghi hoàn thành",
    ),
    Prepared(
        "decision.order", "Người đứng đầu được xếp loại trước tập thể", "district_head", f"dự thảo {above.BEFORE}",
        f"tập thể chưa có mức; ban hành dự thảo {above.COLLECTIVE_FIRST} trước",
    ),
)  # fmt: skip
