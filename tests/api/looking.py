"""Everything that somebody can see of an event, to compare before and after."""

from __future__ import annotations

import datetime as dt
import re

from httpx import Response
from sqlalchemy import select

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Slot
from tests.api.world import World

HOST = "host-cork@example.org"


def email(number: int) -> str:
    """Address of the world's attendees, counted from 1."""
    return f"cork{number}@example.org"


def begin(world: World, minutes: float) -> None:
    """Move the event so that its first slot began so many minutes ago."""
    with world.database.write_session() as session:
        slots = session.scalars(
            select(Slot).where(Slot.event_id == world.event_id).order_by(Slot.starts_at)
        ).all()
        shift = now() - dt.timedelta(minutes=minutes) - slots[0].starts_at
        for slot in slots:
            slot.starts_at, slot.ends_at = slot.starts_at + shift, slot.ends_at + shift


def mark_left(world: World, number: int) -> None:
    """Mark somebody as one who has left the event."""
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[number - 1]).left_at = now()


def badge_of(world: World, number: int) -> str:
    """Code on somebody's badge."""
    with world.database.read_session() as session:
        return session.get_one(Attendee, world.attendees[number - 1]).badge


def plain(response: Response) -> str:
    """Text of a page without the secrets of its session."""
    return re.sub(r"[0-9a-f]{32,}", "SECRET", response.text)


def timeless(text: str) -> str:
    """Text of a page without what the clock says: two looks may lie in two minutes."""
    text = re.sub(r'<time datetime="[^"]*">Now, ', "<time>Now, ", text)
    return re.sub(r"Now, \d\d:\d\d|just now|\d+ (?:minute|hour)s? ago", "NOW", text)


def seen_by_attendee(world: World, number: int) -> dict[str, str]:
    """Every page and file that an attendee can open."""
    client = world.client(email(number))
    paths = (
        # The thread first: looking at it makes it read, which other pages show.
        f"/e/cork/threads/{world.thread_id}", "/", "/e/cork",
        "/e/cork/profile", "/e/cork/matches", "/e/cork/agenda",
        "/e/cork/agenda.ics", "/e/cork/threads", f"/e/cork/feedback/{world.meeting_id}",
    )  # fmt: skip
    return {path: timeless(plain(client.get(path))) for path in paths}


def seen_by_organiser(world: World) -> dict[str, str]:
    """Every page and file that the organiser can open."""
    client = world.client(HOST)
    home = "/organise/cork"
    files = (
        f"{home}/timetable/1/files/{name}"
        for name in ("timetable.csv", "timetable.html", "schedule.json", "problem.json")
    )
    paths = (
        "/organise", home, f"{home}/people", f"{home}/timetable", f"{home}/timetable/1",
        f"{home}/lessons", f"{home}/timetable/1?by=person", f"{home}/runs/{world.job_id}",
        f"{home}/day", f"{home}/day/{world.repair_id}", *files,
    )  # fmt: skip
    return {path: timeless(plain(client.get(path))) for path in paths}
