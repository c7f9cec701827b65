"""What visitors do in a round: look at each page fifty at a time and alone; save all at once."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.visiting.crowd import SLOTS, Crowd
from benchmarks.visiting.load import Answers, Ask, visit
from benchmarks.visiting.processes import Site

AT_ONCE, ALONE, SAVES = 50, 100, 500
PAGES = {
    "home": "",
    "agenda": "/agenda",
    "matches": "/matches",
    "thread": "/threads/{thread}",
    "calendar": "/agenda.ics",
}
ORGANISERS = {
    "event": "",
    "people": "/people",
    "people, searched": "/people?q=Number+77",
    "versions": "/timetable",
    "timetable by time": "/timetable/2",
    "timetable by person": "/timetable/2?by=person",
    "an earlier version": "/timetable/1",
    "on the day": "/day",
    "room": "/room",
    "mail": "/mail",
}
# Neighbours in the list of people are not asked for one after the other.
_STRIDE = 37


@dataclass(frozen=True, slots=True)
class Measured:
    """A page's figures; milliseconds, ``alone`` with one visitor at a time."""

    where: str
    per_second: float
    p50: float
    p95: float
    alone: float
    cpu: float
    """Of the web processes, for each answer."""
    errors: int
    kilobytes: float
    """Of the largest answer, compressed."""
    share: float
    """Processor of the visitors themselves against theirs and the site's."""

    def row(self) -> tuple[str, ...]:
        """One line of a table."""
        return (
            self.where, f"{self.per_second:.0f}", _ms(self.p50), _ms(self.p95), _ms(self.alone),
            f"{self.cpu:.0f}", str(self.errors), f"{self.kilobytes:.0f}", f"{self.share:.0%}",
        )  # fmt: skip


def pages(site: Site, crowd: Crowd, name: str, seconds: float) -> list[Measured]:
    """Have attendees look at each of their pages."""
    found = []
    for page, path in PAGES.items():

        def ask(number: int, path: str = path) -> Ask:
            who = number * _STRIDE % crowd.people
            return Ask(f"/e/{crowd.slug}{path.format(thread=crowd.threads[who])}", crowd.token(who))

        alone = visit(site.ports, ask, 1, seconds=seconds, most=ALONE)
        at_once = min(AT_ONCE, crowd.people)
        found.append(_measured(site, f"{name}, {page}", ask, at_once, seconds, alone))
    return found


def organisers(site: Site, crowd: Crowd, name: str, seconds: float) -> list[Measured]:
    """Have the organiser look at each page, one at a time."""
    found = []
    for page, path in ORGANISERS.items():

        def ask(_: int, path: str = path) -> Ask:
            return Ask(f"/organise/{crowd.slug}{path}", crowd.host_token)

        # What a process makes once is not the page's.
        for _ in site.ports:
            visit(site.ports, ask, len(site.ports), seconds=0, most=len(site.ports))
        found.append(_measured(site, f"{name}, {page}", ask, 1, seconds, None))
    return found


def saves(site: Site, crowd: Crowd, name: str) -> Measured:
    """Have so many people, or all, send their profiles at the same moment."""

    def ask(number: int) -> Ask:
        form = {
            "action": "send", "once": secrets.token_hex(16), "name": f"Guest {number}",
            "languages": "en", "offer": f"bread, made anew in house {number}",
            "need": f"a boat for {number}", "when": [f"s{k:02d}" for k in range(1, SLOTS + 1)],
        }  # fmt: skip
        body = urlencode(form, doseq=True).encode()
        return Ask(f"/e/{crowd.slug}/profile", crowd.token(number), body)

    number = min(SAVES, crowd.people)
    return _measured(site, f"{name}, {number} profiles", ask, number, 0, None)


def _measured(
    site: Site,
    where: str,
    ask: Callable[[int], Ask],
    at_once: int,
    seconds: float,
    alone: Answers | None,
) -> Measured:
    used = site.cpu_seconds()
    most = at_once if not seconds else 10**9
    found = visit(site.ports, ask, at_once, seconds=seconds, most=most)
    used = site.cpu_seconds() - used
    return Measured(
        where,
        found.per_second,
        1000 * found.percentile(0.5),
        1000 * found.percentile(0.95),
        1000 * (alone or found).percentile(0.95) if alone or at_once == 1 else float("nan"),
        1000 * used / max(1, len(found.seconds)),
        found.errors + (alone.errors if alone else 0),
        found.largest / 1000,
        found.own_cpu / max(1e-9, found.own_cpu + used),
    )


def _ms(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0f}"
