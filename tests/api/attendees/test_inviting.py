"""Invitations in waves: exactly those counted, at most one in three days, none who stopped them."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

from httpx import Response
from sqlalchemy import func, select, update

from api.attendees.invitation_text import Words, keep
from api.attendees.models import Attendee, Draft, Invitation
from api.clock import now
from api.mail.composing import Mail, Verdict, compose
from api.mail.kinds import INVITATION
from api.mail.models import OutboxMail
from api.mail.sending import send_mail
from api.mail.stopping import stop
from tests.api.looking import HOST
from tests.api.world import World
from tests.mail_server import mail_server, text_of

PAGE = "/organise/cork/invitations"
FUNNEL = re.compile(r'<strong class="num">(\d+)</strong>')


def _see(world: World, stage: str = "new") -> str:
    return world.client(HOST).get(f"{PAGE}?stage={stage}").text


def _funnel(world: World) -> list[int]:
    return [int(each) for each in FUNNEL.findall(_see(world))]


def _send(world: World, stage: str = "new") -> Response:
    mark = re.search(r'name="mark" value="([^"]+)"', _see(world, stage))
    form = {"action": "send", "stage": stage, "mark": mark[1] if mark else ""}
    return world.client(HOST).post(PAGE, data=form)


def _mails(world: World) -> list[OutboxMail]:
    with world.database.read_session() as session:
        asked = select(OutboxMail).where(OutboxMail.kind == INVITATION).order_by(OutboxMail.id)
        return list(session.scalars(asked))


def _later(world: World, **ago: int) -> None:
    with world.database.write_session() as session:
        session.execute(update(Invitation).values(at=now() - dt.timedelta(**ago)))


def test_from_the_list_to_a_sent_profile(small_world: World) -> None:
    assert _funnel(small_world) == [4, 0, 0, 0, 0]
    with small_world.database.write_session() as session:
        stop(session, "cork4@example.org", INVITATION)
    assert "Send it to 3 people" in _see(small_world)
    assert "1 person has stopped such mail" in _see(small_world)
    assert _send(small_world).status_code == 303
    assert sorted(mail.to_address for mail in _mails(small_world)) == [
        f"cork{n}@example.org" for n in (1, 2, 3)
    ]
    assert _funnel(small_world) == [4, 3, 0, 0, 0]
    # Nobody gets a second one within three days; then who has not opened it does.
    assert _send(small_world).status_code == 409
    assert "Nobody here can be sent a mail now" in _see(small_world, "invited")
    _later(small_world, days=2, hours=23)
    assert _send(small_world, "invited").status_code == 409
    _later(small_world, days=3, hours=1)
    small_world.client("cork1@example.org")
    with small_world.database.write_session() as session:
        second = session.get_one(Attendee, small_world.attendees[1])
        assert second.account_id is not None
        draft = Draft(event_id=second.event_id, account_id=second.account_id, content={})
        session.add(draft)
        session.get_one(Attendee, small_world.attendees[2]).sent_at = now()
    assert _funnel(small_world) == [4, 3, 3, 2, 1]
    assert "Nobody here can be sent" in _see(small_world, "invited")
    assert "Send it to 1 person" in _see(small_world, "opened")
    assert _send(small_world, "begun").status_code == 303
    assert _mails(small_world)[-1].to_address == "cork2@example.org"
    assert "invited or reminded" in small_world.client(HOST).get("/organise/cork/log").text


def test_what_is_sent_is_what_was_counted(small_world: World) -> None:
    page = _see(small_world)
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark is not None
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).left_at = now()
    form = {"action": "send", "stage": "new", "mark": mark[1]}
    refused = small_world.client(HOST).post(PAGE, data=form)
    assert refused.status_code == 409
    assert "changed since you looked" in refused.text
    assert _mails(small_world) == []


def test_the_words_that_are_sent_are_those_on_the_page(small_world: World) -> None:
    mark = re.search(r'name="mark" value="([^"]+)"', _see(small_world))
    assert mark is not None
    with small_world.database.write_session() as session:
        keep(session, small_world.event_id, "invite", Words("Other words", "{link}"))
    form = {"action": "send", "stage": "new", "mark": mark[1]}
    assert small_world.client(HOST).post(PAGE, data=form).status_code == 409
    assert _mails(small_world) == []


def test_words_that_were_typed_and_not_kept_are_neither_sent_nor_lost(small_world: World) -> None:
    host = small_world.client(HOST)
    html = host.get(PAGE).text
    form = dict(re.findall(r'name="(mark|stamp|stage|subject)"[^>]* value="([^"]*)"', html))
    body = re.search(r'name="body"[^>]*>([^<]*)</textarea>', html)
    assert body is not None
    sent = {key: unescape(value) for key, value in form.items()} | {"body": unescape(body[1])}
    refused = host.post(PAGE, data=sent | {"action": "send", "subject": "Typed just now"})
    assert refused.status_code == 422
    assert "Keep them first" in refused.text
    assert 'value="Typed just now"' in refused.text
    assert _mails(small_world) == []
    assert host.post(PAGE, data=sent | {"action": "send"}).status_code == 303
    assert len(_mails(small_world)) == 4


def test_those_ticked_alone(small_world: World) -> None:
    host = small_world.client(HOST)
    assert host.post(PAGE, data={"action": "ticked", "stage": "new"}).status_code == 422
    form = {"action": "ticked", "stage": "new", "person": [small_world.attendees[1], "nobody"]}
    assert host.post(PAGE, data=form).status_code == 303
    assert [mail.to_address for mail in _mails(small_world)] == ["cork2@example.org"]
    assert host.post(PAGE, data=form).status_code == 422


def test_the_organisers_words_reach_each_person(small_world: World) -> None:
    host = small_world.client(HOST)
    body = "Dear {name},\n\ncome to {event} <on> {date}.\n\n{link}"
    words = {"action": "keep", "stage": "new", "subject": "{name}: {event}", "body": body}
    for wrong in ({"body": "No way in"}, {"subject": "{nme}"}, {"subject": ""}):
        assert host.post(PAGE, data=words | wrong).status_code == 422
    stamp = re.search(r'name="stamp" value="(\w+)"', host.get(PAGE).text)
    assert stamp is not None
    assert host.post(PAGE, data=words | {"stamp": stamp[1]}).status_code == 303
    assert "Cork 1: Cork Exchange" in host.get(PAGE).text
    # Another organiser who began before that is asked which words to keep.
    other = words | {"subject": "Other words", "stamp": stamp[1]}
    assert small_world.client("editor@example.org").post(PAGE, data=other).status_code == 409
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).name = "{link} <b>Eve</b>"
    form = {"action": "ticked", "stage": "new", "person": small_world.attendees[0]}
    host.post(PAGE, data=form)
    (row,) = _mails(small_world)
    with mail_server() as server:
        send_mail(server.worker(small_world.database, small_world.settings), row.id)
    (mail,) = server.mails
    assert mail["Subject"] == "{link} <b>Eve</b>: Cork Exchange"
    assert "come to Cork Exchange <on> Thursday 18 March" in text_of(mail)
    assert "/e/cork/profile" in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = mail.get_body(("html",))
    assert html is not None
    assert "<b>Eve</b>" not in html.get_content()


def test_whoever_went_on_meanwhile_is_not_reminded(small_world: World) -> None:
    _send(small_world)
    first = small_world.attendees[0]
    with small_world.database.write_session() as session:
        source = {"attendee": first, "stage": "new"}
        made = compose(session, INVITATION, source, None, small_world.settings)
        assert isinstance(made, Mail)
        session.get_one(Attendee, first).sent_at = now()
        session.flush()
        gone = compose(session, INVITATION, source, None, small_world.settings)
        assert gone is Verdict.NOT_NEEDED
        assert session.scalar(select(func.count()).select_from(Invitation)) == 4
