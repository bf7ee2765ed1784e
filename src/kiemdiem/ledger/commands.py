"""Lệnh của sổ cái: what `kiemdiem ledger verify` and `kiemdiem ledger checkpoint` do, once Django is set up.

Exit code 0: whole; 1: broken; 2: can't be checked, with one sentence on standard error.
"""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.db import DatabaseError

from kiemdiem.ledger.checkpoint import CheckpointError, own_public_key, write_checkpoint
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.verify import Verification, verify

WHOLE, BROKEN, UNCHECKED = 0, 1, 2


def ledger_verify(options: argparse.Namespace) -> int:
    """Kiểm tra sổ cái; `options.checkpoint` is a path or None."""
    try:
        Entry.objects.exists()
        found = verify(options.checkpoint)
        sentences = [*found.sentences(), *_whose_key(found)]
    except CheckpointError as refusal:
        return _refused(str(refusal))
    except DatabaseError as error:
        return _refused(_no_ledger(error))
    print("\n".join(sentences))
    return WHOLE if found.is_whole else BROKEN


def ledger_checkpoint(options: argparse.Namespace) -> int:
    """Lập mốc sổ cái vào tệp `options.output`."""
    try:
        made = write_checkpoint(options.output, settings.DATA)
    except CheckpointError as refusal:
        return _refused(str(refusal))
    except DatabaseError as error:
        return _refused(_no_ledger(error))
    print(f"Đã lập mốc vào “{options.output}”: đến mục số {made.seq}. Dạng ngắn để ghi vào biên bản:")
    print(made.short_form)
    print("Hãy chép tệp này ra khỏi máy và giao cho người giữ mốc.")
    return WHOLE


def _whose_key(found: Verification) -> list[str]:
    """A checkpoint signed by another key isn't a break: the inspector's machine has none, a new server a new one."""
    mark = found.checkpoint
    try:
        if mark is None or mark.public_key == own_public_key(settings.DATA):
            return []
    except CheckpointError as unusable:
        return [str(unusable)]
    return [f"Mốc này không ký bằng khóa của máy này; hãy đối chiếu khóa công khai {mark.public_key} với bản đã lưu."]


def _no_ledger(error: DatabaseError) -> str:
    cause = " ".join(str(error).split())
    return f"Không đọc được sổ cái ({cause}); hãy xem DATABASE_URL và KIEMDIEM_DATA, rồi chạy kiemdiem migrate."


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNCHECKED
