"""The intake form: draft, profile, faults in words; and a list by upload."""

from __future__ import annotations

import datetime as dt
import re

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.attendees.models import Attendee, Draft
from api.attendees.queries import profile_state
from tests.api.attendees.lists import bring
from tests.api.world import World

PATH = "/e/cork/profile"
FORM = {
    "name": "Ana Kovač",
    "organisation": "Kovač Customs",
    "role": "Founder",
    "need": "somebody to look over our paperwork for Norway\r\na speaker",
    "offer": "tariffs\r\nhalf an hour of customs advice",
    "interest": "sea swimming",
    "private": ["interest"],
    "languages": "English, Gaeilge",
    "when": ["s01", "s02"],
    "diet": "vegan",
    "answer-level": "keen",
    "answer-times": ["am", "pm"],
    "answer-aim": "a quiet afternoon",
}


def _ana(world: World) -> Attendee:
    with world.database.read_session() as session:
        return session.get_one(Attendee, world.attendees[0])


def _client(world: World) -> TestClient:
    return world.client("cork1@example.org")


def test_a_profile_is_taken_as_it_was_written(small_world: World) -> None:
    client = _client(small_world)
    sent = client.post(PATH, data=FORM | {"action": "send"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/e/cork")
    ana = _ana(small_world)
    assert (ana.name, ana.organisation, ana.role) == ("Ana Kovač", "Kovač Customs", "Founder")
    assert ana.text("offer") == "tariffs\nhalf an hour of customs advice"
    assert ana.languages == ["English", "Gaeilge"]
    assert ana.available == ["s01", "s02"]
    assert ana.answers == {"level": ["keen"], "times": ["am", "pm"], "aim": ["a quiet afternoon"]}
    assert {facet.kind for facet in ana.facets if facet.private} == {"interest"}
    assert ana.sent_at is not None
    shown = client.get(PATH).text
    assert "Save my profile" in shown
    assert "half an hour of customs advice" in shown


def test_every_time_ticked_means_always(small_world: World) -> None:
    data = FORM | {"when": ["s01", "s02", "s03"], "action": "send"}
    assert _client(small_world).post(PATH, data=data).status_code == 303
    assert _ana(small_world).available is None


def test_a_draft_is_kept_as_typed_and_changes_nothing_yet(small_world: World) -> None:
    client = _client(small_world)
    draft = {"name": "", "need": "half a thought", "when": "s02", "answer-level": "new"}
    saved = client.post(PATH, data=draft | {"action": "draft"})
    assert (saved.status_code, saved.headers["location"]) == (303, PATH)
    shown = client.get(PATH).text
    assert "half a thought" in shown
    assert "Draft saved at" in shown
    assert re.search(r'value="s02" checked', shown)
    assert not re.search(r'value="s01" checked', shown)
    assert _ana(small_world).text("need") == "somebody who knows about matter 1"
    # Only the writer sees it.
    assert "half a thought" not in small_world.client("cork2@example.org").get(PATH).text
    client.post(PATH, data=FORM | {"action": "send"})
    with small_world.database.read_session() as session:
        assert session.scalars(select(Draft)).all() == []


def test_consent_to_teach_is_given_kept_and_taken_back(small_world: World) -> None:
    client = _client(small_world)
    ticked = re.compile(r'name="teaches" value="yes" checked')

    def send(action: str, **more: str) -> dt.datetime | None:
        assert client.post(PATH, data=FORM | more | {"action": action}).status_code == 303
        return _ana(small_world).teaches_since

    assert send("send") is None, "nobody agrees by silence"
    assert not ticked.search(client.get(PATH).text)
    assert send("draft", teaches="yes") is None, "a draft is not yet said"
    assert ticked.search(client.get(PATH).text)
    since = send("send", teaches="yes")
    assert since is not None
    assert ticked.search(client.get(PATH).text)
    assert send("send", teaches="yes", diet="none") == since
    assert send("draft") == since
    assert send("send") is None
    assert not ticked.search(client.get(PATH).text)


def test_no_list_agrees_for_anybody(small_world: World) -> None:
    client = _client(small_world)
    client.post(PATH, data=FORM | {"teaches": "yes", "action": "send"})
    host = small_world.client("host-cork@example.org")
    rows = b"id,name,needs,teaches\ncork-1,Ana,a boat,no\ncork-2,Cork 2,a boat,yes\n"
    bring(host, rows)
    with small_world.database.read_session() as session:
        agreed = select(Attendee.id).where(Attendee.teaches_since.is_not(None))
        assert session.scalars(agreed).all() == [small_world.attendees[0]]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(small_world: World) -> None:
    client = _client(small_world)
    data = FORM | {"name": " ", "when": [], "answer-level": "expert", "organisation": "x" * 301}
    answer = client.post(PATH, data=data | {"action": "send"})
    assert answer.status_code == 422
    for name in ("name", "organisation"):
        assert f'id="error-{name}"' in answer.text
    assert "half an hour of customs advice" in answer.text
    data = FORM | {"when": [], "answer-level": "expert", "action": "send"}
    answer = client.post(PATH, data=data)
    assert answer.status_code == 422
    assert "Tick at least one time" in answer.text
    assert "is not one of: new, keen" in answer.text
    assert _ana(small_world).sent_at is None
    # What was sent is there when the page is opened again.
    assert "half an hour of customs advice" in client.get(PATH).text


def test_people_see_what_the_matcher_makes_of_their_words(small_world: World) -> None:
    client = _client(small_world)
    client.post(PATH, data=FORM | {"action": "draft"})
    shown = client.get(PATH).text
    assert "<li>half an hour of customs advice</li>" in shown
    assert "Many could say this" in shown


def test_people_are_found_by_part_of_their_name(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    shown = host.get("/organise/cork/people", params={"q": "ORK 2"}).text
    assert "Cork 2" in shown
    assert "Cork 1" not in shown
    # A wildcard of SQL is a plain character to people.
    assert "Cork" not in host.get("/organise/cork/people", params={"q": "%"}).text.split("<main")[1]


def test_a_filler_is_kept_asked_about_and_not_counted_as_filled_in(small_world: World) -> None:
    client = _client(small_world)
    data = FORM | {"offer": "tbd", "need": "-", "interest": "n/a", "languages": "Elbisch, German"}
    assert client.post(PATH, data=data | {"action": "send"}).status_code == 303
    ana = _ana(small_world)
    assert (ana.text("offer"), profile_state(ana)) == ("tbd", "empty")
    shown = client.get(PATH).text
    assert "“tbd” says nothing to others yet. What has somebody thanked you for?" in shown
    assert "“-” says nothing to others yet. What would help you this month?" in shown
    assert "We do not know “Elbisch” as a language" in shown
    assert "we go by the others" in shown
    assert "We read this as" not in shown
    listed = small_world.client("host-cork@example.org").get("/organise/cork/people").text
    assert "Empty" in listed
