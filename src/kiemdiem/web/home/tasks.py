"""Việc cần làm: what one must do, for whom, by when, why; across all roles, from a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.accounts.actions import DECIDE, OPEN_CYCLE, PROPOSE, RECEIVE, STAGE, WRITE
from kiemdiem.accounts.actor import AccountActor
from kiemdiem.cycles.models import Cycle, Deadline, Place, Subject
from kiemdiem.cycles.queries import cycles_over
from kiemdiem.cycles.states import State, Step, Tier
from kiemdiem.documents.states import State as DocumentState
from kiemdiem.organisations.models import Person
from kiemdiem.ratings.models import Decision, own
from kiemdiem.regulation import Kind, governing
from kiemdiem.regulation.grounds import ground
from kiemdiem.reviews.models import Meeting, Paper, Rehearing
from kiemdiem.web.home import left, sent
from kiemdiem.web.home.task import Task
from kiemdiem.web.official import official

OWED = (State.NOT_STARTED, State.DRAFT, State.RETURNED)  # states of a paper still to be handed in


class Desk:
    """Bàn làm việc của một người vào một ngày: everything the list is made of."""

    def __init__(self, actor: AccountActor, today: date, person: Person | None) -> None:
        self.actor, self.today, self.person = actor, today, person
        paths = [path for _role, path in actor.grants] + ([self.person.path] if self.person else [])
        self.cycles = {
            each.pk: each for each in cycles_over(paths).filter(phase=Cycle.Phase.OPEN)
        } if paths else {}  # fmt: skip
        self._days = {
            (each.cycle_id, each.step, each.tier): each.due for each in Deadline.objects.filter(cycle__in=self.cycles)
        }

    def tasks(self) -> list[Task]:
        """Mọi việc, in no order."""
        found = [*self._papers(), *self._collectives(), *self._reviews(), *self._proposals(), *self._decisions()]
        return [*found, *sent.tasks(self), *left.tasks(self), *self._opening()]

    def waiting(self) -> list[tuple[str, str]]:
        """Đang chờ người khác: one's own paper handed in, returned ones others still owe."""
        found = []
        for each in self.mine:
            if each.state == State.HANDED_IN:
                line = getattr(each, "paper_line", None)
                address = reverse("paper", args=[line.paper_id]) if line else reverse("own_papers")
                found.append((_("Cuộc họp kiểm điểm xét bản của đồng chí (%(kind)s)")
                              % {"kind": official(each.get_kind_display()).lower()}, address))  # fmt: skip
        for row in self.here:
            if number := row["back"]:
                place = self.names({row["path"]})[row["path"]]
                words = ngettext(
                    "%(count)s bản đã trả lại, chờ nộp lại", "%(count)s bản đã trả lại, chờ nộp lại", number
                )
                address = self.papers_at(row["place"], row["cycle_id"])
                found.append((f"{place.name}: {words % {'count': number}}", address))
        return found

    @cached_property
    def mine(self) -> list[Subject]:
        """What is still open of oneself as a subject; nothing while one acts for somebody."""
        if not self.person or self.actor.acting_for:
            return []
        rows = Subject.objects.filter(cycle__in=self.cycles, person=self.person, reviewed=True)
        rows = rows.filter(state__in=(*OWED, State.HANDED_IN))
        return list(sent.with_asked(rows).select_related("paper_line__paper").order_by("-kind"))

    @cached_property
    def here(self) -> list[dict[str, Any]]:
        """Từng nơi mình nhận bản: how many handed in and not heard, how many given back, how many to be heard again."""
        again = Rehearing.objects.filter(subject=OuterRef("pk"), after=None)
        rows = Subject.objects.filter(
            Q(state__in=(State.HANDED_IN, State.RETURNED)) | Exists(again),
            cycle__in=self.cycles, path__in=self.own(RECEIVE),
        )  # fmt: skip
        back = Q(paper_line__paper__state=Paper.State.RETURNED, paper_line__paper__path=F("path"))
        counted = rows.values("cycle_id", "path", "place").annotate(
            handed=Count("pk", filter=Q(state=State.HANDED_IN), distinct=True),
            back=Count("paper_line__paper", filter=back, distinct=True),
            again=Count("rehearings", filter=Q(rehearings__after=None), distinct=True),
            until=Min("rehearings__deadline", filter=Q(rehearings__after=None)),
        )
        return list(counted.order_by("path", "cycle_id"))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Cuộc họp ở nơi mình tổ chức: records still open, and locked ones whose minutes aren't issued."""
        rows = Meeting.objects.filter(
            Q(closed_at=None) | Q(document=None) | Q(document__state=DocumentState.DRAFT),
            cycle__in=self.cycles, path__in=self.own(RECEIVE),
        )  # fmt: skip
        return list(rows.defer("minutes").order_by("-held_on", "-pk"))

    def own(self, *actions: str) -> list[str]:
        """Những đơn vị mà chính nơi ấy mình làm việc ấy."""
        return own(self.actor, *actions)

    def due(self, cycle: int, step: Step, tier: str) -> date | None:
        """Hạn của một bước."""
        return self._days.get((cycle, step, tier))

    def _papers(self) -> Iterator[Task]:
        """Bản kiểm điểm của bản thân."""
        papers = set()
        for each in self.owed:
            if each.cycle_id in papers:
                continue
            papers.add(each.cycle_id)
            yield self._paper(each, _("bản thân đồng chí"), _("Nộp bản kiểm điểm cá nhân"), Tier.CELL)

    def _collectives(self) -> Iterator[Task]:
        """Báo cáo của tập thể, tổ chức."""
        rows = self.collectives
        led = {each.of_unit for each in rows if each.kind == Kind.COLLECTIVE}
        for each in rows:
            if each.kind == Kind.COLLECTIVE or each.code not in led:
                yield self._paper(each, each.name, _("Nộp báo cáo kiểm điểm (Mẫu 01)"), self.tier(each))

    @cached_property
    def owed(self) -> list[Subject]:
        """Of oneself, those whose paper is still to be handed in."""
        return [each for each in self.mine if each.state in OWED and self.cycles[each.cycle_id].has_forms]

    @cached_property
    def collectives(self) -> list[Subject]:
        """Tập thể, tổ chức mình viết báo cáo, still to be handed in."""
        held = Subject.objects.filter(
            cycle__in=self.cycles,
            cycle__has_forms=True,
            path__in=self.own(WRITE),
            person=None,
            reviewed=True,
            state__in=OWED,
        ).select_related("paper_line__paper")
        return list(sent.with_asked(held).order_by("kind", "code"))

    def _paper(self, subject: Subject, whom: str, title: str, tier: str) -> Task:
        cycle = self.cycles[subject.cycle_id]
        line = getattr(subject, "paper_line", None)
        back = subject.state == State.RETURNED
        return Task(
            due=self.due(cycle.pk, Step.PREPARE, tier),
            title=title,
            whom=whom,
            why=_("Bản bị trả lại; xem lý do, sửa rồi nộp lại.") if back else _("Nộp trước khi họp kiểm điểm."),
            cite=ground("write", cycle.year),
            url=reverse("paper", args=[line.paper_id]) if line else reverse("paper_begin", args=[subject.pk]),
            label=_("Sửa và nộp lại") if back else _("Viết tiếp") if line else _("Viết bản kiểm điểm"),
            posts=line is None,
        )

    def _reviews(self) -> Iterator[Task]:
        """Cuộc họp: papers handed in that nobody has heard, and records still open."""
        open_ones = {(each.cycle_id, each.path): each for each in self.meetings if each.closed_at is None}
        handed = [row for row in self.here if row["handed"]]
        names = self.names({row["path"] for row in handed} | {path for _cycle, path in open_ones})
        for (cycle, _path), meeting in open_ones.items():
            yield Task(
                due=meeting.held_on,
                title=_("Ghi và kết thúc biên bản họp kiểm điểm"),
                whom=meeting.name,
                why=_("Kết thúc cuộc họp thì đối tượng mới được xếp loại."),
                cite=ground("review", self.cycles[cycle].year),
                url=reverse("meeting", args=[meeting.pk]),
                label=_("Mở biên bản"),
            )
        for row in handed:
            if (row["cycle_id"], row["path"]) not in open_ones:
                yield self._to_hear(row, names)

    def _to_hear(self, row: dict[str, object], names: dict[str, Place]) -> Task:
        cycle, place = self.cycles[row["cycle_id"]], names.get(str(row["path"]))  # type: ignore[index]
        number = int(str(row["handed"]))
        return Task(
            due=self.due(cycle.pk, Step.REVIEW, place.tier if place else Tier.CELL),
            title=_("Đọc %(count)s bản và định cuộc họp kiểm điểm") % {"count": number},
            whom=place.name if place else "",
            why=_("Kiểm điểm xong mới được xếp loại."),
            cite=ground("review", cycle.year),
            url=self.papers_at(str(row["place"]), cycle.pk),
            label=_("Đọc %(count)s bản") % {"count": number},
        )  # fmt: skip

    @cached_property
    def _to_rate(self) -> list[dict[str, Any]]:
        """Đã kiểm điểm mà chưa đề nghị, at a place one proposes for; đã đề nghị, at one that drafts the decision."""
        paths = self.own(PROPOSE)
        mine = Q(kind=Kind.MEMBER, path__in=paths) | Q(authority_path__in=paths)
        wanted = Q(mine, state=State.REVIEWED) | Q(authority_path__in=self.own(STAGE), state=State.PROPOSED)
        rows = Subject.objects.filter(wanted, cycle__in=self.cycles, rated=True)
        columns = ("cycle_id", "kind", "state", "place", "path", "authority", "authority_path")
        return list(rows.values(*columns).order_by("cycle_id", "authority_path", "path").annotate(number=Count("pk")))

    def _proposals(self) -> Iterator[Task]:
        """Đề nghị mức của những ai đã kiểm điểm: one's own to propose, and those of cells one decides on."""
        paths = self.own(PROPOSE)
        counts: dict[tuple[int, str, str, bool], int] = defaultdict(int)
        for row in self._to_rate:
            if row["state"] == State.REVIEWED:
                kind = row["kind"]
                theirs = kind == Kind.MEMBER and row["path"] not in paths
                code = row["place"] if kind == Kind.MEMBER and not theirs else row["authority"]
                counts[row["cycle_id"], code, kind, theirs] += row["number"]
        names = self._by_code({code for _cycle, code, _kind, _theirs in counts})
        for (cycle, code, kind, theirs), number in counts.items():
            place = names.get((cycle, code))
            words = (
                _("Nhắc chi bộ đề nghị, hoặc ghi thay: %(count)s đảng viên chưa có mức đề nghị")
                if theirs
                else _("Đề nghị mức xếp loại của %(count)s đối tượng: %(kind)s")
            )
            yield Task(
                due=self.due(cycle, Step.RATE, place.tier if place else Tier.CELL),
                title=words % {"count": number, "kind": official(Kind(kind).official).lower()},
                whom=place.name if place else "",
                why=_("Mức xuất sắc không quá %(percent)s%% số xếp loại tốt.") % {"percent": self._ceiling(cycle)},
                cite=ground("propose", self.cycles[cycle].year),
                url=f"{reverse('proposals', args=[cycle, code])}?loai={kind}",
                label=_("Xem và ghi thay") if theirs else _("Nhập đề nghị"),
            )

    def _decisions(self) -> Iterator[Task]:
        """Dự thảo đang có, và đề nghị đang chờ quyết định."""
        stage, decide = self.own(STAGE), self.own(DECIDE)
        drafts = Decision.objects.filter(cycle__in=self.cycles, state=Decision.State.DRAFT, path__in={*stage, *decide})
        drafted = set()
        for draft in drafts.annotate(number_of_lines=Count("lines")).order_by("pk"):
            drafted.add((draft.cycle_id, draft.path))
            yield Task(
                due=self._rate_due(draft.cycle_id, draft.path),
                title=(
                    _("Kiểm tra và ban hành dự thảo quyết định %(number)s")
                    if draft.path in decide
                    else _("Hoàn chỉnh dự thảo quyết định %(number)s")
                )
                % {"number": draft.number or draft.pk},
                whom=draft.authority_name,
                why=_("Dự thảo có %(count)s dòng; chưa ban hành thì chưa ai được báo.")
                % {"count": draft.number_of_lines},
                cite=ground("decide", self.cycles[draft.cycle_id].year),
                url=reverse("decision", args=[draft.pk]),
                label=_("Mở dự thảo"),
            )
        waiting: dict[tuple[int, str, str], int] = defaultdict(int)
        for row in self._to_rate:
            if row["state"] == State.PROPOSED:
                waiting[row["cycle_id"], row["authority"], row["authority_path"]] += row["number"]
        for (cycle, code, path), number in waiting.items():
            if (cycle, path) not in drafted:
                yield Task(
                    due=self._rate_due(cycle, path),
                    title=_("Lập dự thảo quyết định cho %(count)s đề nghị") % {"count": number},
                    whom=self.names({path})[path].name,
                    why=_("Người đứng đầu không cao hơn tập thể; xuất sắc không quá %(percent)s%% số xếp loại tốt.")
                    % {"percent": self._ceiling(cycle)},
                    cite=ground("decide", self.cycles[cycle].year),
                    url=reverse("proposals", args=[cycle, code]),
                    label=_("Mở trang xếp loại"),
                )

    def _opening(self) -> Iterator[Task]:
        """Năm nay chưa mở đợt ở nơi mình mở đợt."""
        reach = self.actor.reach(OPEN_CYCLE)
        if reach and not cycles_over(reach).filter(year=self.today.year).exists():
            yield Task(
                due=None,
                title=_("Mở đợt kiểm điểm năm %(year)s") % {"year": self.today.year},
                whom=_("đơn vị của đồng chí và mọi nơi trực thuộc"),
                why=_("Mở đợt thì mọi người mới viết và nộp được bản kiểm điểm."),
                cite=governing(self.today.year)[0].number,
                url=reverse("cycle_open"),
                label=_("Mở đợt"),
            )

    def _ceiling(self, cycle: int) -> int:
        """Tỷ lệ của năm ấy, phần trăm."""
        held = self.cycles[cycle]
        percent: int = held.law.value("quota.excellent_share", held.rule_day, kind=Kind.MEMBER)["percent"]
        return percent

    def tier(self, subject: Subject) -> str:
        """Cấp của nơi một đối tượng kiểm điểm."""
        names = self.names({subject.path})
        return names[subject.path].tier if subject.path in names else Tier.GRASSROOTS

    def _rate_due(self, cycle: int, path: str) -> date | None:
        place = self.names({path}).get(path)
        return self.due(cycle, Step.RATE, place.tier if place else Tier.GRASSROOTS)

    def names(self, paths: set[str]) -> dict[str, Place]:
        """Places by path, of the own branches, read once."""
        if not hasattr(self, "_held"):
            held = {path for _role, path in self.actor.grants}
            self._held = {each.path: each for each in Place.objects.filter(cycle__in=self.cycles, path__in=held)}
        return {path: self._held[path] for path in paths if path in self._held}

    def _by_code(self, codes: set[str]) -> dict[tuple[int, str], Place]:
        self.names(set())
        return {(each.cycle_id, each.code): each for each in self._held.values() if each.code in codes}

    def papers_at(self, code: str, cycle: int) -> str:
        """Trang bản kiểm điểm và cuộc họp của một nơi."""
        return f"{reverse('papers_at', args=[code])}?dot={cycle}"
