"""Verification: every rule again, the objective and the bound, apart from the solver.

Shares nothing with the solver but the types of problem, schedule and certificate: what it
needs it reads from them anew (`arrays`, `*_rules`, `objective`, `dual_bound`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from scheduling.certificate import Certificate, Promise
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.verify.arrays import ProblemArrays, meeting_arrays, problem_arrays
from scheduling.verify.certificate_claims import (
    close,
    guarantee_claims,
    left_out_claims,
    team_claims,
    value_claims,
)
from scheduling.verify.dual_bound import BadPrices, prove_bound
from scheduling.verify.given_rules import RULE, count_breaks, given_violations
from scheduling.verify.objective import (
    compute_objective,
    derive_constants,
    list_pairings,
    shortfall_price,
)
from scheduling.verify.open_tables import table_capacity
from scheduling.verify.pair_rules import pair_violations
from scheduling.verify.people_rules import count_by_slot, people_violations
from scheduling.verify.room_rules import room_violations
from scheduling.verify.violation import Violation

RULES = (
    "known ids",
    "present",
    "one meeting at a time",
    "most meetings",
    "most per day",
    "most in a row",
    "group caps",
    "never meet",
    "sides",
    "teams",
    "must meet",
    "locked",
    "before",
    "tables",
    "hosts",
    "zones",
)
OF_SELECT = ("listed pairs", "once a pair")
OF_GIVEN = (RULE, "break spread")
OF_CERTIFICATE = ("objective", "bound", "guarantees", "left out", "team spread")


class NotVerified(ValueError):
    """Raised when a schedule breaks a rule or its certificate claims too much.

    Attributes
    ----------
    violations
        Every one that was found.
    """

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        self.violations = violations
        shown = " ".join(f"[{v.rule}] {v.what}" for v in violations[:5])
        more = f" And {len(violations) - 5} more." if len(violations) > 5 else ""
        super().__init__(f"The schedule is not valid. {shown}{more}")


@dataclass(frozen=True, slots=True)
class Findings:
    """What verification found.

    Attributes
    ----------
    violations
        Broken rules and false claims; empty if the schedule may be stored.
    checks
        Names of all rules that were tested.
    objective
        Recomputed: F, or the number of breaks; None where the ids are unknown.
    bound
        Recomputed from the certificate's prices; None without prices.
    worst_off
        Smallest v(i) over those with a possible pair; None in mode ``all_meetings``.
    promise
        Mode ``select``: what is guaranteed, the room for it, and its part of F.
    worst_off_bound
        Where fairness is 1, what that cannot exceed: the least of their c(i) best scores.
    """

    violations: tuple[Violation, ...]
    checks: tuple[str, ...]
    objective: float | None = None
    bound: float | None = None
    worst_off: float | None = None
    worst_off_bound: float | None = None
    promise: Promise | None = None


def verify(problem: Problem, schedule: Schedule, certificate: Certificate) -> Certificate:
    """Check schedule and claims, and stamp the certificate.

    Parameters
    ----------
    certificate
        Its objective and bound are claims: None claims nothing. An infeasible one comes back
        as it is, not verified: there is no schedule to check.

    Returns
    -------
    Certificate
        With objective, bound (where prices prove one), gap, status and worst-off recomputed,
        ``checks`` filled in and ``verified`` True. ``checks`` names "bound" only if the bound
        was proved anew from prices; without prices it is the solver's word. Status is
        ``optimal`` only where objective and bound agree to 1e-6 of the bound.

    Raises
    ------
    NotVerified
        If any rule is broken or a claim is false; carries every violation found.
    """
    if certificate.status == "infeasible" and not schedule.meetings:
        return certificate
    findings = examine(problem, schedule, certificate)
    if findings.violations:
        raise NotVerified(findings.violations)
    objective = findings.objective
    bound = certificate.bound if findings.bound is None else findings.bound
    gap = None
    if objective is not None and bound is not None:
        gap = abs(bound - objective) / max(abs(bound), 1e-9)
        gap = 0.0 if bound == objective else gap
    closed = objective is not None and bound is not None and close(objective, bound)
    return dataclasses.replace(
        certificate,
        objective=objective,
        bound=bound,
        gap=gap,
        status="optimal" if closed else "feasible",
        checks=findings.checks,
        verified=True,
        promise=findings.promise,
        worst_off=findings.worst_off,
        worst_off_bound=findings.worst_off_bound,
    )


def examine(
    problem: Problem, schedule: Schedule, certificate: Certificate | None = None
) -> Findings:
    """Check a schedule, and what a certificate claims of it if one is given; never raises.

    50,000 people with 1.2 million pairs take a few seconds.
    """
    arrays = problem_arrays(problem)
    unknown = tuple(_unknown(problem, arrays, schedule))
    strange = {id(meeting) for meeting, _ in unknown}
    known = [m for m in schedule.meetings if id(m) not in strange]
    held = meeting_arrays(arrays, known)
    select = problem.objective.mode == "select"
    violations = [violation for _, violation in unknown]
    violations += people_violations(problem, arrays, held)
    violations += pair_violations(problem, arrays, held)
    violations += room_violations(problem, arrays, held)
    checks: tuple[str, ...] = RULES + (OF_SELECT if select else OF_GIVEN)
    if not select:
        violations += given_violations(problem, arrays, held)
        breaks = float(count_breaks(arrays, count_by_slot(arrays, held)).sum())
        violations += value_claims(certificate, breaks, None, sign=-1)
        violations += left_out_claims(problem, held, certificate)
        return Findings(tuple(violations), (*checks, "objective", "left out"), breaks)
    pairings = list_pairings(problem, arrays, shortfall_price(problem))
    constants = derive_constants(problem, arrays, pairings)
    worth = compute_objective(problem, arrays, held, pairings, constants)
    bound = None
    if certificate is not None and certificate.dual is not None:
        try:
            bound = prove_bound(problem, arrays, pairings, constants, certificate.dual)
            checks += ("bound",)
        except BadPrices as bad:
            violations.append(Violation("bound", f"The prices prove nothing: {bad}"))
    violations += value_claims(certificate, worth.objective, bound, sign=1)
    violations += guarantee_claims(problem, arrays, held, worth, certificate)
    violations += left_out_claims(problem, held, certificate)
    violations += team_claims(problem, held, certificate)
    checks += tuple(c for c in OF_CERTIFICATE if c != "bound")
    most = None
    if problem.objective.fairness == 1 and constants.possible.any():
        most = float(constants.best[constants.possible].min())
    least = [a.min_meetings for a in problem.attendees]
    promise = Promise(
        people=sum(wanted > 0 for wanted in least),
        needed=-(-sum(least) // 2),
        places=int(table_capacity(problem, arrays).sum()),
        value=worth.promises,
    )
    return Findings(tuple(violations), checks, worth.objective, bound, worth.worst, most, promise)


def _unknown(
    problem: Problem, arrays: ProblemArrays, schedule: Schedule
) -> Iterator[tuple[Meeting, Violation]]:
    people = {a.id for a in problem.attendees}
    teams = {"", *(t.id for t in problem.teams)}
    tables = {"", *arrays.table}
    for meeting in schedule.meetings:
        if meeting.slot not in arrays.slot:
            what = f'slot "{meeting.slot}"'
        elif not {meeting.a, meeting.b} <= people:
            what = f'attendee "{meeting.b if meeting.a in people else meeting.a}"'
        elif meeting.table not in tables:
            what = f'table "{meeting.table}"'
        elif not {meeting.team_a, meeting.team_b} <= teams:
            what = f'team "{meeting.team_b if meeting.team_a in teams else meeting.team_a}"'
        elif meeting.a == meeting.b:
            what = "second person"
        else:
            continue
        story = f"{meeting.a} and {meeting.b} in slot {meeting.slot}: there is no {what}."
        yield meeting, Violation("known ids", story, (meeting.a, meeting.b), meeting.slot)
