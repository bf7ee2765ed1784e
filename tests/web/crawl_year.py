"""The year of the crawl's town: papers, meetings, proposals, votes, decisions; drafts beside what is handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.documents.acts import attach
from kiemdiem.documents.models import Attachment
from kiemdiem.jobs.models import Job
from kiemdiem.ledger.actor import Actor
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.models import Collective, Unit
from kiemdiem.ratings import deciding
from kiemdiem.ratings.models import Decision, DecisionLine
from kiemdiem.ratings.proposing import propose
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import answering, faults, meetings, replies, writing
from kiemdiem.reviews.models import Comment, Criterion, Edition, FaultShare, Meeting, Opinion, Paper
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem
from reviews.cast import below_is_done, circulated, later

from .crawl_ballots import ballots, vote
from .crawl_cast import (
    DISTRICTS,
    NOON,
    PLACES,
    SYSTEM,
    TODAY,
    Town,
    actor_for,
    grow,
    keys_of,
    meet,
    open_accounts,
    years,
)

MEMBER, LEADER, COLLECTIVE, ORGANISATION = Kind.MEMBER, Kind.LEADER, Kind.COLLECTIVE, Kind.PARTY_ORGANISATION
WHERE = dict(zip(PLACES, ("Q1", "Q2", "TP", "Q1-P", "Q1-A"), strict=True))  # unit of each place
ACCOUNTS = {"own": "Q1 clerk", "sibling": "Q2 clerk", "parent": "TP clerk", "child": "Q1 ward head"}


def build(*, rated: bool = True) -> Town:
    """Everything, and the objects of every address by place; `rated` false stops before anything is proposed."""
    town = Town()
    grow(town)
    open_accounts(town)
    meet(town)
    years(town)
    for q in DISTRICTS:
        _papers(town, q)
        _meetings(town, q)
        if rated:
            rate(town, q)
    _last_year(town)
    _criteria(town)
    _addresses(town)
    return town


def _criteria(town: Town) -> None:
    """Of the committee at each place, about the reports of collectives, so that whoever writes one is asked."""
    row = {"form": "collective", "section": "results", "code": "2.1", "title": "-", "good": "-", "since": 2019}
    units = Unit.objects.in_bulk(WHERE.values(), field_name="code")
    made = {place: Criterion.objects.create(unit=units[code], **row) for place, code in WHERE.items()}
    town.put("criterion", **keys_of(**made))


def _papers(town: Town, q: str) -> None:
    birds, ward = town.birds, town.path(f"{q}-P")
    for number in ("2", "3", "8"):
        _handed_in(town, f"{q}-{number}")
    for number in ("4", "6"):
        _draft(town, f"{q}-{number}")
    back = _handed_in(town, f"{q}-5", "draft of a person")  # handed back, it is its writer's own again
    reason = birds.text("return reason", back.path, f"{q}-5")
    writing.hand_back(back, by=SYSTEM, name="Người nhận", reason=reason, at=NOON)
    found = town.subject(f"{q}-P-TT", COLLECTIVE)
    report = _write(found, SYSTEM, birds.text("handed in", ward, f"{q}-2", f"{q}-3"))
    town.at.setdefault("paper", {})[f"{q}-P-TT"] = writing.hand_in(report, by=SYSTEM, at=NOON)
    found = town.subject(f"{q}-TT", COLLECTIVE)
    words = birds.text("paper of a collective", town.path(q))
    town.at["paper"][f"{q}-TT"] = written = _write(found, SYSTEM, words, complete=False)
    faults.name_own(written, birds.text("paper of a collective", town.path(q)), "-", by=SYSTEM, at=NOON)
    named = written.faults.get()
    for head in answering.heads(named):
        FaultShare.objects.create(fault=named, person_id=head, role="head", share="main", text="-")
    reason = birds.text("left-out reason", town.path(f"{q}-C"), f"{q}-10")
    acts.leave_out(town.subject(f"{q}-10"), by=SYSTEM, reason=reason, reviewed=False)


def _handed_in(town: Town, code: str, field: str = "handed in") -> Paper:
    found, by = town.subject(code), actor_for(code)
    paper = _write(found, by, town.birds.text(field, found.path, code))
    made = writing.hand_in(paper, by=by, at=NOON)
    town.at.setdefault("paper", {})[code] = made
    return made


def _draft(town: Town, code: str) -> None:
    found = town.subject(code)
    words = town.birds.text("draft of a person", found.path, code)
    town.at["paper"][code] = _write(found, actor_for(code), words, complete=False)


def _write(subject: Subject, by: Actor, words: str, *, complete: bool = True) -> Paper:
    """Saved twice: a collective's words stand in the history too."""
    paper = writing.begin(subject, by=by)
    sections = writing.sections(paper)
    answers: dict[str, writing.Answer] = {}
    for each in sections if complete else sections[:1]:
        answers[each.key] = {"text": f"Nội dung {words}"} | ({"level": 3} if each.criterion else {})  # type: ignore[assignment]
    levels = {line.subject_id: Level.GOOD for line in paper.lines.all()}
    return writing.save(paper, answers, levels, base=0, by=by, name="Người viết", at=NOON)


