"""Priorities: place what is wished and who misses guaranteed meetings, moving few people."""

from __future__ import annotations

from scheduling.explain.shortfalls import parties_short
from scheduling.state.ejection_chain import DEEPEST, EjectionChain
from scheduling.state.state import ScheduleState
from scheduling.stop import Stop


def place_wishes(settling: EjectionChain, stop: Stop) -> None:
    """Place wishes and given meetings, those of highest priority first, however deep it goes."""
    activities = settling.state.activities
    wished = (activities.priority > 0).nonzero()[0].tolist()
    for activity in sorted(wished, key=lambda c: -activities.priority[c]):
        if stop():
            return
        if activity not in settling.state.held:
            for depth, drop in _ladder():
                if settling.place([activity], depth, drop=drop) is not None:
                    break


def place_guarantees(settling: EjectionChain, stop: Stop) -> None:
    """Give those who are short more meetings: first what moves nobody, then deeper chains."""
    state = settling.state
    for depth, drop in _ladder():
        short = sorted(parties_short(state), key=lambda p: -state.missing(p))
        if not short or settling.steps <= 0 or stop():
            return
        for party in short:
            while (slots := _slots_short(state, party)) and settling.steps > 0 and not stop():
                activities = _likely(state, party)
                if settling.place(activities, depth, drop=drop, slots=slots) is None:
                    break


def _ladder() -> list[tuple[int, bool]]:
    """Depths to try, each first without and then with giving a spare meeting up."""
    return [(0, False), *((d, drop) for d in range(1, DEEPEST + 1) for drop in (False, True))]


def _likely(state: ScheduleState, party: int) -> list[int]:
    """Return a party's activities, partners who are short themselves first, then by score."""
    n = len(state.count)
    activities = [c for c in state.activities.of(party) if c not in state.held]

    def helps(activity: int) -> bool:
        a, b = int(state.activities.a[activity]), int(state.activities.b[activity])
        other = b if a == party else a
        return other < n and state.missing(other) > 0

    return sorted(activities, key=helps, reverse=True)


def _slots_short(state: ScheduleState, party: int) -> int:
    """Return the slots, as bits, in which one more meeting would lessen a shortfall."""
    if state.missing(party) > 0:
        return -1
    if party >= len(state.count):
        return 0
    return sum(day for day, missing in state.missing_by_day(party) if missing > 0)
