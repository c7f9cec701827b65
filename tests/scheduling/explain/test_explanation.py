"""Explanation: the reason is the rule that binds, and the remedy really works."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.certificate import Certificate
from scheduling.explain.explanation import explain
from scheduling.explain.shortfalls import list_unmet, list_unplaced
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
    Schedule,
    Slot,
    Table,
    Team,
)
from scheduling.state.loading import load_schedule
from scheduling.verify.verification import examine
from tests.checker import Checker, broken_rules
from tests.strategies import given_problems, problems, pruned, schedules

HARD = {"must meet", "locked", "given meetings", "break spread"}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Problem, Schedule]:
    problem = draw(problems(most_people=5))
    return problem, pruned(problem, draw(schedules(problem)))


@given(cases(), st.data())
@settings(max_examples=120, deadline=None)
def test_a_remedy_holds_the_meeting_and_every_rule(
    case: tuple[Problem, Schedule], data: st.DataObject
) -> None:
    problem, schedule = case
    parties = list(problem.parties)
    who = data.draw(st.lists(st.sampled_from(parties), min_size=1, max_size=2, unique=True))
    found = explain(problem, schedule, who[0] if len(who) == 1 else (who[0], who[1]))
    assert found.reason.endswith(".")
    if found.remedy is None:
        return
    document = problem_document(found.remedy.problem)
    meetings = [meeting_document(m) for m in found.remedy.schedule.meetings]
    assert not broken_rules(document, meetings) - HARD
    judge = Checker(document, meetings)
    if len(who) == 2:
        assert judge.held(*who)
    elif not found.remedy.words.startswith("Give up"):
        mine = [m for m in meetings if who[0] in {*judge.everybody(m), *judge.parties(m)}]
        assert len(mine) == found.meetings + 1


@given(cases(), st.data())
@settings(max_examples=150, deadline=None)
def test_what_fits_as_it_is_is_not_explained_by_a_rule(
    case: tuple[Problem, Schedule], data: st.DataObject
) -> None:
    problem, schedule = case
    parties = list(problem.parties)
    who = data.draw(st.lists(st.sampled_from(parties), min_size=1, max_size=2, unique=True))
    found = explain(problem, schedule, who[0] if len(who) == 1 else (who[0], who[1]))
    fits = found.remedy is not None and found.remedy.words == "Add the meeting: it fits."
    assert found.reason.startswith("Nothing stands in the way") == fits


@given(cases(), st.data())
@settings(max_examples=150, deadline=None)
def test_without_a_remedy_nothing_could_simply_be_added(
    case: tuple[Problem, Schedule], data: st.DataObject
) -> None:
    problem, schedule = case
    assume(not problem.locked)
    who = data.draw(st.sampled_from(problem.parties))
    document = problem_document(problem)
    meetings = [meeting_document(m) for m in schedule.meetings]
    judge = Checker(document, meetings)
    before = broken_rules(document, meetings)
    wished = [p for f in ("pairs", "must_meet", "locked") for p in document.get(f, [])]
    fits = any(
        not broken_rules(document, [*meetings, lineup]) - before
        for pair in wished
        if who in (pair["a"], pair["b"]) and not judge.held(pair["a"], pair["b"])
        for lineup in judge.ways(pair["a"], pair["b"])
    )
    found = explain(problem, schedule, who)
    added = found.remedy is not None and found.remedy.words == "Add the meeting: it fits."
    assert fits == added


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_reasons_are_all_that_verification_asks_for(data: st.DataObject) -> None:
    problem = data.draw(problems() | given_problems())
    schedule = pruned(problem, data.draw(schedules(problem)))
    state = load_schedule(problem, schedule)
    unmet, unplaced = list_unmet(state), list_unplaced(state)
    claim = Certificate(None, None, None, "feasible", unmet=unmet, unplaced=unplaced)
    found = {v.rule for v in examine(problem, schedule, claim).violations}
    # A pair that is locked and wished at once is told as a lock that is not kept.
    assert found <= HARD or "locked" in found
    assert all(u.reason.endswith(".") for u in (*claim.unmet, *claim.unplaced))


# Examples, one a rule.

SLOTS = tuple(Slot(f"s{t}", 20 * t, 20 * t + 15) for t in range(3))


def event(*people: Attendee, **rules: object) -> Problem:
    """Everybody may meet everybody."""
    a, b = np.triu_indices(len(people), 1)
    pairs = Pairs(a.astype(np.int32), b.astype(np.int32), np.full(len(a), 0.5))
    rules = {"slots": SLOTS, "pairs": pairs, **rules}
    return Problem(attendees=people, **rules)  # type: ignore[arg-type]


def why(problem: Problem, *who: str, held: tuple[Meeting, ...] = ()) -> tuple[str, str | None]:
    found = explain(problem, Schedule(held), who[0] if len(who) == 1 else (who[0], who[1]))
    return found.reason, found.remedy.words if found.remedy else None


ANN, BEN, CAT = Attendee("ann"), Attendee("ben"), Attendee("cat")
ANN_BEN = Meeting("s0", "ann", "ben")


def test_two_who_meet() -> None:
    assert why(event(ANN, BEN), "ann", "ben", held=(ANN_BEN,)) == (
        "They meet in slot s0.",
        None,
    )


def test_no_common_slot() -> None:
    early = Attendee("early", available=("s0",))
    late = Attendee("late", available=("s1",))
    assert why(event(early, late), "early", "late") == (
        "They have no common slot.",
        "Ask early to be there in slot s1.",
    )


def test_the_cap_on_a_group() -> None:
    capped = Attendee("ann", group_caps={"finance": 1})
    sellers = (Attendee("ben", groups=("finance",)), Attendee("cat", groups=("finance",)))
    assert why(event(capped, *sellers), "ann", "cat", held=(ANN_BEN,)) == (
        "In their 3 common slots: ann has met the cap on group finance (1); "
        "ann has another meeting.",
        "Raise ann's cap on group finance to 2.",
    )


def test_as_many_as_allowed() -> None:
    assert why(event(Attendee("ann", max_meetings=1), BEN, CAT), "ann", held=(ANN_BEN,)) == (
        "They have as many meetings as allowed (1).",
        "Let ann have 2 meetings.",
    )


def test_all_slots_taken() -> None:
    short = Attendee("ann", available=("s0",))
    reason, remedy = why(event(short, BEN, CAT), "ann", held=(ANN_BEN,))
    assert reason == "They meet in every slot in which they are there (1)."
    assert remedy == "Ask ann to be there in slot s1."


def test_room_full() -> None:
    problem = event(ANN, BEN, CAT, Attendee("dan"), slots=SLOTS[:1], tables=(Table("t0", "hall"),))
    held = (Meeting("s0", "ann", "ben", "t0"),)
    assert why(problem, "cat", "dan", held=held) == (
        "In their 1 common slot: No table that suits them is free.",
        "Open one more table in zone hall.",
    )


def test_a_move_is_cheaper_than_a_rule() -> None:
    # Cat is there in s0 only, when Ann meets Ben, who could also come later.
    early = Attendee("cat", available=("s0",))
    found = explain(event(ANN, BEN, early), Schedule((ANN_BEN,)), ("ann", "cat"))
    assert found.reason == ("ann has another meeting in their common slot, worth at least as much.")
    assert found.remedy is not None
    assert found.remedy.words == "Move other meetings out of the way."
    assert found.remedy.moved == ("ben",)


def test_both_full_with_better_matches() -> None:
    people = (ANN, BEN, CAT, Attendee("dan"))
    a, b = np.triu_indices(4, 1)
    score = np.array([0.9, 0.2, 0.3, 0.4, 0.5, 0.6])  # ann-ben, ann-cat, ...
    pairs = Pairs(a.astype(np.int32), b.astype(np.int32), score)
    problem = event(*people, slots=SLOTS[:1], pairs=pairs)
    held = (ANN_BEN, Meeting("s0", "cat", "dan"))
    assert why(problem, "ann", "cat", held=held) == (
        "ann and cat have other meetings in their common slot, worth at least as much.",
        "Give up the meetings of ann and ben, of cat and dan, which no guarantee needs.",
    )


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (event(ANN, BEN, never_meet=(("ann", "ben"),)), "A rule keeps them apart."),
        (
            event(Attendee("ann", side="x"), Attendee("ben", side="x")),
            "They are of the same side.",
        ),
        (event(ANN, BEN, teams=(Team("firm", ("ann", "ben")),)), "They are of one team."),
        (
            event(ANN, BEN, pairs=Pairs.none()),
            "They are not suggested to each other: the pair is not listed.",
        ),
    ],
    ids=["never", "side", "team", "unlisted"],
)
def test_what_keeps_two_apart_is_no_rule_to_loosen(problem: Problem, reason: str) -> None:
    assert why(problem, "ann", "ben") == (reason, None)


@pytest.mark.parametrize(
    ("person", "reason", "remedy"),
    [
        (
            Attendee("ann", max_per_day=1),
            "ann has as many meetings a day as allowed (1).",
            "Let ann have 2 meetings a day.",
        ),
        (
            Attendee("ann", max_consecutive=1, available=("s0", "s1")),
            "ann would have more than 1 meetings in a row.",
            "Let ann have 2 meetings in a row.",
        ),
    ],
    ids=["per day", "in a row"],
)
def test_own_limits(person: Attendee, reason: str, remedy: str) -> None:
    assert why(event(person, BEN, CAT), "ann", held=(ANN_BEN,)) == (reason, remedy)


def test_order_between_meetings() -> None:
    problem = event(ANN, BEN, CAT, before=(Before(("ann", "cat"), ("ann", "ben")),))
    _, remedy = why(
        dataclasses.replace(problem, locked=(Lock("ann", "ben", "s0"),)),
        "ann",
        "cat",
        held=(ANN_BEN,),
    )
    assert remedy == "Take away the order between this meeting and others."


def test_a_person_without_suggestions() -> None:
    assert why(event(ANN, BEN, pairs=Pairs.none()), "ann") == ("Nobody is suggested to them.", None)
    assert why(event(ANN, BEN), "ann", held=(ANN_BEN,)) == ("Everybody suggested meets them.", None)


def test_a_busy_market() -> None:
    # Ann is free in s1 and s2, her one partner left meets others then.
    people = (ANN, BEN, Attendee("cat", available=("s1",)), Attendee("dan", available=("s1",)))
    held = (ANN_BEN, Meeting("s1", "cat", "dan"))
    reason, _ = why(event(*people), "ann", held=held)
    assert reason == "In their free slots, of 2 further partners 2 have another meeting."


def test_who_is_short_and_what_is_left_out() -> None:
    people = (Attendee("ann", min_meetings=2, available=("s0",)), BEN, CAT)
    problem = event(*people, must_meet=(MustMeet("ann", "cat", 2.0),))
    schedule = Schedule((ANN_BEN,))
    state = load_schedule(problem, schedule)
    (unmet,), (left,) = list_unmet(state), list_unplaced(state)
    assert (unmet.attendee, unmet.wanted, unmet.got) == ("ann", 2, 1)
    assert unmet.reason == "They meet in every slot in which they are there (1)."
    assert left.reason == ("ann has another meeting in their common slot, worth at least as much.")


def test_a_given_meeting_left_out() -> None:
    meetings = (GivenMeeting("m1", "ann", "ben"), GivenMeeting("m2", "ann", "cat"))
    problem = event(
        ANN,
        BEN,
        CAT,
        slots=SLOTS[:1],
        pairs=Pairs.none(),
        meetings=meetings,
        objective=Objective(mode="all_meetings", partial=True),
    )
    held = Schedule((Meeting("s0", "ann", "ben", id="m1"),))
    (left,) = list_unplaced(load_schedule(problem, held))
    assert (left.id, left.reason) == ("m2", "ann has another meeting in their common slot.")


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(ValueError, match='There is no attendee or team "zoe"'):
        explain(event(ANN, BEN), Schedule(()), "zoe")
    with pytest.raises(ValueError, match="does not meet itself"):
        explain(event(ANN, BEN), Schedule(()), ("ann", "ann"))
