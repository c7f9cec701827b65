"""Shortfalls: who misses guaranteed meetings, which wishes have no place, and why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from scheduling.certificate import Unmet, Unplaced
from scheduling.state.activities import Way
from scheduling.state.ejection_chain import bits_of
from scheduling.state.feasibility import Block, apart, block
from scheduling.state.state import Board
from scheduling.stop import Stop

NOT_LOOKED_FOR = "The time ran out before the reason was found; ask why not."


def unmet_on(board: Board, stop: Stop | None = None) -> tuple[Unmet, ...]:
    """Return every guarantee that a board does not keep, people first, then teams.

    A reason takes up to a millisecond to find: once ``stop`` says so the rest are without.
    """
    problem = board.problem

    def why(party: int, slots: int = -1) -> str:
        return NOT_LOOKED_FOR if stop and stop() else why_short(board, party, slots)

    found = []
    for i, person in enumerate(problem.attendees):
        got = board.count[i]
        if got < person.min_meetings:
            found.append(Unmet(person.id, person.min_meetings, got, why(i)))
        for day, bits in board.day_bits.items() if person.min_per_day else ():
            held = (board.busy[i] & bits).bit_count()
            if held < person.min_per_day:
                on = f'On day "{day}": ' if day else ""
                reason = on + why(i, bits)
                found.append(Unmet(person.id, person.min_per_day, held, reason))
    for k, team in enumerate(problem.teams):
        if board.team_count[k] < team.min_meetings:
            reason = why(len(problem.attendees) + k)
            found.append(Unmet(team.id, team.min_meetings, board.team_count[k], reason))
    return tuple(found)


def unplaced_on(board: Board, hard: bool = False) -> tuple[Unplaced, ...]:
    """Return every wish with a priority and every given meeting that has no place.

    With ``hard``, must-meets and locks without one as well.
    """
    cards, parties = board.cards, board.problem.parties
    asked = cards.priority > 0
    if board.problem.objective.mode == "select" and not hard:
        asked &= np.isfinite(cards.priority)
    wished = [c for c in asked.nonzero()[0].tolist() if c not in board.held]
    return tuple(
        Unplaced(
            parties[cards.a[c]],
            parties[cards.b[c]],
            why_not_met(board, c),
            cards.ids[c] if cards.ids else "",
        )
        for c in sorted(wished, key=lambda c: -cards.priority[c])
    )


def why_short(board: Board, party: int, slots: int = -1) -> str:
    """Return why an attendee or team has no more meetings (in some slots), in a sentence."""
    offered = board.cards.of(party)
    cards = [c for c in offered if c not in board.held]
    if not cards:
        return "Everybody suggested meets them." if offered else "Nobody is suggested to them."
    ways = [w for c in cards for w in board.cards.ways(c) if apart(board, w) is None]
    if not ways:
        return f"Rules keep them apart from all {_count(len(cards), 'further partner')}."
    free = slots
    if party < len(board.count):
        here = board.present[party] & slots
        free = here & ~board.busy[party]
        if not here:
            return "They are not there in any slot."
        if not free:
            return f"They meet in every slot in which they are there ({here.bit_count()})."
        if board.count[party] >= board.most[party]:
            return f"They have as many meetings as allowed ({board.most[party]})."
    ways = [w for w in ways if board.reach(w) & slots]
    if not ways:
        return "They have no common slot with any further partner."
    if _open_slots(board, ways, free):
        return "Nothing stands in the way of one more meeting."
    return _tale(board, tally(board, ways, free), party, len({w.card for w in ways}))


def why_not_met(board: Board, card: int) -> str:
    """Return why a card that is not on the board has no place, in one sentence."""
    ways = list(board.cards.ways(card))
    kept = [apart(board, w) for w in ways]
    if all(kept):
        return sentence(board, next(k for k in kept if k))
    ways = [w for w, k in zip(ways, kept, strict=True) if k is None]
    if not any(board.reach(w) for w in ways):
        return "They have no common slot."
    free = _open_slots(board, ways, -1)
    if free:
        named = ", ".join(board.problem.slots[t].id for t in sorted(free))
        return f"Nothing stands in the way in slot {named}."
    found = tally(board, ways, -1)
    common = {t for w in ways for t in bits_of(board.reach(w))}
    if {b.rule for b in found} == {"one meeting at a time"} and len(ways) == 1:
        full = _full(board, ways[0], common)
        if full:
            return full
    told = [sentence(board, b).rstrip(".") for b, _ in found.most_common(3)]
    return f"In their {_count(len(common), 'common slot')}: {'; '.join(told)}."


def _full(board: Board, way: Way, common: set[int]) -> str:
    """Say who has other meetings in all common slots, and whether those are worth more."""
    bits = sum(1 << t for t in common)
    busy = [i for i in way.people if board.busy[i] & bits == bits]
    if not busy:
        return ""
    names = " and ".join(board.problem.attendees[i].id for i in busy)
    others = [held for i in busy for t in sorted(common) if (held := board.at[i][t])]
    least = min(board.cards.score[held.way.card] for held in others)
    compared = ""
    if not board.cards.ids:
        better = least >= board.cards.score[way.card]
        compared = ", worth at least as much" if better else ", not all worth as much"
    have = "has another meeting" if len(busy) == 1 else "have other meetings"
    slots = "their common slot" if len(common) == 1 else f"all {len(common)} common slots"
    return f"{names} {have} in {slots}{compared}."


def _open_slots(board: Board, ways: Iterable[Way], slots: int) -> set[int]:
    """Return the slots in which one of the ways could go as it is."""
    return {
        t for way in ways for t in bits_of(board.reach(way) & slots) if block(board, way, t) is None
    }


def tally(board: Board, ways: Iterable[Way], slots: int) -> Counter[Block]:
    """Count what blocks each way in each slot in which all who sit are there."""
    found: Counter[Block] = Counter()
    for way in ways:
        for t in bits_of(board.reach(way) & slots):
            stop = block(board, way, t)
            if stop is not None:
                found[stop] += 1
    return found


def sentence(board: Board, stop: Block) -> str:
    """Return what a block means, in words."""
    name = board.problem.parties[stop.who] if stop.who >= 0 else ""
    match stop.rule:
        case "one meeting at a time":
            return f"{name} has another meeting."
        case "present":
            return f"{name} is not there."
        case "most meetings":
            return f"{name} has as many meetings as allowed ({_most(board, stop.who)})."
        case "most per day":
            most = board.problem.attendees[stop.who].max_per_day
            return f"{name} has as many meetings a day as allowed ({most})."
        case "most in a row":
            most = board.problem.attendees[stop.who].max_consecutive
            return f"{name} would have more than {most} meetings in a row."
        case "group caps":
            cap = board.problem.attendees[stop.who].group_caps[stop.group]
            return f"{name} has met the cap on group {stop.group} ({cap})."
        case "tables":
            return "No table that suits them is free."
        case "before":
            return "It would break the order between meetings."
        case "locked":
            return "The meeting is limited to other slots."
        case "sides":
            return "They are of the same side."
        case "teams":
            return "They are of one team."
        case _:
            return "A rule keeps them apart."


def _tale(board: Board, found: Counter[Block], party: int, partners: int) -> str:
    """Sum up what blocks a party's further partners."""
    own = [b for b, _ in found.most_common() if b.who == party]
    if own and found[own[0]] * 2 >= found.total():
        return sentence(board, own[0])
    rules = Counter(b.rule for b in found.elements())
    told = {
        "one meeting at a time": "have another meeting",
        "most meetings": "have as many meetings as allowed",
        "most per day": "have as many meetings a day as allowed",
        "most in a row": "would have too many in a row",
        "group caps": "have met a cap on their group",
        "tables": "find no free table that suits",
        "before": "would break the order between meetings",
    }
    whose = {
        rule: len({b.who for b in found if b.rule == rule and b.who != party}) for rule in rules
    }
    parts = [
        f"{max(1, whose[rule])} {told[rule]}" for rule, _ in rules.most_common(3) if rule in told
    ]
    lead = f"In their free slots, of {_count(partners, 'further partner')}"
    return f"{lead} {', '.join(parts)}." if parts else "They have no free slot with a partner."


def _most(board: Board, party: int) -> int | None:
    n = len(board.count)
    return board.most[party] if party < n else board.problem.teams[party - n].max_meetings


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def parties_short(board: Board) -> Iterator[int]:
    """Yield the numbers of parties that miss a guaranteed meeting."""
    problem = board.problem
    for i, person in enumerate(problem.attendees):
        short = board.count[i] < person.min_meetings or any(
            (board.busy[i] & bits).bit_count() < person.min_per_day
            for bits in board.day_bits.values()
        )
        if short:
            yield i
    for k, team in enumerate(problem.teams):
        if board.team_count[k] < team.min_meetings:
            yield len(problem.attendees) + k
