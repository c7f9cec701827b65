"""The certificate in words: no rule is shown by its technical name."""

from __future__ import annotations

from api.timetable.versions.certificate_view import CHECKS
from scheduling.verify.verification import OF_CERTIFICATE, OF_SELECT, RULES
from tests.api.looking import HOST, plain
from tests.api.timetable.versions import add_version
from tests.api.world import World


def test_every_rule_has_words() -> None:
    assert set(CHECKS) == {*RULES, *OF_SELECT, *OF_CERTIFICATE}


def test_the_page_says_what_was_reached_checked_and_missed(small_world: World) -> None:
    why = "They are not there in any slot."
    unmet = [{"attendee": "cork-4", "wanted": 1, "got": 0, "reason": why}]
    number = add_version(
        small_world, {(1, 2): (0, "Quay 1")}, unmet=unmet, checks=["known ids"], bound_by=""
    )
    html = plain(small_world.client(HOST).get(f"/organise/cork/timetable/{number}"))
    for words in (
        "reaches 93.8 % of what is possible",
        "except Cork 4, because they are not there in any slot",
        "only people, times and tables of this event",
        "1.60, by prices that anybody can add up again",
        "0 of 1",
    ):
        assert words in " ".join(html.split()), words


def test_the_price_of_broken_promises_is_not_part_of_what_is_said(small_world: World) -> None:
    why = "there is no table left"
    unmet = [{"attendee": f"cork-{n}", "wanted": 2, "got": 1, "reason": why} for n in range(1, 5)]
    number = add_version(
        small_world,
        {(1, 2): (0, "Quay 1")},
        unmet=unmet,
        objective=-3234.9,
        upper_bound=-3234.3,
        promise={"people": 4, "needed": 4, "places": 2, "value": -3300.0},
    )
    html = " ".join(
        plain(small_world.client(HOST).get(f"/organise/cork/timetable/{number}")).split()
    )
    assert "worth 99.1 % of what is possible here" in html
    assert "4 of 4 people get fewer than the 1 meeting promised" in html
    assert "the room has 2 places, the promise needs 4" in html
    assert "reached 65.1" in html
    assert "possible at most 65.7" in html
    assert "3,234" not in html


def test_everyone_means_those_who_are_there(small_world: World) -> None:
    number = add_version(
        small_world,
        {(1, 2): (0, "Quay 1")},
        promise={"people": 3, "needed": 2, "places": 6, "value": 0.0},
    )
    html = plain(small_world.client(HOST).get(f"/organise/cork/timetable/{number}"))
    assert "everyone who is there has at least 1 meeting" in " ".join(html.split())
