"""Registering by oneself: open, by code, with approval; nothing told of who is known."""

from __future__ import annotations

import re
import threading

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from api.accounts.models import Account
from api.accounts.service import account_of
from api.attendees.inviting import stage_of, wave_of
from api.attendees.models import Attendee, JoinRequest
from api.attendees.registering import ask, come_in
from api.clock import now
from api.events.models import Event
from api.mail.kinds import REGISTRATION
from api.mail.models import OutboxMail
from api.mail.sending import send_mail
from tests.api.looking import HOST
from tests.api.world import World
from tests.mail_server import mail_server, text_of

JOIN = "/e/cork/join"
PAGE = "/organise/cork/registration"
NIA = "nia@example.org"


def _open(world: World, how: str = "open", **more: object) -> None:
    with world.database.write_session() as session:
        event = session.get_one(Event, world.event_id)
        event.registration = {"how": how, **more}


def _ask(client: TestClient, email: str = NIA, name: str = "Nia Rees", **more: str) -> Response:
    return client.post(JOIN, data={"name": name, "email": email, **more})


def _newest(world: World) -> OutboxMail:
    with world.database.read_session() as session:
        return session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()


def _code(world: World) -> str:
    found = re.search(r"\b(\d{3} \d{3})\b", _newest(world).text)
    assert found is not None
    return found[1]


def _enter(world: World, client: TestClient, email: str = NIA) -> str:
    form = {"email": email, "code": _code(world), "next": JOIN}
    return client.post("/sign-in/code", data=form).headers["location"]


def _attendee(world: World, email: str = NIA) -> Attendee | None:
    with world.database.read_session() as session:
        return session.scalar(
            select(Attendee)
            .join(Account)
            .where(Account.email == email, Attendee.event_id == world.event_id)
        )


def _register(world: World, email: str = NIA, name: str = "Nia Rees") -> tuple[TestClient, str]:
    client = world.client()
    assert _ask(client, email, name).status_code == 200
    return client, _enter(world, client, email)


def test_who_registers_is_in_once_the_address_is_theirs(small_world: World) -> None:
    _open(small_world)
    client = small_world.client()
    page = client.get(JOIN)
    assert page.status_code == 200
    assert "4 people are coming" in page.text
    assert "Cork 1" not in page.text
    assert "Firm 1" not in page.text
    assert _ask(client).status_code == 200
    assert _attendee(small_world) is None
    assert "to take part in Cork Exchange" in _newest(small_world).text
    assert _enter(small_world, client) == "/e/cork/profile"
    attendee = _attendee(small_world)
    assert attendee is not None
    assert (attendee.name, attendee.email, attendee.coming) == ("Nia Rees", NIA, "yes")
    assert client.get("/e/cork/profile").status_code == 200
    assert client.get(JOIN).headers["location"] == "/e/cork/profile"
    with small_world.database.read_session() as session:
        assert session.scalars(select(JoinRequest)).all() == []
    log = small_world.client(HOST).get("/organise/cork/log").text
    assert "Somebody registered" in log
    # Guests are not named among who acts for the team, of whom the page has a list.
    assert "Nia Rees" not in log
    with small_world.database.read_session() as session:
        registered = session.get_one(Attendee, attendee.id)
        assert stage_of(session, registered) == "opened"
        assert attendee.id not in wave_of(session, small_world.event_id, "opened")


@pytest.mark.parametrize("slug", ["cork", "elsewhere", "no-such-event"])
def test_a_closed_event_is_no_event_to_others(small_world: World, slug: str) -> None:
    pages = []
    for path in (f"/e/{slug}/join", "/e/another/join"):
        answer = small_world.client().get(path)
        assert answer.status_code == 410
        pages.append(re.sub(r'x-csrf-token": "[^"]+"', "", answer.text))
    assert pages[0] == pages[1]
    sent = small_world.client().post(f"/e/{slug}/join", data={"name": "A", "email": NIA})
    assert sent.status_code == 410
    with small_world.database.read_session() as session:
        assert session.scalar(select(Account).where(Account.email == NIA)) is None


