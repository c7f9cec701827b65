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


def _told(answer: Response) -> str:
    """Give a page without its form's token, which is written in another way each time."""
    token = re.search(r'"x-csrf-token": "([^"]+)"', answer.text)
    assert token is not None
    return answer.text.replace(token[1], "")


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


def _wrong(code: str) -> str:
    return "000 000" if code != "000 000" else "111 111"


def _type(client: TestClient, code: str, email: str = ANA) -> int:
    return client.post("/sign-in/code", data={"email": email, "code": code}).status_code


def test_five_wrong_codes_void_the_code_not_the_link(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    right, token = _code(small_world), _token(small_world)
    for _ in range(service.MOST_ATTEMPTS):
        assert _type(client, _wrong(right)) == 422
    assert _type(client, right) == 422
    assert not _signed_in(client)
    assert client.post("/sign-in/code", data={"token": token}).status_code == 303
    assert _signed_in(client)


def test_nobody_uses_up_the_code_of_another(small_world: World) -> None:
    victim, attacker = small_world.client(), small_world.client()
    _ask(victim)
    right = _code(small_world)
    _ask(attacker)
    for _ in range(3 * service.MOST_ATTEMPTS):
        assert _type(attacker, _wrong(right)) == 422
    # Even the right one is of no use in a browser that did not ask for its mail.
    assert _type(attacker, right) == 422
    assert _type(victim, right) == 303


def test_a_day_has_few_guesses_however_many_mails_and_browsers(small_world: World) -> None:
    guesses = 0
    for _ in range(2 * service.MOST_ATTEMPTS_A_DAY // service.MOST_ATTEMPTS):
        with small_world.database.write_session() as session:
            # As if asked in turn over the day, so that each gets a mail of its own.
            session.execute(update(SignIn).values(created_at=now() - dt.timedelta(minutes=20)))
        attacker = small_world.client()
        _ask(attacker)
        right = _code(small_world)
        for _ in range(service.MOST_ATTEMPTS):
            assert _type(attacker, _wrong(right)) == 422
        guesses += service.MOST_ATTEMPTS
    with small_world.database.read_session() as session:
        counted = session.scalar(select(func.sum(SignIn.attempts)))
    assert guesses > service.MOST_ATTEMPTS_A_DAY
    assert counted == service.MOST_ATTEMPTS_A_DAY
    late = small_world.client()
    _ask(late)
    assert _type(late, _code(small_world)) == 422
    assert late.post("/sign-in/code", data={"token": _token(small_world)}).status_code == 303


def test_any_of_ones_own_mails_will_do(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    first = _code(small_world)
    _ask(client)
    assert _type(client, first) == 303


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
        pages.append((answer.status_code, _told(answer).replace(email, "EMAIL")))
    assert pages[0] == pages[1]
    with small_world.database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def _mails(world: World) -> int:
    with world.database.read_session() as session:
        return session.scalar(select(func.count()).select_from(OutboxMail)) or 0


def test_mails_asked_for_in_a_row_are_few_and_nobody_is_told_off(small_world: World) -> None:
    client = small_world.client()
    answers = {(answer.status_code, _told(answer)) for answer in (_ask(client) for _ in range(9))}
    assert [status for status, _ in answers] == [200]
    assert _mails(small_world) == 3
    _ask(client, "cork2@example.org")
    assert _mails(small_world) == 4


def test_asking_for_somebodys_mails_keeps_them_out_at_no_moment(small_world: World) -> None:
    attackers = [small_world.client(place=f"198.51.100.{n}") for n in range(20)]
    for attacker in attackers:
        for _ in range(5):
            _ask(attacker)
    flooded = _mails(small_world)
    assert flooded == service.MOST_MAILS
    # What was sent last is fresh, so its link lets the right person in.
    victim = small_world.client()
    assert _ask(victim).status_code == 200
    assert _mails(small_world) == flooded
    assert victim.post("/sign-in/code", data={"token": _token(small_world)}).status_code == 303
    # Five minutes later asking brings another mail, though the flood goes on.
    another = small_world.client()
    with small_world.database.write_session() as session:
        session.execute(update(SignIn).values(created_at=now() - dt.timedelta(minutes=6)))
    before = _mails(small_world)
    _ask(another)
    assert _mails(small_world) == before + 1
    assert _type(another, _code(small_world)) == 303


def test_a_signed_in_device_is_never_affected(small_world: World) -> None:
    device = small_world.client(ANA)
    attacker = small_world.client()
    for _ in range(30):
        _ask(attacker)
        _type(attacker, "000 000")
    assert _signed_in(device)


def test_a_used_link_leads_on_who_is_signed_in(small_world: World) -> None:
    client = small_world.client()
    _ask(client)
    token = _token(small_world)
    client.post("/sign-in/code", data={"token": token})
    for answer in (
        client.get(f"/sign-in/code?token={token}"),
        client.post("/sign-in/code", data={"token": token}),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/e/cork/matches")
    other = small_world.client("cork2@example.org")
    answer = other.get(f"/sign-in/code?token={token}")
    assert answer.status_code == 410
    assert "still signed in" in answer.text
    assert ANA not in answer.text


def test_strangers_and_guests_read_whom_to_ask(small_world: World) -> None:
    from dataclasses import replace

    settings = small_world.settings.model_copy(update={"contact": "help@example.org"})
    client = replace(small_world, settings=settings).client()
    answer = _ask(client, "nobody@example.org")
    assert "Ask whoever invited you" in answer.text
    assert "mailto:help@example.org" in answer.text


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
    client.headers["host"] = "meet.example.org"
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
