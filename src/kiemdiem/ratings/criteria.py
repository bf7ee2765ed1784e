"""Tiêu chí của một đối tượng đặt cạnh điều kiện của bốn mức: what the paper and the year's facts say; never a level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiemdiem.cycles.models import Subject
from kiemdiem.organisations.models import YearFact
from kiemdiem.ratings.steps import Reader
from kiemdiem.regulation import Kind, Level, rules
from kiemdiem.regulation.conditions import Shown, against
from kiemdiem.regulation.forms import form_for
from kiemdiem.reviews.criteria import asked_of, by_section, key_of
from kiemdiem.reviews.models import Paper


@dataclass(frozen=True, slots=True)
class Graded:
    """Một tiêu chí: its title, the level the paper gives it, whether it is on results of assigned tasks."""

    title: str
    grade: int | None
    result: bool


def grades_of(subject: Subject, paper: Paper | None) -> dict[str, Graded]:
    """Tiêu chí của mẫu và của cấp ủy, by key; those of the form without a level where no paper may be read.

    Which criteria are on results the form says by section (`task_result`), for the committee's own criteria too.
    """
    form = form_for(subject.subject_kind, subject.cycle.year)
    if form is None:
        return {}
    answers = paper.answers if paper else {}
    own = by_section(asked_of(paper)) if paper else {}
    found: dict[str, Graded] = {}
    for section in form.sections_for(frozenset({subject.subject_kind})):
        if section.criterion:
            found[section.key] = Graded(section.title, _grade(answers, section.key), section.task_result)
        for each in own.get(section.key, ()):
            title = f"{each.code} {each.title}"
            found[key_of(each)] = Graded(title, _grade(answers, key_of(each)), section.task_result)
    return found


def compared(subject: Subject, graded: Mapping[str, Graded], reader: Reader) -> dict[Level, list[Shown]]:
    """Điều kiện của bốn mức, each against the criteria; the year's facts only for oneself and those who decide."""
    known = _known(subject) if reader.itself or reader.decides else {}
    grades = {key: each.grade for key, each in graded.items()}
    results = {key for key, each in graded.items() if each.result}
    return against(subject.subject_kind, subject.cycle.rule_day, grades, results, known)


def _grade(answers: Mapping[str, Mapping[str, object]], key: str) -> int | None:
    grade = (answers.get(key) or {}).get("level")
    return grade if isinstance(grade, int) else None


def _known(subject: Subject) -> dict[tuple[Level, str], bool]:
    """What the facts of a person say: of the civil level both ways, of a ground only where it is there."""
    if subject.person is None:
        return {}
    facts = YearFact.objects.filter(person=subject.person, year=subject.cycle.year).first()
    known = _grounds(subject, facts) if facts else {}
    if subject.kind != Kind.MEMBER:
        return known
    civil = facts.civil_level if facts else None
    if civil is None and subject.person.civil_servant:
        return known  # a civil servant without a level: nothing can be said
    level = Level(civil) if civil else Level.EXCELLENT  # whoever isn't one has nothing of it in the way
    return known | {
        (Level.EXCELLENT, "civil.mismatch"): level is Level.EXCELLENT,
        (Level.GOOD, "civil.least"): level >= Level.GOOD,
        (Level.COMPLETED, "civil.least"): level >= Level.COMPLETED,
        (Level.FAILED, "civil.mismatch"): level is Level.FAILED,
    }


def _grounds(subject: Subject, facts: YearFact) -> dict[tuple[Level, str], bool]:
    kind, law, on = subject.subject_kind, subject.cycle.law, subject.cycle.rule_day
    verdicts = []
    if facts.discipline:
        verdicts.append(
            rules.disciplined_is_failed(
                kind,
                Level.COMPLETED,
                duty_related=facts.duty_related,
                self_detected=facts.self_detected,
                law=law,
                on=on,
            )
        )
    if facts.degenerated:
        verdicts.append(rules.nothing_concluded(kind, Level.COMPLETED, law, on))
    if kind is Kind.MEMBER and facts.targets_done is not None:
        verdicts.append(rules.targets_reached(kind, Level.COMPLETED, facts.targets_done, None, law, on))
    return {(Level.FAILED, each.code): True for each in verdicts if each.ok is False}