def _meetings(town: Town, q: str) -> None:
    birds, cell = town.birds, town.path(f"{q}-A")
    there = [f"{q}-{number}" for number in ("2", "3", "4", "7")]
    heard = [town.subject(f"{q}-2"), town.subject(f"{q}-3")]
    words = {name: birds.text("closed minutes", cell, *there) for name in ("minutes", "venue", "absent", "conclusion")}
    town.at.setdefault("meeting", {})[f"{q}-A"] = _hear(town, f"{q}-A", "", heard, there[:2], words, absent=f"{q}-4")
    _said(town, q, town.at["meeting"][f"{q}-A"], there)
    ward, board = town.path(f"{q}-P"), [f"{q}-2", f"{q}-3"]
    heard = [town.subject(f"{q}-P-TT", COLLECTIVE), town.subject(f"{q}-2", LEADER)]
    words = {name: birds.text("closed minutes", ward, *board) for name in ("minutes", "venue", "conclusion")}
    town.at["meeting"][f"{q}-P"] = _hear(town, f"{q}-P", f"{q}-P-TT", heard, board, words)
    words = {name: birds.text("open minutes", town.path(q)) for name in ("minutes", "venue")}
    town.at["meeting"][q] = _hear(town, q, f"{q}-TT", [], [f"{q}-1", f"{q}-8"], words, close=False)


def _said(town: Town, q: str, meeting: Meeting, there: list[str]) -> None:
    """What was said of one in the cell and what he answers since; what was said of another on paper."""
    birds, about = town.birds, town.subject(f"{q}-3")
    words = [birds.text("closed minutes", meeting.path, *there) for _each in range(3)]
    Comment.objects.create(
        meeting=meeting, position=1, speaker=town.people[f"{q}-2"], subject=about, text=words[0], answer=words[1]
    )
    hearing = meeting.hearings.get(subject=about)
    replies.add(hearing, words[2], kind="reserved", by=actor_for(f"{q}-3"), at=NOON)
    other = town.subject(f"{q}-2")
    Opinion.objects.create(
        subject=other, body="residence", body_name="-", text=birds.text("opinion", other.path, f"{q}-2"),
        given_on=TODAY, entered_at=NOON, entered_by="-",
    )  # fmt: skip


def _hear(
    town: Town,
    place: str,
    board: str,
    heard: list[Subject],
    led_by: list[str],
    words: dict[str, str],
    *,
    absent: str = "",
    close: bool = True,
) -> Meeting:
    cycle = town.cycles[place[:2]]
    body = Collective.objects.get(code=board) if board else None
    meeting = meetings.plan(cycle, town.place(place), body, held_on=TODAY, venue="", by=SYSTEM)
    content = meetings.Record(
        held_on=TODAY,
        venue=words["venue"],
        chair=town.people[led_by[0]].pk,
        secretary=town.people[led_by[1]].pk,
        minutes=f"Diễn biến: {words['minutes']}",
        absent={town.people[absent].pk: words["absent"]} if absent else {},
        subjects=[each.pk for each in heard],
        conclusions={each.pk: words["conclusion"] for each in heard},
        deferred=later(meeting, heard, why="-") if close else {},
    )
    meeting = meetings.write(meeting, content, base=0, by=SYSTEM)
    if close and body:
        circulated(meeting, SYSTEM)
        below_is_done(meeting)
    return meetings.close(meeting, by=SYSTEM, at=NOON) if close else meeting


