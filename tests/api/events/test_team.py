"""The team of an event: invited, given roles, removed; never without an owner, all in the log."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx import Response
from sqlalchemy import select

from api.accounts.models import Account
from api.accounts.service import account_of
from api.events import log, team
from api.events.models import Event, Organiser
from api.events.roles import TeamRole
from api.events.service import put_event
from api.mail.composing import Mail, Verdict, compose
from api.mail.models import OutboxMail
from tests.api.insight.test_settings_pages import fields_on
from tests.api.looking import HOST
from tests.api.world import World, event_file

HOME = "/organise/cork"
TEAM = f"{HOME}/team"
FILE = f"{HOME}/settings/file"
NIA = "nia@example.org"


def _id(world: World, email: str) -> str:
    with world.database.read_session() as session:
        return session.scalars(select(Account.id).where(Account.email == email)).one()


def _roles(world: World) -> dict[str, str]:
    with world.database.read_session() as session:
        rows = session.execute(
            select(Account.email, Organiser.role)
            .join(Organiser, Organiser.account_id == Account.id)
            .where(Organiser.event_id == world.event_id)
        )
        return {row.email: row.role for row in rows}


def _act(world: World, who: str, action: str, email: str = "", **more: str) -> Response:
    data = {"action": action, "member": _id(world, email) if email else ""} | more
    return world.client(who).post(TEAM, data=data)


def _invite(world: World, email: str, role: str) -> Response:
    return world.client(HOST).post(TEAM, data={"action": "invite", "email": email, "role": role})


def _mails(world: World) -> list[OutboxMail]:
    with world.database.read_session() as session:
        return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == "team")))


def test_an_invited_helper_comes_in_by_the_mail(small_world: World) -> None:
    assert _invite(small_world, " Nia@Example.org ", "door").status_code == 303
    (mail,) = _mails(small_world)
    assert (mail.to_address, mail.state) == (NIA, "waiting")
    assert mail.subject == f"{HOST} invites you to the team of Cork Exchange"
    assert "as a door helper" in mail.text
    assert "18 March 2027" in mail.text
    owner = small_world.client(HOST)
    waiting = owner.get(TEAM).text.count("has not signed in yet")
    # The mail's link leads through the sign-in page to the day.
    link = re.search(r"http://127\.0\.0\.1:8000(/organise/\S+)", mail.text)
    assert link is not None
    visitor = small_world.client()
    assert visitor.get(link[1]).headers["location"] == "/sign-in?next=/organise/cork"
    nia = small_world.client(NIA)
    assert nia.get(link[1]).headers["location"] == "/organise/cork/door"
    assert owner.get(TEAM).text.count("has not signed in yet") == waiting - 1
    seen = nia.get(TEAM).text
    assert "You are in the team as door helper" in seen
    assert HOST in seen  # by no other name, she has none
    assert "Invite somebody" not in seen
    history = owner.get("/organise/cork").text
    assert re.search(rf"{NIA} invited to the team as door helper.*?{HOST}", history, re.S)


def test_invited_once_more_while_they_have_not_come(small_world: World) -> None:
    _invite(small_world, NIA, "viewer")
    assert _act(small_world, HOST, "again", NIA).status_code == 303
    assert len(_mails(small_world)) == 2
    small_world.client(NIA)
    assert _act(small_world, HOST, "again", NIA).status_code == 409
    again = _invite(small_world, NIA, "owner")
    assert again.status_code == 409
    assert "in the team already" in again.text
    assert _roles(small_world)[NIA] == "viewer"
    assert len(_mails(small_world)) == 2


def test_an_invitation_that_did_not_arrive_says_why(small_world: World) -> None:
    _invite(small_world, NIA, "viewer")
    with small_world.database.write_session() as session:
        mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == "team")).one()
        mail.state, mail.error = "failed", "There is no such mailbox."
    assert "There is no such mailbox." in small_world.client(HOST).get(TEAM).text
    _act(small_world, HOST, "again", NIA)
    assert "There is no such mailbox." not in small_world.client(HOST).get(TEAM).text


def test_what_is_wrong_is_said_and_kept(small_world: World) -> None:
    refused = _invite(small_world, "nia@", "door")
    assert refused.status_code == 422
    assert "not a whole address" in refused.text
    assert 'value="door" checked' in refused.text
    assert _invite(small_world, NIA, "boss").status_code == 422
    assert NIA not in _roles(small_world)


def test_a_role_is_changed_and_holds_at_once(small_world: World) -> None:
    viewer = small_world.client("viewer@example.org")
    assert viewer.get("/organise/cork/room").status_code == 403
    done = _act(small_world, HOST, "change", "viewer@example.org", seen="viewer", role="editor")
    assert done.status_code == 303
    assert viewer.get("/organise/cork/room").status_code == 200
    assert _act(small_world, HOST, "remove", "viewer@example.org").status_code == 303
    assert viewer.get("/organise/cork/room").status_code == 404
    history = small_world.client(HOST).get("/organise/cork").text
    assert "viewer@example.org made editor, viewer before" in history
    assert "viewer@example.org not in the team any more, editor before" in history


def test_two_owners_do_not_overwrite_each_other(small_world: World) -> None:
    _act(small_world, HOST, "change", "door@example.org", seen="door", role="owner")
    late = _act(small_world, "door@example.org", "change", "viewer@example.org", seen="door",
                role="editor")  # fmt: skip
    assert late.status_code == 409
    assert "Meanwhile viewer@example.org was made viewer" in late.text


def test_never_without_an_owner_who_can_sign_in(small_world: World) -> None:
    # A mistyped address is nobody who could let the others in again.
    _invite(small_world, NIA, "owner")
    for answer in (
        _act(small_world, HOST, "change", HOST, seen="owner", role="editor"),
        _act(small_world, HOST, "remove", HOST),
        small_world.client(HOST).post(f"{TEAM}/leave"),
    ):
        assert answer.status_code == 409
        assert "must stay owner" in answer.text
    assert _roles(small_world)[HOST] == "owner"
    nia = small_world.client(NIA)
    assert small_world.client(HOST).post(f"{TEAM}/leave").headers["location"] == "/organise"
    assert HOST not in _roles(small_world)
    assert nia.get(TEAM).status_code == 200


def test_two_owners_who_go_at_once_leave_one(small_world: World) -> None:
    _act(small_world, HOST, "change", "door@example.org", seen="door", role="owner")
    clients = [small_world.client(HOST), small_world.client("door@example.org")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: client.post(f"{TEAM}/leave"), clients))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert list(_roles(small_world).values()).count("owner") == 1


@pytest.mark.parametrize("role", [None, "viewer"])
def test_a_request_in_flight_stops_with_the_role(small_world: World, role: TeamRole | None) -> None:
    _act(small_world, HOST, "change", "door@example.org", seen="door", role="owner")
    clients = [small_world.client("door@example.org") for _ in range(3)]
    about = fields_on(clients[1].get("/organise/cork/settings/about").text) | {"place": ["Taken"]}
    changed = clients[2].get("/organise/cork/event.toml").text.replace("Cork Exchange", "Taken")
    shown = clients[2].post(FILE, files={"file": ("event.toml", changed.encode())}).text
    (stamp,) = re.findall(r'name="stamp" value="(\w+)"', shown)
    host, door = _id(small_world, HOST), _id(small_world, "door@example.org")
    sent = [
        (TEAM, {"action": "invite", "email": NIA, "role": "owner"}),
        ("/organise/cork/settings/about", about),
        (FILE, {"text": changed, "stamp": stamp}),
    ]
    with ThreadPoolExecutor(3) as pool:
        with small_world.database.write_session() as session:
            if role is None:
                team.remove(session, small_world.event_id, host, door)
            else:
                team.change(session, small_world.event_id, host, door, "owner", role)
            asked = [
                pool.submit(client.post, path, data=data)
                for client, (path, data) in zip(clients, sent, strict=True)
            ]
            # All have come past the door by then, and wait for the lock.
            time.sleep(0.5)
        answers = [each.result() for each in asked]
    assert [answer.status_code for answer in answers] == [403 if role else 404] * 3
    assert NIA not in _roles(small_world)
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        assert (event.name, event.place) == ("Cork Exchange", "")


def test_an_invitation_tells_nobodys_name(small_world: World) -> None:
    stranger, guest = "stranger@example.org", "cork1@example.org"
    with small_world.database.write_session() as session:
        account_of(session, guest).name = "Kept From Elsewhere"
    for email in (stranger, guest):
        _invite(small_world, email, "viewer")
    _act(small_world, HOST, "change", stranger, seen="viewer", role="editor")
    seen = small_world.client(HOST).get(TEAM).text + small_world.client(HOST).get(HOME).text
    assert f"<strong>{stranger}</strong>" in seen
    assert f"{stranger} made editor" in seen
    assert "Sten Stranger" not in seen
    # Who attends is called what the event's own list says.
    assert "<strong>Cork 1</strong>" in seen
    assert "Kept From Elsewhere" not in seen
    assert "Sten Stranger" in small_world.client(stranger).get(TEAM).text
    with small_world.database.write_session() as session:
        log.record(
            session, log.EVENT_CHANGED, small_world.event_id, account_of(session, stranger).id
        )
    assert "<strong>Sten Stranger</strong>" in small_world.client(HOST).get(TEAM).text


def test_an_invitation_says_what_is_so_when_it_leaves(small_world: World) -> None:
    def worded() -> Mail | Verdict:
        (mail,) = _mails(small_world)
        with small_world.database.read_session() as session:
            since, settings = mail.worded_at, small_world.settings
            return compose(session, mail.kind, mail.source, since, settings)

    _invite(small_world, NIA, "owner")
    _act(small_world, HOST, "change", NIA, seen="owner", role="door")
    anew = worded()
    assert isinstance(anew, Mail)
    assert "as a door helper" in anew.text
    assert f"{HOST} invites you" in anew.subject
    _act(small_world, HOST, "remove", NIA)
    assert worded() is Verdict.NOT_NEEDED


def test_everybody_may_leave(small_world: World) -> None:
    for role in ("viewer", "door", "editor"):
        answer = small_world.client(f"{role}@example.org").post(f"{TEAM}/leave")
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "/organise"
    assert _roles(small_world) == {HOST: "owner"}


def test_whoever_a_command_names_is_an_owner(small_world: World) -> None:
    with small_world.database.write_session() as session:
        put_event(session, event_file(), "viewer@example.org")
        event = session.get_one(Event, small_world.event_id)
        account = account_of(session, "viewer@example.org")
        assert session.get_one(Organiser, (event.id, account.id)).role == "owner"


def test_others_of_other_events_are_out_of_reach(small_world: World) -> None:
    host = "host-elsewhere@example.org"
    assert _act(small_world, HOST, "remove", host).status_code == 409
    assert small_world.client(host).get("/organise/elsewhere/team").status_code == 200
