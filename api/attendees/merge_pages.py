"""The team's page that makes one person of two rows, field by field."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees import merging
from api.attendees.form_shown import times_shown
from api.attendees.lookup import meant
from api.attendees.models import Attendee
from api.attendees.person_pages import person_here
from api.attendees.withdrawing import Follow
from api.db.rows import HOLD
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

_TAKE = "take."
"""Before a field's name: whose value stays, "one" or "other"."""


@dataclass(frozen=True, slots=True)
class OneOfTwo:
    """Somebody who may be the same person."""

    id: str
    name: str
    organisation: str
    address: str
    listed_id: str


@dataclass(frozen=True, slots=True)
class MergePage:
    """Context of attendees/merge.html."""

    event: Heading
    one: OneOfTwo
    other: OneOfTwo | None
    plan: merging.MergePlan | None
    find: str
    choices: tuple[OneOfTwo, ...]
    error: str = ""
    changed: bool = False


def make_router(ever_placed: merging.EverPlaced, follow: Follow) -> APIRouter:
    """Build the routes; later domains say who was placed, and take along what they know."""
    router = APIRouter()

    @router.get("/organise/{slug}/people/{attendee_id}/merge")
    def ask(
        request: Request,
        attendee_id: str,
        here: Editing,
        session: Reading,
        other: str = "",
        find: str = "",
    ) -> Response:
        """Ask who else it is, then show both side by side."""
        one = person_here(session, here, attendee_id)
        if one.left_at is not None:
            return go_to(request, f"/organise/{here.slug}/people/{one.merged_into or one.id}")
        heading = Heading.of(here)
        if other:
            second = person_here(session, here, other)
            plan = _plan_of(session, here, one, second, ever_placed)
            shown = MergePage(heading, _shown(one), _shown(second), plan, "", ())
            return page(request, "attendees/merge.html", shown)
        find = find.strip()[:100]
        found = _meant(session, here.event_id, find) if find else merging.alike(session, one)
        choices = tuple(_shown(row) for row in found if row.id != one.id)
        error = "Nobody else is called like that." if find and not choices else ""
        shown = MergePage(heading, _shown(one), None, None, find, choices, error)
        return page(request, "attendees/merge.html", shown)

    @router.post("/organise/{slug}/people/{attendee_id}/merge")
    def make_one(
        request: Request, attendee_id: str, here: Editing, sent: SentFields, session: Writing
    ) -> Response:
        """Merge the two, if they still are as the page said."""
        home = f"/organise/{here.slug}/people"
        ids = (attendee_id, sent.one("other"))
        if not ids[1]:
            return go_to(request, f"{home}/{attendee_id}/merge", "Choose who else it is.", "note")
        one, other = _both(session, here, ids)
        if one.merged_into or other.merged_into:
            to = one.merged_into or other.merged_into
            return go_to(request, f"{home}/{to}", "They are one already.", "note")
        plan = _plan_of(session, here, one, other, ever_placed)
        if plan.refused or sent.stamp != plan.stamp:
            shown = MergePage(
                Heading.of(here), _shown(one), _shown(other), plan, "", (), changed=True
            )
            return page(request, "attendees/merge.html", shown, 422)
        sides = {each.name: sent.one(_TAKE + each.name) for each in plan.fields}
        chosen = {name: side for name, side in sides.items() if side in ("one", "other")}
        kept = merging.merge(session, one, other, plan, chosen, here.account.account_id, follow)
        said = f"{kept.name or kept.external_id} is one person now. The log says who merged them."
        return go_to(request, f"{home}/{kept.id}", said)

    return router


def _plan_of(
    session: Session,
    here: OrganiserHere,
    one: Attendee,
    other: Attendee,
    ever_placed: merging.EverPlaced,
) -> merging.MergePlan:
    event = StoredEvent.of(get(session, here.event_id))
    placed = ever_placed(session, (one.id, other.id))
    return merging.plan_merge(session, event, one, other, placed, dict(times_shown(event)))


def _both(session: Session, here: OrganiserHere, ids: tuple[str, str]) -> list[Attendee]:
    """Hold both rows, in one order for whoever asks."""
    rows = session.scalars(
        select(Attendee)
        .where(Attendee.id.in_(ids), Attendee.event_id == here.event_id)
        .order_by(Attendee.id)
        .with_for_update(of=Attendee, **HOLD)
    )
    found = {row.id: row for row in rows}
    if len(found) < len(set(ids)):
        raise not_found()
    return [found[each] for each in ids]


def _meant(session: Session, event_id: str, words: str) -> list[Attendee]:
    keys = [key for key, _ in meant(session, event_id, words)]
    rows = select(Attendee).where(Attendee.event_id == event_id, Attendee.key.in_(keys))
    return list(session.scalars(rows.order_by(Attendee.name, Attendee.id)))


def _shown(row: Attendee) -> OneOfTwo:
    name = row.name or row.external_id
    return OneOfTwo(row.id, name, row.organisation, row.email, row.external_id)