def rate(town: Town, q: str) -> None:
    """What is proposed and staged before anything is released: of a member by cell and ward, of the ward's head by
    the district."""
    rate_one(town, f"{q}-3", MEMBER, f"{q}-A", f"{q}-P", Level.EXCELLENT)
    rate_one(town, f"{q}-2", LEADER, q, q, Level.FAILED)


def rate_one(town: Town, code: str, kind: Kind, body: str, authority: str, level: Level) -> None:
    """A proposal, votes and a line in a draft decision."""
    birds, paths = town.birds, (town.path(authority),)
    subject, comment = town.subject(code, kind), birds.text("proposal comment", town.path(body))
    propose({subject.pk: level}, by=SYSTEM, name="Cấp ủy", at=NOON, comment=comment)
    vote(town, subject, body, [birds.number("votes", town.path(body), paths=paths) for _level in Level])
    town.at.setdefault("draft", {})[authority] = _drafted(town, authority, subject, level)


def _drafted(town: Town, authority: str, subject: Subject, level: Level) -> Decision:
    path = town.path(authority)
    decision = deciding.begin(town.cycles[authority[:2]], town.place(authority), by=SYSTEM, name="Cấp ủy", at=NOON)
    deciding.stage(decision, {subject.pk: level}, by=SYSTEM)
    number, signatory = (town.birds.text("draft decision", path) for _word in range(2))
    signed = date(2022, 12, 20)
    return deciding.describe(decision, number=f"1-QĐ/{number}", signed_on=signed, signatory=signatory, by=SYSTEM)


def _last_year(town: Town) -> None:
    cycle = town.cycles["TP 2021"]
    for q in DISTRICTS:
        _released(town, cycle, q, [(f"{q}-2", LEADER), (f"{q}-P-TT", COLLECTIVE)])
        _released(town, cycle, f"{q}-P", [(f"{q}-{number}", MEMBER) for number in ("2", "3", "5")])
    _released(town, cycle, "TP", [(q, ORGANISATION) for q in DISTRICTS])


def _released(town: Town, cycle: Cycle, authority: str, rated: list[tuple[str, Kind]]) -> None:
    subjects = [town.subject(code, kind, 2021) for code, kind in rated]
    path, owners = town.path(authority), [each.code for each in subjects]
    number = town.birds.text("released decision", path, *owners, paths=tuple(each.path for each in subjects))
    made = Decision.objects.create(
        cycle=cycle,
        authority=authority,
        authority_name=town.units[authority].name,
        path=path,
        state=Decision.State.RELEASED,
        number=f"9-QĐ/{number}",
        signed_on=date(2021, 12, 20),
        signatory=town.birds.text("released signatory", path),
        drafted_by="Cấp ủy",
        drafted_at=NOON,
        released_by="Cấp ủy",
        released_at=NOON,
    )
    for each in subjects:
        DecisionLine.objects.create(decision=made, subject=each, level=Level.GOOD, in_force=True)
        Subject.objects.filter(pk=each.pk).update(level=Level.GOOD)
    advance(subjects, State.DECIDED)
    town.at.setdefault("released", {})[authority] = made


def _suggestions(town: Town) -> None:
    """A draft, one that was sent, and somebody sent to attend, at each district."""
    made: dict[str, dict[str, Any]] = {"suggestion draft": {}, "suggestion": {}, "assignment": {}}
    for place, q in (("own", "Q1"), ("sibling", "Q2")):
        subject, unit = town.subject(f"{q}-8"), town.units[q]
        for name, state in (("suggestion draft", "draft"), ("suggestion", "issued")):
            held = Suggestion.objects.create(
                cycle=subject.cycle, subject=subject, issuer=unit, path=unit.path, subject_path=subject.path,
                state=state, issued_at=NOON if state == "issued" else None,
            )  # fmt: skip
            owners = (subject.code,) if state == "issued" else ()
            fact = town.birds.text(name, unit.path, *owners)
            SuggestionItem.objects.create(suggestion=held, position=1, category="complex", fact=fact)
            made[name][place] = held
        where = town.place(f"{q}-P")
        made["assignment"][place] = Assignment.objects.create(
            cycle=subject.cycle, place=where, unit=unit, path=unit.path, person=town.people[f"{q}-9"],
            capacity="-", assigned_by="Cấp ủy", assigned_at=NOON,
            reason=town.birds.text("assignment", unit.path),
        )  # fmt: skip
    for name, by_place in made.items():
        town.put(name, **keys_of(**by_place))


