"""A second opinion on what must hold after every act: counted from the lines of decisions, by arithmetic of its own.

It reads tables and the text of 366-QĐ/TW, and asks none of the code that decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from kiemdiem.cycles.models import Cycle, Headship, QuotaGroup, QuotaSetting, Subject, Tally
from kiemdiem.ratings.models import Case, Decision, DecisionLine

EXCELLENT, GOOD, COMPLETED, FAILED = 4, 3, 2, 1
BODIES = ("party_organisation", "collective")


@dataclass(frozen=True)
class Ceiling:
    """The most that may be excellent: 20 in a hundred of those rated good, or as the level's decision says."""

    percent: int = 20
    reading: str = "good_only"
    rounding: str = "down"
    below: int | None = None
    allowed: int | None = None

    def most(self, levels: Counter[int]) -> int:
        rated = sum(levels.values())
        base = {
            "good_only": levels[GOOD],
            "good_or_better": levels[GOOD] + levels[EXCELLENT],
            "all_rated": rated,
        }[self.reading]
        whole, rest = divmod(self.percent * base, 100)
        whole += {"down": 0, "nearest": rest >= 50, "up": rest > 0}[self.rounding]
        small = self.below is not None and base < self.below
        return max(whole, self.allowed or 0) if small else whole

    def holds(self, levels: Counter[int]) -> bool:
        return levels[EXCELLENT] == 0 or levels[EXCELLENT] <= self.most(levels)

    def room(self, levels: Counter[int]) -> int:
        """Move them one by one from good to excellent, while it holds."""
        tried, moved = Counter(levels), 0
        while tried[GOOD]:
            tried[GOOD] -= 1
            tried[EXCELLENT] += 1
            if not self.holds(tried):
                break
            moved += 1
        return moved


def ceilings(cycle: Cycle) -> dict[tuple[str, str], Ceiling]:
    """By kind and scope, the setting decided last."""
    found = {}
    for each in QuotaSetting.objects.filter(cycle=cycle).order_by("decided_on", "pk"):
        found[each.kind, each.scope] = Ceiling(
            each.percent or 20,
            each.reading or "good_only",
            each.rounding or "down",
            each.small_below,
            each.small_allowed,
        )
    return found


def wrong(cycle: Cycle) -> list[str]:
    """Everything that doesn't hold, in words; empty when all does."""
    subjects = list(Subject.objects.filter(cycle=cycle).order_by("pk"))
    return [*_lines(subjects), *_groups(cycle, subjects), *_heads(cycle, subjects), *_tallies(cycle, subjects)]


def _lines(subjects: list[Subject]) -> list[str]:
    """One line in force a subject, of a released decision, and it is the level of the subject."""
    lines = DecisionLine.objects.filter(subject__in=subjects).select_related("decision").order_by("pk")
    held, found = defaultdict(list), []
    for line in lines:
        released = line.decision.state == Decision.State.RELEASED
        if line.in_force:
            held[line.subject_id].append(line)
        if line.in_force and not released:
            found.append(f"line {line.pk} is in force and not released")
    replaced = set(lines.filter(replaces__isnull=False).values_list("replaces", flat=True))
    found += [
        f"line {line.pk}: in force {line.in_force}, replaced {line.pk in replaced}"
        for line in lines
        if line.decision.state == Decision.State.RELEASED and line.in_force == (line.pk in replaced)
    ]
    for each in subjects:
        levels = [line.level for line in held[each.pk]]
        if levels != ([each.level] if each.level else []):
            found.append(f"{each.kind} {each.code} stands at {each.level}, its lines in force at {levels}")
        if (each.state == "decided") != bool(each.level):
            found.append(f"{each.kind} {each.code} stands at {each.level} and is {each.state}")
    return found


def _groups(cycle: Cycle, subjects: list[Subject]) -> list[str]:
    """Counters, flag, room and case of each group."""
    levels: dict[int, Counter[int]] = defaultdict(Counter)
    for each in subjects:
        if each.level:
            levels[each.group_id][each.level] += 1
    settled, found = ceilings(cycle), []
    cases = Counter(Case.objects.filter(closed_at=None, sort="over_quota").values_list("group", flat=True))
    for group in QuotaGroup.objects.filter(cycle=cycle).order_by("pk"):
        mine, ceiling = levels.pop(group.pk, Counter()), settled.get((group.kind, group.scope), Ceiling())
        kept = (group.excellent, group.good, group.completed, group.failed)
        counted = (mine[EXCELLENT], mine[GOOD], mine[COMPLETED], mine[FAILED])
        if kept != counted:
            found.append(f"{group} has {kept}, its subjects {counted}")
        above = not ceiling.holds(mine)
        if (group.over, cases[group.pk]) != (above, int(above)):
            found.append(f"{group} {counted} by {ceiling}: over {group.over}, cases {cases[group.pk]}")
        if group.room != ceiling.room(mine):
            found.append(f"{group} {counted} by {ceiling}: room {group.room}, not {ceiling.room(mine)}")
    return found + [f"levels in no group: {dict(each)}" for each in levels.values()]


def _heads(cycle: Cycle, subjects: list[Subject]) -> list[str]:
    """No rated leader above a rated body headed, unless a case is open; and no case without that."""
    bodies: dict[str, list[int]] = defaultdict(list)
    for each in subjects:
        if each.kind in BODIES and each.level:
            bodies[each.code].append(each.level)
    cases, found = Counter(Case.objects.filter(closed_at=None, sort="head_above").values_list("subject", flat=True)), []
    headships: dict[int, set[str]] = defaultdict(set)
    for leader, code in Headship.objects.filter(leader__cycle=cycle).values_list("leader", "code"):
        headships[leader].add(code)
    for each in subjects:
        if each.kind != "leader":
            continue
        lowest = min((level for code in each.heads for level in bodies[code]), default=None)
        above = bool(each.level and lowest and each.level > lowest)
        if cases[each.pk] != int(above):
            found.append(f"leader {each.code} at {each.level} above {lowest}: {above}, cases {cases[each.pk]}")
        if headships[each.pk] != set(each.heads):
            found.append(f"leader {each.code} heads {each.heads}, by the other table {headships[each.pk]}")
    return found


def _tallies(cycle: Cycle, subjects: list[Subject]) -> list[str]:
    """Progress, as kept, is that of the subjects."""
    counted = Counter((each.path, each.kind, each.state) for each in subjects)
    kept = {
        (path, kind, state): number
        for path, kind, state, number in Tally.objects.filter(cycle=cycle).values_list(
            "path", "kind", "state", "number"
        )
        if number
    }
    return [] if kept == counted else [f"progress kept {kept}, counted {dict(counted)}"]
