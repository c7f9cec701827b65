"""A list beside the event it is for: who each row is, and what it would change; stores nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.identity import Recognised, recognise
from api.attendees.list_changes import organisers_changes, own_changes, own_words, profile_beside
from api.attendees.list_checks import address_of, check_people
from api.attendees.list_doubt import Doubt, Known
from api.attendees.list_left import away, faulty, plain
from api.attendees.list_report import Change, Listed, ListReport
from api.attendees.models import Attendee
from api.attendees.others_words import words_of
from api.attendees.people_file import PeopleList, PersonRow
from api.attendees.schemas import ProfileIn
from api.db.rows import HOLD
from api.events.models import Event
from api.faults import InputFault, InputFaults


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One row of the list: whose it is, and whether anything of it is taken."""

    row: PersonRow
    address: str
    profile: ProfileIn
    attendee: Attendee | None
    taken: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ListPlan:
    """What a list would do.

    Attributes
    ----------
    external_ids
        The id that each stored person will have, by attendee id; only of those that change.
    taken_ids
        Every id and key that is or will be somebody's.
    """

    steps: tuple[Step, ...]
    external_ids: Mapping[str, str]
    taken_ids: frozenset[str]
    report: ListReport


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A list beside its event: what it would do, unless faults stand against it.

    Attributes
    ----------
    plan
        None where there are faults, but for those of rows that are to be left aside.
    faults
        All of them, those of the file's too, in the order of rows.
    """

    plan: ListPlan | None
    faults: tuple[InputFault, ...]


def plan_list(
    session: Session,
    event: Event,
    rows: Sequence[PersonRow],
    file: str,
    *,
    cancelled: Sequence[PersonRow] = (),
    lock: bool = False,
) -> ListPlan:
    """Say what rows without a fault of their own would do to an event; see `weigh_list`.

    Parameters
    ----------
    cancelled
        Rows of who does not come, as `PeopleList.away` has them.

    Raises
    ------
    InputFaults
        Every fault of the list, and every row of which nobody can say whose it is.
    """
    weighed = weigh_list(
        session, event, PeopleList(tuple(rows), away=tuple(cancelled)), file, lock=lock
    )
    if weighed.plan is None:
        raise InputFaults(weighed.faults)
    return weighed.plan


def weigh_list(
    session: Session,
    event: Event,
    listed: PeopleList,
    file: str,
    *,
    lock: bool = False,
    aside: bool = False,
) -> Weighed:
    """Say what a list would do to an event, or everything that is wrong with it.

    Parameters
    ----------
    file
        Name of the list, for faults.
    lock
        Whether nobody may change a profile until the transaction ends.
    aside
        Whether rows with faults are left out of the plan, and named in its report.
    """
    query = select(Attendee, Account).join(Account, isouter=True)
    query = query.where(Attendee.event_id == event.id).order_by(Attendee.id)
    stored = session.execute(query.with_for_update(of=Attendee, **HOLD) if lock else query).all()
    people = {attendee.id: attendee for attendee, _ in stored}
    known = [_known(attendee, account) for attendee, account in stored]
    checked, wrong = check_people(event, listed.people, file)
    faults = [*listed.faults, *wrong]
    bad = {fault.row for fault in faults}
    sound = [
        (row, profile)
        for row, profile in zip(listed.people, checked, strict=True)
        if profile is not None and row.row not in bad
    ]
    found = recognise([row for row, _ in sound], [address_of(row) for row, _ in sound], known)
    while found.doubts:
        faults.extend(_fault(doubt, file) for doubt in found.doubts)
        if not aside:
            break
        # Without these rows others may be in doubt that were told apart by them.
        doubted = {doubt.row for doubt in found.doubts}
        sound = [(row, profile) for row, profile in sound if row.row not in doubted]
        found = recognise([row for row, _ in sound], [address_of(row) for row, _ in sound], known)
    faults.sort(key=lambda fault: fault.row or 0)
    if faults and (not aside or any(fault.row is None for fault in faults)):
        return Weighed(None, tuple(faults))
    left = (*faulty(faults), *away(listed.away, known))
    return Weighed(_plan(sound, found, known, people, left), tuple(faults))


def _plan(
    sound: Sequence[tuple[PersonRow, ProfileIn]],
    found: Recognised,
    known: Sequence[Known],
    people: Mapping[str, Attendee],
    left: Sequence[tuple[str, Listed]],
) -> ListPlan:
    rows = [row for row, _ in sound]
    steps = [
        _step(row, address_of(row), profile, person, people, taken=place not in found.held)
        for place, ((row, profile), person) in enumerate(zip(sound, found.people, strict=True))
    ]
    own_id = _external_ids(rows, found.people, people)
    ids = [*(row.id for row in rows), *own_id.values()]
    ids += [part for person in people.values() for part in (person.external_id, person.key)]
    report = _report(steps, found, known, people, left)
    return ListPlan(tuple(steps), own_id, frozenset(ids), report)


def _known(attendee: Attendee, account: Account | None) -> Known:
    address = account.email if account else plain(attendee.email)
    signed_in = account is not None and account.signed_in_at is not None
    return Known(
        attendee.id,
        attendee.external_id,
        (attendee.name, attendee.listed_name),
        address,
        attendee.organisation,
        words_of(*(facet.text for facet in attendee.facets)),
        signed_in or attendee.sent_at is not None or attendee.left_at is not None,
    )


def _fault(doubt: Doubt, file: str) -> InputFault:
    where = f"{file}, row {doubt.row}, column {doubt.column}"
    return InputFault(where, doubt.what, doubt.remedy, doubt.row)


def _step(
    row: PersonRow,
    address: str,
    profile: ProfileIn,
    person: Known | None,
    people: Mapping[str, Attendee],
    *,
    taken: bool,
) -> Step:
    if person is None:
        return Step(row, address, profile, None, True, ())
    attendee = people[person.id]
    profile = profile_beside(profile, attendee)
    taken = taken and attendee.left_at is None
    changes: tuple[Change, ...] = ()
    if taken:
        own = own_changes(attendee, profile) if attendee.sent_at is None else ()
        changes = (*organisers_changes(attendee, row, address, person.address), *own)
    return Step(row, address, profile, attendee, taken, changes)


def _external_ids(
    rows: Sequence[PersonRow],
    found: Sequence[Known | None],
    people: Mapping[str, Attendee],
) -> dict[str, str]:
    """Give the new id of each stored person whose id changes.

    It is the list's, or one made for whom it gives none while it gives theirs to somebody else.
    """
    listed = {person.id: row.id for row, person in zip(rows, found, strict=True) if person}
    gone = {row.id for row in rows if row.id}
    taken = gone | {part for p in people.values() for part in (p.external_id, p.key)}
    made = made_ids(taken)
    own_id: dict[str, str] = {}
    for attendee in people.values():
        wanted = listed.get(attendee.id) or ""
        if wanted:
            if wanted != attendee.external_id:
                own_id[attendee.id] = wanted
        elif attendee.external_id in gone:
            own_id[attendee.id] = next(made)
    return own_id


def made_ids(taken: Iterable[str]) -> Iterator[str]:
    """Make ids that nobody has, for people to whom no list gives one."""
    known = set(taken)
    number = 0
    while True:
        number += 1
        if (made := f"guest-{number}") not in known:
            known.add(made)
            yield made


def _report(
    steps: Sequence[Step],
    found: Recognised,
    known: Sequence[Known],
    people: Mapping[str, Attendee],
    left: Sequence[tuple[str, Listed]],
) -> ListReport:
    kinds: dict[str, list[Listed]] = defaultdict(list)
    for kind, one in left:
        kinds[kind].append(one)
    for place, step in enumerate(steps):
        kinds[_kind(step, place in found.held)].append(_listed(step, place in found.held))
    listed = {step.attendee.id for step in steps if step.attendee is not None}
    listed |= {one.attendee_id for _, one in left}
    kinds["not_listed"] = [
        Listed(person.name, None, person.id)
        for person in known
        if person.id not in listed and people[person.id].left_at is None
    ]
    return ListReport(
        alike=found.alike, **{kind: tuple(several) for kind, several in kinds.items()}
    )


def _kind(step: Step, held: bool) -> str:
    attendee = step.attendee
    if attendee is None:
        return "added"
    if attendee.left_at is not None:
        return "withdrawn"
    if held:
        return "held"
    if not step.changes:
        return "kept" if attendee.sent_at else "unchanged"
    return "renumbered" if {c.column for c in step.changes} == {"id"} else "changed"


def _listed(step: Step, held: bool) -> Listed:
    row, attendee = step.row, step.attendee
    if attendee is None:
        return Listed(row.name or row.id or f"row {row.row}", row.row)
    stays = own_words(attendee, step.profile) if attendee.sent_at and step.taken else ()
    name = attendee.name or row.name or attendee.external_id
    new_address = step.address if held else ""
    return Listed(name, row.row, attendee.id, step.changes, stays, new_address)
