"""What is ticked on the day stays ticked while one looks for others, for whom it still holds."""

from __future__ import annotations

import re

from sqlalchemy import delete, select, update

from api.accounts.models import SignInSession
from api.accounts.service import account_of, invite
from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.clock import now
from api.events.models import Event
from api.jobs.models import Job
from api.timetable import queries
from api.timetable.versions.causes import REPAIR
from tests.api.event_day.test_pages import DAY
from tests.api.looking import HOST
from tests.api.world import ORIGIN, World

MANY = 45
"""More than one box lists."""
LAST = f"guest-{MANY - 1}"


def come(world: World, *, known: bool) -> None:
    """Add many people, by name in the order of their ids; known, but reported as not here."""
    keys = [f"guest-{k:02}" for k in range(MANY)]
    rows = [PersonRow(row=k + 2, id=key, name=f"Z{key}") for k, key in enumerate(keys)]
    with world.database.write_session() as session:
        import_people(session, session.get_one(Event, world.event_id), rows, "late.csv")
        version = queries.published(session, world.event_id)
        assert version is not None
        if known:
            gone = [{"id": key, "available": []} for key in reversed(keys)]
            everybody = [*version.problem["attendees"], *gone]
            version.problem = version.problem | {"attendees": everybody}


def parts(page: str) -> tuple[str, str]:
    """Give what is swapped while somebody is looked for, and the boxes below it."""
    above, _, below = page.partition('id="day-people"')[2].partition("</fieldset>")
    return above, below


def ticks(part: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)" checked', part)


def look(world: World, words: str, **ticked: str) -> tuple[str, str]:
    answer = world.client(HOST).post(DAY, data={"find": "yes", "look": words, **ticked})
    assert answer.status_code == 200
    return parts(answer.text)


def test_who_is_new_stays_ticked_where_they_were_found(world: World) -> None:
    come(world, known=False)
    found, _ = look(world, LAST)
    assert f'name="new" value="{LAST}">' in found
    above, below = look(world, "cork 3", absent="cork-1", new=LAST)
    assert (ticks(above, "absent"), ticks(above, "new")) == (["cork-1"], [LAST])
    assert LAST not in below, "what is not swapped cannot hold the tick"
    assert 'name="absent" value="cork-3">' in above
    _, below = look(world, "cork 3", new="guest-00")
    assert ticks(below, "new") == ["guest-00"], "who is listed there stays there"
    assert "And 5 others" in below


def test_who_came_after_all_stays_ticked_and_those_who_left_hide_nobody(world: World) -> None:
    come(world, known=True)
    above, below = look(world, "cork 3", back=LAST)
    assert ticks(above, "back") == [LAST]
    listed = re.findall(r'name="back" value="([^"]*)"', below)
    assert listed == [f"guest-{k:02}" for k in range(40)], "the first by name"
    left = [f"guest-{k:02}" for k in range(5, MANY)]
    with world.database.write_session() as session:
        session.execute(update(Attendee).where(Attendee.key.in_(left)).values(left_at=now()))
    _, below = look(world, "")
    assert re.findall(r'name="back" value="([^"]*)"', below) == [f"guest-0{k}" for k in range(5)]
    assert "others: find them" not in below


def test_an_older_report_marks_nobody_for_whom_it_holds_no_more(world: World) -> None:
    client = world.client(HOST)
    sent = client.post(DAY, data={"absent": "cork-1", "back": "cork-2", "new": "cork-3"})
    again = client.get(f"{DAY}?again={sent.headers['location'].rsplit('/', 1)[1]}").text
    above, below = parts(again)
    assert ticks(above, "absent") == ["cork-1"]
    assert [ticks(above + below, name) for name in ("back", "new")] == [[], []]
    assert "Reported as not here" not in below
    assert "joined after" not in below


def test_a_report_survives_signing_in_after_somebody_was_looked_for(world: World) -> None:
    client = world.client(HOST)
    shown = client.get(DAY).text
    find = re.search(r'<button type="submit"[^>]*formaction="([^"#]*)[^>]*>Find', shown)
    assert find is not None
    form = shown[shown.index('class="day-form"') :]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    marks = {"absent": "cork-3", "notice": "30"}
    assert client.post(find[1], data=hidden | marks | {"find": "yes", "look": "Cork"}).is_success
    assert client.get(find[1]).status_code == 200, "its address is a page's"
    with world.database.write_session() as session:
        session.execute(delete(SignInSession))
    lost = client.post(DAY, data=hidden | marks, headers={"referer": ORIGIN + find[1]})
    assert lost.headers["location"] == f"/sign-in?next={DAY}"
    with world.database.write_session() as session:
        link = invite(session, account_of(session, HOST), DAY).token
    client.post("/sign-in/code", data={"token": link})
    kept = client.get(DAY).text
    assert "What you typed stands here again" in kept
    assert ticks(kept, "absent") == ["cork-3"]
    assert '<option value="30" selected' in kept
    # Looking somebody up is no sending: neither is what was kept forgotten, nor the form done.
    again = client.post(DAY, data=hidden | marks | {"find": "yes", "look": "Cork"})
    assert again.is_success
    assert "What you typed stands here again" in client.get(DAY).text
    with world.database.read_session() as session:
        assert session.scalars(select(Job.kind).where(Job.kind == REPAIR)).all() == [REPAIR]
    assert client.post(DAY, data=hidden | marks).status_code == 303
