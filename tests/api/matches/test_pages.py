"""My matches: the blocked are not there, a wish is between its author and the timetable."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.attendees.models import Attendee, Block
from api.clock import now
from api.matches.models import Candidate, Wish
from tests.api.looking import email, plain, seen_by_attendee, seen_by_organiser
from tests.api.world import World

PATH = "/e/cork/matches"


def _page(world: World, number: int = 1) -> str:
    return plain(world.client(email(number)).get(PATH))


def _wish(world: World, number: int, other: str, wish: str) -> int:
    form = {"attendee": other, "wish": wish}
    return world.client(email(number)).post(PATH, data=form).status_code


def _wishes(world: World) -> list[tuple[str, str, str]]:
    with world.database.read_session() as session:
        return [(w.attendee_id, w.other_id, w.want) for w in session.scalars(select(Wish))]


def test_a_match_says_why_in_both_people_s_words(small_world: World) -> None:
    html = _page(small_world)
    for words in ("Cork 2", "Firm 2", "matter 1", "help number 2", "You need", "Cork offers"):
        assert words in html


@pytest.mark.parametrize("by", [0, 1])
def test_whoever_blocked_whom_neither_is_shown(small_world: World, by: int) -> None:
    assert "Cork 2" in _page(small_world)
    one, other = small_world.attendees[by], small_world.attendees[1 - by]
    with small_world.database.write_session() as session:
        session.add(Block(attendee_id=one, other_id=other))
    assert "Cork 2" not in _page(small_world)


@pytest.mark.parametrize("change", [{"left_at": now()}, {"coming": "no"}])
def test_who_does_not_come_is_not_suggested(small_world: World, change: dict[str, object]) -> None:
    with small_world.database.write_session() as session:
        other = session.get_one(Attendee, small_world.attendees[1])
        for name, value in change.items():
            setattr(other, name, value)
    assert "help number 2" not in _page(small_world)


def test_private_words_are_not_quoted(small_world: World) -> None:
    with small_world.database.write_session() as session:
        candidate = session.scalars(select(Candidate)).one()
        candidate.reasons = [candidate.reasons[0] | {"offer": ""}]
    html = _page(small_world)
    assert "Cork 2" in html
    assert "matter 1" not in html


def test_a_wish_is_kept_changed_and_taken_back(small_world: World) -> None:
    me, other = small_world.attendees[:2]
    for wish in ("want", "rather not"):
        assert _wish(small_world, 1, other, wish) == 303
        assert _wishes(small_world) == [(me, other, wish)]
        assert _page(small_world).count('aria-pressed="true"') == 1
    assert _wish(small_world, 1, other, "") == 303
    assert _wishes(small_world) == []


@pytest.mark.parametrize("wish", ["want", "rather not"])
def test_nobody_else_learns_of_a_wish(small_world: World, wish: str) -> None:
    others = [seen_by_attendee(small_world, 2), seen_by_organiser(small_world)]
    assert _wish(small_world, 1, small_world.attendees[1], wish) == 303
    assert [seen_by_attendee(small_world, 2), seen_by_organiser(small_world)] == others


def test_a_wish_is_about_somebody_else_here(small_world: World) -> None:
    with small_world.database.read_session() as session:
        elsewhere = session.scalars(
            select(Attendee.id).where(Attendee.event_id != small_world.event_id)
        ).first()
    assert elsewhere is not None
    me, other = small_world.attendees[:2]
    for about, wish in ((elsewhere, "want"), (me, "want"), ("nobody", "want"), (other, "love")):
        assert _wish(small_world, 1, about, wish) == 404
    assert _wishes(small_world) == []
