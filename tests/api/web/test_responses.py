"""What every response carries, and how errors look to people and to programs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from api.web.access import declares
from tests.api.world import World


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/static/confab.css", "/ready"])
def test_every_response_is_guarded(small_world: World, path: str) -> None:
    headers = small_world.client().get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "style-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-request-id"]


def test_pages_are_kept_by_nobody_and_files_by_their_hash(small_world: World) -> None:
    client = small_world.client()
    assert client.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/confab.css?v=1").headers["cache-control"]
    assert "immutable" not in client.get("/static/confab.css").headers["cache-control"]


def test_only_what_is_the_same_for_all_may_be_asked_for_again_by_its_tag(
    small_world: World,
) -> None:
    client = small_world.client("cork1@example.org")
    for path in ("/static/confab.css", "/static/confab.js?v=1", "/static/favicon.svg"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert "set-cookie" not in first.headers
    # Pages for everybody hold a token of their own, so that they are nobody else's.
    for path in ("/", "/sign-in", "/e/cork", "/e/cork/agenda.ics", "/nothing"):
        headers = client.get(path).headers
        assert "etag" not in headers
        assert headers["cache-control"] == "no-store"


def test_a_body_beyond_the_limit_is_refused(small_world: World) -> None:
    size = small_world.settings.body_limit + 1
    client = small_world.client("host-cork@example.org")
    answer = client.post("/organise/cork/people", files={"people": ("p.csv", b"x" * size)})
    assert answer.status_code == 413


def test_an_error_is_a_page_to_people_and_json_to_programs(small_world: World) -> None:
    client = small_world.client()
    page = client.get("/nothing", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "<h1>" in page.text
    told = client.get("/nothing", headers={"accept": "application/json"})
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == 404


@pytest.mark.parametrize("path", ["/organise/cork/timetable/first", "/organise/cork/timetable/99"])
def test_an_address_that_fits_nothing_is_not_there(small_world: World, path: str) -> None:
    assert small_world.client("host-cork@example.org").get(path).status_code == 404


def test_a_broken_page_says_so_calmly_and_tells_nothing(small_world: World) -> None:
    from fastapi import Depends, FastAPI

    router = APIRouter()

    @declares("anyone")
    def anyone() -> None:
        """Everybody may."""

    @router.get("/broken", dependencies=[Depends(anyone)])
    def broken() -> None:
        raise RuntimeError("an answer that somebody wrote")

    client = replace(small_world, shares_app=False).client()
    assert isinstance(client.app, FastAPI)
    client.app.include_router(router)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "Nothing you had stored is lost" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "somebody wrote" not in answer.text
    assert "content-security-policy" in answer.headers


def test_probes_learn_whether_it_lives_and_whether_it_is_ready(small_world: World) -> None:
    from sqlalchemy import text

    from api.db.migrate import downgrade

    # A probe asks by an address of its own.
    client = TestClient(small_world.client().app, base_url="http://10.0.0.7:8000")
    assert client.get("/ready").json() == {"database": "ok"}
    with small_world.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = client.get("/ready")
    assert (newer.status_code, newer.json()) == (503, {"database": "belongs to a newer release"})
    with small_world.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :was"), {"was": _head()})
    downgrade(small_world.database.engine, "base")
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "confab db upgrade" in answer.json()["database"]
    assert client.get("/health").status_code == 200


def _head() -> str:
    from alembic.script import ScriptDirectory

    from api.db.migrate import FOLDER

    return str(ScriptDirectory(str(FOLDER)).get_current_head())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("meet.example.org", 200), ("MEET.example.org.", 200), ("meet.example.org:443", 200),
        ("meet.example.org.evil.example", 421), ("evil.example", 421), ("127.0.0.1:8000", 421),
        ("", 400), ("[", 400), ("a b", 421),
    ],
)  # fmt: skip
def test_the_site_answers_by_its_own_name_alone(small_world: World, host: str, status: int) -> None:
    settings = small_world.settings.model_copy(update={"base_url": "https://meet.example.org"})
    client = replace(small_world, settings=settings).client()
    answer = client.get("/sign-in", headers={"host": host})
    assert answer.status_code == status
    assert "content-security-policy" in answer.headers
    if status != 200:
        assert "https://meet.example.org" in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("change", "headers", "peer"),
    [
        ({"smtp_host": "mail.example.org"}, {}, "127.0.0.1"),
        ({"base_url": "https://meet.example.org"}, {}, "127.0.0.1"),
        ({}, {"x-forwarded-for": "203.0.113.9"}, "127.0.0.1"),
        ({}, {}, "203.0.113.9"),
    ],
)
def test_the_mailbox_is_for_the_developer_s_machine_alone(
    small_world: World, change: dict[str, str], headers: dict[str, str], peer: str
) -> None:
    assert small_world.client().get("/outbox").status_code == 200
    assert small_world.client().get("/outbox", headers={"host": "localhost:9"}).status_code == 200
    # A name of somebody else's that was made to point at this machine.
    assert small_world.client().get("/outbox", headers={"host": "evil.example"}).status_code == 421
    settings = small_world.settings.model_copy(update=change)
    app = replace(small_world, settings=settings).client().app
    client = TestClient(app, base_url=settings.base_url, client=(peer, 50_000))
    assert client.get("/outbox", headers=headers).status_code == 404
