"""Who gets which answer at which address: one entry for every address there is; a new one without an entry fails.

A place is where the object stands that the address names, seen from a role held at Q1: own Q1, sibling Q2, parent TP,
child its ward, cell a cell of the ward. Where nothing is said of somebody, the answer is `rest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from . import fillings as fill
from .canaries import Who
from .crawl_cast import CRAWLERS, OWN, PLACES
from .fillings import Filling

READERS = "head clerk organisation_board inspection_board standing_board board_leader viewer"
NAMED = READERS.removesuffix(" viewer")  # those who read names with levels, and papers
RECEIVERS = "head clerk organisation_board"
WRITERS = "head clerk"
RATERS = f"{RECEIVERS} standing_board"
DECIDERS = "head standing_board"
ORDERERS = "head organisation_board standing_board"
SUGGESTED = f"{RATERS} inspection_board"
ORG, KEEPERS = "organisation_board", "organisation_board administrator"
LOOKERS = "inspection_board standing_board board_leader"  # who read and don't run
ALL = " ".join(CRAWLERS)
EVERYWHERE = " ".join(PLACES)
WITHIN = "own child cell"


@dataclass(frozen=True, slots=True)
class Says:
    """The answers of one method: status, places, people; the first that fits, else `rest`."""

    rest: int
    lines: tuple[tuple[int, str, str], ...] = ()

    def to(self, who: str, place: str) -> int:
        """What somebody is answered who aims at an object of that place."""
        fitting = (status for status, places, people in self.lines if place in places.split() and who in people.split())
        return next(fitting, self.rest)


def says(rest: int, *lines: tuple[int, str, str]) -> Says:
    """Lines of a table, shortly."""
    return Says(rest, lines)


NO = says(404)
REFUSED = says(403)


@dataclass(frozen=True, slots=True)
class Case:
    """An address with objects of one sort, and what it answers; None for a method it doesn't know.

    `objects` names them in `Town.at`; `empty` is the answer to an empty form when it is another than to a full one.
    `sign_in_first`: a stranger is sent to sign in whatever the method; `stranger`: what one is answered who isn't.
    """

    name: str
    objects: str = ""
    get: Says | None = None
    post: Says | None = None
    empty: Says | None = None
    form: Filling = fill.NOTHING
    aimed: bool = False  # the form names an object, not the address
    query: str = ""
    sign_in_first: bool = False
    stranger: tuple[int, int] | None = None  # to a GET, to a POST
    others: int = 405  # to PUT and DELETE

    @property
    def places(self) -> tuple[str, ...]:
        """From where objects are taken."""
        return PLACES if self.objects or self.aimed else (OWN,)

    def to_a_stranger(self, method: str) -> int:
        """What somebody who hasn't signed in is answered."""
        known = {"GET": self.get, "POST": self.post}.get(method)
        if self.stranger and method in ("GET", "POST"):
            return self.stranger[method == "POST"]
        return 302 if known or self.sign_in_first else self.others

    def to(self, who: str, method: str, place: str, *, full: bool) -> int:
        """What somebody is answered."""
        if who == "anonymous":
            return self.to_a_stranger(method)
        post = self.post if full or self.empty is None else self.empty
        said = {"GET": self.get, "POST": post}.get(method)
        return said.to(who, place) if said else self.others


