"""Which of an event's people a list is of, and in which order: asked of the database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.accounts.models import Account
from api.attendees.lookup import CALLED
from api.attendees.models import Attendee, Draft, FacetText
from api.attendees.team_rows import PersonLabel, Withdrawal
from api.attendees.undelivered import unreached_people
from api.db.json_lists import holds

Unmatched = Callable[[str], ColumnElement[bool]]
"""(event id) -> whether the row of `Attendee` has nobody suggested to them."""
STATES = (
    ("unopened", "Has not signed in"),
    ("opened", "Signed in, not begun"),
    ("begun", "Begun, not sent"),
    ("sent", "Profile sent"),
    ("thin", "Says little or nothing"),
    ("unmatched", "No match yet"),
    ("coming", "Comes"),
    ("refused", "Does not come"),
    ("here", "Checked in"),
    ("unreached", "Mail did not arrive"),
    ("left", "Left or withdrawn"),
)
SORTS = (
    ("", "By name"),
    ("organisation", "By organisation"),
    ("newest", "Newest first"),
    ("changed", "Changed last"),
)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people, and in which order; what is empty leaves out nobody.

    Attributes
    ----------
    state, sort
        Keys of `STATES` and `SORTS`.
    """

    q: str = ""
    label: str = ""
    group: str = ""
    state: str = ""
    sort: str = ""

    @classmethod
    def of(cls, q: str, label: str, group: str, state: str, sort: str) -> Wanted:
        """Read it from an address or a form; what is unknown is left out."""
        state = state if state in dict(STATES) else ""
        sort = sort if sort in dict(SORTS) else ""
        q, label, group = (text.strip()[:_LONGEST] for text in (q, label, group))
        return cls(q, label, group, state, sort)

    @property
    def narrows(self) -> bool:
        """Whether it leaves out anybody."""
        return any((self.q, self.label, self.group, self.state))

    @property
    def query(self) -> str:
        """Give it as the query of an address."""
        return urlencode({k: v for k, v in dataclasses.asdict(self).items() if v})


def conditions(
    session: Session, event_id: str, wanted: Wanted, unmatched: Unmatched
) -> Iterator[ColumnElement[bool]]:
    """Say to the database whom a list is of."""
    yield Attendee.event_id == event_id
    if wanted.state == "left":
        yield from (Attendee.left_at.is_not(None), Attendee.merged_into.is_(None))
        # Rows of those who came back, from before this was noted.
        yield Attendee.external_id != "~" + Attendee.id
    else:
        yield Attendee.left_at.is_(None)
        if wanted.state:
            yield _in_state(event_id, wanted.state, unmatched)
    if wanted.q and wanted.state == "left":
        # Of who has left by themselves the team reads the list's id, and nothing more.
        texts = [Withdrawal.name, Attendee.email]
        kept = or_(*(text.icontains(wanted.q, autoescape=True) for text in texts))
        yield or_(
            Attendee.external_id.icontains(wanted.q, autoescape=True),
            exists().where(Withdrawal.attendee_id == Attendee.id, kept),
        )
    elif wanted.q:
        texts = [Attendee.name, Attendee.organisation, Attendee.email, Attendee.external_id]
        yield or_(*(text.icontains(wanted.q, autoescape=True) for text in texts))
    if wanted.label:
        carried = PersonLabel.attendee_id == Attendee.id, PersonLabel.label == wanted.label
        yield exists().where(*carried)
    if wanted.group:
        yield holds(session, Attendee.groups, wanted.group)


def _in_state(event_id: str, state: str, unmatched: Unmatched) -> ColumnElement[bool]:
    if state in ("coming", "refused"):
        return Attendee.coming == ("yes" if state == "coming" else "no")
    if state == "sent":
        return Attendee.sent_at.is_not(None)
    if state == "here":
        return Attendee.checked_in_at.is_not(None)
    if state == "unmatched":
        return unmatched(event_id)
    if state == "unreached":
        return Attendee.id.in_(unreached_people(event_id))
    if state == "thin":
        said = [_says(kind) for kind in ("need", "offer")]
        return not_(and_(*said))
    signed_in = exists().where(Account.id == Attendee.account_id, Account.signed_in_at.is_not(None))
    drafted = exists().where(Draft.event_id == event_id, Draft.account_id == Attendee.account_id)
    begun = {"unopened": ~signed_in, "opened": and_(signed_in, ~drafted), "begun": drafted}
    return and_(Attendee.sent_at.is_(None), begun[state])


def _says(kind: str) -> ColumnElement[bool]:
    of = FacetText.attendee_id == Attendee.id, FacetText.kind == kind
    return exists().where(*of, FacetText.silent.is_(False))


def _order(sort: str) -> tuple[ColumnElement[Any] | InstrumentedAttribute[str], ...]:
    name = func.lower(CALLED)
    if sort == "organisation":
        return (Attendee.organisation == "", func.lower(Attendee.organisation), name, Attendee.id)
    if sort == "newest":
        return (Attendee.joined_at.desc(), Attendee.id.desc())
    if sort == "changed":
        return (Attendee.changed_at.desc(), Attendee.id)
    return (name, Attendee.id)


def count_wanted(session: Session, where: Sequence[ColumnElement[bool]]) -> int:
    """Count whom `conditions` say."""
    return session.scalar(select(func.count()).select_from(Attendee).where(*where)) or 0


def some_wanted(
    session: Session, where: Sequence[ColumnElement[bool]], sort: str, before: int, most: int
) -> Sequence[Attendee]:
    """List so many of whom `conditions` say, after the first so many."""
    rows = select(Attendee).where(*where).order_by(*_order(sort))
    return session.scalars(rows.offset(before).limit(most)).all()


def ids_wanted(session: Session, where: Sequence[ColumnElement[bool]], sort: str) -> list[str]:
    """Give the ids of all whom `conditions` say, in order."""
    return list(session.scalars(select(Attendee.id).where(*where).order_by(*_order(sort))))
