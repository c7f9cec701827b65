"""Claims of a certificate, compared with what was recomputed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduling.certificate import Certificate
from scheduling.problem import Problem
from scheduling.verify.arrays import MeetingArrays, ProblemArrays
from scheduling.verify.objective import ObjectiveValue
from scheduling.verify.people_rules import count_by_slot
from scheduling.verify.violation import Violation

TOLERANCE = 1e-6


def close(one: float, other: float) -> bool:
    """Return whether two objectives agree to a millionth."""
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def value_claims(
    certificate: Certificate | None, objective: float, bound: float | None, sign: int
) -> Iterator[Violation]:
    """Compare claims with what was recomputed; ``sign`` 1 for an upper, -1 for a lower bound."""
    if certificate is None:
        return
    claimed = certificate.objective
    if claimed is not None and not close(claimed, objective):
        what = f"The objective is {objective:.9g}, not {claimed:.9g} as claimed."
        yield Violation("objective", what)
    if certificate.bound is not None:
        best = certificate.bound
        if bound is not None and sign * (bound - best) > 0 and not close(bound, best):
            what = f"The prices prove {bound:.9g}, not {best:.9g} as claimed."
            yield Violation("bound", what)
    for limit in (certificate.bound, bound):
        if limit is not None and sign * (objective - limit) > 0 and not close(objective, limit):
            what = f"The objective {objective:.9g} lies beyond the bound {limit:.9g}."
            yield Violation("bound", what)
            break


def guarantee_claims(
    problem: Problem,
    arrays: ProblemArrays,
    held: MeetingArrays,
    worth: ObjectiveValue,
    certificate: Certificate | None,
) -> Iterator[Violation]:
    """Check that the certificate names everybody who is short, and nobody else."""
    if certificate is None:
        return
    short: Counter[tuple[str, int, int]] = Counter()
    busy = count_by_slot(arrays, held)
    days = [arrays.day == day for day in set(arrays.day.tolist())]
    for i, attendee in enumerate(problem.attendees):
        if worth.count[i] < attendee.min_meetings:
            short[attendee.id, attendee.min_meetings, int(worth.count[i])] += 1
        if attendee.min_per_day:
            short.update(
                (attendee.id, attendee.min_per_day, int(busy[i, day].sum())) for day in days
            )
    for team in problem.teams:
        party = arrays.party[team.id]
        sat = int(((held.party_a == party) | (held.party_b == party)).sum())
        short[team.id, team.min_meetings, sat] += 1
    short = Counter({key: c for key, c in short.items() if key[2] < key[1]})
    told = Counter((u.attendee, u.wanted, u.got) for u in certificate.unmet)
    for who, wanted, got in sorted((short - told).keys()):
        what = f"{who} has {got} of {wanted} guaranteed meetings; the certificate does not say so."
        yield Violation("guarantees", what, (who,))
    for who, wanted, got in sorted((told - short).keys()):
        what = f"The certificate says that {who} has {got} of {wanted}, which is not so."
        yield Violation("guarantees", what, (who,))


def left_out_claims(
    problem: Problem, held: MeetingArrays, certificate: Certificate | None
) -> Iterator[Violation]:
    """Check that the certificate names every wish or given meeting without a place."""
    if certificate is None:
        return
    met = {frozenset((m.team_a or m.a, m.team_b or m.b)) for m in held.meetings}
    missing = {
        " and ".join(sorted((w.a, w.b)))
        for w in problem.must_meet
        if w.priority is not None and frozenset((w.a, w.b)) not in met
    }
    there = {m.id for m in held.meetings}
    missing |= {g.id for g in problem.meetings if g.id not in there}
    told = {u.id or " and ".join(sorted((u.a, u.b))) for u in certificate.unplaced}
    for wrong, what in (
        (missing - told, "has no place; the certificate does not say so."),
        (told - missing, "has a place, though the certificate says it has none."),
    ):
        for name in sorted(wrong):
            yield Violation("left out", f"{name} {what}")


def team_claims(
    problem: Problem, held: MeetingArrays, certificate: Certificate | None
) -> Iterator[Violation]:
    """Check that the certificate names every team that is further apart than its spread."""
    if certificate is None:
        return
    sat = Counter(
        seat for m in held.meetings for seat in ((m.team_a, m.a), (m.team_b, m.b)) if seat[0]
    )
    wide = set()
    for team in problem.teams:
        numbers = [sat[team.id, member] for member in team.members]
        if not team.together and team.spread is not None and numbers:
            apart = max(numbers) - min(numbers)
            if apart > team.spread:
                wide.add((team.id, apart))
    told = {(u.team, u.apart) for u in certificate.uneven}
    for team_id, apart in sorted(wide - told):
        what = f"Members of {team_id} are {apart} meetings apart; the certificate does not say so."
        yield Violation("team spread", what, (team_id,))
    for team_id, apart in sorted(told - wide):
        what = f"The certificate says that {team_id} is {apart} apart, which is not so."
        yield Violation("team spread", what, (team_id,))
