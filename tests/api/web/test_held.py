"""Nothing typed is lost when nobody is signed in any more."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import delete, select

from api.accounts.models import SignInSession
from api.accounts.service import account_of, invite
from api.threads.models import Post
from api.web.models import HeldForm
from api.web.refill import refill
from tests.api.looking import HOST, email
from tests.api.world import ORIGIN, World

WORDS = 'Monday at "ten" & then <b>cake</b>\nfor all'


def _tags(html: str, name: str) -> list[tuple[str, str]]:
    """Hidden fields of the form that has a field of this name."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    (form,) = [found for found in forms if f'name="{name}"' in found]
    return re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)


def _end_sessions(world: World) -> None:
    with world.database.write_session() as session:
        session.execute(delete(SignInSession))


def _send(
    world: World, client: TestClient, path: str, page: str, name: str, data: dict[str, object]
) -> Response:
    """Open a page, lose the session, send its form."""
    html = client.get(page).text
    _end_sessions(world)
    hidden = dict(_tags(html, name))
    return client.post(path, data=hidden | data, headers={"referer": ORIGIN + page})


def _sign_in(world: World, client: TestClient, who: str, path: str) -> Response:
    with world.database.write_session() as session:
        link = invite(session, account_of(session, who), path).token
    return client.post("/sign-in/code", data={"token": link})


def test_a_post_survives_signing_in_and_is_sent_by_its_writer_alone(small_world: World) -> None:
    page = f"/e/cork/threads/{small_world.thread_id}"
    client = small_world.client(email(1))
    lost = _send(small_world, client, page, page, "body", {"body": WORDS})
    assert (lost.status_code, lost.headers["location"]) == (303, f"/sign-in?next={page}")
    assert "What you typed is kept" in client.get(lost.headers["location"]).text
    # Somebody else at this browser sees nothing of it.
    _sign_in(small_world, client, email(2), page)
    assert "cake" not in client.get(page).text
    client.cookies.delete("confab-session")
    assert _sign_in(small_world, client, email(1), page).headers["location"] == page
    # Nor does the same account in another browser.
    assert "cake" not in small_world.client(email(1)).get(page).text
    shown = client.get(page).text
    assert "What you typed stands here again" in shown
    area = re.search(r'<textarea id="field-body".*?>\n(.*?)</textarea>', shown, re.DOTALL)
    assert area is not None
    assert unescape(area[1]) == WORDS
    with small_world.database.read_session() as session:
        assert session.scalars(select(Post.id).where(~Post.by_host)).all() == [], "not by itself"
    sent = client.post(page, data=dict(_tags(shown, "body")) | {"body": WORDS})
    assert sent.status_code == 303
    assert "stands here again" not in client.get(page).text
    with small_world.database.read_session() as session:
        assert session.scalars(select(HeldForm.id)).all() == []


def test_every_kind_of_field_of_a_profile_survives(small_world: World) -> None:
    page = "/e/cork/profile"
    client = small_world.client(email(1))
    typed: dict[str, object] = {
        "need": WORDS, "offer": "", "name": "Ana", "private": ["need"], "when": ["s02"],
        "answer-level": "keen", "answer-times": ["pm"], "teaches": "yes", "action": "send",
    }  # fmt: skip
    _send(small_world, client, page, page, "need", typed)
    _sign_in(small_world, client, email(1), page)
    shown = client.get(page).text
    ticked = set(re.findall(r'name="([\w-]+)" value="([\w-]+)"[^>]* checked', shown))
    assert ticked == {
        ("private", "need"), ("when", "s02"), ("answer-level", "keen"), ("answer-times", "pm"),
        ("teaches", "yes"),
    }  # fmt: skip
    assert unescape(WORDS.splitlines()[1]) in unescape(shown)
    assert re.search(r'name="name"[^>]*value="Ana"', shown)
    assert client.post("/put-away", data={"page": page}).headers["location"] == page
    assert "stands here again" not in client.get(page).text


def test_the_day_s_form_survives_from_its_own_address(small_world: World) -> None:
    client, page = small_world.client(HOST), "/organise/cork/day"
    _send(
        small_world, client, "/organise/cork/delay", page, "delay_slot",
        {"delay_slot": "s03", "delay_minutes": "20", "delay_sure": "yes"},
    )  # fmt: skip
    _sign_in(small_world, client, HOST, page)
    assert re.search(r'value="20" selected', client.get(page).text)


def test_without_a_referer_one_lands_near_and_reads_what_one_typed(small_world: World) -> None:
    client = small_world.client(HOST)
    _end_sessions(small_world)
    lost = client.post("/organise/cork/delay", data={"delay_slot": "s03"})
    assert lost.headers["location"] == "/sign-in?next=/organise/cork"
    _sign_in(small_world, client, HOST, "/organise/cork")
    shown = client.get("/organise/cork").text
    assert "This is what you typed" in shown
    assert "s03" in shown


def test_a_file_cannot_be_kept_and_that_is_said(small_world: World) -> None:
    client, page = small_world.client(HOST), "/organise/cork/people"
    _end_sessions(small_world)
    lost = client.post(page, files={"people": ("list.csv", "id,name\n1,Una\n")})
    assert "A file cannot be kept" in client.get(lost.headers["location"]).text
    _sign_in(small_world, client, HOST, page)
    assert "choose it again" in client.get(page).text


def test_typing_on_never_leads_away(small_world: World) -> None:
    client = small_world.client(email(1))
    _end_sessions(small_world)
    answer = client.post("/e/cork/profile", data={"need": "a boat"}, headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert "hx-redirect" not in answer.headers
    assert "signed out" in answer.text


@pytest.mark.parametrize("referer", ["https://evil.example/e/cork", f"{ORIGIN}//evil.example"])
def test_nobody_is_led_elsewhere(small_world: World, referer: str) -> None:
    client = small_world.client()
    lost = client.post("/e/cork/profile", data={"need": "x"}, headers={"referer": referer})
    assert lost.headers["location"] == "/sign-in?next=/e/cork/profile"


def test_too_much_is_refused_in_words_and_stored_by_nobody(small_world: World) -> None:
    client = small_world.client()
    lost = client.post("/e/cork/profile", data={"need": "x" * 300_000})
    assert "too long to be kept" in client.get(lost.headers["location"]).text
    for _ in range(12):
        client.post("/e/cork/profile", data={"need": "a boat"})
    with small_world.database.read_session() as session:
        assert len(session.scalars(select(HeldForm.id)).all()) == 1


def test_a_form_is_found_by_its_hidden_fields() -> None:
    html = "".join(
        f'<form method="post" action="/a"><input type="hidden" name="who" value="{who}">'
        '<input name="note" value="old"></form>'
        for who in ("x", "y")
    )
    filled = refill(html, "/a", {"who": ["y"], "note": ['1 < 2 & "3"']})
    assert filled is not None
    assert filled.count('value="old"') == 1
    assert 'value="1 &lt; 2 &amp; &quot;3&quot;"' in filled.split("</form>")[1]
    assert refill(html, "/a", {"who": ["z"]}) is None
    assert refill(html, "/b", {}) is None
