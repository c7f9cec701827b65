"""The certificate in words: no rule is shown by its technical name."""

from __future__ import annotations

from api.timetable.certificate_view import CHECKS
from scheduling.verify.verification import OF_CERTIFICATE, OF_SELECT, RULES
from tests.api.looking import HOST, plain
from tests.api.timetable.versions import add_version
from tests.api.world import World


def test_every_rule_has_words() -> None:
    assert set(CHECKS) == {*RULES, *OF_SELECT, *OF_CERTIFICATE}


def test_the_page_says_what_was_reached_checked_and_missed(small_world: World) -> None:
    unmet = [{"attendee": "cork-4", "wanted": 1, "got": 0, "reason": "no pair is left for them"}]
    number = add_version(
        small_world, {(1, 2): (0, "Quay 1")}, unmet=unmet, checks=["known ids"], bound_by=""
    )
    html = plain(small_world.client(HOST).get(f"/organise/cork/timetable/{number}"))
    for words in (
        "reaches 93.8 % of what is possible",
        "except Cork 4, because no pair is left for them",
        "only people, times and tables of this event",
        "1.60, by prices that anybody can add up again",
        "0 of 1",
    ):
        assert words in " ".join(html.split()), words
