"""The organiser's page of what can be printed, and each sheet as a page, a PDF, a picture."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.events.access import Editing
from api.events.heading import Heading
from api.events.models import Event
from api.insight.lacking_names import lacking_names
from api.insight.print_sheets import (
    PAGE_ROWS,
    PDF_ROWS,
    SHEETS,
    Choice,
    Sheet,
    a_part,
    entries_of,
    number_of,
    printed,
)
from api.kept import Kept
from api.timetable import queries
from api.timetable.exports.paper import BADGE_SIZES, PAPERS, badge_called, paper_called
from api.timetable.exports.pdf import (
    PdfNotPossible,
    can_print,
    data_of,
    write_pdf,
    write_picture,
)
from api.timetable.exports.printed import Printed
from api.timetable.models import ScheduleVersion
from api.web.access import not_found
from api.web.pace import FILES, keep_pace
from api.web.page import go_to, page
from api.web.paging import Pages
from api.web.running import site_of
from api.web.transaction import Reading

router = APIRouter()
_pictures: Kept[bytes] = Kept(64)
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class SheetCard:
    """One kind of print on the page; ``why_not`` says why it cannot be made now."""

    key: str
    label: str
    purpose: str
    why_not: str
    picture: str
    page: str
    pdfs: tuple[tuple[str, str], ...]
    """Label and address of each part."""


@dataclass(frozen=True, slots=True)
class PrintPage:
    """Context of timetable/print/print.html."""

    event: Heading
    number: str
    versions: tuple[tuple[str, str], ...]
    paper: str
    papers: tuple[tuple[str, str], ...]
    badge: str
    badges: tuple[tuple[str, str], ...]
    can_print: bool
    lacking: tuple[str, ...]
    more_lacking: int
    sheets: tuple[SheetCard, ...]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """Context of timetable/print/printed.html."""

    event: Heading
    label: str
    kind: str
    document: Printed
    back: str
    pages: Pages
    others: str
    """The address of a part, without its number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a print says; what it says wrong counts as not said."""

    version: str = ""
    paper: str = ""
    badge: str = ""

    def __str__(self) -> str:
        """Give it as an address has it."""
        return urlencode({k: v for k, v in self.fields() if v})

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Give names and values."""
        return ("version", self.version), ("paper", self.paper), ("badge", self.badge)


Word = Annotated[str, Query(max_length=20)]
Part = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/organise/{slug}/print")
def show_print(
    request: Request,
    here: Editing,
    session: Reading,
    version: Word = "",
    paper: Word = "",
    badge: Word = "",
) -> Response:
    """Offer every sheet of a version of the timetable, on the paper chosen."""
    event = session.get_one(Event, here.event_id)
    chosen = _version(session, event, version)
    asked = Asked(
        str(chosen.number) if chosen else "", paper_called(paper).key, badge_called(badge).key
    )
    names = lacking_names(session, event)
    context = PrintPage(
        Heading.of(here),
        asked.version,
        tuple(_version_option(session, event, each) for each in _versions(session, event, chosen)),
        asked.paper,
        tuple((size.key, size.label) for size in PAPERS),
        asked.badge,
        tuple((size.key, size.label) for size in BADGE_SIZES),
        can_print(),
        names[:_MOST_NAMES],
        max(0, len(names) - _MOST_NAMES),
        tuple(_card(session, event, sheet, asked) for sheet in SHEETS),
    )
    return page(request, "timetable/print/print.html", context)


