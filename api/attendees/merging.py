"""Two rows that are one person: which value stays is chosen, all else goes along to one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.edits import LABELS, noted
from api.attendees.following import blocks_follow
from api.attendees.imports import forget_what_was
from api.attendees.leaving import empty
from api.attendees.models import Attendee, FacetText
from api.attendees.notes import kept_follows
from api.attendees.renewal import ask_for_matches
from api.attendees.same_name import is_slip
from api.attendees.schemas import ANSWER
from api.attendees.service import FACETS
from api.attendees.withdrawing import Follow
from api.clock import now
from api.events import log
from api.events.stored import StoredEvent
from api.web.conflict import stamp_of

MERGED = log.declare("person-merged", "Two rows of one person merged: {gone} into {kept}")
EverPlaced = Callable[[Session, Collection[str]], Collection[str]]
"""(session, attendee ids) -> those who have a meeting in a timetable that people have seen."""
Side = Literal["one", "other"]
_LINES = ("name", "organisation", "sector", "role", "languages", "groups", "diet")
_ADDRESS, _WHEN, _COMING = "address", "when", "coming"
_SAID = {"yes": "comes", "no": "does not come", "unknown": ""}
_MOST = 10


@dataclass(frozen=True, slots=True)
class FieldOfTwo:
    """A field in which two rows differ: what each says in words, and which stays unless chosen.

    ``fixed`` is not to be chosen: it is the person's own, or how they sign in.
    """

    name: str
    label: str
    one: str
    other: str
    stays: Side
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do.

    Attributes
    ----------
    refused
        Why it cannot be, in words; empty where it can.
    keeps
        Whose row, with what hangs on it, stays.
    """

    refused: str
    keeps: Side
    fields: tuple[FieldOfTwo, ...]
    stamp: str


def plan_merge(
    session: Session,
    event: StoredEvent,
    one: Attendee,
    other: Attendee,
    placed: Collection[str],
    times: Mapping[str, str],
) -> MergePlan:
    """Say what merging two people of an event would do; stores nothing.

    Parameters
    ----------
    placed
        Ids of those of the two who have ever had a meeting in a published timetable.
    times
        Words for the keys of slots.
    """
    signed = [_has_signed_in(session, row) for row in (one, other)]
    refused = ""
    if one.id == other.id:
        refused = "This is one row already. Choose another."
    elif one.left_at is not None or other.left_at is not None:
        refused = "One of the two does not take part any more. Restore them first."
    elif all(signed):
        refused = (
            "Both have signed in, each with an address of their own. Ask which one they use, and "
            "have them leave the event with the other."
        )
    elif one.id in placed and other.id in placed:
        refused = (
            "Both have meetings in a published timetable, and answers hang on them. Withdraw one "
            "of the two instead; On the day finds others for whom they were to meet."
        )
    keeps: Side = "one"
    if other.id in placed or (signed[1] and one.id not in placed):
        keeps = "other"
    fields = tuple(_fields(event, one, other, (signed[0], signed[1]), keeps, times))
    state = {each.name: (each.one, each.other, each.stays) for each in fields}
    sides = (one.id, other.id, keeps, refused, str(one.changed_at), str(other.changed_at))
    return MergePlan(refused, keeps, fields, stamp_of(state | {"rows": sides}))


def merge(
    session: Session, one: Attendee, other: Attendee, plan: MergePlan,
    chosen: Mapping[str, str], by: str, follow: Follow,
) -> Attendee:  # fmt: skip
    """Merge two people, both held, as a plan of this transaction says; give the row that stays.

    Parameters
    ----------
    chosen
        Field -> "one" or "other", of those that may be chosen.
    """
    kept, gone = (one, other) if plan.keeps == "one" else (other, one)
    by_side = {"one": one, "other": other}
    take = {
        each.name: by_side[chosen.get(each.name, each.stays) if not each.fixed else each.stays]
        for each in plan.fields
    }
    values = _values(kept, gone, take)
    facets = {
        kind: (facet.text, facet.private)
        for kind in FACETS
        for facet in [_facet(take.get(kind, kept), kind)]
        if facet is not None
    }
    _take_address(session, kept, gone, take.get(_ADDRESS, kept if kept.account_id else gone))
    sent = kept if kept.sent_at is not None else gone
    others = [n for n, row in take.items() if row is not sent and n not in (_ADDRESS, _COMING)]
    edited = noted(sent.edited, others) if sent.sent_at is not None else None
    values |= {"sent_at": sent.sent_at, "edited": edited}
    values["teaches_since"] = kept.teaches_since or gone.teaches_since
    values["checked_in_at"] = kept.checked_in_at or gone.checked_in_at
    values["joined_at"] = min(kept.joined_at, gone.joined_at)
    kept_id, gone_id = kept.external_id, gone.external_id
    empty(gone)
    forget_what_was(session, gone.id)
    gone.merged_into = kept.id
    for name, value in values.items():
        setattr(kept, name, value)
    _put_facets(kept, facets)
    kept.changed_at = now()
    session.flush()
    blocks_follow(session, gone.id, kept.id)
    kept_follows(session, gone.id, kept.id)
    follow(session, gone.id, kept.id)
    log.record(session, MERGED, kept.event_id, by, about=kept.id, gone=gone_id, kept=kept_id)
    ask_for_matches(session, kept.event_id)
    return kept


