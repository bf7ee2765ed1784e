"""Đối chiếu với bản năm trước: which passages of a text stand in last year's too. A hint to read by; nothing is kept,
listed or counted (decision 0031)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiemdiem.vietnamese import nfc

RUN = 6  # syllables in the same order; fewer are everybody's turns of phrase
NEARLY_ALL = 0.8  # of the syllables of a text; no clause names a share, and none follows from it
_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Phần giữ nguyên chữ: the share of syllables (0 to 1) that stand in such passages, and the passages as written."""

    share: float
    passages: tuple[str, ...]

    @property
    def nearly_all(self) -> bool:
        """Gần như giữ nguyên."""
        return self.share >= NEARLY_ALL


def likeness(text: str, before: str) -> Likeness:
    """So một mục với chính mục ấy năm trước: runs of `RUN` syllables, whatever the case, spaces and punctuation."""
    text = nfc(text)
    found = list(_SYLLABLE.finditer(text))
    now, then = [each[0].casefold() for each in found], [each[0].casefold() for each in _SYLLABLE.finditer(nfc(before))]
    known = {tuple(then[start : start + RUN]) for start in range(len(then) - RUN + 1)}
    runs: list[list[int]] = []  # first and last syllable of each passage
    for start in range(len(now) - RUN + 1):
        if tuple(now[start : start + RUN]) in known:
            if runs and start <= runs[-1][1] + 1:
                runs[-1][1] = start + RUN - 1
            else:
                runs.append([start, start + RUN - 1])
    same = sum(last - first + 1 for first, last in runs)
    passages = tuple(text[found[first].start() : found[last].end()] for first, last in runs)
    return Likeness(same / len(now) if now else 0.0, passages)
