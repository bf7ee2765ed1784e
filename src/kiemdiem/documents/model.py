"""Nội dung một văn bản: plain frozen values, which the stored JSON, the .docx and the PDF are all made of.

Text is NFC from the moment it is entered. A line break is written "\\n".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from unicodedata import normalize


class _Written:
    """Whatever is written is stored in one form of Unicode."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # every heir is a dataclass
            object.__setattr__(self, field.name, _composed(getattr(self, field.name)))


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, list | tuple):
        return tuple(_composed(each) for each in value)
    return value


@dataclass(frozen=True, slots=True)
class Organ(_Written):
    """Cơ quan ban hành: its name as printed, its symbol in numbers (TU, ĐU, CB …), the organ above it if printed."""

    name: str
    symbol: str
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Heading(_Written):
    """Đề mục: bold; in the middle for a part or a chapter."""

    text: str
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph(_Written):
    """Đoạn văn."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Item(_Written):
    """Khoản: a paragraph that begins with its number ("1.", "Điều 1."), which is printed bold."""

    text: str


@dataclass(frozen=True, slots=True)
class Grounds(_Written):
    """Căn cứ: one a line, without the signs at their ends, which the ruleset gives."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid(_Written):
    """Bảng: its head is repeated on every page; `widths` are shares, equal when not given."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _Written.__post_init__(self)
        widths = self.widths or (1.0,) * len(self.head)
        object.__setattr__(self, "widths", tuple(float(width) for width in widths))
        if any(len(row) != len(self.head) for row in (*self.rows, self.widths)):
            raise ValueError("a row of another length than the head")


@dataclass(frozen=True, slots=True)
class Signature(_Written):
    """Người ký: authority ("T/M BAN THƯỜNG VỤ", or "" ), post and name; the place itself is left empty."""

    authority: str
    post: str
    name: str


Block = Heading | Paragraph | Item | Grounds | Grid
_BLOCKS: Mapping[str, type[Block]] = {
    "heading": Heading, "paragraph": Paragraph, "item": Item, "grounds": Grounds, "grid": Grid,
}  # fmt: skip
_NAMES = {block: name for name, block in _BLOCKS.items()}


@dataclass(frozen=True, slots=True)
class Sheet(_Written):
    """Văn bản: all that is printed but number, date and what follows from the ruleset.

    `kind` is a key of the ruleset's kinds (CV, TB, BB, QĐ …). Minutes have two signatures: who wrote them, who chaired.
    """

    kind: str
    organ: Organ
    place: str
    subject: str
    to: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a JSON column."""
        return asdict(self) | {"blocks": [block_to_json(block) for block in self.blocks]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Sheet:
        """The same sheet again."""
        return cls(
            **dict(values)
            | {
                "organ": Organ(**values["organ"]),
                "blocks": tuple(block_from_json(block) for block in values["blocks"]),
                "signatures": tuple(Signature(**each) for each in values["signatures"]),
            }
        )


def block_to_json(block: Block) -> dict[str, Any]:
    """A block with the name of its kind."""
    return {"block": _NAMES[type(block)]} | asdict(block)


def block_from_json(values: Mapping[str, Any]) -> Block:
    """The block again."""
    given = dict(values)
    return _BLOCKS[given.pop("block")](**given)
