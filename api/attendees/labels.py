"""Labels: short words of the team by which it finds some of its people; lists leave them alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.team_rows import PersonLabel
from api.db.json_lists import values_of
from api.db.rows import insert_rows

LONGEST, MOST = 40, 100
"""Letters of one, and how many an event may have."""


def plain_label(session: Session, event_id: str, text: str) -> str:
    """Give a label as the event writes it already, or as it was typed.

    Raises
    ------
    ValueError
        In words for the one who typed it.
    """
    label = " ".join(text.split())
    if not label:
        raise ValueError("Type a label, or choose one.")
    if len(label) > LONGEST or ";" in label:
        raise ValueError(f"A label has at most {LONGEST} letters and no semicolon.")
    known = [each for each, _ in labels_in(session, event_id)]
    for each in known:
        if each.casefold() == label.casefold():
            return each
    if len(known) >= MOST:
        raise ValueError(f"The event has {MOST} labels already. Use one of those.")
    return label


def labels_in(session: Session, event_id: str) -> tuple[tuple[str, int], ...]:
    """List the labels of an event's people, and how many who take part carry each."""
    rows = session.execute(
        select(PersonLabel.label, func.count())
        .join(Attendee, Attendee.id == PersonLabel.attendee_id)
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
        .group_by(PersonLabel.label)
        .order_by(func.lower(PersonLabel.label))
        .limit(2 * MOST)
    )
    return tuple((label, number) for label, number in rows)


def labels_of(session: Session, people: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give the labels of some attendees, by id."""
    found: dict[str, tuple[str, ...]] = {}
    ids = select(values_of(session, json.dumps(sorted(people))))
    rows = select(PersonLabel.attendee_id, PersonLabel.label).where(
        PersonLabel.attendee_id.in_(ids)
    )
    for person, label in session.execute(rows.order_by(func.lower(PersonLabel.label))):
        found[person] = (*found.get(person, ()), label)
    return found


def put_label(session: Session, people: Sequence[str], label: str) -> int:
    """Give a label to some attendees; say how many did not carry it."""
    ids = select(values_of(session, json.dumps(list(people))))
    carried = set(
        session.scalars(
            select(PersonLabel.attendee_id).where(
                PersonLabel.label == label, PersonLabel.attendee_id.in_(ids)
            )
        )
    )
    fresh = [person for person in dict.fromkeys(people) if person not in carried]
    insert_rows(session, PersonLabel, [{"attendee_id": each, "label": label} for each in fresh])
    return len(fresh)


def take_label(session: Session, people: Sequence[str], label: str) -> int:
    """Take a label from some attendees; say how many carried it."""
    ids = select(values_of(session, json.dumps(list(people))))
    gone = session.scalars(
        delete(PersonLabel)
        .where(PersonLabel.label == label, PersonLabel.attendee_id.in_(ids))
        .returning(PersonLabel.attendee_id)
    )
    return len(gone.all())
