"""Which words can be Vietnamese syllables: the evidence for telling encodings apart."""

import unicodedata

import pytest
from samples import NAMES, TERMS, listed

from kiemdiem.vietnamese import is_syllable

REAL = listed(
    "a á ạ ô ở ý ỷ ủy uỷ ưu yêu yến uyên uyển uỳnh uỵch út ục ước ương ừng êm ếch ích ông oan oách oẳn oăm oi ói ơi ớt "
    "ăn ắt ấm ấp ầm âu ấy gì gìn gin giêng giếng giết giữa giường giỏi giuộc ghi ghế ghềnh nghe nghèo nghễnh nghiêng "
    "nghiệp nghĩa nghìn ngoằn ngoèo ngoẹo ngoao nguệch ngoạc nguyễn nguyệt ngửi khuỷu khuỵu khuya khuynh khuếch khoắng "
    "khướt khoẻ quỳnh quý quá quà quốc quyết quyền quyển quỹ quỵ quạt quẹt quét quít quýt quynh quắt quặng quấy quở "
    "quờ quên quệt quanh quang quăng huỳnh huýt huých hươu hoạch hoang huênh xoài xuân xuyến xoè xoay loẹt loen loay "
    "toét tuyn tuýp thuở thuê thuỷ thúy thuyền chuệch choạng chuyện chiều rượu bưu cứu liễu yểu tiêu mười cười muối "
    "tuổi suôn luôn cuốn buồm ruốc thuộc guồng đảng đoàn đỗ đuổi đúp phở phường sương trượt trường vĩnh việt vượt rét "
    "rượt kiểm kỷ kỹ kềnh kẽo khuyết lưỡng nhuốm nhường pháp pin tỵ tý xeng kẻng leng séc méc boa hoà hòa"
)
FOREIGN = listed(
    "xoong boong goòng moóc coóc street für über müde señor niño über hôtel forêt école château français Straße "
    "bb ng ngh tr qu đ nđ qđ tccsđ hđnd faw jan zin wa nga2 kuan đdd ăâ aă uo ươu1 "
    "ăi ăy âi ău ươa iếa oôi ặ̀ trươngg anhh ănh ôch ơch uc1 ơng ơc ynh1 nguyểt hoàl tốs việr"
)


@pytest.mark.parametrize("word", REAL)
@pytest.mark.parametrize("shape", [str.lower, str.upper, str.capitalize], ids=["small", "capitals", "capitalised"])
def test_a_real_syllable_is_one(word: str, shape: object) -> None:
    assert callable(shape)
    assert is_syllable(shape(word))


@pytest.mark.parametrize("word", REAL)
def test_the_unicode_form_does_not_matter(word: str) -> None:
    assert is_syllable(unicodedata.normalize("NFD", word))


def test_every_word_of_names_and_terms_is_a_syllable() -> None:
    words = {word.strip(",()") for text in [*NAMES, *TERMS] for word in text.split()}
    assert {word for word in words if not is_syllable(word)} == set()


@pytest.mark.parametrize("word", [*FOREIGN, "", " ", "đảng viên", "đảng-viên", "12", "½", "Ñaûng", "§¶ng", "ệệ"])
def test_anything_else_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("base", ["cac", "cach", "lêch", "tâp", "hoc", "luât", "quyêt", "nươc", "khuyêt", "thich"])
def test_a_stopped_syllable_takes_only_sac_and_nang(base: str) -> None:
    vowel = max(index for index, letter in enumerate(base) if letter in "aâêôơiou")
    toned = {
        name: unicodedata.normalize("NFC", base[: vowel + 1] + tone + base[vowel + 1 :])
        for name, tone in (
            ("huyền", "\u0300"),
            ("sắc", "\u0301"),
            ("hỏi", "\u0309"),
            ("ngã", "\u0303"),
            ("nặng", "\u0323"),
        )
    }
    assert {name for name, word in toned.items() if is_syllable(word)} == {"sắc", "nặng"}
    assert is_syllable(base), "written without its tone"


def test_an_open_syllable_takes_every_tone() -> None:
    words = listed("ma mà má mả mã mạ tiên tiền tiến tiển tiễn tiện")
    assert [word for word in words if is_syllable(word)] == words


@pytest.mark.parametrize("word", ["máà", "ạ\u0301", "nguyễ\u0303n", "tiế\u0300n"])
def test_two_tones_are_too_many(word: str) -> None:
    assert not is_syllable(word)
