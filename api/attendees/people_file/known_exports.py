"""Lists that other tools export, told by their headings, and what their columns hold.

Where the names come from:

- pretix: its exporters in the repository pretix/pretix, src/pretix/base/exporters/orderlist.py
  (order positions) and src/pretix/plugins/checkinlists/exporters.py (check-in list).
- Eventbrite: the attendee report as its users publish it ("Order #, Order Date, First Name, Last
  Name, Email, Quantity, Price Tier, Ticket Type, Attendee #, Group, Order Type, ..., Attendee
  Status"), with Surname for Last Name in some countries.
- Luma: the guest list of https://help.luma.com/p/download-guest-csv ("api_id, name, first_name,
  last_name, email, phone_number, created_at, approval_status, ..., ticket_type_id, ticket_name",
  then the event's own questions).
- Hi.Events: backend/app/Exports/AttendeesExport.php in the repository HiEventsDev/Hi.Events.
- Meetup: the attendee list of an event ("Name, User ID, Title, Event Host, RSVP, Guests, RSVPed on,
  Joined Group on, URL of Member Profile") and the member list, as its users publish them.

What is not named here is read by its words, as in any other list: "Company", "Job Title", and the
questions that an organiser has asked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.attendees.people_file.heading_words import FIRST, LAST, STATUS, joined

UNUSED = ""


@dataclass(frozen=True, slots=True)
class KnownExport:
    """One tool's list.

    Attributes
    ----------
    signs
        Sets of headings; a list with all of one of them is this tool's.
    columns
        Heading to what it holds: the name of a column, or `UNUSED`.
    """

    tool: str
    signs: tuple[frozenset[str], ...]
    columns: Mapping[str, str]


def _export(tool: str, signs: Iterable[str], columns: Mapping[str, str]) -> KnownExport:
    return KnownExport(
        tool,
        tuple(frozenset(joined(heading) for heading in sign.split("|")) for sign in signs),
        {joined(heading): column for heading, column in columns.items()},
    )


_KNOWN = (
    _export(
        "pretix",
        (
            "Order code|Position ID|Attendee name",
            "Order code|Attendee name|Automatically checked in",
            "Order code|Attendee name|Pseudonymization ID",
        ),
        {
            # The order's address and name are the buyer's; a ticket has its attendee's beside.
            "Email": UNUSED,
            "E-mail": "email",
            "Attendee email": "email",
            "Attendee name": "name",
            "Attendee name: Given name": FIRST,
            "Attendee name: First name": FIRST,
            "Attendee name: Family name": LAST,
            "Attendee name: Last name": LAST,
            "Invoice address name": UNUSED,
            "Pseudonymization ID": "id",
            "Status": STATUS,
            "Company": "organisation",
            "Position ID": UNUSED,
            "Order code": UNUSED,
        },
    ),
    _export(
        "Eventbrite",
        ("Order #|Attendee Status", "Order #|Attendee #", "Order #|Ticket Type|First Name"),
        {
            "Attendee #": "id",
            "First Name": FIRST,
            "Last Name": LAST,
            "Surname": LAST,
            "Email": "email",
            "Attendee Status": STATUS,
            "Status": STATUS,
            "Buyer Email": UNUSED,
            "Group": UNUSED,
        },
    ),
    _export(
        "Luma",
        ("api_id|approval_status", "approval_status|ticket_name|email"),
        {
            "api_id": "id",
            "name": "name",
            "first_name": FIRST,
            "last_name": LAST,
            "email": "email",
            "approval_status": STATUS,
        },
    ),
    _export(
        "Hi.Events",
        ("Public ID|Short ID|Is Checked In", "Public ID|Short ID|Email|Status"),
        {
            "ID": UNUSED,
            "Public ID": "id",
            "Short ID": UNUSED,
            "First Name": FIRST,
            "Last Name": LAST,
            "Email": "email",
            "Status": STATUS,
        },
    ),
    _export(
        "Meetup",
        ("User ID|RSVP", "User ID|RSVPed on", "User ID|URL of Member Profile"),
        {"Name": "name", "User ID": "id", "RSVP": STATUS, "Member ID": UNUSED, "Title": UNUSED,
         "Intro": UNUSED},
    ),
)  # fmt: skip


def known_export(headings: Iterable[str]) -> KnownExport | None:
    """Tell whose list has these headings; None for a list of one's own."""
    there = {joined(heading) for heading in headings}
    return next((one for one in _KNOWN if any(sign <= there for sign in one.signs)), None)