def _edition(paper: Paper) -> tuple[int, int]:
    """What was handed in the first time, before a review ordered anew."""
    made = Edition.objects.create(
        paper=paper, round=1, form=paper.form, answers=paper.answers, levels={MEMBER: Level.GOOD}, handed_in_at=NOON
    )
    return paper.pk, made.round


def _files(town: Town, paper: dict[str, Paper], meeting: dict[str, Meeting]) -> None:
    """A file at each sort of matter, its name and its content a canary."""
    birds = town.birds
    made: dict[str, dict[str, Any]] = {"draft file": {}, "paper file": {}, "minutes file": {}, "letter file": {}}
    for place, code in (("own", "Q1-TT"), ("sibling", "Q2-TT")):
        word = birds.text("paper of a collective", town.path(code[:2]))
        made["draft file"][place] = _file(f"paper:{paper[code].pk}", paper[code].path, word)
    for place, code in (("child", "Q1-6"), ("cell", "Q1-4")):
        word = birds.text("draft of a person", paper[code].path, code)
        made["draft file"][place] = _file(f"paper:{paper[code].pk}", paper[code].path, word)
    for place, code in (("sibling", "Q2-3"), ("cell", "Q1-3")):
        word = birds.text("handed in", paper[code].path, code)
        made["paper file"][place] = _file(f"paper:{paper[code].pk}", paper[code].path, word)
    for place, code in (("own", "Q1"), ("sibling", "Q2")):
        word = birds.text("open minutes", meeting[code].path)
        made["minutes file"][place] = _file(f"meeting:{meeting[code].pk}", meeting[code].path, word)
    there = [f"Q1-{number}" for number in ("2", "3", "4", "7")]
    word = birds.text("closed minutes", meeting["Q1-A"].path, *there)
    made["minutes file"]["cell"] = _file(f"meeting:{meeting['Q1-A'].pk}", meeting["Q1-A"].path, word)
    for place, q in (("own", "Q1"), ("sibling", "Q2")):
        word = birds.text("suggestion", town.path(q), f"{q}-8")
        made["letter file"][place] = _file(f"suggestion:{town.at['suggestion'][place]}", town.path(q), word)
    for name, by_place in made.items():
        town.put(name, **keys_of(**by_place))


def _file(about: str, path: str, word: str) -> Attachment:
    data = b"%PDF-1.7\n" + word.encode() + b"\n%%EOF\n"
    return attach(data, about=about, path=path, by=SYSTEM, name=f"{word}.pdf", at=NOON)