@router.get("/organise/{slug}/print/{sheet_file}")
def show_sheet(
    request: Request,
    sheet_file: str,
    here: Editing,
    version: Word = "",
    paper: Word = "",
    badge: Word = "",
    part: Part = 1,
) -> Response:
    """Give one sheet, or a part of it: as ``.html``, ``.pdf``, or its first page as ``.png``."""
    key, _, ending = sheet_file.rpartition(".")
    sheet = next((each for each in SHEETS if each.key == key), None)
    if sheet is None or ending not in ("html", "pdf", "png"):
        raise not_found()
    if ending == "pdf":
        keep_pace(request, FILES)
    asked = Asked(version, paper, badge)
    # A long print holds no connection.
    with site_of(request).database.read_session() as session:
        event = session.get_one(Event, here.event_id)
        shown = _version(session, event, version)
        if sheet.timed and shown is None:
            raise not_found()
        number = shown.number if shown and sheet.timed else 0
        document, pages = _document(request, session, (event, shown, sheet), asked, ending, part)
    home = f"/organise/{here.slug}/print"
    if ending == "html":
        others = f"{home}/{key}.html?{asked}&part="
        kind = document.template
        context = PrintedPage(
            Heading.of(here), sheet.label, kind, document, f"{home}?{asked}", pages, others
        )
        return page(request, "timetable/print/printed.html", context)
    try:
        if ending == "png":
            return _picture(document, f"{here.event_id} {sheet_file} {asked}")
        data = write_pdf(document).data
    except PdfNotPossible as reason:
        if ending == "png":
            raise not_found() from reason
        return go_to(request, f"{home}?{asked}", str(reason), "problem")
    name = "-".join(
        (here.slug, *((f"v{number}",) if number else ()), key)
        + ((str(part),) if pages.last > 1 else ())
    )
    headers = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


def _document(
    request: Request,
    session: Session,
    what: tuple[Event, ScheduleVersion | None, Sheet],
    asked: Asked,
    ending: str,
    part: int,
) -> tuple[Printed, Pages]:
    event, version, sheet = what
    entries = entries_of(session, event, sheet)
    rows = PDF_ROWS if ending == "pdf" else PAGE_ROWS
    many = sheet.sample if ending == "png" else a_part(session, event, sheet, rows)
    pages = Pages.of(part, len(entries), many)
    choice = Choice(
        paper_called(asked.paper),
        badge_called(asked.badge),
        site_of(request).settings.base_url,
    )
    some = entries.some(pages.before, pages.before + many)
    return printed(session, event, version, sheet, choice, some), pages


def _picture(document: Printed, key: str) -> Response:
    stamp = hash(json.dumps(data_of(document)))
    picture = _pictures.get(key, stamp, lambda: write_picture(document))
    return Response(picture, media_type="image/png")


def _version(session: Session, event: Event, asked: str) -> ScheduleVersion | None:
    """Find the version asked for; else the one that people see, else the newest."""
    if asked.isascii() and asked.isdigit() and len(asked) < 7:
        found = queries.version(session, event.id, int(asked))
        if found is not None:
            return found
    return queries.published(session, event.id) or queries.version(session, event.id)


def _versions(
    session: Session, event: Event, chosen: ScheduleVersion | None
) -> tuple[ScheduleVersion, ...]:
    """Offer the newest few, what people see, and the one chosen."""
    newest = list(queries.versions(session, event.id))[:10]
    more = [queries.published(session, event.id), chosen]
    found = {each.number: each for each in [*newest, *more] if each is not None}
    return tuple(found[number] for number in sorted(found, reverse=True))


def _version_option(session: Session, event: Event, version: ScheduleVersion) -> tuple[str, str]:
    shown = queries.published(session, event.id)
    seen = " (people see this)" if shown is not None and shown.id == version.id else ""
    return str(version.number), f"Version {version.number}{seen}"


def _card(session: Session, event: Event, sheet: Sheet, asked: Asked) -> SheetCard:
    number = number_of(session, event, sheet)
    why_not = _why_not(sheet, asked, number)
    path = f"/organise/{event.slug}/print/{sheet.key}"
    pages = Pages.of(1, number, a_part(session, event, sheet, PDF_ROWS))
    parts = range(1, pages.last + 1)
    pdfs = tuple(
        (f"PDF, part {part} of {pages.last}" if pages.last > 1 else "PDF", f"{path}.pdf?{asked}")
        if part == 1
        else (f"part {part}", f"{path}.pdf?{asked}&part={part}")
        for part in parts
    )
    return SheetCard(
        sheet.key,
        sheet.label,
        sheet.purpose,
        why_not,
        f"{path}.png?{asked}" if can_print() and not why_not else "",
        f"{path}.html?{asked}",
        pdfs if can_print() else (),
    )


def _why_not(sheet: Sheet, asked: Asked, number: int) -> str:
    if sheet.timed and not asked.version:
        return "There is no timetable yet."
    if not number:
        return (
            "There is nobody to print yet." if sheet.of == "people" else "The room has no tables."
        )
    return ""
