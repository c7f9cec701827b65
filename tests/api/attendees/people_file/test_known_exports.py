"""Lists as pretix, Eventbrite, Luma, Hi.Events and Meetup export them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from api.attendees.people_file import parse_people

PRETIX = (
    "Event slug,Order code,Position ID,Status,Email,Phone number,Order date,Order time,Product,"
    "Variation,Price,Tax rate,Tax rule,Tax value,Attendee name,Attendee name: Given name,"
    "Attendee name: Family name,Attendee email,Company,Address,ZIP code,City,Country,State,Voucher,"
    "Pseudonymization ID,Seat ID,Seat name,Seat zone,Seat row,Seat number,Order comment,"
    "Follow-up date,What can you offer?,Company,Invoice address name,Address,Sales channel"
)
EVENTBRITE = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,"
    "Group,Order Type,Currency,Total Paid,Fees Paid,Attendee Status,Home City,Job Title,Company"
)
LUMA = (
    "api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,checked_in_at,"
    "custom_source,qr_code_url,amount,amount_tax,amount_discount,currency,coupon_code,eth_address,"
    "solana_address,survey_response_rating,survey_response_feedback,ticket_type_id,ticket_name,"
    "What's your company?,What's your role?"
)
HI_EVENTS = (
    "ID,First Name,Last Name,Email,Status,Is Checked In,Checked In At,Product ID,Product Name,"
    "Event ID,Public ID,Short ID,Created Date,Last Updated Date,Notes,What are you looking for?"
)
MEETUP = (
    "Name\tUser ID\tTitle\tEvent Host\tRSVP\tGuests\tRSVPed on\tJoined Group on\t"
    "URL of Member Profile"
)


@dataclass(frozen=True)
class Export:
    """One tool's list: cells by heading, and what they come to."""

    tool: str
    heading: str
    cells: tuple[dict[str, str], ...]
    person: dict[str, str]
    away: tuple[str, ...]

    def data(self) -> bytes:
        """Write it."""
        mark = "\t" if "\t" in self.heading else ","
        names = self.heading.split(mark)
        rows = [mark.join(cells.get(name, "") for name in names) for cells in self.cells]
        return "\n".join((self.heading, *rows)).encode()


NIA = {"First Name": "Nia", "Last Name": "Bell", "Email": "nia@example.org"}
BO = {"First Name": "Bo", "Last Name": "Hall", "Email": "bo@example.org"}
EXPORTS = (
    Export(
        "pretix",
        PRETIX,
        (
            {
                "Order code": "A1B2C", "Position ID": "1", "Status": "paid",
                "Email": "buyer@example.org", "Attendee name": "Nia Bell",
                "Attendee email": "nia@example.org", "Company": "Boats",
                "Pseudonymization ID": "XYZ1", "What can you offer?": "Two vans",
            },
            {
                "Order code": "A1B2C", "Position ID": "2", "Status": "canceled",
                "Email": "buyer@example.org", "Attendee name": "Bo Hall",
                "Pseudonymization ID": "XYZ2",
            },
        ),
        {"id": "XYZ1", "name": "Nia Bell", "email": "nia@example.org", "organisation": "Boats",
         "offers": "Two vans"},
        ("Bo Hall",),
    ),
    Export(
        "Eventbrite",
        EVENTBRITE,
        (
            NIA | {"Order #": "1", "Attendee #": "77", "Attendee Status": "Checked In",
                   "Job Title": "Skipper", "Company": "Boats"},
            BO | {"Order #": "1", "Attendee #": "78", "Attendee Status": "Not Attending"},
        ),
        {"id": "77", "name": "Nia Bell", "role": "Skipper", "organisation": "Boats"},
        ("Bo Hall",),
    ),
    Export(
        "Luma",
        LUMA,
        (
            {"api_id": "gst-1", "name": "Nia Bell", "first_name": "Nia", "last_name": "Bell",
             "email": "nia@example.org", "approval_status": "approved",
             "What's your company?": "Boats", "What's your role?": "Skipper"},
            {"api_id": "gst-2", "name": "Bo Hall", "email": "bo@example.org",
             "approval_status": "declined"},
            {"api_id": "gst-3", "name": "Ida Ray", "email": "ida@example.org",
             "approval_status": "pending_approval"},
        ),
        {"id": "gst-1", "name": "Nia Bell", "organisation": "Boats", "role": "Skipper"},
        ("Bo Hall", "Ida Ray"),
    ),
    Export(
        "Hi.Events",
        HI_EVENTS,
        (
            NIA | {"ID": "5", "Public ID": "A-1", "Status": "ACTIVE", "Is Checked In": "No",
                   "What are you looking for?": "A harbour"},
            BO | {"ID": "6", "Public ID": "A-2", "Status": "CANCELLED"},
        ),
        {"id": "A-1", "name": "Nia Bell", "email": "nia@example.org", "needs": "A harbour"},
        ("Bo Hall",),
    ),
    Export(
        "Meetup",
        MEETUP,
        (
            {"Name": "Nia Bell", "User ID": "user 12", "Title": "Organizer", "RSVP": "Yes"},
            {"Name": "Bo Hall", "User ID": "user 13", "RSVP": "No"},
        ),
        {"id": "user 12", "name": "Nia Bell", "role": ""},
        ("Bo Hall",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.tool)
def test_it_is_recognised_and_who_cancelled_stays_out(export: Export) -> None:
    listed = parse_people(export.data(), "guests.csv")
    assert listed.tool == export.tool
    (person,) = listed.people
    assert {name: getattr(person, name) for name in export.person} == export.person
    assert tuple(one.name for one in listed.away) == export.away


def test_a_list_of_ones_own_is_nobodys_export() -> None:
    assert parse_people(b"id,name,offers\nx1,Nia,bread\n", "people.csv").tool == ""


def test_a_status_that_is_not_known_keeps_nobody_out() -> None:
    rows = b"email,name,Status\nnia@example.org,Nia,VIP\nbo@example.org,Bo,cancelled\n"
    listed = parse_people(rows, "people.csv")
    assert [person.name for person in listed.people] == ["Nia"]
    assert any('"VIP"' in notice.what for notice in listed.notices)


def test_a_list_of_guests_needs_no_offers_where_it_has_addresses() -> None:
    listed = parse_people(b"email,name\nnia@example.org,Nia\n", "people.csv")
    assert [person.name for person in listed.people] == ["Nia"]
    assert "ask these people" in str(listed.notices[0])
