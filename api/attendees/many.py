"""What one of the team is about to do to many people: kept as it was shown, then done, once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from api.attendees.labels import plain_label, put_label, take_label
from api.attendees.models import Attendee
from api.attendees.team_rows import BulkAction, Withdrawal
from api.attendees.withdrawing import Follow, restore, withdraw
from api.clock import now
from api.db.json_lists import values_of
from api.db.rows import HOLD, new_id
from api.events import log
from api.web.wording import counted

LABELLED = log.declare("people-labelled", "Label {label} given to {people}")
UNLABELLED = log.declare("people-unlabelled", "Label {label} taken from {people}")
ACTIONS = (
    ("label", "Add a label"),
    ("unlabel", "Take a label away"),
    ("withdraw", "Withdraw"),
    ("restore", "Restore"),
    ("csv", "Keep as CSV"),
    ("xlsx", "Keep as XLSX"),
)
FILES = ("csv", "xlsx")
_A_TIME = {"withdraw": 200, "restore": 200}
"""Each is told, and matches follow: so many at a time."""


def keep_action(
    session: Session, event_id: str, by: str, action: str, label: str, people: Sequence[str]
) -> BulkAction:
    """Keep what is to be shown, in the place of the last.

    Raises
    ------
    ValueError
        In words for the organiser; nothing is kept then.
    """
    if action not in dict(ACTIONS):
        raise ValueError("Choose what to do.")
    if not people:
        raise ValueError("Nobody is ticked. Tick somebody, or choose all that were found.")
    most = _A_TIME.get(action, len(people))
    if len(people) > most:
        raise ValueError(f"At most {most} at a time. Narrow the list; these are {len(people):,}.")
    label = plain_label(session, event_id, label) if action in ("label", "unlabel") else ""
    kept = session.get(BulkAction, (event_id, by))
    if kept is None:
        kept = BulkAction(event_id=event_id, account_id=by)
        session.add(kept)
    kept.mark, kept.action, kept.label = new_id(), action, label
    kept.people, kept.shown_at = list(dict.fromkeys(people)), now()
    return kept


def kept_action(
    session: Session, event_id: str, by: str, *, lock: bool = False
) -> BulkAction | None:
    """Find what one of the team has been shown last and not yet done."""
    return session.get(BulkAction, (event_id, by), with_for_update=lock, populate_existing=lock)


def among(session: Session, event_id: str, people: Sequence[str]) -> list[str]:
    """Keep to those ids that are people of the event, in the order given."""
    asked = select(values_of(session, json.dumps(list(people))))
    found = set(
        session.scalars(
            select(Attendee.id).where(
                Attendee.event_id == event_id, Attendee.merged_into.is_(None),
                Attendee.id.in_(asked),
            )
        )
    )  # fmt: skip
    return [each for each in dict.fromkeys(people) if each in found]


def carry_out(session: Session, kept: BulkAction, by: str, follow: Follow) -> str:
    """Do what was shown and give what was done in words; whom it no longer fits is passed over."""
    people = among(session, kept.event_id, kept.people)
    if kept.action in ("label", "unlabel"):
        people = _of_whom_is_kept(session, people)
    done = 0
    if kept.action == "label":
        done = put_label(session, people, kept.label)
        said = f"{_people(done)} labelled {kept.label}."
    elif kept.action == "unlabel":
        done = take_label(session, people, kept.label)
        said = f"{_people(done)} not labelled {kept.label} any more."
    elif kept.action == "withdraw":
        for person in _held(session, people):
            done += person.left_at is None
            withdraw(session, person, by)
        said = f"{_people(done)} withdrawn."
    else:
        for person in _held(session, people):
            done += restore(session, person, by, follow) is not None
        said = f"{_people(done)} restored."
    if done and kept.label:
        kind = LABELLED if kept.action == "label" else UNLABELLED
        log.record(session, kind, kept.event_id, by, label=kept.label, people=_people(done))
    over = len(kept.people) - done
    session.delete(kept)
    return f"{said} {_people(over)} stayed as they were." if over else said


def _of_whom_is_kept(session: Session, people: Sequence[str]) -> list[str]:
    """Leave out who left by their own act: of them nothing is kept."""
    ids = select(values_of(session, json.dumps(list(people))))
    withdrawn = exists().where(Withdrawal.attendee_id == Attendee.id)
    here = or_(Attendee.left_at.is_(None), withdrawn)
    kept = set(session.scalars(select(Attendee.id).where(Attendee.id.in_(ids), here)))
    return [each for each in people if each in kept]


def _held(session: Session, people: Sequence[str]) -> Sequence[Attendee]:
    """Read people, each held until the transaction ends, in one order for all."""
    rows = select(Attendee).where(Attendee.id.in_(people)).order_by(Attendee.id)
    return session.scalars(rows.with_for_update(of=Attendee, **HOLD)).all()


def _people(number: int) -> str:
    return counted(number, "person", "people")
