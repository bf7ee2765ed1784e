"""Mười lăm cấp ủy trực thuộc: what each is called, what stands below it, and how far it is on the demo's day."""

from __future__ import annotations

from dataclasses import dataclass

from kiemdiem.demo.names import CITY
from kiemdiem.organisations.kinds import UnitKind


@dataclass(frozen=True, slots=True)
class Committee:
    """Cấp ủy trực thuộc: shares of its grassroots organisations that have handed in, been reviewed, been decided."""

    name: str
    handed: float
    reviewed: float
    decided: float = 0.0
    weight: float = 1.0
    kinds: tuple[str, ...] = ()  # what its grassroots organisations are called, each with each of `owners`
    owners: tuple[str, ...] = ()

    @property
    def kind(self) -> UnitKind:
        """Quận, huyện, hoặc đảng ủy trực thuộc."""
        return UnitKind.DISTRICT if self.is_district else UnitKind.UPPER

    @property
    def is_district(self) -> bool:
        return self.name.startswith(("quận", "huyện"))

    @property
    def party(self) -> str:
        """Tên đảng bộ."""
        return f"Đảng bộ {self.name}"

    @property
    def office(self) -> str:
        """Tên cấp ủy."""
        if not self.is_district:
            return f"Đảng ủy {self.name}"
        return self.name.replace("quận", "Quận ủy").replace("huyện", "Huyện ủy")

    @property
    def word(self) -> str:
        """What the secretary is a secretary of."""
        return self.office.split(" ")[0] + " ủy" if self.is_district else "Đảng ủy trực thuộc"

    @property
    def board(self) -> str:
        """Tên ban thường vụ."""
        return f"Ban Thường vụ {self.office}"

    @property
    def ward(self) -> str:
        """Phường of a quận, xã of a huyện."""
        return "phường" if self.name.startswith("quận") else "xã"


_TOPICS = (
    "Kế hoạch", "Địa chính", "Thủy lợi", "Khuyến nông", "Dân số", "Lưu trữ", "Kiểm nghiệm", "Giám định", "Đăng kiểm",
    "Quan trắc", "Xúc tiến", "Việc làm", "Thư viện", "Bảo tàng", "Thể thao", "Nghệ thuật", "Công chứng", "Đo đạc",
)  # fmt: skip
_TRADES = (
    "Xây lắp", "Vận tải", "Lương thực", "Thủy sản", "Cấp nước", "Chiếu sáng", "Dược phẩm", "Cơ khí", "Bao bì",
    "May mặc", "In ấn", "Bến bãi", "Công viên",
)  # fmt: skip
_SUBJECTS = (
    "Toán", "Vật lý", "Hóa học", "Sinh học", "Nông học", "Thủy sản", "Chăn nuôi", "Ngữ văn", "Lịch sử", "Ngoại ngữ",
    "Kinh tế", "Luật", "Công nghệ",
)  # fmt: skip
_CARE = (
    "Nội", "Ngoại", "Nhi", "Sản", "Mắt", "Tim mạch", "Lao và Phổi", "Da liễu", "Răng hàm mặt", "Y học cổ truyền",
    "Phục hồi chức năng", "Truyền máu", "Xét nghiệm",
)  # fmt: skip
_NUMBERS = tuple(f"số {number}" for number in range(1, 14))

COMMITTEES = (
    Committee("quận Bến Cau", 0.84, 0.31),
    Committee("quận Tân Khê", 0.71, 0.22),
    Committee("quận Hưng Kiều", 1.0, 0.62),
    Committee("quận Đông Lau", 0.96, 0.58),
    Committee("quận Vĩnh Sậy", 0.97, 0.49),
    Committee("huyện Rạch Sậy", 0.58, 0.09),
    Committee("huyện Cồn Lau", 0.63, 0.12),
    Committee("huyện Kinh Đào", 0.98, 0.55),
    Committee("huyện Thới Sậy", 1.0, 0.44),
    Committee("Khối Cơ quan thành phố", 1.0, 0.81, 0.12, 1.3, ("Trung tâm", "Chi cục", "Phòng"), _TOPICS),
    Committee("Khối Doanh nghiệp thành phố", 0.77, 0.40, 0.0, 1.1, ("Công ty", "Xí nghiệp", "Nhà máy", "Tổng kho"),
              tuple(f"{trade} Sậy Vàng" for trade in _TRADES)),
    Committee(f"Đại học {CITY}", 0.92, 0.37, 0.0, 0.7, ("Khoa", "Viện", "Bộ môn", "Phòng thí nghiệm"), _SUBJECTS),
    Committee("Công an thành phố", 1.0, 1.0, 0.35, 1.0, ("Phòng Nghiệp vụ", "Đội Cảnh sát", "Trạm", "Tiểu đoàn"),
              _NUMBERS),
    Committee("Quân sự thành phố", 1.0, 1.0, 0.40, 0.7, ("Phòng Tham mưu", "Đại đội", "Kho", "Ban Công binh"),
              _NUMBERS),
    Committee("Ngành Y tế thành phố", 1.0, 0.66, 0.0, 0.9, ("Bệnh viện", "Khoa", "Phòng khám", "Trung tâm"), _CARE),
)  # fmt: skip
BEN_CAU, OFFICES, POLICE, ARMY = 0, 9, 12, 13  # places in the list that the stories go back to
