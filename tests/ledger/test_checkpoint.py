"""Checkpoints: a signed text that leaves the machine, its key, and the form that is typed again from paper."""

import re
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kiemdiem import __version__
from kiemdiem.ledger.checkpoint import KEY_FILE, CheckpointError, own_public_key, read_checkpoint, write_checkpoint
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.short_form import check_short_form, short_form
from kiemdiem.ledger.verify import Family, verify

from .cast import write

pytestmark = pytest.mark.django_db
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@pytest.fixture
def mark(tmp_path: Path, settings: Settings) -> Path:
    """A checkpoint of three entries."""
    settings.SITE = "Thành ủy Vĩnh Giang"
    write(3)
    path = tmp_path / "moc.txt"
    write_checkpoint(path, tmp_path)
    return path


def test_a_checkpoint_is_lines_that_people_read(mark: Path, tmp_path: Path) -> None:
    head = Entry.objects.get(seq=3)
    lines = dict(line.split(": ", 1) for line in mark.read_text(encoding="utf-8").splitlines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", lines.pop("Thời điểm"))
    assert re.fullmatch("[0-9a-f]{128}", lines.pop("Chữ ký"))
    assert lines == {
        "Mốc sổ cái": "kiemdiem, bản 1",
        "Mục cuối": "3",
        "Mã băm": head.digest,
        "Số mục": "3",
        "Nơi lập": "Thành ủy Vĩnh Giang",
        "Chương trình": f"kiemdiem {__version__}",
        "Dạng ngắn": short_form(head.digest),
        "Khóa công khai": own_public_key(tmp_path),
    }


def test_a_checkpoint_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(3)
    made = write_checkpoint(tmp_path / "moc.txt", tmp_path)
    assert read_checkpoint(tmp_path / "moc.txt") == made
    assert made.is_signed()
    assert (made.seq, made.count, made.short_form) == (3, 3, short_form(made.digest))


@pytest.mark.parametrize(
    "site", ["", " ", "Tỉnh ủy\nChữ ký: 00", unicodedata.normalize("NFD", "Đảng ủy phường"), "a: b"]
)
def test_any_name_of_a_site_can_be_signed(site: str, tmp_path: Path, settings: Settings) -> None:
    settings.SITE = site
    write_checkpoint(tmp_path / "moc.txt", tmp_path)
    assert read_checkpoint(tmp_path / "moc.txt").is_signed()


@pytest.mark.parametrize(
    "carry",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "\n" + text + "\n\n",
        lambda text: unicodedata.normalize("NFD", text),
    ],
)
def test_a_checkpoint_survives_mail_and_editors(mark: Path, carry: object) -> None:
    assert callable(carry)
    mark.write_bytes(carry(mark.read_text(encoding="utf-8")).encode())
    assert verify(mark).is_whole


@pytest.mark.parametrize("number", range(1, 10))
def test_a_changed_line_breaks_the_signature(mark: Path, number: int) -> None:
    lines = mark.read_text(encoding="utf-8").splitlines()
    changed = lines[number][:-1] + ("2" if lines[number].endswith("1") else "1")
    mark.write_text("\n".join([*lines[:number], changed, *lines[number + 1 :]]), encoding="utf-8")
    result = verify(mark)
    assert [each.family for each in result.breaks] == [Family.SIGNATURE]
    assert "tệp mốc đã bị sửa hoặc chép sai" in result.sentences()[0]


def test_a_checkpoint_signed_by_another_hand_under_this_key_is_refused(mark: Path) -> None:
    head, _, _ = mark.read_text(encoding="utf-8").rpartition("\nChữ ký: ")
    forged = Ed25519PrivateKey.generate().sign(head.encode()).hex()
    mark.write_text(f"{head}\nChữ ký: {forged}\n", encoding="utf-8")
    assert [each.family for each in verify(mark).breaks] == [Family.SIGNATURE]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "không có nội dung"),
        (b" \n", "không có nội dung"),
        (b"hello", "không phải tệp mốc"),
        (b"\xff\xfe\x00", "không phải tệp mốc"),
        (b"PK\x03\x04" + b"\x00" * 20_000, "không phải tệp mốc"),
    ],
)
def test_another_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "tep").write_bytes(content)
    with pytest.raises(CheckpointError, match=told):
        verify(tmp_path / "tep")


