"""Whatever lists come in whatever order: nobody's words come under another's address."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.events.service import put_event
from api.faults import InputFaults
from api.settings import Settings
from tests.api.attendees.lists import Lists, Stored
from tests.api.world import event_file

NAMES = ("Maeve O'Dowd", "Nell D'Arcy", "Tomás Ó Briain", "Paul Murphy", "Paula Murphy", "Ada")
PEOPLE = range(len(NAMES))

# What happens: a list (who is in it, in which order, how they are numbered, who has an address in
# it, in capitals or not, and which edition of their texts), or somebody sends or withdraws.
_lists = st.tuples(
    st.just("list"),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=len(NAMES), unique=True),
    st.sampled_from(["rows", "own", "none", "reversed"]),
    st.sets(st.sampled_from(PEOPLE)),
    st.booleans(),
    st.integers(0, 3),
)
_acts = st.tuples(st.sampled_from(["send", "leave"]), st.sampled_from(PEOPLE))
STEPS = st.lists(_lists | _acts, min_size=2, max_size=9)


def _rows(
    who: Sequence[int], numbering: str, without: set[int], capitals: bool, edition: int
) -> list[PersonRow]:
    rows = []
    for place, one in enumerate(who):
        address = "" if one in without else f"p{one}@example.org"
        numbers = {"rows": place + 1, "own": one + 1, "reversed": len(who) - place, "none": ""}
        rows.append(
            PersonRow(
                row=place + 2,
                id=str(numbers[numbering] if address or numbering != "none" else one + 1),
                name=NAMES[one],
                email=address.upper() if capitals else address,
                organisation=f"Firm {one}",
                needs=f"words of {one}, edition {edition}",
            )
        )
    return rows


def _holds(before: list[Stored], after: list[Stored]) -> None:
    by_id = {one.id: one for one in after}
    for old in before:
        new = by_id[old.id]
        assert (new.key, new.left) == (old.key, old.left)
        assert new.address.lower() == old.address.lower() or not old.address
        assert not (old.sent or old.left) or new.need == old.need
    for one in after:
        # Name, address and words are of one person, whatever the list called by which number.
        number = NAMES.index(one.name)
        assert one.need.startswith((f"words of {number},", f"own words of {number}"))
        assert one.address.lower() in ("", f"p{number}@example.org")
    addresses = [one.address.lower() for one in after if one.address]
    assert len(set(addresses)) == len(addresses)


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # Shrinking takes minutes with a database beneath; the steps are short enough to read.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_no_list_moves_words_to_another_s_address(
    database: Database, settings: Settings, steps: list[tuple[Any, ...]]
) -> None:
    slug = f"e{new_id()}"
    with database.write_session() as session:
        put_event(session, event_file(slug), "host@example.org")
    lists = Lists(database, settings, slug)
    for what, *how in steps:
        before = lists.everybody()
        if what == "list":
            with contextlib.suppress(InputFaults):
                lists.bring(_rows(*how))
            _holds(before, lists.everybody())
            continue
        name = NAMES[how[0]]
        for person in before:
            if person.name != name:
                continue
            if what == "send":
                lists.send(person.id, name=name, need=f"own words of {how[0]}")
                continue
            with database.write_session() as session:
                session.get_one(Attendee, person.id).left_at = now()
