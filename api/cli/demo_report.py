"""The demo's report: the certificate, who is short and why, equality, the strongest matches."""

from __future__ import annotations

from collections import Counter
from textwrap import shorten

from rich.table import Table
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.cli.console import console
from api.cli.event import find_event
from api.events.queries import rules_of
from api.matches import queries as matches
from api.matches.shown_reasons import reasons_of
from api.timetable import queries
from api.timetable.versions.certificate_view import CertificateView, certificate_view
from api.timetable.view import TimetableView
from matcher.ranking.exposure import gini

_STRONGEST = 5
_WIDTH = 72


def print_report(session: Session, slug: str, number: int) -> None:
    """Say what a version of the timetable is worth."""
    event = find_event(session, slug)
    version = queries.version(session, event.id, number)
    assert version is not None
    view = queries.view(session, event, version)
    certificate = certificate_view(version, view, rules_of(event).min_meetings)
    _certificate(certificate)
    _equality(view)
    if version.run_id:
        _strongest(session, version.run_id)


def _certificate(certificate: CertificateView) -> None:
    say = console()
    say.print(
        f"\n{certificate.meetings} meetings among {certificate.people} people, "
        f"{'checked again' if certificate.verified else 'NOT verified'}."
    )
    if certificate.optimal:
        say.print("Proven: no timetable under these rules is worth more.")
    else:
        say.print(
            f"It reaches {100 * certificate.share:.2f} % of what is possible at all "
            f"(value {certificate.value:,.2f}, bound {certificate.bound:,.2f} by "
            f"{certificate.bound_by}; gap {100 * (1 - certificate.share):.2f} %)."
        )
    everybody = "Everybody"
    if certificate.there < certificate.people:
        everybody = "Everybody who is there"
    promised = f"{everybody} has at least {certificate.guarantee} meetings"
    if not certificate.unmet:
        say.print(f"{promised}.")
        return
    if certificate.needed > certificate.places:
        say.print(
            f"{len(certificate.unmet)} of {certificate.there} people get fewer than promised: "
            f"the room has {certificate.places} places, the promise needs {certificate.needed}."
        )
    else:
        say.print(f"{promised}, except:")
    for short in certificate.unmet:
        say.print(f"  {short.name}: {short.got} of {short.wanted}, because {short.reason}")


def _equality(view: TimetableView) -> None:
    counts = Counter({person.id: 0 for person in view.people})
    for meeting in view.held():
        counts[meeting.a.id] += 1
        counts[meeting.b.id] += 1
    numbers = sorted(counts.values())
    spread = Counter(numbers)
    console().print(
        f"Meetings a person: {numbers[0]} to {numbers[-1]}, Gini {gini(numbers):.3f} "
        f"(0 is perfectly even; free mingling at two conferences: 0.32 to 0.43). "
        + ", ".join(f"{people} have {number}" for number, people in sorted(spread.items()))
        + "."
    )


def _strongest(session: Session, run_id: str) -> None:
    table = Table(title="\nThe strongest matches, and why", show_lines=True, title_justify="left")
    table.add_column("who")
    table.add_column("needs", max_width=_WIDTH)
    table.add_column("offered by the other", max_width=_WIDTH)
    for candidate in matches.strongest(session, run_id, _STRONGEST):
        a, b = (session.get_one(Attendee, key) for key in (candidate.a_id, candidate.b_id))
        names = {a.id: a.name, b.id: b.name}
        reasons = [r for r in reasons_of(session, candidate) if r.kind == "need"]
        table.add_row(
            f"{a.name}\n{b.name}\nscore {candidate.score:.2f}",
            "\n".join(f"{names[r.for_id].split()[0]}: {_cut(r.need)}" for r in reasons),
            "\n".join(_cut(r.offer) for r in reasons),
        )
    console().print(table)


def _cut(text: str) -> str:
    return shorten(text, _WIDTH, placeholder=" …")
