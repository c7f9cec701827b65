"""What people do with their own profile: draft, send, say whether they come."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.attendees.models import Attendee, Coming, Draft, FacetText
from api.attendees.renewal import ask_for_matches
from api.attendees.schemas import OwnProfile, ProfileIn
from api.clock import now

FACETS = ("offer", "need", "interest")


def fill(attendee: Attendee, profile: ProfileIn) -> bool:
    """Put a profile into its row; give whether anything changed."""
    before = snapshot(attendee)
    values = columns_of(profile)
    if values["available"] != attendee.available:
        attendee.there = None
    for name, value in values.items():
        setattr(attendee, name, value)
    _put_facets(attendee, profile)
    changed = snapshot(attendee) != before
    if changed:
        attendee.changed_at = now()
    return changed


def columns_of(profile: ProfileIn) -> dict[str, Any]:
    """Give a profile as columns of its attendee's row."""
    return {
        "name": profile.name,
        "organisation": profile.organisation,
        "sector": profile.sector,
        "role": profile.role,
        "languages": list(profile.languages),
        "diet": profile.diet,
        "available": None if profile.when is None else list(profile.when),
        "answers": {key: list(chosen) for key, chosen in profile.answers.items() if chosen},
    }


def facets_of(profile: ProfileIn) -> list[dict[str, Any]]:
    """Give a profile's texts as rows, but for whose they are."""
    return [
        {"kind": kind, "text": text, "private": kind in profile.private}
        for kind in FACETS
        if (text := getattr(profile, kind))
    ]


def send_profile(session: Session, attendee_id: str, profile: OwnProfile) -> None:
    """Take a profile from the person's own hands; the draft has done its work.

    The page holds their row: a list that is being brought in then finds it sent, or is over
    before it is read.
    """
    attendee = session.get_one(Attendee, attendee_id)
    # The form does not ask for the sector: what the list said stays.
    changed = fill(attendee, profile.model_copy(update={"sector": attendee.sector}))
    if profile.teaches != (attendee.teaches_since is not None):
        attendee.teaches_since = now() if profile.teaches else None
    attendee.sent_at, attendee.edited = now(), None
    draft = session.get(Draft, (attendee.event_id, attendee.account_id))
    if draft is not None:
        session.delete(draft)
    if changed:
        ask_for_matches(session, attendee.event_id)


def save_draft(session: Session, event_id: str, account_id: str, content: dict[str, Any]) -> Draft:
    """Keep what somebody has typed so far, as it was typed."""
    draft = session.get(Draft, (event_id, account_id))
    if draft is None:
        draft = Draft(event_id=event_id, account_id=account_id)
        session.add(draft)
    draft.content, draft.saved_at = content, now()
    return draft


def say_coming(session: Session, attendee_id: str, coming: Coming) -> None:
    """Note whether somebody comes; who does not is suggested to nobody."""
    attendee = session.get_one(Attendee, attendee_id)
    matters = "no" in (coming, attendee.coming) and coming != attendee.coming
    if coming != attendee.coming:
        attendee.coming, attendee.changed_at = coming, now()
    if matters:
        ask_for_matches(session, attendee.event_id)


def snapshot(attendee: Attendee) -> tuple[Any, ...]:
    """Give everything of a profile that a list or a form can change, for comparing."""
    return (
        attendee.name,
        attendee.email,
        attendee.organisation,
        attendee.sector,
        attendee.role,
        list(attendee.languages or ()),
        list(attendee.groups or ()),
        attendee.diet,
        None if attendee.available is None else list(attendee.available),
        dict(attendee.answers or {}),
        sorted((facet.kind, facet.text, facet.private) for facet in attendee.facets),
    )


def _put_facets(attendee: Attendee, profile: ProfileIn) -> None:
    present = {facet.kind: facet for facet in attendee.facets}
    for kind in FACETS:
        text = getattr(profile, kind)
        private = kind in profile.private
        facet = present.get(kind)
        if not text:
            if facet is not None:
                attendee.facets.remove(facet)
        elif facet is None:
            attendee.facets.append(FacetText(kind=kind, text=text, private=private))
        else:
            facet.text, facet.private = text, private
