"""Sent twice, done once: every form, both databases, one after the other and at the same time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import func, select

from api.clock import now
from api.rows import metadata
from api.threads.models import Post
from api.web.models import DoneOnce
from tests.api.looking import HOST, email, mark_left
from tests.api.test_every_route_every_role import ROUTES, address, form
from tests.api.timetable.versions import add_version
from tests.api.world import World

LIST = "id,name,email,needs,offers\nnew-1,Una Day,una@example.org,a boat,a harbour\n"
WHO = {
    "attendee": email(1), "team": HOST, "viewer": HOST, "door": HOST, "editor": HOST, "owner": HOST,
    "signed in": email(1), "who left": email(4),
    "anyone": "", "steward": "steward@example.org", "maker": "steward@example.org",
}  # fmt: skip
TOKEN = "5f0c" * 8
POSTS = [route for route in ROUTES if route.method == "POST"]
FORMS = {
    "/sign-in": {"email": email(3)},
    "/stewards": {"email": "another@example.org"},
    "/e/{slug}/profile": {
        "name": "Ana",
        "need": "a boat with a crew",
        "when": "s01",
        "action": "send",
    },
    "/e/{slug}/threads": {},
    "/e/{slug}/threads/{thread_id}": {"body": "Monday at ten, then."},
    "/e/{slug}/feedback/{meeting_id}": {"happened": "yes", "worth": "4", "go_on": "yes"},
    "/e/{slug}/matches": {},
    "/organise/{slug}": {},
    "/organise/{slug}/team": {"action": "invite", "email": "nia@example.org", "role": "door"},
    "/organise/{slug}/groups": {},
    "/organise/{slug}/lessons": {},
    "/organise/{slug}/day": {"absent": "cork-3", "notice": "10"},
    "/organise/{slug}/delay": {"delay_slot": "s03", "delay_minutes": "10", "delay_sure": "yes"},
    "/organise/{slug}/timetable/{number}": {"acknowledge": "yes"},
}
CREATING = set(FORMS) - {"/e/{slug}/profile", "/e/{slug}/feedback/{meeting_id}"}
"""Forms whose first sending makes at least one row, whatever the hour."""


ENDING = {"/sign-out", "/e/{slug}/leave", "/e/{slug}/back"}
"""After these whoever may send them is somebody else."""


def _send(client: TestClient, path: str, world: World, **more: str) -> Response:
    where = address(path, world)
    if path == "/organise/{slug}/timetable/{number}":
        where = where.replace("/1", "/2")
    data: dict[str, Any] = form(path, world) | FORMS.get(path, {}) | {"once": TOKEN} | more
    files = {"people": ("list.csv", LIST)} if path == "/organise/{slug}/people" else None
    return client.post(where, data=data, files=files)


def _counts(world: World) -> dict[str, int]:
    with world.database.read_session() as session:
        tables = metadata().tables.items()
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables
        }


def _plain(answer: Response) -> str:
    return re.sub(r"[0-9a-f]{32,}", "SECRET", answer.text)


def test_every_form_sent_twice_is_done_once(small_world: World) -> None:
    add_version(small_world, {(1, 2): (1, "Quay 1"), (3, 4): (0, "Quay 2")})
    mark_left(small_world, 4)
    wrong = []
    for route in POSTS:
        client = small_world.client(WHO[route.roles[0]])
        before = _counts(small_world)
        first = _send(client, route.path, small_world)
        once = _counts(small_world)
        made = {name for name in once if once[name] > before[name]} - {"done_once"}
        if route.path in CREATING and not (made and first.status_code < 400):
            wrong.append(f"{route.path} makes nothing with this form; mend the test")
        again = _send(client, route.path, small_world)
        if _counts(small_world) != once:
            wrong.append(f"{route.path} did something twice")
        if first.status_code < 400 and route.path not in ENDING:
            same = (
                again.status_code == first.status_code
                and again.headers.get("location") == first.headers.get("location")
                and _plain(again) == _plain(first)
            )
            if not same:
                wrong.append(f"{route.path} answered otherwise the second time")
    assert wrong == []


@pytest.mark.parametrize("path", ["/e/{slug}/threads/{thread_id}", "/organise/{slug}/day"])
def test_twins_at_the_same_moment_make_one(small_world: World, path: str) -> None:
    who = HOST if path.startswith("/organise") else email(1)
    clients = [small_world.client(who) for _ in range(4)]
    # One browser: the others are its further clicks.
    for client in clients[1:]:
        client.cookies.update(clients[0].cookies)
    ready = Barrier(len(clients))
    before = _counts(small_world)

    def click(client: TestClient) -> Response:
        ready.wait()
        return _send(client, path, small_world)

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(click, clients))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    after = _counts(small_world)
    table = "post" if "threads" in path else "job"
    assert after[table] == before[table] + 1


def test_other_words_with_the_same_token_are_another_post(small_world: World) -> None:
    client, path = small_world.client(email(1)), "/e/{slug}/threads/{thread_id}"
    for body in ("One.", "Two.", "Two.", "One."):
        assert _send(client, path, small_world, body=body).status_code == 303
    with small_world.database.read_session() as session:
        bodies = session.scalars(select(Post.body).where(~Post.by_host).order_by(Post.id)).all()
    assert bodies == ["One.", "Two.", "One."]


def test_what_was_refused_may_be_sent_again(small_world: World) -> None:
    client, path = small_world.client(email(1)), "/e/{slug}/threads/{thread_id}"
    assert _send(client, path, small_world, body=" ").status_code == 422
    assert _counts(small_world)["done_once"] == 0


def test_a_token_is_its_account_s_and_its_address_s_own(small_world: World) -> None:
    path = "/e/{slug}/threads/{thread_id}"
    for number in (1, 2):
        assert _send(small_world.client(email(number)), path, small_world).status_code == 303
    with small_world.database.read_session() as session:
        authors = session.scalars(select(Post.author_id).where(~Post.by_host)).all()
        kept = session.scalars(select(DoneOnce)).all()
    assert set(authors) == set(small_world.attendees[:2])
    assert all(TOKEN not in row.key + row.content for row in kept), "only hashes are kept"


def test_a_program_says_it_in_a_header(small_world: World) -> None:
    client, path = small_world.client(email(1)), f"/e/cork/threads/{small_world.thread_id}"
    for _ in range(2):
        client.post(path, data={"body": "Hello."}, headers={"idempotency-key": TOKEN})
    with small_world.database.read_session() as session:
        assert len(session.scalars(select(Post.id).where(~Post.by_host)).all()) == 1


def test_old_tokens_are_cleaned_away(small_world: World) -> None:
    import datetime as dt

    with small_world.database.write_session() as session:
        old = now() - dt.timedelta(days=2)
        session.add(DoneOnce(key="old", content="", at=old))
    _send(small_world.client(email(1)), "/e/{slug}/threads/{thread_id}", small_world)
    with small_world.database.read_session() as session:
        assert session.get(DoneOnce, "old") is None


def test_a_second_click_on_sign_in_signs_in(small_world: World) -> None:
    from api.accounts.service import account_of, invite

    with small_world.database.write_session() as session:
        link = invite(session, account_of(session, email(2)), "/e/cork").token
    client = small_world.client()
    data = {"token": link, "once": TOKEN}
    first = client.post("/sign-in/code", data=data)
    counts = _counts(small_world)
    client.cookies.clear()
    again = client.post("/sign-in/code", data=data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert _counts(small_world) == counts
    assert client.get("/e/cork").status_code == 200
    # Another page with the same link is another matter: the link is used.
    other = small_world.client().post("/sign-in/code", data={"token": link, "once": "0" * 32})
    assert other.status_code == 410


# What a page holds is the same on both databases.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_form_on_every_page_carries_a_token_of_its_own(small_world: World) -> None:
    from tests.api.looking import seen_by_attendee, seen_by_organiser

    pages = [
        client.get(path).text
        for client, seen in (
            (small_world.client(email(1)), seen_by_attendee(small_world, 1)),
            (small_world.client(HOST), seen_by_organiser(small_world)),
        )
        for path in seen
    ] + [small_world.client().get("/sign-in").text]
    tokens = []
    for html in pages:
        for found in re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL):
            (token,) = re.findall(r'name="once" value="([0-9a-f]{32})"', found)
            tokens.append(token)
    assert len(tokens) > 20
    assert len(set(tokens)) == len(tokens)