def test_nothing_tells_whether_an_address_is_known(small_world: World) -> None:
    _open(small_world)
    pages = []
    for email in ("cork1@example.org", "new@example.org"):
        answer = _ask(small_world.client(), email)
        said = re.sub(r'x-csrf-token": "[^"]+"|value="\w{32,}"', "", answer.text)
        pages.append(said.replace(email, "ADDRESS"))
        assert _newest(small_world).to_address == email
        assert "take part in Cork Exchange" in _newest(small_world).text
    assert pages[0] == pages[1]


def test_an_imported_row_is_claimed_by_its_address(small_world: World) -> None:
    _open(small_world, places=1)
    # Who is in the list comes in although nobody else could.
    with small_world.database.write_session() as session:
        account = account_of(session, "cork2@example.org")
        event = session.get_one(Event, small_world.event_id)
        ask(session, event, account, "Another Name")
        assert come_in(session, account.id, JOIN) == "/e/cork/profile"
    attendee = _attendee(small_world, "cork2@example.org")
    assert attendee is not None
    assert (attendee.name, attendee.external_id) == ("Cork 2", "cork-2")


def test_by_code(small_world: World) -> None:
    _open(small_world, "code", code="Harbour-7")
    client = small_world.client()
    for path in (JOIN, f"{JOIN}?code=harbour-8"):
        asked = client.get(path)
        assert asked.status_code == 200
        assert "Cork Exchange" not in asked.text
        assert "Which code?" in asked.text
    assert _ask(client).status_code == 422
    assert _ask(client, code="wrong").status_code == 422
    assert "Take part" in client.get(f"{JOIN}?code=harbour-7").text
    assert _ask(client, code="HARBOUR-7").status_code == 200
    assert _enter(small_world, client) == "/e/cork/profile"
    # The link that editors give away carries it; nobody's log does.
    assert "join?code=Harbour-7" in small_world.client(HOST).get(PAGE).text
    assert "Harbour-7" in small_world.client(HOST).get(f"{PAGE}/sheet").text


def test_codes_cannot_be_tried_without_end(small_world: World) -> None:
    _open(small_world, "code", code="Harbour-7")
    client = small_world.client()
    answers = [client.get(f"{JOIN}?code=guess-{n}").status_code for n in range(31)]
    assert answers == [200] * 30 + [429]
    # The right one is no longer told from a wrong one.
    assert client.get(f"{JOIN}?code=Harbour-7").status_code == 429
    assert _ask(client, code="Harbour-7").status_code == 429
    assert small_world.client(place="127.0.0.2").get(f"{JOIN}?code=Harbour-7").status_code == 200


def test_with_approval_one_waits_and_gets_a_mail_either_way(small_world: World) -> None:
    _open(small_world, "approval")
    nia, path = _register(small_world)
    assert path == JOIN
    assert "with the organisers" in nia.get(JOIN).text
    bert, _ = _register(small_world, "bert@example.org", "Bert")
    assert _attendee(small_world) is None
    assert nia.get("/e/cork/profile").status_code == 404
    editor = small_world.client("editor@example.org")
    seen = editor.get(PAGE).text
    assert "Nia Rees" in seen
    assert "2 waiting" in editor.get("/organise/cork").text
    ids = dict(re.findall(r'name="person" value="([^"]+)".*?<strong>([^<]+)<', seen, re.S))
    named = {name: each for each, name in ids.items()}
    form = {"person": named["Nia Rees"], "action": "accept"}
    assert editor.post(PAGE, data=form).status_code == 303
    assert nia.get("/e/cork/profile").status_code == 200
    assert _newest(small_world).subject == "You are in: Cork Exchange"
    # Of two organisers who decide at once the second is told.
    again = {"person": list(named.values()), "action": "decline"}
    assert editor.post(PAGE, data=again).status_code == 303
    told = editor.get(PAGE).text
    assert "1 person declined" in told
    assert "1 was decided by somebody else" in told
    assert _newest(small_world).subject == "No place for you at Cork Exchange"
    assert _attendee(small_world, "bert@example.org") is None
    assert "No place this time" in bert.get(JOIN).text
    assert _attendee(small_world) is not None