def _addresses(town: Town) -> None:
    """The objects an address is called with, by place; those that a place has none of are left out."""
    paper, meeting, draft, released = (town.at.pop(name, {}) for name in ("paper", "meeting", "draft", "released"))
    asked, lent = town.at.pop("help"), town.at.pop("delegation")
    town.put("unit", **WHERE)
    town.put("cycle", **keys_of(own=town.cycles["Q1"], sibling=town.cycles["Q2"], parent=town.cycles["TP 2021"],
                              child=town.cycles["Q1-P 2020"]))  # fmt: skip
    town.put(
        "handed in", **keys_of(own=paper["Q1-8"], sibling=paper["Q2-3"], child=paper["Q1-P-TT"], cell=paper["Q1-3"])
    )
    town.put(
        "draft paper", **keys_of(own=paper["Q1-TT"], sibling=paper["Q2-TT"], child=paper["Q1-6"], cell=paper["Q1-4"])
    )
    town.put("returned", **keys_of(sibling=paper["Q2-5"], child=paper["Q1-5"]))
    town.put("open meeting", **keys_of(own=meeting["Q1"], sibling=meeting["Q2"]))
    town.put("closed meeting", **keys_of(sibling=meeting["Q2-A"], child=meeting["Q1-P"], cell=meeting["Q1-A"]))
    said = {each.subject.code: each for each in Opinion.objects.select_related("subject")}
    town.put("opinion", **keys_of(sibling=said["Q2-2"], cell=said["Q1-2"]))
    town.put("edition", **{place: _edition(paper[code]) for place, code in (("sibling", "Q2-3"), ("cell", "Q1-3"))})
    said = {
        "sibling": ("Q2-A", MEMBER, "Q2-3"),
        "child": ("Q1-P", COLLECTIVE, "Q1-P-TT"),
        "cell": ("Q1-A", MEMBER, "Q1-3"),
    }
    town.put(
        "reply", **{place: (meeting[at].pk, town.subject(code, kind).pk) for place, (at, kind, code) in said.items()}
    )
    _suggestions(town)
    _files(town, paper, meeting)
    named = {place: paper[f"{q}-TT"].faults.get() for place, q in (("own", "Q1"), ("sibling", "Q2"))}
    town.put("fault", **keys_of(**named))
    if draft:
        town.put("draft", **keys_of(own=draft["Q1"], sibling=draft["Q2"], child=draft["Q1-P"]))
    town.put("released", **keys_of(own=released["Q1"], sibling=released["Q2"], parent=released["TP"],
                                 child=released["Q1-P"]))  # fmt: skip
    town.put("person", own="Q1-8", sibling="Q2-8", parent="TP-1", child="Q1-2", cell="Q1-3")
    town.put("account", **keys_of(**{place: town.accounts[key] for place, key in ACCOUNTS.items()}))
    town.put("grant", **{place: town.accounts[key].grants.get().pk for place, key in ACCOUNTS.items()})
    town.put("help", **keys_of(own=asked["Q1 viewer"], sibling=asked["Q2 viewer"], parent=asked["TP viewer"],
                             child=asked["Q1 ward head"]))  # fmt: skip
    town.put("delegation", **keys_of(sibling=lent[f"{town.accounts['Q2 ward head'].pk}"],
                                   child=lent[f"{town.accounts['Q1 ward head'].pk}"]))  # fmt: skip
    last = {"kind": ORGANISATION, "year": 2021}
    town.put("member", **keys_of(own=town.subject("Q1-1"), sibling=town.subject("Q2-1"),
                               parent=town.subject("TP-1", year=2021), child=town.subject("Q1-6"),
                               cell=town.subject("Q1-7")))  # fmt: skip
    town.put("report", **keys_of(own=town.subject("Q1-TT", COLLECTIVE), sibling=town.subject("Q2-TT", COLLECTIVE),
                               parent=town.subject("TP", **last),
                               child=town.subject("Q1-P-TT", COLLECTIVE)))  # fmt: skip
    ballots(town)
    town.put("rated", **keys_of(own=town.subject("Q1-2", LEADER), sibling=town.subject("Q2-2", LEADER),
                              parent=town.subject("Q1", **last), child=town.subject("Q1-2"),
                              cell=town.subject("Q1-3")))  # fmt: skip
    ratings = {"own": ("Q1", "Q1"), "sibling": ("Q2", "Q2"), "parent": ("TP 2021", "TP"), "child": ("Q1", "Q1-P"),
               "cell": ("Q1", "Q1-A")}  # fmt: skip
    town.put("law year", own=2022)
    town.put("rating", **{place: (town.cycles[year].pk, code) for place, (year, code) in ratings.items()})
    for name, year in (("board", "Q1"), ("last board", "TP 2021")):
        town.put(name, **{place: {"pk": town.cycles[year].pk, "noi": code} for place, code in WHERE.items()})
    saved = {"own": paper["Q1-TT"], "sibling": paper["Q2-3"], "child": paper["Q1-6"], "cell": paper["Q1-3"]}
    town.put("saved paper", **keys_of(**saved))
    town.put("save", **{place: (each.pk, each.saves.first().pk) for place, each in saved.items()})
    crossed = {place: (paper["Q1-TT"].pk, saved[place].saves.first().pk) for place in ("sibling", "child", "cell")}
    town.put("crossed save", **crossed)
    _by_account(town)


def _by_account(town: Town) -> None:
    """Notices and jobs: everybody's own, and somebody's elsewhere."""
    others = {"sibling": "Q2 clerk", "parent": "TP clerk", "child": "Q1 ward head"}
    for name, model, key in (("notice", Notice, "account"), ("job", Job, "by")):
        rows = {getattr(row, f"{key}_id" if key == "account" else key): row.pk for row in model.objects.all()}
        of = {account: rows[account.pk if key == "account" else account.key] for account in town.accounts.values()}
        town.put(name, own=of, **{place: of[town.accounts[each]] for place, each in others.items()})
