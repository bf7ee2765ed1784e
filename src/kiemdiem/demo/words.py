"""Chữ trong bản kiểm điểm minh họa: a few sentences for each section, invented like everything else here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from kiemdiem.regulation.forms import Section

_NOTHING = ("Không.",)
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "ideology": (
        "Chấp hành chủ trương của Đảng, pháp luật của Nhà nước; sinh hoạt chi bộ đủ 12 kỳ, có phát biểu xây dựng.",
        "Giữ gìn lối sống giản dị, gần gũi bà con nơi cư trú. Vắng sinh hoạt một kỳ, có báo cáo trước.",
        "Học tập đầy đủ các nghị quyết trong năm; có nhắc nhở người thân chấp hành quy định ở nơi ở.",
        "Có ý thức tổ chức kỷ luật; tham gia đủ các đợt sinh hoạt chuyên đề của chi bộ.",
    ),
    "results": (
        "Hoàn thành 11 trong 12 việc được giao đầu năm; còn một việc chậm nửa tháng do chờ số liệu.",
        "Hoàn thành các chỉ tiêu được phân công, trong đó hai chỉ tiêu vượt. Hồ sơ trả đúng hạn 96%.",
        "Thực hiện đúng tiến độ kế hoạch năm; tham mưu ba văn bản, một văn bản phải sửa lại.",
        "Làm tròn phần việc được giao; phối hợp với đoàn thể vận động được 14 hộ tham gia.",
    ),
    "leading": (
        "Phân công rõ việc cho từng người, kiểm tra hằng tháng; giải quyết dứt điểm hai vướng mắc kéo dài.",
        "Giữ nguyên tắc tập trung dân chủ, nêu gương về giờ giấc. Việc kiểm tra cấp dưới có tháng còn bỏ trống.",
        "Chủ trì giải quyết 9 trong 10 kiến nghị của cử tri; chịu trách nhiệm về kiến nghị còn lại.",
    ),
    "commitment": (
        "Đã thực hiện bốn trong năm điều cam kết đầu năm; điều thứ năm về tự học ngoại ngữ chưa đạt.",
        "Thực hiện đủ các điều đã cam kết, có chi bộ theo dõi.",
        "Thực hiện cơ bản cam kết; việc đến thăm hộ được phân công mới đạt hai phần ba.",
    ),
    "principles": (
        "Tập thể giữ nguyên tắc tập trung dân chủ, họp đúng quy chế; hai cuộc họp gửi tài liệu chậm.",
        "Chấp hành quy chế làm việc; các vấn đề quan trọng đều bàn và quyết định tập thể.",
    ),
    "building": (
        "Kết nạp đủ chỉ tiêu đảng viên mới; sinh hoạt chi bộ có nề nếp; tự kiểm tra hai cuộc.",
        "Thực hiện đủ chương trình kiểm tra, giám sát; công tác nêu gương có chuyển biến.",
    ),
    "duty": (
        "Lãnh đạo hoàn thành 17 trong 19 chỉ tiêu của năm; chịu trách nhiệm về hai chỉ tiêu chưa đạt.",
        "Quản lý cán bộ, đảng viên đúng quy định; không có đơn thư vượt cấp.",
    ),
    "faults": (
        "Có lúc còn nể nang khi góp ý đồng chí cùng chi bộ. Nguyên nhân: ngại va chạm.",
        "Báo cáo tháng 6 nộp chậm ba ngày do chưa chủ động số liệu.",
        "Chưa đi cơ sở đủ số lần đã đề ra, vì sắp xếp thời gian chưa khoa học.",
        "Ứng dụng công nghệ vào việc hằng ngày còn hạn chế.",
    ),
    "remedy": (
        "Hạn chế nêu năm trước về chậm báo cáo: đã khắc phục từ quý II.",
        "Hai hạn chế năm trước: một đã khắc phục, một đang khắc phục, hẹn xong trong quý I.",
        "Không có hạn chế nào bị kết luận ở kỳ trước.",
    ),
    "suggested": _NOTHING,
    "responsibility": (
        "Có một phần trách nhiệm của bản thân trong chỉ tiêu chung chưa đạt của đơn vị.",
        "Người đứng đầu nhận trách nhiệm trước hết đối với hai chỉ tiêu chưa đạt.",
    ),
    "direction": (
        "Lập lịch việc theo tuần, báo cáo trước hạn hai ngày; góp ý thẳng thắn trong sinh hoạt.",
        "Mỗi tháng đi cơ sở ít nhất hai lần, có ghi chép và phản hồi.",
        "Hoàn thành lớp bồi dưỡng nghiệp vụ trong quý II năm sau.",
    ),
}
# what last year's papers named, each with its cause
FAULTS = (
    ("Báo cáo quý nộp chậm, có lần chậm mười ngày.", "Chưa chủ động thu thập số liệu."),
    ("Ba tháng liền không đi cơ sở theo lịch đã đề ra.", "Sắp xếp công việc chưa khoa học."),
    ("Hai kiến nghị của cử tri trả lời quá hạn.", "Chưa phân công người theo dõi."),
    ("Chưa kiểm tra đủ số cuộc theo chương trình kiểm tra, giám sát.", "Thiếu người, chưa điều chỉnh kế hoạch."),
    ("Có lúc nể nang, ngại góp ý trong sinh hoạt chi bộ.", "Ngại va chạm."),
    ("Chưa hoàn thành lớp bồi dưỡng nghiệp vụ được cử đi học.", "Chưa sắp xếp được thời gian."),
)
HOW_MENDED = "Đã có lịch theo dõi hằng tháng; đầu năm đã báo cáo chi bộ việc khắc phục."
PUT_OFF = "Kiểm điểm ở cuộc họp sau"
MINUTES = (
    "Hội nghị nghe từng đồng chí trình bày bản tự kiểm điểm, các đồng chí dự họp góp ý lần lượt. Các ý kiến tập trung "
    "vào tinh thần tự phê bình và việc khắc phục hạn chế. Người chủ trì kết luận từng trường hợp; hội nghị nhất trí."
)
CONCLUSION = "Bản tự kiểm điểm nghiêm túc, hạn chế nêu ra đúng mức; tiếp thu ý kiến góp ý và có hướng khắc phục."


def answers(sections: Iterable[Section], draw: Random) -> dict[str, Any]:
    """Nội dung đủ các mục: one of the sentences for each, and a level where the form asks for one."""
    return {section.key: _answer(section, draw) for section in sections}


def half(sections: Iterable[Section], draw: Random) -> dict[str, Any]:
    """Bản viết dở: the first sections only."""
    return answers(list(sections)[: draw.choice((2, 3))], draw)


def _answer(section: Section, draw: Random) -> dict[str, Any]:
    text: dict[str, Any] = {"text": draw.choice(_TEXTS[section.key])}
    return text | ({"level": draw.choice((3, 3, 3, 2, 4))} if section.criterion else {})