def test_the_answer_says_what_is_so_when_it_leaves(small_world: World) -> None:
    _open(small_world, "approval")
    _register(small_world)
    host = small_world.client(HOST)
    with small_world.database.read_session() as session:
        account = session.scalars(select(Account).where(Account.email == NIA)).one().id
    host.post(PAGE, data={"person": account, "action": "accept"})
    with small_world.database.read_session() as session:
        asked = select(OutboxMail.id).where(OutboxMail.kind == REGISTRATION)
        mail_id = session.scalars(asked).one()
    with mail_server() as server:
        send_mail(server.worker(small_world.database, small_world.settings), mail_id)
    (mail,) = server.mails
    assert mail["Subject"] == "You are in: Cork Exchange"
    assert "/e/cork/profile" in text_of(mail)
    assert "List-Unsubscribe" not in mail


def test_a_full_event_says_so_and_opens_again(small_world: World) -> None:
    _open(small_world, places=5)
    first, second = small_world.client(), small_world.client()
    _ask(first, NIA)
    code = _code(small_world)
    _ask(second, "bert@example.org", "Bert")
    assert _enter(small_world, second, "bert@example.org") == "/e/cork/profile"
    # The last place went while the mail was read.
    entered = first.post("/sign-in/code", data={"email": NIA, "code": code, "next": JOIN})
    assert entered.headers["location"] == JOIN
    assert "All places are taken" in first.get(JOIN).text
    assert _ask(small_world.client()).status_code == 422
    assert "All 5 places are taken" in small_world.client(HOST).get(PAGE).text
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).coming = "no"
    assert first.post(JOIN, data={"name": "Nia Rees"}).headers["location"] == "/e/cork/profile"


def test_two_who_take_the_last_place_at_once(small_world: World) -> None:
    _open(small_world, places=5)
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        ids = []
        for number in range(3):
            account = account_of(session, f"late{number}@example.org")
            ask(session, event, account, f"Late {number}")
            ids.append(account.id)

    def enter(account_id: str) -> None:
        with small_world.database.write_session() as session:
            come_in(session, account_id, JOIN)

    threads = [threading.Thread(target=enter, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with small_world.database.read_session() as session:
        here = Attendee.event_id == small_world.event_id, Attendee.left_at.is_(None)
        assert len(session.scalars(select(Attendee).where(*here)).all()) == 5


def test_who_is_signed_in_needs_no_mail(small_world: World) -> None:
    _open(small_world)
    client = small_world.client("stranger@example.org")
    assert 'name="email"' not in client.get(JOIN).text
    assert client.post(JOIN, data={"name": "Sten"}).headers["location"] == "/e/cork/profile"
    with small_world.database.read_session() as session:
        assert session.scalars(select(OutboxMail)).all() == []


def test_who_left_is_led_to_the_way_back(small_world: World) -> None:
    _open(small_world)
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).left_at = now()
    _, path = _register(small_world, "cork1@example.org", "Cork 1")
    assert path == "/e/cork/back"


def test_what_is_wrong_is_said(small_world: World) -> None:
    _open(small_world)
    client = small_world.client()
    assert "not a whole address" in _ask(client, "nia@").text
    assert _ask(client, name="").status_code == 422
    assert _ask(client, name="x" * 201).status_code == 422
    host = small_world.client(HOST)
    assert host.post(PAGE, data={"action": "accept"}).status_code == 303
    assert "Tick whom you mean" in host.get(PAGE).text
    assert host.post(PAGE, data={"action": "accept", "person": "nobody"}).status_code == 303
    settings = "/organise/cork/settings/registration"
    stamp = re.search(r'name="stamp" value="(\w+)"', host.get(settings).text)
    assert stamp is not None
    wrong = host.post(settings, data={"how": "code", "code": "abc", "stamp": stamp[1]})
    assert wrong.status_code == 422
    right = {"how": "code", "code": "abcdef", "places": "9", "stamp": stamp[1]}
    assert host.post(settings, data=right).status_code == 303
    history = host.get("/organise/cork/log").text
    assert "abcdef" not in history
    assert "Who may register?: Whoever has the link → " in history
