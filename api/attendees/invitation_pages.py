"""The organiser's page of invitations: how far people have come, the words, a wave to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees import inviting
from api.attendees.invitation_mails import filled_for
from api.attendees.invitation_text import PLACES, Words, faults_of, keep, kind_of, words_of
from api.attendees.inviting import Funnel, Reached, Stage
from api.events.access import EDITORS, Editing, OrganiserHere, hold
from api.events.heading import Heading
from api.events.queries import card
from api.web.access import not_found
from api.web.conflict import Words as Called
from api.web.conflict import choose, stamp_of
from api.web.forms import Fields, SentFields
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.running import site_of
from api.web.transaction import Reading, Writing
from api.web.wording import counted

router = APIRouter()
_A_PAGE = 50
_STAGES: dict[str, Stage] = {stage: stage for stage in (*inviting.WAVES, "sent")}
_CALLED = Called({"subject": "Subject", "body": "Text"}, {})


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """Context of attendees/invitations.html."""

    event: Heading
    funnel: Funnel
    stage: Stage
    people: Sequence[Reached]
    total: int
    pages: Pages
    words: Words
    stamp: str
    preview: Words
    shown_for: str
    """Whom the preview is for; empty where nobody is at this stage."""
    wave: int
    """How many would get a mail now."""
    wave_mark: str
    places: tuple[str, ...]
    mail_leaves: bool
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/invitations")
def show_invitations(
    request: Request, here: Editing, session: Reading, stage: str = "new", page_: PageNumber = 1
) -> Response:
    """Show how far people have come, and who is at one stage."""
    context = _context(request, session, here, _STAGES.get(stage, "new"), page_)
    return page(request, "attendees/invitations.html", context)


@router.post("/organise/{slug}/invitations")
def act(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Keep the words, or send a wave: exactly those whom the page has counted."""
    stage = _STAGES.get(sent.one("stage"))
    if stage is None or sent.one("action") not in ("keep", "send", "ticked"):
        raise not_found()
    hold(session, here, EDITORS)
    if sent.one("action") == "keep":
        return _keep(request, session, here, sent, stage)
    ticked = sent.many("person")[:_A_PAGE] if sent.one("action") == "ticked" else ()
    if sent.one("action") == "ticked" and not ticked:
        return _refused(request, session, here, stage, "Tick whom you mean first.", 422)
    stored = words_of(session, here.event_id, kind_of(stage))
    wave = inviting.wave_of(session, here.event_id, stage, ticked)
    stamp = _stamp(stored)
    others = bool(sent.stamp) and sent.stamp != stamp
    if others or (not ticked and sent.one("mark") != inviting.mark_of(wave, stamp)):
        said = "This has changed since you looked. Look at words and number again, then send."
        return _refused(request, session, here, stage, said, 409)
    typed = Words(sent.one("subject"), sent.one("body"))
    if "body" in sent.values and typed != Words(stored.subject.strip(), stored.body.strip()):
        said = "You have changed the words. Keep them first, and read them as one person does."
        return _refused(request, session, here, stage, said, 422, typed)
    if not wave or stage == "sent":
        return _refused(request, session, here, stage, "There is nobody to send it to now.", 422)
    number = inviting.send(session, here.event_id, stage, wave, here.account.account_id)
    said = f"{counted(number, 'mail is', 'mails are')} on the way."
    return go_to(request, f"/organise/{here.slug}/invitations?stage={stage}", said)


def _keep(
    request: Request, session: Session, here: OrganiserHere, sent: Fields, stage: Stage
) -> Response:
    kind = kind_of(stage)
    words = Words(sent.one("subject"), sent.one("body"))
    stored = words_of(session, here.event_id, kind)
    if sent.stamp and sent.stamp != _stamp(stored):
        asked = choose(
            request, _fields(words), _fields(stored), _CALLED, _stamp(stored),
            action="keep", stage=stage,
        )  # fmt: skip
        if asked is not None:
            return asked
    errors = faults_of(words)
    if errors:
        context = _context(request, session, here, stage, 1, words, errors)
        return page(request, "attendees/invitations.html", context, 422)
    keep(session, here.event_id, kind, words)
    path = f"/organise/{here.slug}/invitations?stage={stage}"
    return go_to(request, path, "Kept. Nothing has been sent yet.")


def _refused(
    request: Request,
    session: Session,
    here: OrganiserHere,
    stage: Stage,
    said: str,
    status: int,
    words: Words | None = None,
) -> Response:
    context = _context(request, session, here, stage, 1, words, {"": said})
    return page(request, "attendees/invitations.html", context, status)


def _context(
    request: Request,
    session: Session,
    here: OrganiserHere,
    stage: Stage,
    asked: int,
    words: Words | None = None,
    errors: dict[str, str] | None = None,
) -> InvitationsPage:
    site = site_of(request).settings
    total = inviting.number_at(session, here.event_id, stage)
    pages = Pages.of(asked, total, _A_PAGE)
    people = inviting.at_stage(session, here.event_id, stage, pages.before, _A_PAGE)
    stored = words_of(session, here.event_id, kind_of(stage))
    wave = inviting.wave_of(session, here.event_id, stage) if stage != "sent" else []
    shown_for = people[0].name if people else ""
    preview = filled_for(words or stored, shown_for, card(session, here.event_id), site)
    return InvitationsPage(
        Heading.of(here),
        inviting.funnel_of(session, here.event_id),
        stage,
        people,
        total,
        pages,
        words or stored,
        _stamp(stored),
        preview,
        shown_for,
        len(wave),
        inviting.mark_of(wave, _stamp(stored)),
        tuple(f"{{{each}}}" for each in PLACES),
        bool(site.smtp_host),
        errors or {},
    )


def _fields(words: Words) -> dict[str, tuple[str, ...]]:
    return {"subject": (words.subject,), "body": (words.body,)}


def _stamp(words: Words) -> str:
    return stamp_of(_fields(words))
