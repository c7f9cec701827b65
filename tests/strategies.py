"""Hypothesis strategies: problems with any mix of rules, contradictory ones too, and schedules."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.problem import (
    Attendee,
    Before,
    GivenMeeting,
    Lock,
    Meeting,
    MustMeet,
    Objective,
    Pairs,
    Problem,
    ProblemFaults,
    Schedule,
    Slot,
    Table,
    Team,
)
from scheduling.repair.changes import (
    Accepted,
    Cancelled,
    DayChange,
    Delayed,
    EarlyLeave,
    LateArrival,
    NoShow,
    SlotsLost,
    TableClosed,
    WalkIn,
)
from tests.checker import broken_rules

# Every constraint by name; `problems(needed={"group_caps"})` makes that one occur.
PERSONAL = (
    "available",
    "min_meetings",
    "max_meetings",
    "group_caps",
    "max_consecutive",
    "max_per_day",
    "min_per_day",
    "side",
)
ROOM = ("tables", "closed", "hosts", "zones")
WISHES = ("must", "must_priority", "never", "locked", "before", "teams", "together", "fairness")
SELECT = (*PERSONAL, *ROOM, *WISHES)
GROUPS = ("finance", "health")
ZONES = ("hall", "quiet")
SCORES = st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 1.0])


@st.composite
def problems(
    draw: st.DrawFn,
    needed: frozenset[str] | set[str] = frozenset(),
    most_people: int = 6,
    most_slots: int = 4,
    optional: tuple[str, ...] = SELECT,
) -> Problem:
    """Draw a problem in mode ``select``; rules may well contradict each other."""
    rules = (
        set(needed)
        | draw(st.sets(st.sampled_from(optional), min_size=min(2, len(optional)), max_size=6))
        if optional
        else (set(needed))
    )
    slots = draw(slot_lists(most_slots))
    tables = draw(table_lists(slots, rules)) if rules & set(ROOM) else ()
    n = draw(st.integers(3 if rules & {"teams", "together"} else 2, most_people))
    people = draw(attendee_lists(n, slots, tables, rules))
    teams = draw(team_lists(people, rules)) if rules & {"teams", "together"} else ()
    parties = [a.id for a in people] + [t.id for t in teams]
    pairs = draw(pair_arrays(len(people), parties, teams))
    wished = _named_pairs(parties, teams)
    assume(wished)
    two = st.sampled_from(wished)
    never = draw(st.lists(two, max_size=2, unique=True)) if "never" in rules else []
    try:
        return Problem(
            attendees=people,
            slots=slots,
            tables=tables,
            pairs=pairs,
            must_meet=draw(must_lists(two, rules)),
            never_meet=tuple(never),
            locked=draw(lock_lists(two, slots, tables)) if "locked" in rules else (),
            before=draw(orders(two)) if "before" in rules else (),
            teams=teams,
            objective=Objective(
                fairness=draw(st.sampled_from([0.25, 0.5, 1.0])) if "fairness" in rules else 0.0,
                shortfall_price=draw(st.sampled_from([None, None, 0.5, 20.0])),
            ),
        )
    except ProblemFaults:
        assume(False)
        raise


@st.composite
def given_problems(draw: st.DrawFn, most_people: int = 5, most_slots: int = 5) -> Problem:
    """Draw a problem in mode ``all_meetings``."""
    slots = draw(slot_lists(most_slots))
    rules = draw(st.sets(st.sampled_from(["available", "tables", "closed", "zones"])))
    tables = draw(table_lists(slots, rules)) if rules & set(ROOM) else ()
    people = draw(attendee_lists(draw(st.integers(2, most_people)), slots, tables, rules))
    ids = [a.id for a in people]
    pairs = draw(
        st.lists(st.sampled_from(list(itertools.combinations(ids, 2))), min_size=1, max_size=6)
    )
    meetings = []
    for k, (a, b) in enumerate(pairs):
        allowed = draw(st.none() | st.lists(st.sampled_from(slots), unique=True, min_size=1))
        after = [f"m{j}" for j in range(k) if draw(st.integers(0, 5)) == 0]
        meetings.append(
            GivenMeeting(
                f"m{k}",
                a,
                b,
                slots=None if allowed is None else tuple(s.id for s in allowed),
                after=tuple(after),
                priority=draw(st.sampled_from([1.0, 1.0, 2.0, 5.0])),
            )
        )
    goal = Objective(
        mode="all_meetings",
        break_spread=draw(st.sampled_from([None, None, 0, 1, 2])),
        partial=draw(st.booleans()),
    )
    return Problem(people, slots, tables, meetings=tuple(meetings), objective=goal)


@st.composite
def slot_lists(draw: st.DrawFn, most: int) -> tuple[Slot, ...]:
    """Draw slots of one or two days, of several lengths, some in a row and some not."""
    slots, time, day = [], 0.0, 1
    for t in range(draw(st.integers(1, most))):
        gap = draw(st.sampled_from([0.0, 5.0, 10.0, 30.0, 1000.0]))
        day += gap == 1000.0
        length = draw(st.sampled_from([15.0, 20.0]))
        slots.append(Slot(f"s{t}", time + gap, time + gap + length, f"day {day}"))
        time += gap + length
    return tuple(slots)


@st.composite
def table_lists(draw: st.DrawFn, slots: tuple[Slot, ...], rules: set[str]) -> tuple[Table, ...]:
    """Draw one to three tables, in zones and with closed slots where the rules say so."""
    tables = []
    for k in range(draw(st.integers(1, 3))):
        closed = "closed" in rules and draw(st.booleans())
        tables.append(
            Table(
                f"t{k}",
                zone=draw(st.sampled_from(ZONES)) if "zones" in rules else "",
                available=draw(_some([s.id for s in slots])) if closed else None,
            )
        )
    return tuple(tables)


@st.composite
def attendee_lists(
    draw: st.DrawFn, n: int, slots: tuple[Slot, ...], tables: tuple[Table, ...], rules: set[str]
) -> tuple[Attendee, ...]:
    """Draw people with the limits that the rules name."""
    hosts = dict(zip(draw(st.permutations(range(n))), tables, strict=False))
    zones = sorted({t.zone for t in tables})

    def drawn(rule: str, strategy: st.SearchStrategy[Any], default: Any) -> Any:
        return draw(strategy) if rule in rules and draw(st.integers(0, 3)) else default

    people = []
    for i in range(n):
        caps = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 2), min_size=1)
        least, most = drawn("min_meetings", st.integers(0, 3), 0), None
        most = drawn("max_meetings", st.integers(least, 3), None) if least <= 3 else None
        daily = drawn("min_per_day", st.integers(0, 2), 0)
        people.append(
            Attendee(
                f"p{i}",
                min_meetings=least,
                max_meetings=most,
                available=drawn("available", _some([s.id for s in slots]), None),
                groups=drawn("group_caps", _some(list(GROUPS)), ()),
                group_caps=drawn("group_caps", caps, {}),
                max_consecutive=drawn("max_consecutive", st.integers(1, 2), None),
                max_per_day=drawn("max_per_day", st.integers(daily, 2), None),
                min_per_day=daily,
                side=drawn("side", st.sampled_from(["buyer", "seller"]), ""),
                table=drawn("hosts", st.just(hosts[i].id), None) if i in hosts else None,
                zones=drawn("zones", _some(zones, least=1), ()) if tables else (),
            )
        )
    return tuple(people)


@st.composite
def team_lists(draw: st.DrawFn, people: tuple[Attendee, ...], rules: set[str]) -> tuple[Team, ...]:
    """Draw one or two teams of one to three people."""
    ids = draw(st.permutations([a.id for a in people]))
    teams, start = [], 0
    for k in range(draw(st.integers(1, 2))):
        size = draw(st.integers(1, 3))
        members = tuple(ids[start : start + size])
        start += size
        if not members or start >= len(ids):
            break
        least = draw(st.sampled_from([0, 0, 1, 2]))
        teams.append(
            Team(
                f"team{k}",
                members,
                max_meetings=draw(st.none() | st.integers(least, 3)),
                min_meetings=least,
                together="together" in rules and draw(st.booleans()),
            )
        )
    return tuple(teams)


@st.composite
def pair_arrays(draw: st.DrawFn, n: int, parties: list[str], teams: tuple[Team, ...]) -> Pairs:
    """Draw most of the pairs that parties can form, with scores."""
    number = {p: k for k, p in enumerate(parties)}
    chosen = [
        (number[a], number[b], draw(SCORES))
        for a, b in _named_pairs(parties, teams)
        if draw(st.integers(0, 3))
    ]
    a, b, score = zip(*chosen, strict=True) if chosen else ((), (), ())
    return Pairs(np.array(a, np.int32), np.array(b, np.int32), np.array(score, np.float64))


@st.composite
def must_lists(draw: st.DrawFn, two: Any, rules: set[str]) -> tuple[MustMeet, ...]:
    """Draw hard musts and wishes with a priority."""
    musts = []
    pairs = (
        draw(st.lists(two, max_size=3, unique=True)) if rules & {"must", "must_priority"} else []
    )
    for a, b in pairs:
        hard = "must" in rules and ("must_priority" not in rules or draw(st.booleans()))
        musts.append(MustMeet(a, b, None if hard else draw(st.sampled_from([0.5, 1.0, 3.0]))))
    return tuple(musts)


@st.composite
def lock_lists(
    draw: st.DrawFn, two: Any, slots: tuple[Slot, ...], tables: tuple[Table, ...]
) -> tuple[Lock, ...]:
    """Draw locks with or without slot and table."""
    return tuple(
        Lock(
            a,
            b,
            draw(st.none() | st.sampled_from([s.id for s in slots])),
            draw(st.none() | st.sampled_from([t.id for t in tables])) if tables else None,
        )
        for a, b in draw(st.lists(two, max_size=2, unique=True))
    )


@st.composite
def orders(draw: st.DrawFn, two: Any) -> tuple[Before, ...]:
    """Draw rules of order between two pairs."""
    first, then = draw(two), draw(two)
    return (Before(first, then),) if first != then else ()


@st.composite
def schedules(draw: st.DrawFn, problem: Problem) -> Schedule:
    """Draw meetings of known ids: any, or at most one at a time for each person."""
    n = len(problem.attendees)
    parties = problem.parties
    members = {t.id: t.members for t in problem.teams}
    if problem.objective.mode == "all_meetings":
        offered = [(g.a, g.b, g.id) for g in problem.meetings]
    else:
        pairs = zip(problem.pairs.a.tolist(), problem.pairs.b.tolist(), strict=True)
        offered = [(parties[a], parties[b], "") for a, b in pairs]
        offered += [(w.a, w.b, "") for w in (*problem.must_meet, *problem.locked)]
        offered += [(*pair, "") for pair in _named_pairs(list(parties), problem.teams)[:3]]
    meetings: list[Meeting] = []
    orderly, taken = draw(st.booleans()), set()
    chosen = (
        draw(
            st.lists(
                st.sampled_from(offered),
                min_size=min(3, len(offered)),
                max_size=2 * n,
                unique=orderly,
            )
        )
        if offered
        else []
    )
    for a, b, name in chosen:
        seat = [draw(st.sampled_from(members[p])) if p in members else p for p in (a, b)]
        if seat[0] == seat[1]:
            continue
        slot = draw(st.sampled_from([s.id for s in problem.slots]))
        table = draw(st.sampled_from([t.id for t in problem.tables])) if problem.tables else ""
        places = {(seat[0], slot), (seat[1], slot), (table or name, slot)}
        if orderly and places & taken:
            continue
        taken |= places
        meetings.append(
            Meeting(
                slot,
                *seat,
                table=table,
                id=name,
                team_a=a if a in members else "",
                team_b=b if b in members else "",
            )
        )
    return Schedule(tuple(meetings))


def pruned(problem: Problem, schedule: Schedule) -> Schedule:
    """Return the meetings that break no rule together with those before them.

    Only hard must-meets, locked and given meetings may be missing from what is left, and breaks
    may be shared unevenly.
    """
    document = problem_document(problem)
    if problem.meetings:
        document["objective"] = {"mode": "all_meetings", "partial": True}
    kept: list[Meeting] = []
    lock = {frozenset((k.a, k.b)): (k.slot, k.table) for k in problem.locked}
    for meeting in schedule.meetings:
        pair = frozenset((meeting.team_a or meeting.a, meeting.team_b or meeting.b))
        slot, table = lock.get(pair, (None, None))
        if slot not in (None, meeting.slot) or table not in (None, meeting.table):
            continue
        tried = [meeting_document(m) for m in (*kept, meeting)]
        if not broken_rules(document, tried) - {"must meet", "locked"}:
            kept.append(meeting)
    return Schedule(tuple(kept))


@st.composite
def day_changes(draw: st.DrawFn, problem: Problem) -> list[DayChange]:
    """Draw one to three changes of the day that fit the problem's ids."""
    people = st.sampled_from([a.id for a in problem.attendees])
    slots = st.sampled_from([s.id for s in problem.slots])
    two = st.lists(people, min_size=2, max_size=2, unique=True)
    score = st.sampled_from([0.25, 0.5, 1.0])
    kinds: list[st.SearchStrategy[DayChange]] = [
        st.builds(NoShow, people, st.none() | slots),
        st.builds(LateArrival, people, slots),
        st.builds(EarlyLeave, people, slots),
        st.builds(Delayed, st.sampled_from([5.0, 15.0]), slots, st.none() | st.just(60.0)),
        st.builds(SlotsLost, st.tuples(slots)),
        two.map(lambda pair: Cancelled(*pair)),
        st.builds(
            lambda pair, p, s: Accepted(*pair, p, s), two, st.sampled_from([1.0, 2.0]), score
        ),
    ]
    if problem.tables:
        tables = st.sampled_from([t.id for t in problem.tables])
        kinds.append(st.builds(TableClosed, tables, st.none() | st.tuples(slots)))
    changes = draw(st.lists(st.one_of(kinds), min_size=1, max_size=3))
    if draw(st.booleans()):
        others = draw(st.lists(st.tuples(people, score), max_size=3, unique_by=lambda p: p[0]))
        pairs = tuple(others) if problem.objective.mode == "select" else ()
        least = draw(st.integers(0, 2))
        changes.append(WalkIn(Attendee("new", min_meetings=least), pairs))
    return changes


def _some(values: list[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=least).map(
        lambda chosen: tuple(v for v in values if v in chosen)
    )


def _named_pairs(parties: list[str], teams: tuple[Team, ...]) -> list[tuple[str, str]]:
    """Every two parties of which neither is a member of the other."""
    members = {t.id: t.members for t in teams}
    return [
        (a, b)
        for a, b in itertools.combinations(parties, 2)
        if a not in members.get(b, ()) and b not in members.get(a, ())
    ]
