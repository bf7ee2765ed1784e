"""Letters, names and terms to try encodings on; the persons and places of names are invented."""

import unicodedata


def listed(text: str, separator: str | None = None) -> list[str]:
    """A list written as one text, to be read like a text."""
    return text.split(separator)


TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
TONED = [unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in TONES if tone]
SMALL = [*TONED, *"ăâêôơưđ"]
CAPITALS = [letter.upper() for letter in SMALL]

NAMES = listed(
    "Nguyễn Văn An|Trần Thị Bích Ngọc|Lê Hoàng Phước|Phạm Minh Đức|Huỳnh Thị Mỹ Duyên|Phan Hữu Việt|Vũ Đình Khuê|"
    "Võ Thị Sáu Nhỏ|Đặng Hữu Nghĩa|Bùi Xuân Quỳnh|Đỗ Thị Thu Hà|Hồ Ngọc Lành|Ngô Thị Hỷ|Dương Thị Vỹ|"
    "Lý Văn Khoan|Đinh Thế Tráng|Đoàn Thị Giàu|Trịnh Như Sĩ|Mai Thế Hùng|Cao Bá Lượng|Tạ Quang Lẫm|"
    "Lâm Thị Cẩm Tú|Hà Văn Lợi|Châu Ngọc Thảo|Kiều Thư Hằng|Tô Vĩnh Hòa|La Thị Tám|Quách Tuấn Kiệt|"
    "Thạch Sóc Khương|Sơn Thị Nguyệt|Danh Hoàng Rạng|Lưu Bích Thủy|Nghiêm Thị Yểm|Khuất Thị Thưởng|Chu Thị Huệ|"
    "Mạc Thế Dũng|Vương Thị Ngoãn|Tôn Nữ Diệu Hiền|Lò Văn Pành|Giàng Thị Chống|Hoàng Thị Ngọc Uyển|"
    "Phùng Văn Khoái|Thái Thị Liễu|Trương Vĩnh Tường|Từ Thị Lựu|Văn Đình Thưởng|Viên Thị Lũy|Kha Văn Tốn|"
    "Lại Thị Sửu|Nông Văn Dền|Bế Thị Nguộc|Triệu Thị Trịnh Lan|Hứa Văn Cường|Đào Thị Quế|Đàm Quỹ Ngưu|"
    "Giáp Thị Khuyên|Bạch Thị Bường|Ninh Thị Yến Nhi|Phí Thị Thuở|Lục Văn Tỵ|Trà Thị Mỵ|Cù Huy Thận|"
    "Tăng Khắc Hỗ|Nguyễn Thị Kỷ Hợi|Trần Thị Nghễ",
    "|",
)

TERMS = listed(
    "Đảng ủy xã Tân Thạnh|Chi bộ ấp Thới Hòa|Chi bộ Trường Tiểu học Nguyễn Huệ|Đảng bộ huyện Phong Điền|"
    "Ban Tổ chức Tỉnh ủy|Cơ quan Kiểm tra Thành ủy|Văn phòng Hội đồng nhân dân|Sở Nội vụ|Công an phường Thới Khánh|"
    "Ban Chỉ huy Quân sự|Hội Liên hiệp Phụ nữ|Hội Cựu chiến binh|Đoàn Thanh niên Cộng sản|Liên đoàn Lao động quận|"
    "Mặt trận Tổ quốc Việt Nam|Trung tâm Y tế dự phòng|Bệnh viện Đa khoa khu vực|Ngân hàng Chính sách xã hội|"
    "Chi cục Thuế khu vực|Kho bạc Nhà nước|Tòa án nhân dân tối cao|Viện Kiểm sát nhân dân|"
    "Hoàn thành xuất sắc nhiệm vụ|Hoàn thành tốt nhiệm vụ|Hoàn thành nhiệm vụ|Không hoàn thành nhiệm vụ|Khiển trách|"
    "Cảnh cáo|Cách chức|Giải tán|Bí thư Đảng ủy|Phó Bí thư Thường trực|Đảng viên dự bị|Tập thể lãnh đạo, quản lý|"
    "Cá nhân lãnh đạo, quản lý|Miễn sinh hoạt đảng|Đình chỉ sinh hoạt|Buộc thôi việc|Giáng chức|Hạ bậc lương|"
    "Tổng công ty Điện lực|Trường Chính trị|Phường Thạnh Lợi|Xã Mỹ Khánh|Giếng Nước Ngọt|Khúc khuỷu (nghiêng)",
    "|",
)

FRENCH = listed(
    "José André Zoé Hélène François Chloé Noël Benoît Agnès Thérèse Hôtel forêt été déjà naïve cœur garçon même tête "
    "mère frère élève école évaluation année père prêt crêpe château gâteau pâté jeûne île maître goût août coût maïs "
    "reçu leçon français déçu dépôt impôt thé bébé"
)
GERMAN = listed(
    "Müller Köln Jörg Björn Straße für über grün Tür müde schön hören Größe Fuß Bär Käse Mädchen Übung Äpfel Schüler "
    "Büro früh süß böse Höhe Löwe Düsseldorf Würzburg Grüße heißen groß weiß Jürgen Günther Käthe Österreich"
)
SPANISH = listed(
    "José Peña Muñoz niño año señor mañana Ángel Iñaki Martínez González Rodríguez Pérez López García Hernández "
    "Sánchez Núñez acción nación están después también más así aquí allí Perú Bogotá Panamá Canadá corazón español "
    "según común álbum árbol fácil difícil inglés francés interés"
)


def in_fours(values: list[str]) -> list[list[str]]:
    """Short columns, each of four values in a row of the list."""
    return [values[start : start + 4] for start in range(len(values) - 3)]
