"""Which mail each gets when a version is published: counted by kind, listed by the page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.lookup import CALLED, names_of
from api.attendees.models import Attendee
from api.db.json_lists import values_of
from api.timetable import queries
from api.timetable.agenda.recipients import recipients
from api.timetable.models import ScheduleVersion
from api.timetable.versions.held import compared, held, people_of
from api.web.paging import Pages

_PEOPLE = 60
MailKind = Literal["first", "changed", "none", "unreached"]
KINDS: dict[MailKind, str] = {
    "changed": "Your agenda has changed",
    "first": "Your agenda",
    "none": "No meeting for you",
    "unreached": "Their agenda changes, and there is no address: tell them yourself",
}


@dataclass(frozen=True, slots=True)
class MailPlan:
    """Who would get which mail, by row id."""

    kinds: Mapping[str, MailKind]

    @property
    def counts(self) -> tuple[tuple[MailKind, str, int], ...]:
        """Give each kind that occurs with its words and how many get it."""
        often = Counter(self.kinds.values())
        return tuple((kind, words, often[kind]) for kind, words in KINDS.items() if often[kind])


def plan_of(session: Session, version: ScheduleVersion) -> MailPlan:
    """Plan the mails of publishing a version now."""
    before = queries.published(session, version.event_id)
    shown = held(session, before) if before is not None else {}
    fresh = held(session, version)
    touched = compared(shown, fresh).people
    had, have = people_of(shown.values()), people_of(fresh.values())
    told = recipients(session, version.event_id, touched, have, before)
    kinds: dict[str, MailKind] = dict.fromkeys(_staying(session, touched), "unreached")
    for person in told:
        kinds[person] = "none" if person not in have else "changed" if person in had else "first"
    return MailPlan(kinds)


def listed(
    session: Session, event_id: str, plan: MailPlan, kind: MailKind, page: int
) -> tuple[tuple[str, ...], Pages]:
    """Name those who get a kind of mail, a page at a time."""
    ids = sorted(person for person, own in plan.kinds.items() if own == kind)
    pages = Pages.of(page, len(ids), _PEOPLE)
    query = (
        select(Attendee.key)
        .where(Attendee.id.in_(select(values_of(session, json.dumps(ids)))))
        .order_by(func.lower(CALLED), Attendee.key)
        .offset(pages.before)
        .limit(pages.a_page)
    )
    keys = session.scalars(query).all()
    names = names_of(session, event_id, keys)
    return tuple(names.get(key, key) for key in keys), pages


def _staying(session: Session, people: frozenset[str]) -> list[str]:
    """Give those of some who have not left the event."""
    query = select(Attendee.id).where(
        Attendee.id.in_(select(values_of(session, json.dumps(sorted(people))))),
        Attendee.left_at.is_(None),
    )
    return list(session.scalars(query))
