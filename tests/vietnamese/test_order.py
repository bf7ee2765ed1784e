"""People stand in the order of a Vietnamese list: given name, its tones, then the rest."""

import random

from kiemdiem.vietnamese import sort_key

LIST = [
    "An", "Lê An", "Trần An", "Nguyễn Văn Anh", "Lê Thị Ánh", "Phạm Văn Ân", "Lê Bình", "Trần Bình", "Lê Đức Cường",
    "Võ Dũng", "Hồ Đạt", "Nguyễn Hoa", "Nguyễn Hòa", "Nguyễn Hóa", "Nguyễn Hoan", "Lý Lan", "Lý Lân", "Trần Văn Sơn",
    "Lê Tú", "Lê Tư", "Trần Yến",
]  # fmt: skip


def test_given_name_first_then_tones_then_the_rest() -> None:
    shuffled = random.Random(3).sample(LIST, len(LIST))
    assert sorted(shuffled, key=sort_key) == LIST


def test_the_key_is_plain_text_whose_bytes_decide() -> None:
    assert all(sort_key(name).isascii() for name in LIST)
    assert sort_key("Nguyễn  Hòa ") == sort_key("nguyễn hòa")
    assert sort_key("Lan") != sort_key("Lân") != sort_key("Lần")
