"""Two events alike but for what somebody asked in private: the organiser gets the same of both."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from api.attendees.importing import import_people
from api.attendees.models import Attendee, Block
from api.cli.timetable import write_files
from api.db.session import Database
from api.events.models import LogEntry
from api.events.service import put_event
from api.jobs.models import Job
from api.kept import Kept
from api.matches.models import Candidate, Wish
from api.settings import Settings
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions import held
from tests.api.marked import MarkedEvent, addresses, plainly
from tests.api.world import World, event_file, people

TRADES = ("boats", "bread", "bees", "films")
# So many words that no two timetables are worth the same: which one is best is no toss.
WOODS = ("oak", "ash", "elm", "yew", "fir", "larch", "alder")
Acts = Callable[[Session, MarkedEvent], None]
MOMENT = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)


def _event(database: Database, settings: Settings, slug: str, acts: Acts | None) -> MarkedEvent:
    """Hold an event of six people from list to timetable; ``acts`` come before it is matched."""
    rows = [
        replace(
            row,
            offers=f"we build {TRADES[n % 4]} and {' '.join(WOODS[:n])}",
            needs=f"somebody who builds {TRADES[-n % 4]} of {' '.join(WOODS[-n:])}",
        )
        for n, row in enumerate(people("guest", 6))
    ]
    rules = {"min_meetings": 2, "max_meetings": 2}
    with database.write_session() as session:
        row, _ = put_event(session, event_file(slug, fields=[], rules=rules), f"host-{slug}@x.org")
        import_people(session, row, rows, "people.csv")
        ids = session.scalars(
            select(Attendee.id).where(Attendee.event_id == row.id).order_by(Attendee.external_id)
        ).all()
        event = MarkedEvent(database, settings, slug, row.id, tuple(ids))
        if acts is not None:
            acts(session, event)
    event.publish(event.match())
    with database.write_session() as session:
        # What a clock says is no part of what is compared.
        own = ScheduleVersion.event_id == event.event_id
        session.execute(update(ScheduleVersion).where(own).values(
            seconds=1.0, created_at=MOMENT, published_at=MOMENT))  # fmt: skip
        session.execute(update(LogEntry).values(at=MOMENT))
        session.execute(update(Job).values(created_at=MOMENT, outcome="done"))
    return event


def _seat_as(event: MarkedEvent, other: MarkedEvent) -> None:
    """Have the same meetings at the times and tables of another event: they are worth the same."""

    def placed(session: Session, whose: MarkedEvent) -> dict[tuple[int, ...], Placement]:
        rows = session.execute(
            select(Meeting, Placement)
            .join(Placement, Placement.meeting_id == Meeting.id)
            .where(Meeting.event_id == whose.event_id)
        )
        return {
            tuple(sorted((whose.people.index(m.a_id), whose.people.index(m.b_id)))): place
            for m, place in rows
        }

    with event.database.write_session() as session:
        theirs, own = placed(session, other), placed(session, event)
        assert own.keys() == theirs.keys(), "choose others: this one shows by its meetings"
        for pair, place in own.items():
            place.slot_key, place.table_key = theirs[pair].slot_key, theirs[pair].table_key
    # What a version places is kept for good: it changes nowhere but here.
    held._kept = Kept(4)


def _meetings(event: MarkedEvent) -> set[frozenset[int]]:
    with event.database.read_session() as session:
        rows = session.execute(
            select(Meeting.a_id, Meeting.b_id)
            .join(Placement, Placement.meeting_id == Meeting.id)
            .where(Meeting.event_id == event.event_id)
        )
        return {frozenset(event.people.index(side) for side in pair) for pair in rows}


def _scores(event: MarkedEvent) -> dict[frozenset[int], float]:
    with event.database.read_session() as session:
        rows = session.execute(
            select(Candidate.a_id, Candidate.b_id, Candidate.score).where(
                Candidate.a_id.in_(event.people)
            )
        )
        return {frozenset(event.people.index(side) for side in (a, b)): s for a, b, s in rows}


def _organisers(event: MarkedEvent, folder: Path) -> dict[str, str]:
    """Everything an organiser can get, without names that differ as the events' do."""
    world = World(event.settings, event.database, event.event_id, event.people, *[""] * 5)
    client = world.client(f"host-{event.slug}@x.org")
    got = {}
    asked = [
        f"/organise/{event.slug}/timetable/1/why?person=guest-{a}" + more
        for a in range(1, 7)
        for more in ("", *(f"&other=guest-{b}" for b in range(1, 7) if b != a))
    ]
    # Of the screen's pages the clock chooses one, unless one is asked for.
    board = f"/organise/{event.slug}/board"
    asked += [f"{board}?number={page}" for page in (1, 2)]
    for path in (*addresses(event, client), *asked):
        if path == board:
            continue
        answer = client.get(path)
        if answer.status_code == 200 and path.startswith("/organise/"):
            got[path.replace(event.slug, "SLUG")] = _read(answer.content, path)
    write_files(event.database, event.settings, event.slug, folder, 1)
    for file in sorted(folder.rglob("*.*")):
        if file.suffix in (".csv", ".html", ".json", ".ics", ".xlsx"):
            name = file.relative_to(folder).as_posix().replace(event.slug, "SLUG")
            got[name] = _read(file.read_bytes(), file.name)
    return {_same(where, event): _same(text, event) for where, text in got.items()}


