"""Faults of form in attendees and teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduling.problem.entities import Attendee, Team
from scheduling.problem.fault import Fault
from scheduling.problem.known_ids import KnownIds, id_faults, unknown_faults


def least_faults(where: str, limits: dict[str, int | None], least: int = 0) -> Iterator[Fault]:
    """Limits below what makes sense; ``where`` is the entry they belong to."""
    for name, limit in limits.items():
        if limit is not None and limit < least:
            yield Fault(f"{where}.{name}", f"{limit} is below {least}.", f"Give {least} or more.")


def order_faults(where: str, low: tuple[str, int], high: tuple[str, int | None]) -> Iterator[Fault]:
    """Tell of a least number above the most; each given as its field's name and value."""
    if high[1] is not None and low[1] > high[1] >= 0:
        yield Fault(
            f"{where}.{low[0]}",
            f"{low[1]} is above {high[0]}, which is {high[1]}.",
            f"Give at most {high[1]}, or raise {high[0]}.",
        )


def people_faults(attendees: Sequence[Attendee], known: KnownIds) -> Iterator[Fault]:
    """Attendees without an id, limits out of range, unknown slots, tables and zones."""
    if not attendees:
        yield Fault("attendees", "There is nobody to meet.", "Give at least one attendee.")
    yield from id_faults("attendees", (person.id for person in attendees))
    hosts: dict[str, int] = {}
    for index, person in enumerate(attendees):
        where = f"attendees[{index}]"
        yield from _limit_faults(where, person)
        yield from unknown_faults(f"{where}.available", person.available, known.slots, "slot")
        yield from unknown_faults(f"{where}.zones", person.zones, known.zones, "zone with a table")
        if person.table is None:
            continue
        if person.table not in known.tables:
            yield Fault(
                f"{where}.table", f'There is no table "{person.table}".', "Name a known table."
            )
        elif person.table in hosts:
            yield Fault(
                f"{where}.table",
                f'Table "{person.table}" is already kept by attendees[{hosts[person.table]}].',
                "Give each host a table of their own.",
            )
        else:
            hosts[person.table] = index


def _limit_faults(where: str, person: Attendee) -> Iterator[Fault]:
    yield from least_faults(
        where,
        {
            "min_meetings": person.min_meetings,
            "max_meetings": person.max_meetings,
            "max_per_day": person.max_per_day,
            "min_per_day": person.min_per_day,
        },
    )
    yield from least_faults(where, {"max_consecutive": person.max_consecutive}, least=1)
    yield from least_faults(f"{where}.group_caps", dict(person.group_caps))
    yield from order_faults(
        where, ("min_meetings", person.min_meetings), ("max_meetings", person.max_meetings)
    )
    yield from order_faults(
        where, ("min_per_day", person.min_per_day), ("max_per_day", person.max_per_day)
    )


def team_faults(teams: Sequence[Team], known: KnownIds) -> Iterator[Fault]:
    """Teams without members or with unknown ones, people in two teams, ids taken."""
    yield from id_faults("teams", (team.id for team in teams))
    member_of: dict[str, str] = {}
    for index, team in enumerate(teams):
        where = f"teams[{index}]"
        if team.id in known.people:
            yield Fault(
                f"{where}.id", f'"{team.id}" is also an attendee.', "Give the team its own id."
            )
        if not team.members:
            yield Fault(f"{where}.members", "The team has no members.", "Name one or more.")
        yield from unknown_faults(f"{where}.members", team.members, known.people, "attendee")
        for place, member in enumerate(team.members):
            if member in member_of:
                yield Fault(
                    f"{where}.members[{place}]",
                    f'"{member}" is already in team "{member_of[member]}".',
                    "Let everybody be in one team, once.",
                )
            member_of[member] = team.id
        yield from least_faults(
            where,
            {
                "min_meetings": team.min_meetings,
                "max_meetings": team.max_meetings,
                "spread": team.spread,
            },
        )
        yield from order_faults(
            where, ("min_meetings", team.min_meetings), ("max_meetings", team.max_meetings)
        )
