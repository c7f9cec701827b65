"""Adding one person by hand: a list of one row, whose faults stand beside the fields."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.attendees.importing import carry_out
from api.attendees.list_checks import check_row
from api.attendees.list_plan import plan_list
from api.attendees.people_file import PersonRow
from api.events import log
from api.events.models import Event
from api.events.stored import StoredEvent
from api.faults import InputFaults

ADDED = log.declare("person-added", "A person was added by hand")
AGAIN = "sure"


def add_person(
    session: Session, event: Event, row: PersonRow, by: str, *, sure: bool = False
) -> dict[str, str]:
    """Add somebody new; give what stands against it, by the row's field, and store nothing then.

    Parameters
    ----------
    row
        Without an id: they get one. Without an address they cannot sign in.
    by
        Account of whoever adds them.
    sure
        They are another person than whoever has the same name and firm; else `AGAIN` asks.
    """
    _, wrong = check_row(row, StoredEvent.of(event))
    if not row.name:
        wrong["name"] = "Say who it is."
    if wrong:
        return wrong
    try:
        plan = plan_list(session, event, [row], "", lock=True)
    except InputFaults as refused:
        return {"": " ".join(f"{fault.what} {fault.remedy}" for fault in refused.faults)}
    (step,) = plan.steps
    if step.attendee is not None:
        gone = step.attendee.left_at is not None
        return {
            "email": "Whoever has this address has left the event; they alone can come back."
            if gone
            else f"{step.attendee.name or 'Somebody'} is in the event with this address already."
        }
    if plan.report.alike and not sure:
        firm = f" of {row.organisation}" if row.organisation else ""
        return {AGAIN: f"{row.name}{firm} is in the event already. Tick that this is another."}
    carry_out(session, event, plan, by, told=ADDED)
    return {}
