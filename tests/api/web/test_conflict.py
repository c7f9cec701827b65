"""Two windows, two people: the later saving is told, sees both, chooses; nothing is undone."""

from __future__ import annotations

import re
from html import unescape

from fastapi.testclient import TestClient
from sqlalchemy import update

from api.attendees.models import Attendee, Draft
from api.clock import now
from api.feedback.models import Feedback
from api.jobs.models import Job
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import REPAIR
from tests.api.looking import HOST, email
from tests.api.timetable.versions import add_version
from tests.api.world import World

PROFILE = "/e/cork/profile"
TYPED = {"name": "Ana", "need": "a boat", "when": ["s01"], "action": "send"}


def _hidden(html: str, button: str) -> dict[str, str]:
    """Hidden fields of the form that has a button of this name."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    (form,) = [found for found in forms if button in found]
    pairs = re.findall(r'type="hidden" name="([\w.-]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in pairs}


def _all_hidden(html: str, button: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    (form,) = [each for each in forms if button in each]
    for name, value in re.findall(r'type="hidden" name="([\w.-]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    return found


def _open(client: TestClient, path: str = PROFILE, button: str = "draft") -> dict[str, str]:
    return _hidden(client.get(path).text, button)


def _need(world: World) -> str:
    with world.database.read_session() as session:
        return session.get_one(Attendee, world.attendees[0]).text("need")


def test_two_windows_of_one_profile(small_world: World) -> None:
    client = small_world.client(email(1))
    one, two = _open(client), _open(client)
    assert client.post(PROFILE, data=one | TYPED).status_code == 303
    refused = client.post(PROFILE, data=two | TYPED | {"need": "a crew & a cook", "role": "Host"})
    assert refused.status_code == 409
    assert _need(small_world) == "a boat", "nothing is overwritten unseen"
    for words in ("a crew &amp; a cook", "a boat", "Host"):
        assert words in refused.text
    again = _all_hidden(refused.text, "Save what I chose")
    choice = {"keep.need": "stored", "keep.role": "yours"}
    assert client.post(PROFILE, data=again | choice).status_code == 303
    with small_world.database.read_session() as session:
        ana = session.get_one(Attendee, small_world.attendees[0])
        assert (ana.text("need"), ana.role, ana.available) == ("a boat", "Host", ["s01"])


def test_what_one_window_saves_itself_is_no_change(small_world: World) -> None:
    client = small_world.client(email(1))
    one, two = _open(client), _open(client)
    for need in ("a", "a bo", "a boat"):
        saved = client.post(PROFILE, data=one | TYPED | {"need": need, "action": "draft"})
        assert saved.status_code == 303
    other = client.post(PROFILE, data=two | TYPED | {"need": "a crew", "action": "draft"})
    assert other.status_code == 409
    with small_world.database.read_session() as session:
        (draft,) = session.query(Draft).all()
        assert draft.content["need"] == "a boat"
    assert client.post(PROFILE, data=one | TYPED).status_code == 303
    # What was on its way when it was sent does not bring a draft back.
    late = client.post(PROFILE, data=one | TYPED | {"need": "a bo", "action": "draft"})
    assert late.status_code == 409


def test_the_same_words_are_no_conflict(small_world: World) -> None:
    client = small_world.client(email(1))
    one, two = _open(client), _open(client)
    for form in (one, two):
        assert client.post(PROFILE, data=form | TYPED).status_code == 303


def test_two_windows_of_one_feedback(small_world: World) -> None:
    client, path = small_world.client(email(1)), f"/e/cork/feedback/{small_world.meeting_id}"
    with small_world.database.write_session() as session:
        from api.events.models import Slot

        past = now().replace(year=2020)
        session.execute(update(Slot).values(starts_at=past, ends_at=past))
    one, two = (_open(client, path, "my answers") for _ in range(2))
    first = {"happened": "yes", "worth": "4", "go_on": "yes", "note": "bring the list"}
    assert client.post(path, data=one | first).status_code == 303
    refused = client.post(path, data=two | first | {"worth": "2", "note": "a second thought"})
    assert refused.status_code == 409
    assert "bring the list" in refused.text
    assert "a second thought" in refused.text
    again = _all_hidden(refused.text, "Save what I chose")
    choice = {"keep.worth": "stored", "keep.note": "yours"}
    assert client.post(path, data=again | choice).status_code == 303
    with small_world.database.read_session() as session:
        row = session.get_one(Feedback, (small_world.meeting_id, small_world.attendees[0]))
        assert (row.worth, row.note) == (4, "a second thought")


def _shown(world: World) -> int:
    with world.database.read_session() as session:
        version = queries.published(session, world.event_id)
        assert version is not None
        return version.number


def _apply_report(world: World) -> int:
    """Leave an applied report of the day behind: who is absent, published as the next version."""
    number = add_version(world, {(1, 2): (2, "Quay 1")})
    with world.database.write_session() as session:
        report = session.get_one(Job, world.repair_id).payload
        job = Job(kind=REPAIR, outcome="done", payload=report, result={"version": number})
        session.add(job)
        session.flush()
        version = queries.version(session, world.event_id, number)
        assert version is not None
        version.job_id, version.published_at = job.id, now()
    return number


def test_a_page_older_than_the_newest_publication_publishes_nothing(small_world: World) -> None:
    host = small_world.client(HOST)
    two = add_version(small_world, {(1, 2): (1, "Quay 1")})
    three = add_version(small_world, {(3, 4): (1, "Quay 1")})
    path = f"/organise/cork/timetable/{two}"
    old = _open(host, path, "ublish")
    assert host.post(f"/organise/cork/timetable/{three}").status_code == 303
    refused = host.post(path, data=old)
    assert refused.status_code == 409
    assert f"Version {three} was published on" in refused.text
    assert _shown(small_world) == three
    # Having seen that, the organiser may go on.
    assert host.post(path, data=_hidden(refused.text, "ublish")).status_code == 303


def test_the_day_s_reports_are_not_undone_by_an_older_version(small_world: World) -> None:
    host = small_world.client(HOST)
    two = add_version(small_world, {(1, 2): (1, "Quay 1")})
    three = _apply_report(small_world)
    path = f"/organise/cork/timetable/{two}"
    for form in ({}, _open(host, path, "ublish")):
        refused = host.post(path, data=form | {"acknowledge": "yes"})
        assert refused.status_code == 409
        assert "Cork 1 is not here" in refused.text
    assert _shown(small_world) == three
    with small_world.database.write_session() as session:
        rows = session.query(ScheduleVersion).filter_by(number=two).update({"created_at": now()})
        assert rows == 1
    # Made afterwards it only warns.
    form = _open(host, path, "ublish") | {"acknowledge": "yes"}
    assert host.post(path, data=form).status_code == 303


def test_a_report_from_an_old_page_is_kept_and_looked_at_again(small_world: World) -> None:
    host, day = small_world.client(HOST), "/organise/cork/day"
    one, late = _open(host, day, "absent"), _open(host, day, "delay_sure")
    move = {"delay_slot": "s03", "delay_minutes": "10", "delay_sure": "yes"}
    assert host.post("/organise/cork/delay", data=late | move).status_code == 303
    twice = host.post("/organise/cork/delay", data=late | {"once": "0" * 32} | move)
    assert twice.status_code == 409, "two organisers, one delay"
    assert "times of the day were moved" in twice.text
    report = {"absent": "cork-3", "notice": "10"}
    refused = host.post(day, data=one | report)
    assert refused.status_code == 409
    assert 'value="cork-3" checked' in refused.text
    again = _hidden(refused.text, "absent")
    assert host.post(day, data=again | report).status_code == 303
