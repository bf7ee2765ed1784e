"""Các mục của một bản như trang hiện: each section with what stands there, and the committee's criteria under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiemdiem.regulation.forms import CriterionLevel, Section
from kiemdiem.reviews.criteria import by_section, key_of
from kiemdiem.reviews.likeness import Likeness, likeness
from kiemdiem.reviews.models import Criterion
from kiemdiem.web.official import official

Part = Mapping[str, Any]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Graded:
    """Một tiêu chí của cấp ủy: the level and the words given to it, and what is missing; `name`: of its fields."""

    criterion: Criterion
    name: str
    part: Part
    wrong: str

    @property
    def levels(self) -> list[tuple[str, str]]:
        """What each level means, from the best."""
        return described(self.criterion)


@dataclass(frozen=True, slots=True)
class Written:
    """Một mục: what stands there, what is missing, the criteria that make it concrete; `before`: last year's words."""

    section: Section
    part: Part
    wrong: str
    graded: tuple[Graded, ...]
    before: str

    @property
    def alike(self) -> Likeness:
        """What of it stood there last year."""
        return likeness(self.part["text"], self.before)


def written(
    sections: Iterable[Section],
    answers: Mapping[str, Part],
    asked: Iterable[Criterion],
    *,
    missing: Mapping[str, str] = NOTHING,
    earlier: Mapping[str, Part] = NOTHING,
) -> list[Written]:
    """Các mục theo thứ tự của mẫu, with their criteria; `earlier`: last year's answers, for those who compare."""
    beneath = by_section(asked)

    def graded(each: Criterion) -> Graded:
        key = key_of(each)
        return Graded(each, key, part_of(answers, key), missing.get(key, ""))

    return [
        Written(
            section,
            part_of(answers, section.key),
            missing.get(section.key, ""),
            tuple(graded(each) for each in beneath[section.key]),
            part_of(earlier, section.key)["text"],
        )
        for section in sections
    ]


def part_of(answers: Mapping[str, Part], key: str) -> Part:
    """Điều đã ghi ở một ô của bản."""
    part = answers.get(key) or {}
    return {"text": part.get("text", ""), "level": part.get("level")} | {
        name: part[name] for name in ("result", "responsibility") if part.get(name)
    }


def criterion_levels() -> list[tuple[int, str]]:
    """Bốn cấp độ của tiêu chí, from the best, in the reader's language."""
    return [(each.value, official(each.official)) for each in reversed(CriterionLevel)]


def described(criterion: Criterion) -> list[tuple[str, str]]:
    """Mô tả từng cấp độ, from the best; those that were written."""
    words = [(level.official, getattr(criterion, level.name.lower())) for level in reversed(CriterionLevel)]
    return [(level, text) for level, text in words if text]
