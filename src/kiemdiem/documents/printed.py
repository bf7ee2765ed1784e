"""Bản in: every line of a paper worked out once, so that the .docx and the PDF say the same."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kiemdiem.documents.model import Block, Grounds, Item, Sheet, Signature, block_to_json
from kiemdiem.regulation.layout import Layout, date_line, listed, number_line

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
STAR = "*"
HYPHENS = "-----"
RECIPIENTS = "Nơi nhận:"
RIGHT = 88.0  # mm of the column with the name of the Party: narrower, a long date breaks; wider, a long trích yếu does
PARTY_EMS = 14.16  # its length in Times New Roman Bold, in ems: what the rule below it is as long as
_LEAD = re.compile(r"((?:Điều )?\d+\.) +")


@dataclass(frozen=True, slots=True)
class Printed:
    """Văn bản như sẽ in: the words in their places; sizes and distances are in `layout`."""

    layout: Layout
    day: date  # of the bytes: when it was signed, or for a draft the first day of its ruleset
    superior: str
    organ: str
    number: str
    date: str
    letter_subject: str
    to_label: str
    to: tuple[str, ...]
    kind: str
    subject: str
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    signatures: tuple[Signature, ...]

    def plain(self) -> dict[str, Any]:
        """For the PDF's template, as JSON."""
        values = {
            name: getattr(self, name)
            for name in ("superior", "organ", "number", "date", "letter_subject", "to_label", "to", "kind", "subject")
        }
        return values | {
            "party": PARTY, "star": STAR, "hyphens": HYPHENS, "recipients_label": RECIPIENTS,
            "party_ems": PARTY_EMS, "right": RIGHT,
            "blocks": [self._plain(block) for block in self.blocks],
            "recipients": self.recipients,
            "signatures": [asdict(each) for each in self.signatures],
            "page": dict(self.layout["page"]), "body": dict(self.layout["body"]), "sizes": dict(self.layout["sizes"]),
        }  # fmt: skip

    def _plain(self, block: Block) -> dict[str, Any]:
        values = block_to_json(block)
        if isinstance(block, Grounds):
            values["texts"] = self.grounds(block)
        if isinstance(block, Item):
            values["lead"], values["text"] = lead_of(block)
        return values

    def grounds(self, block: Grounds) -> list[str]:
        """Each căn cứ with the signs of the ruleset."""
        return listed(block.texts, self.layout["grounds"])


def lead_of(item: Item) -> tuple[str, str]:
    """The number at the head of an item, and the rest: “1.” or “Điều 1.”; "" when there is none."""
    found = _LEAD.match(item.text)
    return (found[1], item.text[found.end() :]) if found else ("", item.text)


def printed(sheet: Sheet, layout: Layout, *, number: int | None, signed_on: date | None) -> Printed:
    """Lay out a sheet by its ruleset; without number and day it is a draft."""
    kind = layout.kind(sheet.kind)
    addressees = sheet.to if len(sheet.to) < 2 else tuple(listed(sheet.to, layout["recipients"]))
    return Printed(
        layout=layout,
        day=signed_on or layout.start,
        superior=sheet.organ.superior.upper(),
        organ=sheet.organ.name.upper(),
        number=number_line(layout, sheet.kind, sheet.organ.symbol, number),
        date=date_line(sheet.place, signed_on),
        letter_subject="" if kind.titled else sheet.subject,
        to_label=f"{kind.to}:" if sheet.to else "",
        to=addressees,
        kind=kind.name.upper() if kind.titled else "",
        subject=sheet.subject if kind.titled else "",
        blocks=sheet.blocks,
        recipients=tuple(listed(sheet.recipients, layout["recipients"])),
        signatures=sheet.signatures,
    )
