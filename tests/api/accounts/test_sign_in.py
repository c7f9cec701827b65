"""Signing in: link and code of one mail, one use each, 15 minutes, the same words for all."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import func, select, update

from api.accounts import service
from api.accounts.models import SignIn, SignInSession
from api.clock import now
from api.mail.models import OutboxMail
from tests.api.world import World

ANA = "cork1@example.org"


def _ask(client: TestClient, email: str = ANA, path: str = "/e/cork/matches") -> Response:
    return client.post("/sign-in", data={"email": email, "next": path})


def _mail(world: World) -> OutboxMail:
    with world.database.read_session() as session:
        return session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()


def _token(world: World) -> str:
    found = re.search(r"/sign-in/code\?token=([\w-]+)", _mail(world).text)
    assert found is not None
    return found[1]


def _code(world: World) -> str:
    found = re.search(r"\b(\d{3} \d{3})\b", _mail(world).text)
    assert found is not None
    return found[1]


def _signed_in(client: TestClient) -> bool:
    return client.get("/organise").status_code == 200


def test_the_link_signs_in_by_its_button_once(small_world: World) -> None:
    client = small_world.client()
    assert _ask(client).status_code == 200
    token = _token(small_world)
    # Scanners open links, some more than once: nothing is used up.
    for _ in range(3):
        assert 'value="' + token in client.get(f"/sign-in/code?token={token}").text
    assert not _signed_in(client)
    entered = client.post("/sign-in/code", data={"token": token})
    assert (entered.status_code, entered.headers["location"]) == (303, "/e/cork/matches")
    assert client.get("/e/cork/matches").status_code == 200

    other = small_world.client()
    assert other.post("/sign-in/code", data={"token": token}).status_code == 410
    assert other.get(f"/sign-in/code?token={token}").status_code == 410
    assert not _signed_in(other)


def test_the_code_signs_in_once(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    form = {"email": ANA.upper(), "code": _code(small_world), "next": "/"}
    assert client.post("/sign-in/code", data=form).status_code == 303
    assert _signed_in(client)
    other = small_world.client()
    assert other.post("/sign-in/code", data=form).status_code == 422
    # The mail's link is the same sign-in, so it is used up, too.
    assert other.post("/sign-in/code", data={"token": _token(small_world)}).status_code == 410


def test_five_wrong_codes_end_a_sign_in(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    right = _code(small_world)
    wrong = "000 000" if right != "000 000" else "111 111"
    for _ in range(service.MOST_ATTEMPTS):
        answer = client.post("/sign-in/code", data={"email": ANA, "code": wrong})
        assert answer.status_code == 422
    assert client.post("/sign-in/code", data={"email": ANA, "code": right}).status_code == 422
    assert not _signed_in(client)


def test_the_code_of_one_person_is_none_of_another(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    form = {"email": "cork2@example.org", "code": _code(small_world)}
    assert client.post("/sign-in/code", data=form).status_code == 422


@pytest.mark.parametrize("way", ["link", "code"])
def test_after_fifteen_minutes_it_is_too_late(small_world: World, way: str) -> None:
    client = small_world.client()
    _ask(client)
    with small_world.database.write_session() as session:
        session.execute(update(SignIn).values(expires_at=now() - dt.timedelta(seconds=1)))
    form = {"token": _token(small_world)}
    if way == "code":
        form = {"email": ANA, "code": _code(small_world)}
    assert client.post("/sign-in/code", data=form).status_code in (410, 422)
    assert not _signed_in(client)


def test_known_and_unknown_addresses_get_the_same_answer(small_world: World) -> None:
    client = small_world.client()
    pages = []
    for email in (ANA, "nobody@example.org"):
        answer = _ask(client, email)
        pages.append((answer.status_code, answer.text.replace(email, "EMAIL")))
    assert pages[0] == pages[1]
    with small_world.database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def test_mails_are_limited_by_address(small_world: World) -> None:
    client = small_world.client()
    statuses = [_ask(client).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert _ask(client, "cork2@example.org").status_code == 200


def test_secrets_are_kept_as_hashes_only(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    token, code = _token(small_world), _code(small_world).replace(" ", "")
    client.post("/sign-in/code", data={"token": token})
    cookie = client.cookies["confab-session"]
    with small_world.database.read_session() as session:
        row = session.scalars(select(SignIn).order_by(SignIn.id.desc()).limit(1)).one()
        hashes = [row.token_hash, row.code_hash, *session.scalars(select(SignInSession.token_hash))]
    for secret in (token, code, cookie):
        assert secret not in hashes
        assert not any(secret in each for each in hashes)


def test_signing_out_ends_the_session_everywhere(small_world: World) -> None:
    client = small_world.client(ANA)
    stolen = client.cookies["confab-session"]
    assert client.post("/sign-out").status_code == 303
    thief = small_world.client()
    thief.cookies.set("confab-session", stolen)
    assert not _signed_in(thief)


def test_a_session_ends_by_itself(small_world: World) -> None:
    client = small_world.client(ANA)
    assert _signed_in(client)
    with small_world.database.write_session() as session:
        session.execute(update(SignInSession).values(expires_at=now()))
    assert not _signed_in(client)


def test_a_visit_prolongs_the_session(small_world: World) -> None:
    client = small_world.client(ANA)
    soon = now() + dt.timedelta(hours=1)
    with small_world.database.write_session() as session:
        old = now() - dt.timedelta(hours=2)
        session.execute(update(SignInSession).values(expires_at=soon, seen_at=old))
    assert _signed_in(client)
    with small_world.database.read_session() as session:
        ends = session.scalars(select(SignInSession.expires_at)).all()
    assert max(ends) > soon + dt.timedelta(days=20)


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"],
)
def test_nobody_is_led_to_another_site(path: str) -> None:
    assert service.safe_path(path) == "/"


def test_cookies_with_https_are_bound_to_the_host(small_world: World) -> None:
    from dataclasses import replace

    settings = small_world.settings.model_copy(update={"base_url": "https://meet.example.org"})
    client = replace(small_world, settings=settings).client()
    _ask(client)
    answer = client.post("/sign-in/code", data={"token": _token(small_world)})
    (session,) = [
        line for line in answer.headers.get_list("set-cookie") if "confab-session" in line
    ]
    assert session.startswith("__Host-confab-session=")
    for word in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert word in session
    assert "Domain" not in session
    assert "max-age" in answer.headers["strict-transport-security"]
