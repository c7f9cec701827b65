"""The organiser's log: who did what when, with before and after; filtered, and as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.events.access import OrganiserHere, Viewing
from api.events.heading import Heading
from api.formats.inert import inert
from api.insight.history import (
    BY_ITSELF,
    TOPICS,
    Happening,
    Wanted,
    count_wanted,
    wanted_happenings,
    who_acted,
)
from api.web.pace import FILES, keep_pace
from api.web.page import page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading

router = APIRouter()
_A_PAGE = 50
_IN_A_FILE = 100_000
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as the address has them; one that cannot be read is named and leaves out none."""

    topic: str
    by: str
    since: str
    until: str
    wanted: Wanted
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The filters that are set, for links: ends with ``&`` where there are some."""
        names = ("topic", "by", "since", "until")
        given = {name: value for name in names if (value := getattr(self, name))}
        return f"{urlencode(given)}&" if given else ""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Context of events/log.html."""

    event: Heading
    entries: tuple[Happening, ...]
    found: int
    pages: Pages
    asked: Asked
    topics: Options
    people: Options
    errors: dict[str, str]


def asked(topic: str = "", by: str = "", since: str = "", until: str = "") -> Asked:
    """Read the filters."""
    errors: dict[str, str] = {}
    wanted = Wanted(
        topic if topic in {key for key, _, _ in TOPICS} else "",
        by[:64],
        _day("since", since, errors),
        _day("until", until, errors),
    )
    return Asked(wanted.topic, wanted.by, since[:20], until[:20], wanted, errors)


AskedFor = Annotated[Asked, Depends(asked)]


@router.get("/organise/{slug}/log")
def show_log(
    request: Request, here: Viewing, asked: AskedFor, session: Reading, page_: PageNumber = 1
) -> Response:
    """Show what was done, newest first."""
    found = count_wanted(session, here.event_id, here.zone, asked.wanted)
    pages = Pages.of(page_, found, _A_PAGE)
    context = LogPage(
        Heading.of(here),
        _entries(session, here, asked, pages.before, _A_PAGE),
        found,
        pages,
        asked,
        (("", "Everything"), *((key, label) for key, label, _ in TOPICS)),
        (
            ("", "Everybody"),
            *who_acted(session, here.event_id),
            (BY_ITSELF, "Attendees, commands, the site itself"),
        ),
        asked.errors,
    )
    return page(request, "events/log.html", context)


@router.get("/organise/{slug}/log.csv")
def download_log(request: Request, here: Viewing, asked: AskedFor, session: Reading) -> Response:
    """Give what was done as a file, newest first."""
    keep_pace(request, FILES)
    zone = ZoneInfo(here.zone)
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(("When", "Who", "What"))
    for entry in _entries(session, here, asked, 0, _IN_A_FILE):
        at = entry.at.astimezone(zone).isoformat(timespec="seconds")
        table.writerow((at, inert(entry.by), inert(entry.text)))
    headers = {"content-disposition": f'attachment; filename="{here.slug}-log.csv"'}
    data = file.getvalue().encode("utf-8-sig")
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


def _entries(
    session: Session, here: OrganiserHere, asked: Asked, before: int, most: int
) -> tuple[Happening, ...]:
    return wanted_happenings(session, here.event_id, here.zone, asked.wanted, before, most)


def _day(name: str, text: str, errors: dict[str, str]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        errors[name] = "Choose a date."
        return None
