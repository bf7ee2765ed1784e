"""Câu chữ: the Vietnamese and English sentences for every code, used by command line, notices, papers, screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kiemdiem.regulation.levels import Kind, Level
from kiemdiem.regulation.verdicts import Severity, Verdict

LANGUAGES = ("vi", "en")
_LEVEL_FACTS = {"level", "highest", "civil_level"}
_DAY_FACTS = {"decision_on", "warn_from", "breach_from", "since"}


@dataclass(frozen=True, slots=True)
class Place:
    """Nơi có kết luận: whom and where a verdict speaks of; empty strings where it doesn't apply."""

    year: int
    kind: str = ""
    scope: str = ""
    group: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Một câu nói điều sai và một câu nói việc cần làm."""

    message: str
    remedy: str


def explain(verdict: Verdict, place: Place, language: str = "vi") -> Sentence:
    """The two sentences for a failed verdict, with its facts and place filled in.

    A variant's entry goes before `default`. For a warning whose ground isn't verified, `default.warning` and then
    `<variant>.warning` go before both: a clause nobody has read must not be worded as law.
    """
    entry = entries(language)[verdict.code]
    names = ["default", verdict.variant]
    if verdict.severity is Severity.WARNING and not verdict.verified:
        names += ["default.warning", f"{verdict.variant}.warning"]
    template = {part: said for name in names for part, said in entry.get(name, {}).items()}
    filled = _Words(_facts(verdict, place, language))
    return Sentence(template["message"].format_map(filled), template["remedy"].format_map(filled))


@cache
def entries(language: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Every sentence of a language: code → variant → message, remedy, or the one that differs from `default`."""
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = _load(f"{language}.yaml")
    return found


@cache
def words(language: str) -> Mapping[str, Any]:
    """The small words of a language that fill the sentences."""
    found: Mapping[str, Any] = _load("words.yaml")[language]
    return found


def number(value: int, language: str = "vi") -> str:
    """A whole number with thousands grouped: 5.400.000 in Vietnamese, 5,400,000 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


class _Words(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"


def _facts(verdict: Verdict, place: Place, language: str) -> dict[str, str]:
    lexicon = words(language)
    facts = {name: _plain(name, value, language) for name, value in verdict.facts.items()}
    kind = _kind(place.kind, language) if place.kind else ""
    where = [lexicon[name].format(**{name: value}) for name, value in
             (("scope", place.scope), ("group", place.group)) if value]  # fmt: skip
    facts |= {
        "year": str(place.year),
        "kind": kind,
        "subject_kind": kind,
        "subject": place.subject,
        "place": "".join(f", {each}" for each in where),
        "of_subject": lexicon["of_subject"].format(subject=place.subject) if place.subject else "",
    }
    if "reading" in verdict.facts:
        facts["base_name"] = lexicon["base"][verdict.facts["reading"]]
    if "subordinates" in verdict.facts:
        facts["subordinates"] = lexicon["subordinates_of"][verdict.facts["subordinates"]]
    if "field" in verdict.facts:
        facts["field"] = lexicon["fields"].get(verdict.facts["field"], verdict.facts["field"])
    since = "stated" if "since" not in verdict.facts else "member" if place.kind == Kind.MEMBER else "founded"
    facts["six_months"] = lexicon["six_months"][since].format_map(facts)
    return facts


def _plain(name: str, value: Any, language: str) -> str:
    if value is None:
        return "?"
    if name in _LEVEL_FACTS:
        return _level(value, language)
    if name in _DAY_FACTS:
        return _day(value, language)
    if name == "against":
        return ", ".join(f"{code}: {_level(level, language)}" for code, level in value.items())
    if name == "later":
        return ", ".join(f"{code}: {_day(day, language)}" for code, day in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return number(value, language) if isinstance(value, int) else str(value)


def _kind(kind: str, language: str) -> str:
    return words(language).get("kinds", {}).get(kind) or Kind(kind).official


def _level(key: str, language: str) -> str:
    return words(language).get("levels", {}).get(key) or Level[key.upper()].official


def _day(value: str, language: str) -> str:
    return date.fromisoformat(value).strftime(words(language)["day"])


def _load(name: str) -> Any:
    source = files("kiemdiem.regulation.sentences") / name
    return yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
