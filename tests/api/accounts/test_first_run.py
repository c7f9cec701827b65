"""The first run: one code for all processes, of one use, void once anybody is known."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from api.accounts import first_run
from api.accounts.models import Account, FirstCode, SignInSession
from api.accounts.service import account_of
from api.db.session import Database
from api.settings import Settings
from tests.api.world import World

ANA = {"email": "Ana@Example.org", "name": "Ana Byrne"}


@pytest.fixture
def empty(database: Database, settings: Settings) -> World:
    """A site in which nobody is known."""
    return World(settings, database, "", (), "", "", "", "", "")


def _code(world: World) -> str:
    with world.database.write_session() as session:
        return first_run.offer(session)


def _send(client: TestClient, code: str, **more: str) -> Response:
    return client.post("/first", data=ANA | {"code": code} | more)


def _stewards(world: World) -> list[tuple[str, str]]:
    with world.database.read_session() as session:
        found = session.execute(select(Account.email, Account.name).where(Account.steward))
        return [(email, name) for email, name in found]


def test_the_code_makes_a_steward_who_is_signed_in(empty: World) -> None:
    code, client = _code(empty), empty.client()
    assert re.fullmatch(r"(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}", code)
    for path in ("/", "/sign-in"):
        assert client.get(path).headers["location"] == "/first"
    assert f'value="{code}"' in client.get(f"/first?code={code}").text
    # As people type.
    done = _send(client, f" {code.lower().replace('-', ' ')} ")
    assert (done.status_code, done.headers["location"]) == (303, "/organise")
    mine = client.get("/organise").text
    assert "You are the first here" in mine
    assert "/organise/new" in mine
    # Without mail nobody could sign in again: it says so, and where mail is kept.
    assert "No mail server is set up" in mine
    assert 'href="/outbox"' in mine
    assert _stewards(empty) == [("ana@example.org", "Ana Byrne")]
    with empty.database.read_session() as session:
        kept = session.scalars(select(FirstCode)).one()
    assert code not in kept.code_hash


def test_then_it_is_over(empty: World) -> None:
    code = _code(empty)
    assert _send(empty.client(), code).status_code == 303
    other = empty.client()
    assert _send(other, code, email="eve@example.org").headers["location"] == "/"
    assert other.get("/first").headers["location"] == "/"
    assert other.get("/").status_code == 200
    assert _code(empty) == ""
    assert len(_stewards(empty)) == 1


def test_a_start_makes_the_code_before_void(empty: World) -> None:
    old, new = _code(empty), _code(empty)
    client = empty.client()
    refused = _send(client, old)
    assert refused.status_code == 422
    assert "not the code" in refused.text
    assert 'value="Ana Byrne"' in refused.text
    assert _send(client, new).status_code == 303


def test_wrong_codes_are_counted(empty: World) -> None:
    code = _code(empty)
    for number in range(first_run.MOST_ATTEMPTS):
        # From many places: each of them is limited, too.
        assert _send(empty.client(place=f"10.0.0.{number}"), "AAAA-AAAA-AAAA").status_code == 422
    refused = _send(empty.client(), code)
    assert refused.status_code == 422
    assert "void" in refused.text
    assert _stewards(empty) == []
    assert _send(empty.client(), _code(empty)).status_code == 303


def test_one_place_does_not_use_up_the_code(empty: World) -> None:
    code, client = _code(empty), empty.client(place="10.0.0.9")
    answers = {_send(client, f"AAAA-AAAA-AA{number}").status_code for number in range(30)}
    assert answers == {422, 429}
    assert _send(empty.client(), code).status_code == 303


def test_fields_are_asked_for_again(empty: World) -> None:
    code = _code(empty)
    answer = empty.client().post("/first", data={"code": code, "email": "ana@"})
    assert answer.status_code == 422
    assert "not a whole address" in answer.text
    assert "Fill this in." in answer.text
    assert f'value="{code}"' in answer.text


def test_where_somebody_is_known_nothing_changes(small_world: World) -> None:
    assert _code(small_world) == ""
    client = small_world.client()
    assert client.get("/").status_code == client.get("/sign-in").status_code == 200
    assert client.get("/first").headers["location"] == "/"
    assert _send(client, "AAAA-AAAA-AAAA").headers["location"] == "/"


def test_a_command_that_makes_an_event_ends_it(empty: World) -> None:
    code = _code(empty)
    with empty.database.write_session() as session:
        account_of(session, "host@example.org")
    assert _send(empty.client(), code).headers["location"] == "/"
    assert _stewards(empty) == []


def test_two_at_once_make_one(empty: World) -> None:
    code = _code(empty)
    clients = [empty.client(), empty.client()]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda number: _send(clients[number], code, email=f"p{number}@example.org"), (0, 1)
            )
        )
    assert sorted(answer.headers["location"] for answer in answers) == ["/", "/organise"]
    assert len(_stewards(empty)) == 1


def test_of_two_clicks_both_are_let_in(empty: World) -> None:
    code, once = _code(empty), "5f0c" * 8
    first, second = empty.client(), empty.client()
    assert _send(first, code, once=once).headers["location"] == "/organise"
    # The browser may heed the second answer alone.
    assert _send(second, code, once=once).headers["location"] == "/organise"
    assert second.get("/organise").status_code == 200
    with empty.database.read_session() as session:
        assert len(session.scalars(select(SignInSession)).all()) == 1
