"""An event of any size, as rows and in seconds: people, matches, two published versions, threads.

Everybody has six meetings in twelve slots, twenty people to look at, and a thread. The first
slots are on at the moment of building, so that pages show a day that is under way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

import api.rows  # noqa: F401 - rows refer to each other by name
from api.accounts.models import Account, SignInSession
from api.accounts.queries import token_hash
from api.attendees.models import Attendee, FacetText
from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.db.table_counts import count_grown_tables
from api.events.event_file import EventFile
from api.events.models import Event
from api.events.service import put_event
from api.matches.models import Candidate, MatchRun, Suggestion
from api.threads.models import Post, Thread, ThreadMember
from api.timetable.models import Meeting, Placement, ScheduleVersion

ROUNDS, SLOTS, MINUTES, ZONE = 6, 12, 20, 200
_SHOWN, _POSTS = 20, 4
_MATTERS = ("bread", "boats", "glass", "grain", "ink", "nets", "paint", "rope", "salt", "tea")
_CERTIFICATE = {
    "objective": 1.5, "upper_bound": 1.6, "gap": 0.0625, "status": "feasible", "unmet": [],
    "bound_by": "selection LP", "unplaced": [], "checks": ["present"], "verified": True,
    "clash": [],
}  # fmt: skip
Row = dict[str, Any]
Pair = tuple[int, int]


@dataclass
class Crowd:
    """What a visitor needs to know: ids by the number of a person, 0 to ``people`` - 1."""

    people: int
    slug: str
    event_id: str = ""
    attendees: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    threads: dict[int, str] = field(default_factory=dict)

    def token(self, number: int) -> str:
        """Give the session cookie of a person."""
        return f"{self.slug}-{number}"

    @property
    def host_token(self) -> str:
        """Give the session cookie of the organiser."""
        return f"{self.slug}-host"

    def address(self, who: int | str) -> str:
        """Give the e-mail address of a person, or of the "host"."""
        return f"{self.slug}-{who}@example.org"


def round_of(people: int, number: int) -> Iterator[Pair]:
    """Pair an even number of people, each round others (the circle method)."""
    last = people - 1
    for k in range(people // 2):
        a = last if k == 0 else (number + k) % last
        b = number % last if k == 0 else (number - k) % last
        yield min(a, b), max(a, b)


def build(database: Database, people: int, slug: str = "crowd") -> Crowd:
    """Put the event into an upgraded database; ``people`` is even."""
    crowd = Crowd(people, slug, attendees=_ids(people), accounts=_ids(people))
    with database.write_session() as session:
        _sign_in(session, crowd)
        event, _ = put_event(session, _event(crowd), crowd.address("host"))
        crowd.event_id = event.id
        _people(session, crowd)
        run = _matches(session, crowd)
        _timetable(session, event, crowd, run)
    # As after the job that makes a timetable.
    count_grown_tables(database.engine)
    return crowd


def _ids(number: int) -> list[str]:
    return sorted(new_id() for _ in range(number))


def _event(crowd: Crowd) -> EventFile:
    begin = now().replace(second=0, microsecond=0) - dt.timedelta(minutes=90)
    # All on one day, whenever this is run.
    begin = min(begin, begin.replace(hour=18, minute=0))
    starts = [begin + dt.timedelta(minutes=MINUTES * k) for k in range(SLOTS)]
    tables = crowd.people // 2
    zones = [
        {"name": f"Hall {k + 1}", "tables": min(ZONE, tables - k * ZONE), "step_free": k == 0}
        for k in range(-(-tables // ZONE))
    ]
    return EventFile.model_validate(
        {
            "event": {"slug": crowd.slug, "name": "The Crowd", "timezone": "UTC", "place": "Riga"},
            "slots": {
                "date": begin.date().isoformat(),
                "minutes": MINUTES,
                "starts": [f"{each:%H:%M}" for each in starts],
            },
            "zones": zones,
            "rules": {"min_meetings": 4, "max_meetings": 8},
        }
    )


def _sign_in(session: Session, crowd: Crowd) -> None:
    host = new_id()
    addresses = [crowd.address(k) for k in range(crowd.people)]
    accounts = [*zip(crowd.accounts, addresses, strict=True), (host, crowd.address("host"))]
    _put(session, Account, [{"id": key, "email": email, "name": ""} for key, email in accounts])
    tokens = [crowd.token(k) for k in range(crowd.people)] + [crowd.host_token]
    until = now() + dt.timedelta(days=30)
    sessions = [
        {"token_hash": token_hash(token), "account_id": account, "expires_at": until}
        for token, (account, _) in zip(tokens, accounts, strict=True)
    ]
    _put(session, SignInSession, sessions)


def _people(session: Session, crowd: Crowd) -> None:
    rows: list[Row] = []
    facets: list[Row] = []
    for k, person in enumerate(crowd.attendees):
        rows.append(
            {
                "id": person, "event_id": crowd.event_id, "account_id": crowd.accounts[k],
                "external_id": f"p{k}", "key": f"p{k}", "name": f"Guest Number {k}",
                "email": crowd.address(k), "organisation": f"House of {k}",
                "role": "keeps the books", "languages": ["en"], "groups": [], "answers": {},
                "diet": ("", "vegan", "no nuts")[k % 3], "coming": "yes",
                "available": None if k % 10 else [f"s{s:02d}" for s in range(1, SLOTS)],
            }
        )  # fmt: skip
        facets += [
            {"attendee_id": person, "kind": kind, "text": _text(kind, k), "private": False}
            for kind in ("offer", "need", "interest")
        ]
    _put(session, Attendee, rows)
    _put(session, FacetText, facets)


def _text(kind: str, k: int) -> str:
    return f"{kind} of {_MATTERS[k % 10]}, as it is made in house number {k}\nand a talk about it"


def _matches(session: Session, crowd: Crowd) -> str:
    """Suggest to everybody the ten before and after them; the pairs who meet are known as well."""
    run = MatchRun(id=new_id(), event_id=crowd.event_id, fingerprint="test", people=crowd.people)
    session.add(run)
    session.flush()
    n = crowd.people
    near = [(k, (k + d) % n) for k in range(n) for d in range(1, _SHOWN // 2 + 1)]
    met = [pair for number in range(ROUNDS) for pair in round_of(n, number)]
    pairs = sorted({(min(pair), max(pair)) for pair in (*near, *met)})
    candidates = [
        {
            "run_id": run.id, "a_id": crowd.attendees[a], "b_id": crowd.attendees[b],
            "score": 0.7, "benefit_ab": 0.8, "benefit_ba": 0.6, "affinity": 0.1,
            "reasons": [_reason(crowd, a, b), _reason(crowd, b, a)],
        }
        for a, b in pairs
    ]  # fmt: skip
    _put(session, Candidate, candidates)
    steps = [d for k in range(1, _SHOWN // 2 + 1) for d in (k, -k)]
    shown = [
        {
            "run_id": run.id, "attendee_id": person, "position": place,
            "other_id": crowd.attendees[(k + step) % n],
        }
        for k, person in enumerate(crowd.attendees)
        for place, step in enumerate(steps)
    ]  # fmt: skip
    _put(session, Suggestion, shown)
    return run.id


def _reason(crowd: Crowd, a: int, b: int) -> Row:
    need, offer = (_text(kind, k).split("\n")[0] for kind, k in (("need", a), ("offer", b)))
    return {"for": crowd.attendees[a], "need": need, "offer": offer, "strength": 0.8}


def _timetable(session: Session, event: Event, crowd: Crowd, run: str) -> None:
    """Publish a version, and another in which the first meetings of everybody have moved."""
    meetings: list[Row] = []
    seats: dict[tuple[int, int], str] = {}
    for number in range(ROUNDS):
        for table, pair in enumerate(round_of(crowd.people, number)):
            a, b = sorted(crowd.attendees[k] for k in pair)
            key = seats[number, table] = new_id()
            meetings.append({"id": key, "event_id": event.id, "a_id": a, "b_id": b})
            if number == 0:
                crowd.threads |= dict.fromkeys(pair, new_id())
    _put(session, Meeting, meetings)
    tables = [table.key for table in event.tables]
    slots = [slot.key for slot in event.slots]
    problem = _problem(crowd, slots, tables, seats)
    moment = now() - dt.timedelta(days=1)
    for version, shift in ((1, 1), (2, 0)):
        row = ScheduleVersion(
            id=new_id(), event_id=event.id, number=version, run_id=run, problem=problem,
            certificate=_CERTIFICATE | {"dual": _dual(crowd.people)},
            created_at=moment, published_at=moment + dt.timedelta(hours=version),
        )  # fmt: skip
        session.add(row)
        session.flush()
        placed = [
            {
                "version_id": row.id, "meeting_id": key, "table_key": tables[table],
                "slot_key": slots[2 * number + (shift if number == 0 else 0)],
            }
            for (number, table), key in seats.items()
        ]  # fmt: skip
        _put(session, Placement, placed)
    _threads(
        session, crowd, {pair: seats[0, t] for t, pair in enumerate(round_of(crowd.people, 0))}
    )


def _problem(
    crowd: Crowd, slots: Sequence[str], tables: Sequence[str], seats: Mapping[Pair, str]
) -> Row:
    pairs = [pair for number in range(ROUNDS) for pair in round_of(crowd.people, number)]
    return {
        "attendees": [{"id": f"p{k}", "max_meetings": 8} for k in range(crowd.people)],
        "slots": [
            {"id": key, "start": 20.0 * k, "end": 20.0 * k + 20.0} for k, key in enumerate(slots)
        ],
        "tables": [{"id": key} for key in tables],
        "pairs": [{"a": f"p{a}", "b": f"p{b}", "score": 0.7} for a, b in pairs],
    }


def _dual(people: int) -> Row:
    """Prices as long as those of a real certificate."""
    prices = [round(0.123456789 * (k % 7), 9) for k in range(people)]
    per_person = dict.fromkeys(("utility", "guarantee", "worst", "cap"), prices)
    none: Row = {"person_slot": [], "group": [], "team": {}, "team_guarantee": {}, "odd": []}
    return per_person | none | {"slot": [0.0] * SLOTS}


def _threads(session: Session, crowd: Crowd, meetings: Mapping[Pair, str]) -> None:
    threads: list[Row] = []
    members: list[Row] = []
    posts: list[Row] = []
    for (a, b), meeting in meetings.items():
        key = crowd.threads[a]
        threads.append(
            {"id": key, "event_id": crowd.event_id, "kind": "meeting", "meeting_id": meeting}
        )
        members += [{"thread_id": key, "attendee_id": crowd.attendees[k]} for k in (a, b)]
        for number in range(_POSTS):
            author = crowd.attendees[(a, b)[number % 2]] if number else None
            body = f"Post {number}, with **words** to set." if number else ""
            posts.append(
                {"thread_id": key, "author_id": author, "by_host": not number, "body": body}
            )
    _put(session, Thread, threads)
    _put(session, ThreadMember, members)
    _put(session, Post, posts)


def _put(session: Session, table: type[Any], rows: Sequence[Row]) -> None:
    if rows:
        session.execute(insert(table), rows)