def addresses(resolver: URLResolver | None = None) -> Iterator[tuple[str, str]]:
    """Every address there is: its name, and the room whose view answers."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif isinstance(pattern, URLPattern):
            room = pattern.callback.__module__.removeprefix("kiemdiem.web.").split(".")[0]
            yield pattern.name or str(pattern.pattern), room


def location(case: Case, what: Any, who: Who) -> str:
    """The address with the keys of an object."""
    if isinstance(what, dict) and "noi" not in what:  # everybody has one of their own
        what = what[who.account] if who.account in what else next(iter(what.values()))
    query = {"noi": what["noi"]} if isinstance(what, dict) else {}
    keys = [what["pk"]] if isinstance(what, dict) else what if isinstance(what, tuple) else [what]
    path = reverse(case.name, args=keys if what is not None else [])
    search = urlencode(query) if query else case.query
    return f"{path}?{search}" if search else path


def entry(name: str, objects: str = "") -> Case:
    """The entry of a form."""
    return next(each for each in CASES if (each.name, each.objects) == (name, objects) and each.post)


_READS = says(404, (200, WITHIN, READERS), (200, "cell", "member cellmate"))
_CHANGES = says(404, (200, WITHIN, ORG), (403, WITHIN, READERS))
_SETS = says(404, (200, OWN, ORG), (403, WITHIN, READERS), (403, "cell", "member cellmate"))
_SET = says(404, (302, OWN, ORG), (403, WITHIN, READERS), (403, "cell", "member cellmate"))
_DECIDED = says(404, (409, OWN, DECIDERS), (403, OWN, "clerk organisation_board"))
_RECORDS = says(404, (200, f"{WITHIN} parent", f"{RECEIVERS} inspection_board"))  # also who is in a cell of the branch
_RECORDED = says(404, (409, f"{WITHIN} parent", f"{RECEIVERS} inspection_board"))
_SEES_PAPER = says(404, (200, WITHIN, NAMED), (200, "cell", "member"))
_SEES_MEETING = says(404, (200, "child cell", NAMED), (200, "child", "member"), (200, "cell", "member cellmate"))
_SEES_STEPS = says(404, (200, f"{WITHIN} parent", NAMED), (200, "cell", "member"))
_MINE = says(200)
_COUNTS = says(404, (200, OWN, RECEIVERS))
CASES = [
    # home
    Case("home", get=_MINE),
    Case("healthz", get=_MINE, stranger=(200, 405)),
    Case("readyz", get=_MINE, stranger=(200, 405)),
    Case("notices", get=_MINE, post=says(302)),
    Case("notice", "notice", post=says(404, (302, OWN, ALL))),
    Case("notices_mail", post=says(302), empty=_MINE, form=fill.fixed(email="a@coquan.vn")),
    Case("notices_mail_confirm", post=_MINE, form=fill.fixed(code="AAAABBBB")),
    Case("notices_mail_stop", post=says(302)),
    Case("job", "job", get=says(404, (200, OWN, ALL))),
    # sign-in
    Case("sign_in", get=says(302), post=says(302), form=fill.fixed(name="khong-co", password="Sai"),
         stranger=(200, 200)),
    Case("sign_in_demo", post=NO, form=fill.chosen("account", "account"), aimed=True, stranger=(405, 404)),
    Case("sign_out", post=says(302), stranger=(405, 302)),
    Case("second_step", get=says(302), post=says(302), form=fill.fixed(code="123456"), stranger=(302, 302), others=302),
    Case("prove", get=_MINE, post=_MINE, form=fill.fixed(password="Sai"), sign_in_first=True),
    Case("session_go_on", post=says(302), sign_in_first=True),
    Case("activate", get=says(302), post=says(302), form=fill.ACTIVATION, stranger=(200, 200)),
    Case("security", get=_MINE, sign_in_first=True),
    Case("password_change", get=_MINE, post=_MINE, form=fill.PASSWORD, sign_in_first=True),
    Case("factor_setup", get=_MINE, post=_MINE, form=fill.fixed(code="123456"), sign_in_first=True),
    Case("recovery_codes", get=says(302), post=says(302), sign_in_first=True),
    Case("other_sessions_end", post=says(302), sign_in_first=True),
    Case("acting", get=_MINE, sign_in_first=True),
    Case("acting_start", post=says(404, (302, "child", "clerk")), empty=NO, form=fill.absent, aimed=True,
         sign_in_first=True),
    Case("acting_stop", post=says(302), sign_in_first=True),
    Case("delegate", post=says(302), empty=_MINE, form=fill.deputy, aimed=True, sign_in_first=True),
    Case("delegation_end", "delegation", post=NO, sign_in_first=True),
    # accounts
    Case("accounts", get=says(404, (200, OWN, KEEPERS)), sign_in_first=True),
    Case("account_open", get=says(404, (200, EVERYWHERE, KEEPERS)), empty=says(404, (302, EVERYWHERE, KEEPERS)),
         post=says(404, (200, WITHIN, KEEPERS), (403, EVERYWHERE, KEEPERS)), form=fill.person_code, aimed=True,
         sign_in_first=True),
    Case("account", "account", get=says(404, (200, WITHIN, KEEPERS)), sign_in_first=True),
    Case("account_close", "account", post=says(404, (302, WITHIN, KEEPERS)), form=fill.fixed(reason="Nghỉ"),
         sign_in_first=True),
    Case("account_reopen", "account", post=says(404, (302, WITHIN, KEEPERS)), sign_in_first=True),
    Case("account_code", "account", post=says(404, (200, WITHIN, KEEPERS)), sign_in_first=True),
    Case("account_sessions_end", "account", post=says(404, (302, WITHIN, KEEPERS)), sign_in_first=True),
    Case("role_grant", "account", post=says(404, (302, WITHIN, ORG), (403, WITHIN, "administrator")),
         empty=says(404, (200, WITHIN, ORG), (403, WITHIN, "administrator")), form=fill.role, sign_in_first=True),
    Case("role_end", "grant", get=says(404, (200, WITHIN, ORG)), post=says(404, (302, WITHIN, ORG)),
         empty=says(404, (200, WITHIN, ORG)), form=fill.fixed(last_day="30/11/2022"), sign_in_first=True),
    Case("factor_ask", "account", post=says(404, (302, WITHIN, "administrator"), (403, WITHIN, ORG)),
         form=fill.fixed(reason="Mất máy"), sign_in_first=True),
    Case("factor_confirm", "help", post=says(404, (302, WITHIN, "administrator")), sign_in_first=True),
    Case("factor_drop", "help", post=says(404, (302, WITHIN, "administrator")), sign_in_first=True),
    # units
    Case("unit_own", get=says(302, (200, OWN, "administrator nobody"))),
    Case("unit", "unit", get=_READS),
    Case("unit_people", "unit", get=_READS),
    Case("reorganise", "unit", get=_CHANGES),
    Case("unit_rename", "unit", get=_CHANGES, empty=_CHANGES, form=fill.renamed,
         post=says(404, (302, WITHIN, ORG), (403, WITHIN, READERS))),
    Case("unit_move", "unit", get=_CHANGES, empty=_CHANGES, form=fill.moved,
         post=says(404, (302, "child cell", ORG), (200, OWN, ORG), (403, WITHIN, READERS))),
    Case("unit_merge", "unit", get=_CHANGES, empty=_CHANGES, form=fill.moved,
         post=says(404, (302, "child cell", ORG), (200, OWN, ORG), (403, WITHIN, READERS))),
    Case("unit_split", "unit", get=_CHANGES, empty=_CHANGES, form=fill.split,
         post=says(404, (302, "child cell", ORG), (403, WITHIN, READERS))),
    Case("search", get=_MINE, query="q=cn"),
    Case("roster", get=says(403, (200, EVERYWHERE, ORG)), post=says(403, (302, EVERYWHERE, ORG)),
         empty=says(403, (200, EVERYWHERE, ORG)), form=fill.workbook, aimed=True),
    Case("roster_template", get=says(403, (200, OWN, ORG))),
    Case("roster_export", post=says(403, (200, OWN, ORG))),
    Case("roster_preview", get=says(403, (302, OWN, ORG))),
    Case("roster_apply", post=says(403, (302, OWN, ORG)), form=fill.fixed(digest="0" * 64)),
    Case("own_file", get=_MINE),
    Case("person", "person", get=says(404, (200, WITHIN, READERS), (200, "cell", "member"))),
    # cycles
    Case("cycle_own", get=says(200, (302, OWN, READERS))),
    Case("cycle_open", get=says(404, (200, EVERYWHERE, ORG)), post=says(404, (302, OWN, ORG), (200, EVERYWHERE, ORG)),
         empty=says(404, (200, EVERYWHERE, ORG)), form=fill.new_year, aimed=True),
    Case("cycle", "cycle", get=says(404, (200, "own parent child", READERS))),
    Case("cycle", "board", get=says(404, (200, WITHIN, READERS)), query="noi"),
    Case("cycle", "last board", get=says(404, (200, WITHIN, READERS)), query="noi"),
    Case("cycle_names", "cycle", get=says(404, (200, "own parent child", NAMED))),
    Case("cycle_names", "board", get=says(404, (200, WITHIN, NAMED)), query="noi"),
    Case("cycle_names", "last board", get=says(404, (200, WITHIN, NAMED)), query="noi"),
    Case("cycle_resume", "cycle", post=says(404, (302, "own child", ORG))),
    Case("cycle_calendar", "cycle", get=says(404, (200, "own child", ORG)), empty=says(404, (200, "own child", ORG)),
         post=says(404, (302, OWN, ORG), (200, "child", ORG)), form=fill.later),
    Case("cycle_add", "cycle", get=says(404, (200, "own child", ORG)), empty=says(404, (200, "own child", ORG)),
         post=says(404, (302, OWN, ORG), (200, "child", ORG)), form=fill.late_member),
    Case("cycle_close", "cycle", get=says(404, (200, "own child", ORG)), empty=says(404, (200, "own child", ORG)),
         post=says(404, (302, OWN, ORG), (200, "child", ORG)), form=fill.fixed(reason="Đã xong")),
    Case("subject_transfer", "member", get=says(404, (200, WITHIN, ORG)), empty=says(404, (200, WITHIN, ORG)),
         post=says(404, (302, WITHIN, ORG)), form=fill.transferred),
    Case("subject_leave_out", "member", get=says(404, (200, WITHIN, ORG)), empty=says(404, (200, WITHIN, ORG)),
         post=says(404, (302, WITHIN, ORG)), form=fill.fixed(reviewed="no", reason="Đi học")),
    # reviews
    Case("own_papers", get=_MINE),
    Case("paper_begin", "report", post=says(404, (302, OWN, WRITERS), (403, "child", WRITERS))),
    Case("paper_begin", "member", post=says(404, (302, OWN, "head"), (302, "cell", "cellmate"))),
    Case("papers_at", "unit", get=says(404, (200, WITHIN, NAMED))),
    Case("meeting_plan", "unit", get=says(404, (200, WITHIN, RECEIVERS)), empty=says(404, (200, WITHIN, RECEIVERS)),
         post=says(404, (302, WITHIN, RECEIVERS)), form=fill.fixed(held_on="02/12/2022", venue="Hội trường")),
    Case("paper_on_paper", "member", get=says(404, (200, WITHIN, RECEIVERS)), empty=says(404, (200, WITHIN, RECEIVERS)),
         post=says(404, (302, WITHIN, RECEIVERS)), form=fill.levels),
    Case("paper", "handed in", get=_SEES_PAPER),
    Case("paper", "draft paper", get=says(404, (200, OWN, WRITERS))),
    Case("paper", "returned", get=says(404, (200, "child", "plain"))),
    Case("paper_save", "handed in", post=says(404, (302, "cell", "member"), (403, WITHIN, NAMED)),
         form=fill.paper("handed in")),
    Case("paper_save", "draft paper", post=says(404, (302, OWN, WRITERS)), form=fill.paper("draft paper")),
    Case("paper_save", "returned", post=says(404, (302, "child", "plain")), form=fill.paper("returned")),
    Case("paper_hand_in", "handed in", post=says(404, (302, "cell", "member"), (403, WITHIN, NAMED)),
         form=fill.paper("handed in")),
    Case("paper_hand_in", "draft paper", post=says(404, (302, OWN, WRITERS)), empty=says(404, (409, OWN, WRITERS)),
         form=fill.paper("draft paper")),
    Case("paper_hand_in", "returned", post=says(404, (302, "child", "plain")), form=fill.paper("returned")),
    Case("paper_hand_back", "handed in", get=says(404, (200, WITHIN, RECEIVERS)), form=fill.fixed(reason="Viết rõ hơn"),
         empty=says(404, (200, WITHIN, RECEIVERS)), post=says(404, (302, OWN, RECEIVERS), (200, WITHIN, RECEIVERS))),
    Case("paper_hand_back", "draft paper", get=NO, post=NO, form=fill.fixed(reason="Viết rõ hơn")),
    Case("paper_saves", "handed in", get=says(404, (200, "cell", "member"))),
    Case("paper_saves", "draft paper", get=says(404, (200, OWN, WRITERS))),
    Case("paper_compare", "save", get=says(404, (200, OWN, WRITERS), (200, "cell", "member")),
         post=says(404, (302, OWN, WRITERS), (302, "cell", "member")), form=fill.base("saved paper")),
    Case("paper_compare", "crossed save", get=NO, post=NO),
    Case("meeting", "open meeting", get=says(404, (200, OWN, RECEIVERS)), post=says(404, (302, OWN, RECEIVERS)),
         empty=says(404, (409, OWN, RECEIVERS)), form=fill.minutes("open meeting")),
    Case("meeting", "closed meeting",
         get=says(404, (200, "child cell", NAMED), (200, "child", "member"), (200, "cell", "member cellmate")),
         post=says(404, (409, "child cell", RECEIVERS), (403, "child cell", NAMED), (403, "child", "member"),
                   (403, "cell", "member cellmate")), form=fill.minutes("closed meeting")),
    Case("meeting_close", "open meeting", post=says(404, (409, OWN, RECEIVERS))),
    Case("meeting_close", "closed meeting", post=says(404, (302, "child cell", RECEIVERS), (403, "child cell", NAMED),
         (403, "child", "member"), (403, "cell", "member cellmate"))),
    Case("meeting_circulate", "open meeting", post=says(404, (302, OWN, RECEIVERS)),
         empty=says(404, (409, OWN, RECEIVERS)), form=fill.fixed(**{"ngay-gui": "25/11/2022"})),
    Case("meeting_report", "closed meeting", get=says(404, (200, "child", f"{RECEIVERS} member"))),
    Case("meeting_report", "open meeting", get=NO),
    Case("minutes_docx", "open meeting", get=says(404, (200, OWN, RECEIVERS))),
    Case("minutes_docx", "closed meeting", get=_SEES_MEETING),
    Case("minutes_pdf", "closed meeting", get=_SEES_MEETING),
    Case("minutes_issue", "closed meeting", get=says(404, (200, "child cell", RECEIVERS)),
         post=says(404, (409, "child cell", RECEIVERS)), form=fill.fixed(**{"ngay-ky": "01/12/2022"})),
    Case("meeting_supplement", "closed meeting", get=says(404, (200, "child cell", RECEIVERS)),
         empty=says(404, (200, "child cell", RECEIVERS)), post=says(404, (302, "child cell", RECEIVERS)),
         form=fill.fixed(held_on="02/12/2022", venue="Hội trường")),
    Case("review_order", "rated", get=says(404, (200, OWN, ORDERERS)), empty=says(404, (409, OWN, ORDERERS)),
         post=says(404, (302, OWN, ORDERERS)), form=fill.fixed(**{"can-cu": "Chưa đạt", "han": "20/12/2022"})),
    Case("reply", "reply", form=fill.RESERVED,
         get=says(404, (200, "child cell", f"{RECEIVERS} member")),
         empty=says(404, (409, "child cell", "member"), (403, "child cell", RECEIVERS)),
         post=says(404, (302, "child cell", "member"), (403, "child cell", RECEIVERS))),
    Case("subject_file", "member", get=says(404, (200, OWN, "head"), (200, "cell", "cellmate"))),
    Case("paper_edition", "edition", get=_SEES_PAPER),
    Case("opinions", "member", get=says(404, (200, WITHIN, NAMED), (200, "cell", "cellmate")), form=fill.OPINION,
         empty=says(404, (403, OWN, "head"), (409, WITHIN, RECEIVERS), (403, WITHIN, NAMED), (403, "cell", "cellmate")),
         post=says(404, (403, OWN, "head"), (302, WITHIN, RECEIVERS), (403, WITHIN, NAMED), (403, "cell", "cellmate"))),
    Case("opinion_remove", "opinion", form=fill.fixed(**{"ly-do": "x"}), empty=says(404, (409, "cell", RECEIVERS),
         (403, "cell", NAMED)), post=says(404, (409, "cell", RECEIVERS), (403, "cell", NAMED))),
    Case("paper_faults", "handed in", get=says(404, (200, "cell", "member")), form=fill.FAULT,
         post=says(404, (409, "cell", "member"))),
    Case("paper_faults", "draft paper", get=says(404, (200, OWN, WRITERS)), empty=says(404, (409, OWN, WRITERS)),
         post=says(404, (302, OWN, WRITERS)), form=fill.FAULT),
    Case("fault_drop", "fault", post=says(404, (302, OWN, WRITERS))),
    Case("fault_share", "fault", post=says(404, (409, OWN, WRITERS)), form=fill.fixed(ai="0")),
    Case("faults_at", "unit", get=says(404, (200, WITHIN, NAMED))),
    Case("criteria", "unit", get=_READS),
    Case("criterion_add", "unit", get=_SETS, empty=_SETS, post=_SET, form=fill.CRITERION),
    Case("criterion", "criterion", get=_SETS, empty=_SETS, post=_SET, form=fill.CRITERION),
    Case("criterion_end", "criterion", post=_SET),
    Case("cellbook", "unit", get=says(404, (200, WITHIN, RECEIVERS)), post=says(404, (302, WITHIN, RECEIVERS)),
         form=fill.fixed(**{"o:hop:ngay:ghi": "02/12/2022", "o:hop:dia-diem:ghi": "Hall"})),
    Case("cellbook_take", "unit", post=says(404, (200, WITHIN, RECEIVERS))),
    Case("cellbook_send", "unit", post=says(404, (409, WITHIN, RECEIVERS))),
    # register of papers
    Case("register", "unit", get=says(404, (200, OWN, RECEIVERS))),
    Case("term_begin", "unit", get=says(404, (200, OWN, RECEIVERS)), empty=says(404, (200, OWN, RECEIVERS)),
         post=says(404, (302, OWN, RECEIVERS)), form=fill.fixed(begins="01/10/2020")),
    Case("numbers_used", "unit", get=says(404, (302, OWN, RECEIVERS)), post=says(404, (302, OWN, RECEIVERS))),
    # suggestions
    Case("suggestions", get=_MINE),
    Case("suggestion_new", "unit", get=says(404, (200, OWN, RECEIVERS)), post=NO),
    Case("suggestion", "suggestion draft", get=says(404, (200, OWN, RATERS)), post=says(404, (409, OWN, RATERS))),
    Case("suggestion", "suggestion", get=says(404, (200, OWN, SUGGESTED)), post=says(404, (409, OWN, RATERS),
         (403, OWN, "inspection_board"))),
    Case("suggestion_drop", "suggestion draft", post=says(404, (302, OWN, RATERS))),
    Case("suggestion_drop", "suggestion", post=says(404, (302, OWN, RATERS), (403, OWN, "inspection_board"))),
    Case("suggestion_issue", "suggestion draft", get=says(404, (200, OWN, DECIDERS)), form=fill.LETTER,
         empty=says(404, (200, OWN, DECIDERS)), post=says(404, (409, OWN, DECIDERS))),
    Case("suggestion_issue", "suggestion", get=NO, post=NO, form=fill.LETTER),
    Case("suggestion_withdraw", "suggestion", get=says(404, (200, OWN, DECIDERS)), form=fill.fixed(reason="Đã rõ"),
         empty=says(404, (200, OWN, DECIDERS)), post=says(404, (409, OWN, DECIDERS))),
    Case("suggestion_docx", "suggestion draft", get=NO),
    Case("suggestion_pdf", "suggestion draft", get=NO),
    Case("assignments", get=_MINE),
    Case("feed", post=says(302)),
    Case("feed_ics", "unit", get=NO, stranger=(404, 405)),
    Case("assignments_at", "unit", get=says(404, (200, OWN, ORDERERS)), post=says(404, (200, OWN, ORDERERS))),
    Case("attendance_xlsx", "unit", get=says(404, (200, OWN, ORDERERS))),
    Case("assignment_substitute", "assignment", get=says(404, (200, OWN, ORDERERS)),
         post=says(404, (200, OWN, ORDERERS))),
    Case("assignment_withdraw", "assignment", get=says(404, (200, OWN, ORDERERS)), form=fill.fixed(reason="Đổi lịch"),
         empty=says(404, (200, OWN, ORDERERS)), post=says(404, (302, OWN, ORDERERS))),
    # ratings
    Case("ratings_own", get=_MINE),
    Case("proposals", "rating", get=says(404, (200, OWN, RATERS)), empty=says(404, (302, OWN, RATERS)),
         post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board")), form=fill.proposed),
    Case("decision_begin", "rating", post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board"))),
    # ballots; a typist has a person behind the account, as the head has
    Case("ballots_at", "rating", get=_COUNTS),
    Case("ballot_new", "rating", get=_COUNTS, empty=_COUNTS, post=says(404, (302, OWN, RECEIVERS)), form=fill.ballot,
         query="loai=leader"),
    Case("ballot", "ballot", get=says(404, (200, OWN, RATERS))),
    Case("ballot", "ballot draft", get=says(404, (200, OWN, RATERS))),
    Case("ballot", "ballot first", get=says(404, (200, OWN, RATERS))),
    Case("ballot", "ballot different", get=says(404, (200, OWN, RATERS))),
    Case("ballot", "ballot equal", get=says(404, (200, OWN, RATERS))),
    Case("ballot_edit", "ballot draft", get=_COUNTS, empty=_COUNTS, post=says(404, (302, OWN, RECEIVERS)),
         form=fill.redrafted),
    Case("ballot_open", "ballot draft", post=says(404, (302, OWN, RECEIVERS))),
    Case("ballot_drop", "ballot draft", post=says(404, (302, OWN, RECEIVERS))),
    Case("ballot_enter", "ballot open", get=_COUNTS, empty=_COUNTS, form=fill.counted,
         post=says(404, (302, OWN, "head"), (409, OWN, RECEIVERS))),
    Case("ballot_enter", "ballot first", get=_COUNTS, empty=_COUNTS, post=_COUNTS),
    Case("ballot_difference", "ballot different", get=_COUNTS, empty=_COUNTS,
         form=fill.fixed(place="0", reason="Kiểm lại"), post=says(404, (302, OWN, RECEIVERS))),
    Case("ballot_confirm", "ballot equal", get=_COUNTS, form=fill.fixed(checked="on"),
         empty=says(404, (409, OWN, RECEIVERS)), post=says(404, (302, OWN, RECEIVERS))),
    Case("ballot_annul", "ballot first", get=_COUNTS, empty=_COUNTS, post=says(404, (302, OWN, RECEIVERS)),
         form=fill.REASON),
    Case("ballot_correct", "ballot", get=_COUNTS, empty=_COUNTS, post=says(404, (302, OWN, RECEIVERS)),
         form=fill.REASON),
    Case("ballot_settle", "ballot line", get=_COUNTS, empty=_COUNTS, post=says(404, (302, OWN, RECEIVERS)),
         form=fill.fixed(way="committee", reason="Nêu rõ")),
    Case("ballot_slips_docx", "ballot open", get=_COUNTS),
    Case("ballot_slips_pdf", "ballot open", get=_COUNTS),
    Case("ballot_docx", "ballot minutes", get=says(404, (200, OWN, RATERS))),
    Case("ballot_pdf", "ballot minutes", get=says(404, (200, OWN, RATERS))),
    Case("ballot_issue", "ballot", get=_COUNTS, empty=_COUNTS, post=says(404, (409, OWN, RECEIVERS)),
         form=fill.fixed(signed_on="01/12/2022")),
    Case("decision", "draft", get=says(404, (200, OWN, RATERS)), form=fill.staged,
         post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board"))),
    Case("decision", "released", get=says(404, (200, "own child", NAMED)), form=fill.staged,
         post=says(404, (409, OWN, RECEIVERS), (403, "own child", NAMED))),
    Case("decision_stage_proposed", "draft", post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board")),
         form=fill.fixed(loai="leader")),
    Case("decision_stage_proposed", "released", post=says(404, (302, OWN, RECEIVERS), (403, "own child", NAMED)),
         form=fill.fixed(loai="leader")),
    Case("decision_release", "draft", get=says(404, (200, OWN, DECIDERS)), post=says(404, (409, OWN, DECIDERS))),
    Case("decision_release", "released", get=says(404, (302, OWN, DECIDERS)), post=says(404, (302, OWN, DECIDERS))),
    Case("decision_drop", "draft", post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board"))),
    Case("decision_drop", "released", post=says(404, (302, OWN, RECEIVERS), (403, "own child", NAMED))),
    Case("decision_split", "draft", post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board"))),
    Case("decision_split", "released", post=says(404, (302, OWN, RECEIVERS), (403, "own child", NAMED))),
    Case("quota_board", "rating", get=says(404, (200, OWN, RATERS)), empty=says(404, (200, OWN, RATERS)),
         post=says(404, (200, OWN, RATERS)), form=fill.fixed(thu="1:3,x", goc="")),
    Case("quota_settings", "rating", get=says(404, (200, OWN, RATERS)), empty=_DECIDED, post=_DECIDED, form=fill.TERMS),
    Case("quota_groups", "rating", get=says(404, (200, OWN, RATERS)), empty=_DECIDED, post=_DECIDED,
         form=fill.fixed(key="A", number="1-QĐ", signed_on="01/12/2022", reason="A")),
    Case("rating_cases", "rating", get=says(404, (200, OWN, RATERS)), empty=says(404), post=says(404),
         form=fill.fixed(how="A")),
    Case("rating_results", "rating", get=says(404, (200, WITHIN, NAMED))),
    Case("casefile", "rated", get=says(404, (200, OWN, RATERS)), empty=says(404, (403, OWN, RATERS)),
         post=says(404, (302, OWN, RECEIVERS), (403, OWN, "standing_board")), form=fill.COMPLAINT),
    Case("rating_steps", "rated", get=_SEES_STEPS),
    Case("steps_of_year", "law year", get=_MINE),
    Case("rate_again", "rated", get=says(404, (403, OWN, RATERS)), empty=says(404, (403, OWN, RATERS)),
         post=says(404, (403, OWN, RATERS)), form=fill.fixed(level="2", ground="other", reason="A")),
    Case("year_facts", "rated", get=_RECORDS, empty=_RECORDED, post=_RECORDED, form=fill.fixed(sick_days="3")),
    # files
    Case("file_add", post=says(404, (302, OWN, WRITERS)), empty=NO, form=fill.evidence, aimed=True),
    Case("file", "draft file", get=says(404, (200, OWN, WRITERS))),
    Case("file", "paper file", get=_SEES_PAPER),
    Case("file", "minutes file", get=says(404, (200, OWN, RECEIVERS), (200, "cell", f"{NAMED} member cellmate"))),
    Case("file", "letter file", get=says(404, (200, OWN, SUGGESTED))),
    Case("file_remove", "draft file", post=says(404, (302, OWN, WRITERS)), empty=NO,
         form=fill.about("draft file")),
    Case("file_remove", "paper file", post=says(404, (302, "cell", "member"), (403, "cell", NAMED)), empty=NO,
         form=fill.about("paper file")),
    Case("file_remove", "minutes file", empty=NO, form=fill.about("minutes file"),
         post=says(404, (403, OWN, RECEIVERS), (403, "cell", f"{NAMED} member cellmate"))),
    Case("file_remove", "letter file", post=says(404, (403, OWN, SUGGESTED)), empty=NO, form=fill.about("letter file")),
    # ledger
    Case("ledger", get=says(404, (200, OWN, "organisation_board inspection_board"))),
    # help, language
    Case("help", get=_MINE, stranger=(200, 405)),
    Case("set_language", get=says(302), post=says(302), form=fill.fixed(language="en"), stranger=(302, 302),
         others=302),
]  # fmt: skip