def _read(data: bytes, path: str) -> str:
    """Put a file as text; a workbook as the cells of its sheets, in order."""
    if not path.endswith(".xlsx"):
        return plainly(data, path)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return "\n".join(f"{name}: {row!r}" for name, rows in sheets.items() for row in rows)


def _same(text: str, event: MarkedEvent) -> str:
    text = re.sub(re.escape(event.slug), "SLUG", text, flags=re.IGNORECASE)
    text = re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)
    text = re.sub(r"[0-9a-f]{32,}", "SECRET", text)
    # The screen's clock goes on from one look to the next.
    text = re.sub(r'<p class="board-clock"[^\n]*', "", text)
    # A QR code is the address once more.
    text = re.sub(r'(<svg class="qr"[^>]*>).*?</svg>', r"\1</svg>", text, flags=re.DOTALL)
    return re.sub(r"(?m)^(?:dtstamp|last-modified|created)[^\n]*\n", "", text)


def test_what_was_refused_among_those_who_do_not_meet_shows_nowhere(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    quiet = _event(database, settings, "quiets", None)
    scores, meetings = _scores(quiet), _meetings(quiet)
    # Those worth least: the best that each could have is in sums over everybody, and those show.
    idle = [sorted(pair) for pair in sorted(scores, key=scores.__getitem__) if pair not in meetings]
    assert len(idle) >= 2, "there is nothing to refuse: this proves nothing"

    def act(session: Session, event: MarkedEvent) -> None:
        (a, b), (c, d) = ([event.people[n] for n in pair] for pair in idle[:2])
        session.add(Wish(attendee_id=a, other_id=b, want="rather not"))
        session.add(Block(attendee_id=d, other_id=c))

    spoken = _event(database, settings, "spoken", act)
    _seat_as(spoken, quiet)
    one, two = (_organisers(e, tmp_path / e.slug) for e in (quiet, spoken))
    assert one.keys() == two.keys()
    assert len(one) > 50
    books = [where for where in one if where.endswith(".xlsx")]
    assert len(books) > 1
    assert all("guest 1" in one[where].casefold() for where in books)
    assert [where for where in one if one[where] != two[where]] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_neither_a_file_nor_an_answer_says_that_a_meeting_was_refused(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    quiet = _event(database, settings, "quiets", None)
    pair = sorted(sorted(_meetings(quiet))[0])

    def act(session: Session, event: MarkedEvent) -> None:
        a, b = (event.people[n] for n in pair)
        session.add(Wish(attendee_id=a, other_id=b, want="rather not"))

    spoken = _event(database, settings, "spoken", act)
    assert frozenset(pair) not in _meetings(spoken)
    one, two = (_organisers(e, tmp_path / e.slug) for e in (quiet, spoken))
    a, b = (n + 1 for n in pair)
    assert one["problem.json"] == two["problem.json"]
    assert '"pairs"' not in two["problem.json"]
    why = two[f"/organise/SLUG/timetable/1/why?person=guest-{a}&other=guest-{b}"]
    reason = re.search(r'id="why-title">[^<]*</h2>\s*<p>(.*?)</p>', why)
    assert reason is not None
    assert re.fullmatch(
        r"in their \d+ common times?: .*(another meeting|as allowed \(2\)).*\."
        r"|nothing stands in the way at .*\. they were not suggested to each other, .*\."
        r"|guest \d (and guest \d have other meetings|has another meeting) in .* common times?\.",
        reason[1],
    ), reason[1]
    certificate = json.loads(two["schedule.json"])["certificate"]
    assert {"dual"} & certificate.keys() == set()
    assert certificate["unplaced"] == []
    with database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(Wish)) == 1