@pytest.mark.parametrize("lost", range(10))
def test_a_checkpoint_that_lost_a_line_is_refused(mark: Path, lost: int) -> None:
    lines = mark.read_text(encoding="utf-8").splitlines()
    mark.write_text("\n".join(lines[:lost] + lines[lost + 1 :]), encoding="utf-8")
    with pytest.raises(CheckpointError, match="không phải tệp mốc"):
        verify(mark)


def test_a_checkpoint_of_a_later_kind_is_refused(mark: Path) -> None:
    mark.write_text(mark.read_text(encoding="utf-8").replace("bản 1", "bản 2"), encoding="utf-8")
    with pytest.raises(CheckpointError, match="không phải tệp mốc"):
        verify(mark)


@pytest.mark.parametrize("name", ["khong-co.txt", "."])
def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CheckpointError, match="Không đọc được tệp mốc"):
        verify(tmp_path / name)


def test_a_checkpoint_is_not_written_over(mark: Path, tmp_path: Path) -> None:
    before = mark.read_bytes()
    with pytest.raises(CheckpointError, match="không ghi đè"):
        write_checkpoint(mark, tmp_path)
    assert mark.read_bytes() == before
    with pytest.raises(CheckpointError, match="hãy chọn nơi khác"):
        write_checkpoint(tmp_path / "khong-co" / "moc.txt", tmp_path)


def test_the_key_is_made_once_and_for_this_program_alone(tmp_path: Path) -> None:
    data = tmp_path / "new"
    assert own_public_key(data) == ""
    first = write_checkpoint(tmp_path / "1.txt", data)
    assert (data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    second = write_checkpoint(tmp_path / "2.txt", data)
    assert first.public_key == second.public_key == own_public_key(data)
    assert (data / KEY_FILE).read_text(encoding="ascii") not in (tmp_path / "1.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "zz", "ab" * 31, "ủ"])
def test_a_damaged_key_is_refused_not_replaced(tmp_path: Path, content: str) -> None:
    key = tmp_path / KEY_FILE
    key.write_text(content, encoding="utf-8")
    key.chmod(0o600)
    with pytest.raises(CheckpointError, match="đã hỏng"):
        write_checkpoint(tmp_path / "moc.txt", tmp_path)
    assert key.read_text(encoding="utf-8") == content
    assert not (tmp_path / "moc.txt").exists()


def test_a_key_that_others_can_read_is_refused(mark: Path, tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(CheckpointError, match="chmod 600"):
        write_checkpoint(tmp_path / "2.txt", tmp_path)


def test_a_key_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir(mode=0o700)
    with pytest.raises(CheckpointError, match="Không dùng được khóa ký"):
        write_checkpoint(tmp_path / "moc.txt", tmp_path)


@given(DIGESTS)
def test_a_short_form_is_twelve_groups_of_four_figures(digest: str) -> None:
    text = short_form(digest)
    assert re.fullmatch(r"\d{4}( \d{4}){11}", text)
    assert check_short_form(text)
    assert check_short_form(f" {text.replace(' ', '-')}\n")


@given(DIGESTS, st.integers(0, 47), st.integers(1, 9))
def test_one_wrong_figure_is_found(digest: str, place: int, wrong: int) -> None:
    figures = short_form(digest).replace(" ", "")
    other = str((int(figures[place]) + wrong) % 10)
    assert not check_short_form(figures[:place] + other + figures[place + 1 :])


@given(DIGESTS, st.integers(0, 46))
def test_two_figures_in_each_others_place_are_found(digest: str, place: int) -> None:
    figures = short_form(digest).replace(" ", "")
    swapped = figures[:place] + figures[place + 1] + figures[place] + figures[place + 2 :]
    assert check_short_form(swapped) is (swapped == figures)


@given(DIGESTS, st.integers(0, 10))
def test_two_groups_in_each_others_place_are_found(digest: str, place: int) -> None:
    groups = short_form(digest).split()
    swapped = [*groups[:place], groups[place + 1], groups[place], *groups[place + 2 :]]
    assert check_short_form(" ".join(swapped)) is (swapped == groups)


@pytest.mark.parametrize("text", ["", "1234", "abcd " * 12, "1 " * 47, "１" * 48, "0" * 47, "0" * 49])
def test_what_is_no_short_form_is_refused(text: str) -> None:
    assert not check_short_form(text)


def test_short_forms_of_different_digests_differ() -> None:
    digests = [f"{number:064x}" for number in range(1000)]
    assert len({short_form(digest) for digest in digests}) == 1000
    assert short_form("0" * 64) == " ".join(["0000"] * 12)
