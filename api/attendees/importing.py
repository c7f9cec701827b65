"""Bringing a list of people into an event: planned as a whole, then stored as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.imports import keep_import
from api.attendees.list_plan import ListPlan, Step, made_ids, plan_list
from api.attendees.list_report import ListReport
from api.attendees.list_values import values_of
from api.attendees.models import Attendee, FacetText
from api.attendees.people_file import PersonRow
from api.attendees.renewal import ask_for_matches
from api.attendees.service import columns_of, facets_of, fill
from api.clock import now
from api.db.rows import insert_rows, new_id
from api.events import log
from api.events.availability import written
from api.events.models import Event
from api.events.said_times import said_spans
from api.events.stored import StoredEvent

IMPORTED = log.declare("people-imported", "People list read: {added} added, {changed} changed")


def import_people(
    session: Session,
    event: Event,
    rows: Sequence[PersonRow],
    file: str,
    by: str | None = None,
) -> ListReport:
    """Bring people in, known by address, then by id; the same list again changes nothing.

    Parameters
    ----------
    file
        Name of the list, for faults.
    by
        Account of the organiser who does it; None on the command line.

    Raises
    ------
    InputFaults
        Every fault of the list; nothing is stored then.
    """
    return carry_out(session, event, plan_list(session, event, rows, file, lock=True), by, file)


def carry_out(
    session: Session,
    event: Event,
    plan: ListPlan,
    by: str | None = None,
    file: str = "",
    told: str | None = None,
) -> ListReport:
    """Store what a plan of this transaction says, and give it as it was.

    Parameters
    ----------
    file
        Name of the list, which can be taken back then; empty where it is none.
    told
        Kind of the log's entry where it is no list; it takes no data.
    """
    before = _values(session, plan) if file else {}
    _renumber(session, event.id, plan.external_ids)
    names = {step.address: step.row.name for step in plan.steps if step.taken and step.address}
    accounts, made = _accounts(session, names)
    stored = StoredEvent.of(event)
    for step in plan.steps:
        if step.attendee is not None and step.taken:
            if step.changes and step.attendee.sent_at is None:
                fill(step.attendee, step.profile)
                step.attendee.there = _there(step, stored)
            _organisers_columns(step.attendee, step, accounts.get(step.address))
            if step.changes:
                step.attendee.changed_at = now()
    # Whom the list changes may free what somebody new is given.
    session.flush()
    added = _add(session, stored, event.id, plan, accounts)
    if file:
        keep_import(session, event.id, by, file, before, added, made)
    outcome = plan.report.outcome
    if outcome.added or outcome.changed or outcome.renumbered:
        changed = outcome.changed + outcome.renumbered
        data: dict[str, Any] = {} if told else {"added": outcome.added, "changed": changed}
        log.record(session, told or IMPORTED, event.id, by, **data)
    if outcome.added or outcome.changed:
        ask_for_matches(session, event.id)
    return plan.report


def _renumber(session: Session, event_id: str, external_ids: Mapping[str, str]) -> None:
    """Give people their new ids; in two steps, for two may swap theirs."""
    people = [session.get_one(Attendee, one) for one in external_ids]
    for person in people:
        person.external_id = f"~{person.id}"
    session.flush()
    for person in people:
        person.external_id = external_ids[person.id]
        person.changed_at = now()
    session.flush()


def _add(
    session: Session,
    stored: StoredEvent,
    event_id: str,
    plan: ListPlan,
    accounts: Mapping[str, str],
) -> dict[str, str | None]:
    """Put in everybody who is new: two statements for all, not three for each.

    Returns
    -------
    dict
        Id of each to the account.
    """
    made = made_ids(plan.taken_ids)
    keys = set(session.scalars(select(Attendee.key).where(Attendee.event_id == event_id)))
    people: list[dict[str, Any]] = []
    facets: list[dict[str, Any]] = []
    for step in plan.steps:
        if step.attendee is not None:
            continue
        external_id = step.row.id or next(made)
        # An id may have been somebody's before; what they are known by stays theirs.
        key = next(made) if external_id in keys else external_id
        keys.add(key)
        account = accounts.get(step.address)
        person = {
            "id": new_id(),
            "event_id": event_id,
            "external_id": external_id,
            "key": key,
            "listed_name": step.row.name,
            "groups": list(step.row.groups),
            "account_id": account,
            "email": step.row.email if account is not None else "",
            "there": _there(step, stored),
        }
        people.append(person | columns_of(step.profile) | {"sector": step.row.sector})
        facets += [{"attendee_id": person["id"], **facet} for facet in facets_of(step.profile)]
    insert_rows(session, Attendee, people)
    insert_rows(session, FacetText, facets)
    return {person["id"]: person["account_id"] for person in people}


def _values(session: Session, plan: ListPlan) -> dict[str, dict[str, Any]]:
    """Note everybody whom the plan changes, as they are before."""
    changed = {step.attendee.id for step in plan.steps if step.attendee and step.changes}
    changed |= set(plan.external_ids)
    return {one: values_of(session.get_one(Attendee, one)) for one in sorted(changed)}


def _there(step: Step, event: StoredEvent) -> list[list[str]] | None:
    spans = said_spans(step.row.availability, event)
    return None if spans is None else written(spans)


def _organisers_columns(attendee: Attendee, step: Step, account_id: str | None) -> None:
    row = step.row
    attendee.sector = row.sector
    attendee.groups = list(row.groups)
    attendee.listed_name = row.name or attendee.listed_name
    if account_id is None:
        return
    if attendee.account_id != account_id or not attendee.email:
        attendee.email = row.email
    attendee.account_id = account_id


def _accounts(session: Session, names: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """Find or make the account of each address, in few statements.

    Returns
    -------
    tuple
        Address to id of the account; and the ids of those that were made.
    """
    found: dict[str, str] = {}
    addresses = list(names)
    for start in range(0, len(addresses), 500):
        part = addresses[start : start + 500]
        known = select(Account.email, Account.id).where(Account.email.in_(part))
        found.update(dict(session.execute(known).all()))
    fresh = [
        {"id": new_id(), "email": address, "name": name}
        for address, name in names.items()
        if address not in found
    ]
    insert_rows(session, Account, fresh)
    made = {row["email"]: row["id"] for row in fresh}
    return found | made, set(made.values())
