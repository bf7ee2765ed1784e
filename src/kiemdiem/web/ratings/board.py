"""Trang bảng tỷ lệ: all ceilings of a level, a trial that is written nowhere, and the way into the draft decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kiemdiem.accounts.actions import DECIDE, STAGE
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings import deciding
from kiemdiem.ratings.board import Board, Line, read
from kiemdiem.ratings.cases import due_day
from kiemdiem.ratings.models import Ground, own
from kiemdiem.regulation import Level, Verdict
from kiemdiem.vietnamese import fold
from kiemdiem.web.ratings.places import LEVELS
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing

MOST_MOVES = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """Một tên trong nhóm: what it heads, where the trial began, where it stands, what is wrong."""

    subject: Subject
    start: Level | None
    level: Level | None
    headed: list[tuple[str, Level | None]]
    above: Verdict | None

    @property
    def tried(self) -> bool:
        """Đang thử một mức khác."""
        return self.level is not self.start


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: Request, cycle: int, code: str) -> HttpResponse:
    """Bảng tỷ lệ; with `manh` only what a move changes, for the script."""
    place = _find(request, cycle, code)
    asked = request.POST if request.method == "POST" else request.GET
    board = read(place, parsing.whole(asked.get("du-thao", "")))
    trial = _Trial(request, board)
    if request.method == "POST" and request.POST.get("viec") == "dua":
        try:
            return _stage(request, trial)
        except WrongState as refusal:
            trial.refusal = refusal.sentence
    fragment = request.method == "POST" and "manh" in request.POST
    template = "ratings/board_live.html" if fragment else "ratings/board.html"
    return render(request, template, trial.context(rows=not fragment), status=409 if trial.refusal else 200)


def _find(request: Request, cycle: int, code: str) -> Place:
    places = Place.objects.filter(path__in=own(request.actor, STAGE, DECIDE)).exclude(cycle__phase=Cycle.Phase.OPENING)
    found: Place = get_object_or_404(places.select_related("cycle__root"), cycle__pk=cycle, code=code)
    return found


class _Trial:
    """Lần thử: the moves that came with the form, the group that is open, how its names are filtered."""

    def __init__(self, request: Request, board: Board) -> None:
        asked = request.POST if request.method == "POST" else request.GET
        self.request, self.board, self.refusal = request, board, ""
        board.try_out(_moves(request, board) if request.method == "POST" else {})
        self.lines = board.lines()
        self.above = board.heads_above()
        self.group = self._open(asked.get("mo", "") or asked.get("nhom", ""))
        self.text = asked.get("q", "")[:100]
        self.only = asked.get("loc", "") if asked.get("loc", "") in ("xu-ly", "thu") else ""
        self.changed = bool(asked.get("goc", "")) and asked["goc"] != board.fingerprint()
        self.stages = request.actor.holds(STAGE, board.place.path)

    def _open(self, asked: str) -> Line | None:
        """The group asked for; else the first that exceeds or has a head above."""
        if asked:
            key = parsing.whole(asked)
            found = next((line for line in self.lines if line.group.pk == key), None)
            if found is None:
                raise Http404
            return found
        return next((line for line in self.lines if line.over or line.heads_above), None)

    @property
    def to_stage(self) -> dict[int, Level]:
        """What would go into the draft."""
        return self.board.to_stage(self.group.group.pk if self.group else None)

    def wrong(self) -> int:
        """Điều phải xử lý ở nhóm đang mở và những nhóm đang thử; what is in force already is a case, not a stop."""
        staged, names = self.to_stage, self.board.names
        touched = {names[pk].group for pk in staged} | ({self.group.group.pk} if self.group else set())
        heads = [pk for pk in self.above if names[pk].group in touched]
        groups = sum(line.blocks for line in self.lines if line.group.pk in touched)
        return groups + sum(pk in staged or names[pk].in_force is None for pk in heads)

    def rows(self) -> list[Row]:
        """Những tên của nhóm đang mở; heads first, then by name."""
        if self.group is None:
            return []
        board, key = self.board, self.group.group.pk
        subjects = Subject.objects.filter(group=key, rated=True).order_by("sort_key", "pk")
        if folded := fold(self.text):
            subjects = subjects.filter(name_key__contains=folded)
        found = []
        for subject in subjects:
            if subject.pk not in board.names:
                continue
            row = Row(subject, board.names[subject.pk].start, board.level(subject.pk),
                      self._headed(subject.pk), self.above.get(subject.pk))  # fmt: skip
            if (self.only == "thu" and not row.tried) or (self.only == "xu-ly" and not row.above):
                continue
            found.append(row)
        return sorted(found, key=lambda row: row.subject.pk not in board.headed)

    def _headed(self, pk: int) -> list[tuple[str, Level | None]]:
        board = self.board
        return [
            (body.name, board.level(body.pk) if body.pk in board.names else body.in_force)
            for code in board.headed.get(pk, [])
            for body in board.bodies.get(code, [])
        ]

    def context(self, *, rows: bool) -> dict[str, Any]:
        """What the page shows."""
        board, cycle = self.board, self.board.place.cycle
        mine = self.group.group.pk if self.group else None
        members = [pk for pk, name in board.names.items() if name.group == mine]
        again = [pk for pk in board.moves if board.names[pk].in_force]
        return {
            "place": board.place,
            "lines": self.lines,
            "wrong_groups": sum(bool(line.over) for line in self.lines),
            "group": self.group,
            "above": [(pk, verdict) for pk, verdict in self.above.items() if board.names[pk].group == mine],
            "above_names": self._named(mine),
            "elsewhere": sum(board.names[pk].group != mine for pk in self.above),
            "rows": self.rows() if rows else [],
            "levels": LEVELS,
            "moves": ",".join(f"{pk}:{level.value}" for pk, level in board.moves.items()),
            "number_of_moves": len(board.moves),
            "wrong_keys": " ".join(str(pk) for pk in self.above),
            "all": len(members),
            "to_do": sum(pk in self.above for pk in members),
            "tried": sum(pk in board.moves for pk in members),
            "text": self.text,
            "only": self.only,
            "goc": board.fingerprint(),
            "changed": self.changed,
            "stages": self.stages,
            "staged": len(self.to_stage),
            "wrong": self.wrong(),
            "again": again,
            "grounds": Ground.choices,
            "given": self.request.POST,
            "due": due_day(cycle, cycle.law),
            "cite": cycle.law.grounds("quota.excellent", cycle.rule_day, parameter="quota.excellent_share"),
            "refusal": self.refusal,
            "draft": board.draft,
            "alone": board.draft.pk if board.alone and board.draft else "",
        }

    def _named(self, group: int | None) -> list[tuple[str, Level | None, list[tuple[str, Level | None]], Verdict]]:
        keys = [pk for pk in self.above if self.board.names[pk].group == group]
        names = dict(Subject.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
        return [(names[pk], self.board.level(pk), self._headed(pk), self.above[pk]) for pk in keys]


def _moves(request: Request, board: Board) -> dict[int, Level]:
    """Moves carried along, and over them the radios of the names on this page."""
    found: dict[int, Level] = {}
    for each in request.POST.get("thu", "").split(",")[:MOST_MOVES]:
        key, _colon, level = each.partition(":")
        pk, value = parsing.whole(key), parsing.level(level)
        if pk in board.names and value:
            found[pk] = value
    for pk in parsing.numbered(request.POST, "muc-"):
        value = parsing.level(request.POST.get(f"muc-{pk}"))
        if pk in board.names and value:
            found[pk] = value
    return found


@transaction.atomic
def _stage(request: Request, trial: _Trial) -> HttpResponse:
    """Đưa vào dự thảo, when nothing stands against it in what was tried."""
    board = trial.board
    if not trial.stages:
        raise PermissionDenied
    if trial.changed:
        raise WrongState(_("Số liệu vừa thay đổi. Đã tính lại; thay đổi của đồng chí vẫn còn."))
    levels: dict[int, Level | None] = dict(trial.to_stage)
    if not levels:
        raise WrongState(_("Chưa có mức nào để đưa vào dự thảo."))
    if wrong := trial.wrong():
        raise WrongState(_("Chưa đưa vào dự thảo được: còn %(count)s điều phải xử lý.") % {"count": wrong})
    draft = board.draft or deciding.begin(
        board.place.cycle, board.place, by=request.actor, name=str(request.user), at=request.now
    )
    ground = request.POST.get("ground", "")
    deciding.stage(
        draft,
        levels,
        by=request.actor,
        reason=request.POST.get("reason", "")[:1000],
        ground=ground if ground in Ground else "",
    )
    messages.success(request, _("Đã đưa %(count)s mức vào dự thảo; chưa có gì được ban hành.") % {"count": len(levels)})
    return redirect(reverse("decision", args=[draft.pk]) + "?chi=co-ten")
