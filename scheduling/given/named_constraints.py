"""Named constraints: the hard ones one by one, in words, and the problem without some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from scheduling.problem import Attendee, Before, GivenMeeting, Lock, Problem, Slot, Table, Team

Entry = TypeVar("Entry")

# How many rules of a field are told at once: "12 people are not there all the time".
PLURALS = {
    "meetings": "given meetings must be held",
    "must_meet": "pairs must meet",
    "locked": "meetings are locked",
    "meetings.slots": "meetings have slots of their own",
    "meetings.after": "meetings come after others",
    "never_meet": "pairs never meet",
    "before": "pairs meet before others",
    "attendees.max_meetings": "people have a most of meetings",
    "attendees.max_per_day": "people have a most of meetings a day",
    "attendees.max_consecutive": "people have a most of meetings in a row",
    "attendees.available": "people are not there all the time",
    "attendees.table": "hosts keep their tables",
    "attendees.side": "people are of sides that do not meet themselves",
    "attendees.zones": "people need certain zones",
    "attendees.group_caps": "caps on groups",
    "teams.max_meetings": "teams have a most of meetings",
    "tables.available": "tables are closed at times",
}


@dataclass(frozen=True, slots=True)
class NamedConstraint:
    """A hard rule.

    Attributes
    ----------
    field
        The field of the problem that holds it, such as ``attendees.max_meetings``.
    place
        Which entry of that list; for group caps with the group's name.
    words
        The rule, as an organiser would say it.
    """

    field: str
    place: int
    words: str
    detail: str = ""


def hard_constraints(problem: Problem) -> tuple[NamedConstraint, ...]:
    """List every hard rule that a field of the problem sets."""
    found = [
        NamedConstraint("meetings", m, f'"{given.a}" and "{given.b}" meet (meeting "{given.id}")')
        for m, given in enumerate(problem.meetings)
    ]
    found += [
        NamedConstraint("must_meet", k, f'"{must.a}" and "{must.b}" must meet')
        for k, must in enumerate(problem.must_meet)
        if must.priority is None
    ]
    found += [
        NamedConstraint("locked", k, _lock_words(lock)) for k, lock in enumerate(problem.locked)
    ]
    found += [
        NamedConstraint("meetings.slots", m, f'meeting "{given.id}" is in {_some(given.slots)}')
        for m, given in enumerate(problem.meetings)
        if given.slots is not None
    ]
    found += [
        NamedConstraint("meetings.after", m, f'meeting "{given.id}" is after {_some(given.after)}')
        for m, given in enumerate(problem.meetings)
        if given.after
    ]
    found += [
        NamedConstraint("never_meet", k, f'"{a}" and "{b}" never meet')
        for k, (a, b) in enumerate(problem.never_meet)
    ]
    found += [
        NamedConstraint("before", k, _order_words(order)) for k, order in enumerate(problem.before)
    ]
    for i, person in enumerate(problem.attendees):
        found += _personal(i, person)
    found += [
        NamedConstraint(
            "teams.max_meetings", k, f'team "{team.id}" has at most {team.max_meetings}'
        )
        for k, team in enumerate(problem.teams)
        if team.max_meetings is not None
    ]
    found += [
        NamedConstraint(
            "tables.available", k, f'table "{table.id}" is open in {_some(table.available)}'
        )
        for k, table in enumerate(problem.tables)
        if table.available is not None
    ]
    if problem.tables:
        found.append(NamedConstraint("tables", 0, f"there are {len(problem.tables)} tables"))
    words = f"there are {len(problem.slots)} slots, and nobody is in two meetings at once"
    found.append(NamedConstraint("slots", 0, words))
    spread = problem.objective.break_spread
    if spread is not None:
        words = f"nobody has more than {spread} breaks above another"
        found.append(NamedConstraint("break_spread", 0, words))
    return tuple(found)


def _lock_words(lock: Lock) -> str:
    slot = f' in slot "{lock.slot}"' if lock.slot else ""
    table = f' at table "{lock.table}"' if lock.table else ""
    return f'"{lock.a}" and "{lock.b}" are locked{slot}{table}'


def _order_words(order: Before) -> str:
    return f"{' and '.join(order.first)} meet before {' and '.join(order.then)}"


def _some(names: Collection[str] | None) -> str:
    listed = list(names or ())
    if not listed:
        return "no slot"
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return ", ".join(listed[:8]) + more


def _personal(i: int, person: Attendee) -> list[NamedConstraint]:
    who = f'"{person.id}"'
    limits = {
        "max_meetings": f"{who} has at most {person.max_meetings} meetings",
        "max_per_day": f"{who} has at most {person.max_per_day} meetings a day",
        "max_consecutive": f"{who} has at most {person.max_consecutive} meetings in a row",
        "available": f"{who} is there in {_some(person.available)}",
        "table": f'{who} keeps table "{person.table}"',
    }
    found = [
        NamedConstraint(f"attendees.{field}", i, words)
        for field, words in limits.items()
        if getattr(person, field) is not None
    ]
    if person.side:
        words = f'{who} is of side "{person.side}", which does not meet itself'
        found.append(NamedConstraint("attendees.side", i, words))
    if person.zones:
        found.append(NamedConstraint("attendees.zones", i, f"{who} sits in {_some(person.zones)}"))
    found += [
        NamedConstraint(
            "attendees.group_caps", i, f'{who} meets at most {cap} of group "{group}"', group
        )
        for group, cap in person.group_caps.items()
    ]
    return found


def without(problem: Problem, spared: Collection[NamedConstraint]) -> Problem:
    """Give the problem without those rules; what hangs on a spared rule goes with it."""
    places: dict[str, set[int]] = {}
    for constraint in spared:
        places.setdefault(constraint.field, set()).add(constraint.place)
    details = {(constraint.place, constraint.detail) for constraint in spared if constraint.detail}
    no_room = "tables" in places
    gone = places.get("meetings", set())
    kept_ids = {m.id for k, m in enumerate(problem.meetings) if k not in gone}
    locked = _keep(problem.locked, places.get("locked"))
    if problem.meetings:
        pairs = {frozenset((m.a, m.b)) for m in problem.meetings if m.id in kept_ids}
        locked = tuple(lock for lock in locked if frozenset((lock.a, lock.b)) in pairs)
    if no_room:
        locked = tuple(replace(lock, table=None) for lock in locked)
    spread = None if "break_spread" in places else problem.objective.break_spread
    return replace(
        problem,
        attendees=tuple(
            _relax_person(i, person, places, details, no_room)
            for i, person in enumerate(problem.attendees)
        ),
        slots=_more_slots(problem) if "slots" in places else problem.slots,
        tables=() if no_room else _open_tables(problem.tables, places.get("tables.available")),
        must_meet=tuple(
            must
            for k, must in enumerate(problem.must_meet)
            if k not in places.get("must_meet", ()) or must.priority is not None
        ),
        never_meet=_keep(problem.never_meet, places.get("never_meet")),
        locked=locked,
        before=_keep(problem.before, places.get("before")),
        teams=_unlimit_teams(problem.teams, places.get("teams.max_meetings")),
        meetings=tuple(
            _free_meeting(k, given, places, kept_ids)
            for k, given in enumerate(problem.meetings)
            if k not in gone
        ),
        objective=replace(problem.objective, break_spread=spread),
    )


def _more_slots(problem: Problem) -> tuple[Slot, ...]:
    """Add slots of a later day until everybody could have each meeting in one of its own."""
    wanted = [(m.a, m.b) for m in problem.meetings]
    wanted += [(m.a, m.b) for m in problem.must_meet if m.priority is None]
    wanted += [(lock.a, lock.b) for lock in problem.locked]
    most = max(Counter(name for pair in wanted for name in pair).values(), default=0)
    last = max(slot.end for slot in problem.slots)
    taken = {slot.id for slot in problem.slots}
    names = (f"more {k}" for k in count() if f"more {k}" not in taken)
    return problem.slots + tuple(
        Slot(name, last + 60 * k, last + 60 * k + 20, f"{problem.slots[-1].day} and later")
        for k, name in zip(range(1, most + 1), names, strict=False)
    )


def _keep(entries: tuple[Entry, ...], spared: set[int] | None) -> tuple[Entry, ...]:
    return tuple(entry for k, entry in enumerate(entries) if k not in (spared or ()))


def _relax_person(
    i: int,
    person: Attendee,
    places: dict[str, set[int]],
    details: set[tuple[int, str]],
    no_room: bool,
) -> Attendee:
    blank = Attendee(person.id)
    fields = ("max_meetings", "max_per_day", "max_consecutive", "available", "table", "side")
    changed = {
        field: getattr(blank, field)
        for field in (*fields, "zones")
        if i in places.get(f"attendees.{field}", ()) or (no_room and field in ("table", "zones"))
    }
    if i in places.get("attendees.group_caps", ()):
        changed["group_caps"] = {
            group: cap for group, cap in person.group_caps.items() if (i, group) not in details
        }
    return replace(person, min_meetings=0, min_per_day=0, **changed)


def _open_tables(tables: tuple[Table, ...], spared: set[int] | None) -> tuple[Table, ...]:
    return tuple(
        replace(table, available=None) if k in (spared or ()) else table
        for k, table in enumerate(tables)
    )


def _unlimit_teams(teams: tuple[Team, ...], spared: set[int] | None) -> tuple[Team, ...]:
    return tuple(
        replace(
            team, min_meetings=0, max_meetings=None if k in (spared or ()) else team.max_meetings
        )
        for k, team in enumerate(teams)
    )


def _free_meeting(
    k: int, given: GivenMeeting, places: dict[str, set[int]], kept_ids: set[str]
) -> GivenMeeting:
    after = () if k in places.get("meetings.after", ()) else given.after
    return replace(
        given,
        slots=None if k in places.get("meetings.slots", ()) else given.slots,
        after=tuple(name for name in after if name in kept_ids),
    )
