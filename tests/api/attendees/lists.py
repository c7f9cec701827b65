"""Lists and people for the tests of identity: rows, what is stored, who sends their profile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.accounts.service import account_of, invite, use_link
from api.attendees.importing import import_people
from api.attendees.list_report import ListReport
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow, parse_people
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from api.db.session import Database
from api.events.models import Event
from api.settings import Settings

FIRST = """id,name,email,organisation,offers,needs
1,Maeve O'Dowd,maeve@example.org,Dowd Vans,"Two chilled vans, free after six",A bakery at night
2,Nell D'Arcy,nell@example.org,Darcy Books,Bookkeeping and VAT returns,Bread for a market
3,Tomás Ó Briain,tomas@example.org,Briain Bread,Night bakery,Chilled transport
"""
RENUMBERED = """id,name,email,organisation,offers,needs
1,Ada Byrne,ada@example.org,Byrne Signs,Painted shop signs,A van on Fridays
2,Maeve O'Dowd,maeve@example.org,Dowd Vans,"Two chilled vans, free after six",A bakery at night
3,Nell D'Arcy,nell@example.org,Darcy Books,Bookkeeping and VAT returns,Bread for a market
4,Tomás Ó Briain,tomas@example.org,Briain Bread,Night bakery,Chilled transport
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """One attendee, as the database has them."""

    id: str
    key: str
    external_id: str
    name: str
    address: str
    need: str
    sent: bool
    left: bool


class Lists:
    """One event, lists brought into it, and what comes of it."""

    def __init__(self, database: Database, settings: Settings, slug: str = "cork") -> None:
        self.database, self.settings, self.slug = database, settings, slug

    def bring(self, rows: str | Sequence[PersonRow]) -> ListReport:
        """Bring in a list, as the text of a CSV file or as rows."""
        read = parse_people(rows.encode(), "people.csv").people if isinstance(rows, str) else rows
        with self.database.write_session() as session:
            event = session.scalars(select(Event).where(Event.slug == self.slug)).one()
            return import_people(session, event, read, "people.csv")

    def people(self) -> dict[str, Stored]:
        """Give everybody stored, by name."""
        return {one.name: one for one in self.everybody()}

    def everybody(self) -> list[Stored]:
        """Give everybody stored; a list may have brought in one person twice."""
        with self.database.read_session() as session:
            query = select(Attendee).join(Event).where(Event.slug == self.slug)
            return [
                Stored(
                    a.id,
                    a.key,
                    a.external_id,
                    a.name,
                    a.email,
                    a.text("need"),
                    a.sent_at is not None,
                    a.left_at is not None,
                )
                for a in session.scalars(query.order_by(Attendee.id))
            ]

    def send(self, attendee_id: str, **profile: str) -> None:
        """Let a person send their profile."""
        with self.database.write_session() as session:
            send_profile(session, attendee_id, OwnProfile(**profile))  # type: ignore[arg-type]

    def sign_in(self, address: str) -> None:
        """Let a person sign in."""
        with self.database.write_session() as session:
            link = invite(session, account_of(session, address)).token
            assert use_link(session, link, self.settings) is not None


def bring(host: TestClient, rows: bytes) -> str:
    """Send a list, look at what it would do, bring it in; give the page that says what it did."""
    path = "/organise/cork/people"
    assert host.post(path, files={"people": ("list.csv", rows)}).status_code == 303
    seen = mark(host.get(f"{path}/list").text)
    answer = host.post(f"{path}/list", data={"action": "bring", "seen": seen})
    assert answer.headers["location"] == f"{path}/list"
    return host.get(f"{path}/list").text


def mark(html: str) -> str:
    """Find the mark of the report that a page shows."""
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found is not None
    return found[1]
