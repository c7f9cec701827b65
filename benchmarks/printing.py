"""How long printed sheets take: ours by typst, beside the same timetable by WeasyPrint.

    python -m benchmarks.printing [--people 150] [--meetings 10]

Prints seconds by the clock and of the processor; WeasyPrint where it is installed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import resource
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from api.timetable.exports.pdf import write_pdf
from api.timetable.exports.people_sheets import Listed, badges, by_surname, door_list, table_cards
from api.timetable.exports.sheet import write_html
from api.timetable.exports.timetable_lists import agendas, by_table, by_zone, whole_timetable
from api.timetable.versions.certificate_view import CertificateView
from api.timetable.view import MeetingView, Person, Reason, SlotView, TimetableView

ZONE = "Europe/Dublin"
CERTIFICATE = CertificateView(
    0.99, 99.0, 100.0, "a bound", False, 150, 150, 0, 0, 750, 4, 0, (), True, (), 1.0
)


def timetable(people: int, slots: int) -> TimetableView:
    """Everybody meets somebody in each slot, as in a round of chairs."""
    begins = dt.datetime(2027, 3, 18, 13, tzinfo=ZoneInfo(ZONE))
    times = [begins + dt.timedelta(minutes=20 * n) for n in range(slots)]
    minutes = dt.timedelta(minutes=20)
    views = [SlotView(f"s{n}", at, at + minutes) for n, at in enumerate(times)]
    crowd = [
        Person(
            str(n), str(n), f"Orla Nic Gabhann {n}", "Nic Gabhann Cold Store", "Owner", f"bx-{n}"
        )
        for n in range(people)
    ]
    meetings = []
    for turn, slot in enumerate(views):
        ring = [crowd[0], *(crowd[1 + (k + turn) % (people - 1)] for k in range(people - 1))]
        for table in range(people // 2):
            a, b = ring[table], ring[people - 1 - table]
            why = Reason(a.id, "somebody to look over our customs paperwork", "customs law", 0.7)
            key = f"{turn}-{table}"
            meetings.append(MeetingView(key, slot, f"Quay {table + 1}", "Quay", a, b, (why,)))
    return TimetableView(
        "b", "The Quayside Business Exchange", "The Grain Shed", ZONE, 1, begins,
        tuple(views), (), tuple(crowd), tuple(meetings),
    )  # fmt: skip


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _measure(label: str, make: Callable[[], bytes]) -> None:
    clock, processor = time.perf_counter(), _processor()
    size = len(make())
    took, worked = time.perf_counter() - clock, _processor() - processor
    print(f"{label:34} {took:7.2f} s {worked:7.2f} s {size / 1024:8.0f} kB")


def main() -> None:
    """Measure each sheet once, in a warm process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--meetings", type=int, default=10)
    asked = parser.parse_args()
    view = timetable(asked.people, asked.meetings)
    crowd = [
        Listed(
            p.id, p.name, p.organisation, p.role, p.listed_id, path=f"/organise/b/door/{p.id:>010}"
        )
        for p in view.people
    ]
    tables = [f"Quay {n + 1}" for n in range(asked.people // 2)]
    places = {(slot.key, "Quay") for slot in view.slots}
    where = "https://confab.example.org"
    ordered = [view.people[int(each.id)] for each in by_surname(crowd)]
    print(f"{asked.people} people, {asked.meetings} meetings each        clock  processor")
    _measure("badges", lambda: write_pdf(badges("B", crowd, where)).data)
    _measure("door list", lambda: write_pdf(door_list("B", "18 March", crowd)).data)
    _measure("agendas", lambda: write_pdf(agendas(view, ordered)).data)
    _measure("table cards", lambda: write_pdf(table_cards("B", [(t, "Quay") for t in tables])).data)
    _measure("room sheets, by time", lambda: write_pdf(by_zone(view, places)).data)
    _measure("room sheets, by table", lambda: write_pdf(by_table(view, tables)).data)
    _measure("whole timetable", lambda: write_pdf(whole_timetable(view, CERTIFICATE)).data)
    if importlib.util.find_spec("weasyprint") is not None:
        _measure("whole timetable by WeasyPrint", lambda: _weasyprint(view))


def _weasyprint(view: TimetableView) -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string=write_html(view, CERTIFICATE)).write_pdf(pdf_variant="pdf/ua-1"))


if __name__ == "__main__":
    main()
