"""Pages cost the same however large the event is: as many queries, rows and bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from api.attendees.models import Attendee
from api.clock import now
from api.db.session import Database
from api.mail.composing import Mail, compose
from api.mail.kinds import AGENDA
from api.settings import Settings
from api.threads.models import FoundNiche
from benchmarks.visiting.crowd import Crowd, build
from tests.api.counting import Counts, counting
from tests.api.grown import grow
from tests.api.test_every_route_every_role import ROUTES
from tests.api.world import ORIGIN

PERSON = 7
PAGES = (
    "/e/{slug}", "/e/{slug}/agenda", "/e/{slug}/agenda.ics", "/e/{slug}/matches",
    "/e/{slug}/profile", "/e/{slug}/threads", "/e/{slug}/threads/{thread}",
)  # fmt: skip
HOME = "/organise/{slug}"
# Files of the whole event, what is worked out of one report or question, and the screen as the
# clock turns its pages: one page of it is asked for below.
NOT_PAGES = (
    f"{HOME}/timetable/{{number}}/files", f"{HOME}/runs", f"{HOME}/people/list",
    f"{HOME}/people/many", f"{HOME}/print/",
    f"{HOME}/day/{{repair_id}}", f"{HOME}/door/meetings/", f"{HOME}/board",
)  # fmt: skip
FURTHER = (
    f"{HOME}/people?page=2", f"{HOME}/people?q=Number%201", f"{HOME}/people/found?person=guest",
    f"{HOME}/timetable/{{number}}?by=person", f"{HOME}/groups?page=2",
    f"{HOME}/people?state=thin&sort=changed", f"{HOME}/people?state=unmatched",
    f"{HOME}/people?state=unreached&sort=newest",
    f"{HOME}/people?state=begun&label=press&group=seller&sort=organisation",
    f"{HOME}/mail?page=2", f"{HOME}/mail?person={{attendee_id}}",
    f"{HOME}/groups?group={{niche}}", f"{HOME}/board?number=1", f"{HOME}/board/link",
)  # fmt: skip
# Of people on one page of a list fewer meet each other in a larger event: so far rows differ.
LISTS = (
    f"{HOME}/day", f"{HOME}/people", f"{HOME}/timetable/{{number}}?by=person",
    f"{HOME}/timetable/{{number}}/spread",
)  # fmt: skip
# Mail goes to exactly those whom the page has counted: it reads their ids, and no more of them.
COUNTED = f"{HOME}/invitations"
# Forty people and whomever they meet in either version: in a larger event fewer are the same.
COMPARED, COMPARED_MOST = f"{HOME}/compare", 900
SMALL, LARGE = 260, 400


@dataclass(frozen=True)
class Asked:
    """What a page asked of the database, and how large it was."""

    asked: Counter[str]
    rows: int
    size: int


@pytest.fixture
def counts(database: Database) -> Counts:
    return counting(database)


def test_pages_and_mails_of_one_person_and_of_the_organiser(
    database: Database, settings: Settings, counts: Counts
) -> None:
    small, large = build(database, SMALL, "small"), build(database, LARGE, "large")
    for crowd in (small, large):
        grow(database, crowd)
    with database.read_session() as session:
        niche_of = {
            niche.event_id: niche.id
            for niche in session.scalars(select(FoundNiche).where(FoundNiche.position == 0))
        }
        badges = dict(
            session.execute(
                select(Attendee.event_id, Attendee.badge).where(
                    Attendee.id.in_([small.attendees[PERSON], large.attendees[PERSON]])
                )
            ).all()
        )
    app = create_app(settings, database)
    grows = []
    for path in (*PAGES, *organisers_pages()):
        few, many = (
            _page(app, crowd, path, counts, niche_of[crowd.event_id], badges[crowd.event_id])
            for crowd in (small, large)
        )
        if few.asked != many.asked:
            differ = (many.asked - few.asked) + (few.asked - many.asked)
            grows.append(f"{path}: other queries in the larger event: {differ}")
        elif abs(few.rows - many.rows) > _may_differ(path, few.rows):
            grows.append(f"{path}: {few.rows} rows in the smaller event, {many.rows} in the larger")
        if abs(many.size - few.size) > few.size * 0.02:
            grows.append(
                f"{path}: {few.size} bytes in the smaller event, {many.size} in the larger"
            )
        if max(few.size, many.size) > 150_000 or max(few.rows, many.rows) > 1_500:
            grows.append(f"{path}: {many.rows} rows, {many.size} bytes")
    assert not grows, "\n".join(grows)
    few, many = (_mail(database, settings, crowd, counts) for crowd in (small, large))
    assert few[:2] == many[:2], "a mail that is worded when it leaves"


def _may_differ(path: str, rows: int) -> int:
    if path == COMPARED:
        return COMPARED_MOST - rows
    if path.startswith(LISTS):
        return rows // 4 + 5
    return LARGE - SMALL if path == COUNTED else 0


def organisers_pages() -> list[str]:
    """Give every page of an organiser's, the first page of each list and some others."""
    own = [r.path for r in ROUTES if r.method == "GET" and r.path.startswith(HOME)]
    return [*(path for path in own if not path.startswith(NOT_PAGES)), *FURTHER]


def _page(app: Any, crowd: Crowd, path: str, counts: Counts, niche: str, badge: str) -> Asked:
    who = crowd.host_token if path.startswith("/organise") else crowd.token(PERSON)
    client = TestClient(app, base_url=ORIGIN, cookies={"confab-session": who})
    address = path.format(
        slug=crowd.slug, thread=crowd.threads[PERSON], number=2,
        attendee_id=crowd.attendees[PERSON], niche=niche, theme_key="room",
        badge=badge,
    )  # fmt: skip
    # What is counted for everybody is made by whoever comes first.
    assert client.get(address).status_code == 200, address
    counts.taken()
    answer = client.get(address)
    assert answer.status_code == 200
    _, rows, statements = counts.taken()
    return Asked(statements, rows, len(answer.content))


def _mail(
    database: Database, settings: Settings, crowd: Crowd, counts: Counts
) -> tuple[int, int, Counter[str]]:
    source = {
        "event_id": crowd.event_id, "key": "k", "before": 1, "line": "", "version": 1,
        "attendee": crowd.attendees[PERSON],
    }  # fmt: skip
    counts.taken()
    with database.read_session() as session:
        worded = compose(session, AGENDA, source, now(), settings)
    assert isinstance(worded, Mail)
    return counts.taken()
