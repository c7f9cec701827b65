"""From an event's rows to the solver's problem: rules, wishes, seats, and nobody's text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.attendees.models import Attendee, Block
from api.events.models import Event
from api.events.queries import rules_of
from api.matches import queries as matches
from api.matches.models import Candidate, MatchRun, Suggestion, Wish
from api.matches.profiles import profile_of
from api.matches.service import taking_part
from api.timetable.making.make import load_problem
from api.timetable.making.problem import WISH_FACTOR, Wishes, build_problem
from scheduling.problem import Problem
from tests.api.world import World

SCORES = {(0, 1): 0.5, (0, 2): 0.4, (1, 2): 0.3, (2, 3): 0.2}


@pytest.fixture
def run_id(small_world: World) -> str:
    """A match run of four pairs in place of the world's."""
    with small_world.database.write_session() as session:
        run = session.get_one(MatchRun, _run(session, small_world))
        session.execute(delete(Suggestion))
        session.execute(delete(Candidate))
        for (a, b), score in SCORES.items():
            one, two = sorted((small_world.attendees[a], small_world.attendees[b]))
            session.add(
                Candidate(
                    run_id=run.id, a_id=one, b_id=two, score=score, benefit_ab=score,
                    benefit_ba=score, affinity=0.0, reasons=[],
                )
            )  # fmt: skip
        return run.id


@pytest.fixture
def session(small_world: World) -> Iterator[Session]:
    with small_world.database.write_session() as opened:
        yield opened


def _run(session: Session, world: World) -> str:
    run = matches.last_run(session, world.event_id)
    assert run is not None
    return run.id


def _pairs(problem: Problem) -> dict[tuple[str, str], float]:
    ids = [person.id for person in problem.attendees]
    pairs = problem.pairs
    return {
        (ids[a], ids[b]): pytest.approx(float(score))
        for a, b, score in zip(pairs.a, pairs.b, pairs.score, strict=True)
    }


def test_room_times_and_rules(small_world: World, session: Session, run_id: str) -> None:
    event = session.get_one(Event, small_world.event_id)
    event.tables[0].closed = [event.slots[0].key]
    problem = load_problem(session, event.id, run_id)
    assert [person.id for person in problem.attendees] == [f"cork-{n}" for n in (1, 2, 3, 4)]
    assert [(slot.start, slot.end) for slot in problem.slots] == [(0, 20), (20, 40), (40, 60)]
    assert {slot.day for slot in problem.slots} == {"2027-03-18"}
    assert [table.zone for table in problem.tables] == ["Quay", "Quay", "Snug"]
    assert problem.tables[0].available == tuple(slot.key for slot in event.slots[1:])
    assert problem.tables[1].available is None
    person = problem.attendees[0]
    assert (person.min_meetings, person.max_meetings) == (1, 3)
    assert (person.available, person.zones, dict(person.group_caps)) == (None, (), {"seller": 1})


def test_labels_are_groups_and_hours_are_kept(
    small_world: World, session: Session, run_id: str
) -> None:
    one = session.get_one(Attendee, small_world.attendees[0])
    event = session.get_one(Event, small_world.event_id)
    one.groups, one.available = ["seller"], [event.slots[1].key]
    person = load_problem(session, event.id, run_id).attendees[0]
    assert person.groups == ("seller",)
    assert person.available == (event.slots[1].key,)


def test_sides_and_own_tables_are_the_event_s(
    small_world: World, session: Session, run_id: str
) -> None:
    event = session.get_one(Event, small_world.event_id)
    one, two, three, _ = (session.get_one(Attendee, key) for key in small_world.attendees)
    one.role, two.role, three.groups = "Buyer", "Buyer", ["supplier"]
    two.email = "two@example.org"
    event.rules = event.rules | {
        "groups": [
            {"name": "buyer", "roles": ["Buyer"], "side": True},
            {"name": "supplier", "label": True, "side": True},
        ],
        # By id and by address; the third table has been taken out of the room.
        "hosts": {"cork-1": "Quay 2", "Two@example.org": "Snug 1", "cork-3": "Quay 9"},
    }
    people = load_problem(session, event.id, run_id).attendees
    assert [person.side for person in people] == ["buyer", "buyer", "supplier", ""]
    assert [person.table for person in people] == ["Quay 2", "Snug 1", None, None]
    # Matching goes by the same.
    rules = rules_of(event)
    assert profile_of(one, rules).side == "buyer"
    assert [profile_of(each, rules).host for each in (one, two, three)] == [True, True, True]


@pytest.mark.parametrize(
    ("labels", "zones"),
    [
        ([], ()),
        (["step-free"], ("Quay",)),
        (["quiet"], ("Snug",)),
        # No zone is both: any will do, rather than none at all.
        (["quiet", "step-free"], ()),
        (["seller"], ()),
    ],
)
def test_who_needs_a_quiet_or_step_free_seat(
    small_world: World, session: Session, run_id: str, labels: list[str], zones: tuple[str, ...]
) -> None:
    event = session.get_one(Event, small_world.event_id)
    event.zones[1].quiet = True
    session.get_one(Attendee, small_world.attendees[0]).groups = labels
    assert load_problem(session, event.id, run_id).attendees[0].zones == zones


def test_wishes_raise_and_refusals_remove(
    small_world: World, session: Session, run_id: str
) -> None:
    one, two, three, four = small_world.attendees
    session.add_all(
        [
            Wish(attendee_id=one, other_id=two, want="want"),
            Wish(attendee_id=two, other_id=one, want="want"),
            Wish(attendee_id=three, other_id=one, want="want"),
            Wish(attendee_id=three, other_id=two, want="rather not"),
            Block(attendee_id=four, other_id=three),
        ]
    )
    session.flush()
    problem = load_problem(session, small_world.event_id, run_id)
    assert _pairs(problem) == {
        ("cork-1", "cork-2"): 0.5 * WISH_FACTOR**2,
        ("cork-1", "cork-3"): 0.4 * WISH_FACTOR,
    }
    (both,) = problem.must_meet
    assert ({both.a, both.b}, both.priority) == ({"cork-1", "cork-2"}, 1.0)


def test_a_refusal_outweighs_the_other_s_wish(
    small_world: World, session: Session, run_id: str
) -> None:
    one, two = small_world.attendees[:2]
    session.add(Wish(attendee_id=one, other_id=two, want="want"))
    session.add(Wish(attendee_id=two, other_id=one, want="rather not"))
    session.flush()
    problem = load_problem(session, small_world.event_id, run_id)
    assert ("cork-1", "cork-2") not in _pairs(problem)
    assert problem.must_meet == ()


def test_who_does_not_take_part_is_in_no_pair(
    small_world: World, session: Session, run_id: str
) -> None:
    session.get_one(Attendee, small_world.attendees[2]).coming = "no"
    session.flush()
    problem = load_problem(session, small_world.event_id, run_id)
    assert [person.id for person in problem.attendees] == ["cork-1", "cork-2", "cork-4"]
    assert list(_pairs(problem)) == [("cork-1", "cork-2")]


def test_the_order_of_rows_does_not_matter(
    small_world: World, session: Session, run_id: str
) -> None:
    event = session.get_one(Event, small_world.event_id)
    people = taking_part(session, event.id)
    found = list(matches.scored_pairs(session, run_id))
    nobody = Wishes(frozenset(), frozenset())
    one = build_problem(event, people, found, nobody)
    two = build_problem(event, people[::-1], found[::-1], nobody)
    assert one.attendees == two.attendees
    assert list(_pairs(one).items()) == list(_pairs(two).items())