def alike(session: Session, person: Attendee) -> tuple[Attendee, ...]:
    """List who may be the same person: by a name that is the same, or nearly."""
    words = sorted(person.name.split(), key=len, reverse=True)[:2]
    if not words:
        return ()
    near = [Attendee.name.icontains(word, autoescape=True) for word in words]
    rows = session.scalars(
        select(Attendee)
        .where(
            Attendee.event_id == person.event_id,
            Attendee.id != person.id,
            Attendee.left_at.is_(None),
            or_(*near),
        )
        .order_by(Attendee.id)
        .limit(200)
    )
    return tuple(row for row in rows if is_slip(row.name, person.name))[:_MOST]


def _has_signed_in(session: Session, row: Attendee) -> bool:
    account = session.get(Account, row.account_id) if row.account_id else None
    return account is not None and account.signed_in_at is not None


def _fields(
    event: StoredEvent,
    one: Attendee,
    other: Attendee,
    signed: tuple[bool, bool],
    keeps: Side,
    times: Mapping[str, str],
) -> list[FieldOfTwo]:
    sent = (one.sent_at is not None, other.sent_at is not None)
    first: Side = keeps if sent[0] == sent[1] else ("one" if sent[0] else "other")
    own_words = sent[0] != sent[1]
    mine, theirs = (_in_words(row, event, times) for row in (one, other))
    own = {*FACETS, *(ANSWER + field.id for field in event.fields if field.kind == "text")}
    labels = {_ADDRESS: "Address"} | LABELS | {_COMING: "Coming"}
    labels |= {ANSWER + field.id: field.label for field in event.fields}
    found = []
    for name, label in labels.items():
        a, b = mine.get(name, ""), theirs.get(name, "")
        if a == b and not (name in FACETS and (a or b)):
            continue
        stays: Side = first if a and b else ("one" if a else "other")
        fixed = not (a and b)
        if name in own and own_words:
            stays, fixed = first, True
        if name == _ADDRESS and any(signed):
            stays, fixed = ("one" if signed[0] else "other"), True
        if a != b or fixed:
            found.append(FieldOfTwo(name, label, a, b, stays, fixed))
    return found


def _in_words(row: Attendee, event: StoredEvent, times: Mapping[str, str]) -> dict[str, str]:
    """Say what a row holds, field by field; of what is private only that it is."""
    here = row.available
    said = {
        "name": row.name, "organisation": row.organisation, "sector": row.sector,
        "role": row.role, "languages": ", ".join(row.languages or ()),
        "groups": ", ".join(row.groups or ()), "diet": row.diet, _ADDRESS: row.email,
        _WHEN: "always" if here is None else ", ".join(times.get(key, key) for key in here),
        _COMING: _SAID[row.coming],
    }  # fmt: skip
    for facet in row.facets:
        said[facet.kind] = "kept for matching only" if facet.private else facet.text.strip()
    return said | {
        ANSWER + field.id: ", ".join(row.answers.get(field.id, ())) for field in event.fields
    }


def _values(kept: Attendee, gone: Attendee, take: Mapping[str, Attendee]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(take.get(name, kept), name) for name in _LINES}
    of = take.get(_WHEN, kept)
    values |= {"available": of.available, "there": of.there}
    values["coming"] = take.get(_COMING, kept).coming
    answers = dict(gone.answers) | dict(kept.answers)
    for name, row in take.items():
        key = name.removeprefix(ANSWER)
        if name.startswith(ANSWER):
            answers.pop(key, None)
            if row.answers.get(key):
                answers[key] = row.answers[key]
    return values | {"answers": answers}


def _facet(row: Attendee, kind: str) -> FacetText | None:
    return next((facet for facet in row.facets if facet.kind == kind), None)


def _put_facets(row: Attendee, facets: Mapping[str, tuple[str, bool]]) -> None:
    present = {facet.kind: facet for facet in row.facets}
    for kind in FACETS:
        facet = present.get(kind)
        if kind not in facets:
            if facet is not None:
                row.facets.remove(facet)
            continue
        text, private = facets[kind]
        if facet is None:
            row.facets.append(FacetText(kind=kind, text=text, private=private))
        else:
            facet.text, facet.private = text, private


def _take_address(session: Session, kept: Attendee, gone: Attendee, of: Attendee) -> None:
    """Give the row that stays the address of one of the two; the other row has what is left.

    So no list brings the address that is not used any more in as somebody new.
    """
    address = of.account_id, of.email
    unused = gone.email if of is kept else kept.email
    kept.account_id = gone.account_id = None
    session.flush()
    kept.account_id, kept.email = address
    gone.email = unused
