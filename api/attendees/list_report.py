"""What a list does to an event, in names: who is added, changed, kept, left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

NAMES_SHOWN = 20
"""How many names of a kind a page or the command line shows; the counts are always whole."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a list does to an event, in people."""

    added: int = 0
    changed: int = 0
    renumbered: int = 0
    """Who is as before, under another id."""
    unchanged: int = 0
    kept: int = 0
    """Who has sent the profile themselves since: only the organiser's columns were taken."""
    held: int = 0
    """To whom the list gives another address though the account is theirs: nothing was taken."""
    withdrawn: int = 0
    """Who has withdrawn and stands in the list: they stay withdrawn."""
    not_listed: int = 0
    """Who is in the event and not in the list; they stay as they are."""
    away: int = 0
    """Who has cancelled, was refunded or is not let in as yet, as the list says."""
    faulty: int = 0
    """Rows with faults, which were left aside."""


@dataclass(frozen=True, slots=True)
class Change:
    """One column that changes; texts of people's own are named, never quoted."""

    column: str
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        if not (self.old or self.new):
            return self.column
        return f"{self.column} {self.old or '(none)'} → {self.new or '(none)'}"


@dataclass(frozen=True, slots=True)
class Listed:
    """One person, as the report names them.

    Attributes
    ----------
    row
        In the list; None for who is not in it.
    attendee_id
        Of the stored person; empty for who is new.
    changes
        What the list changes.
    stays
        Columns in which the list says otherwise and the person's own words stand.
    new_address
        Which the list gives and nothing was done with.
    said
        Why nothing of the row is taken.
    """

    name: str
    row: int | None
    attendee_id: str = ""
    changes: tuple[Change, ...] = ()
    stays: tuple[str, ...] = ()
    new_address: str = ""
    said: str = ""

    def __str__(self) -> str:
        return self.name + (f": {self.what}" if self.what else "")

    @property
    def what(self) -> str:
        """What changes, or why nothing is taken, in a line; empty where there is no more to say."""
        return self.said or ", ".join(str(change) for change in self.changes)


@dataclass(frozen=True, slots=True)
class ListReport:
    """Everybody of a list and of the event, each in one kind, in the order of the list."""

    added: tuple[Listed, ...] = ()
    changed: tuple[Listed, ...] = ()
    renumbered: tuple[Listed, ...] = ()
    unchanged: tuple[Listed, ...] = ()
    kept: tuple[Listed, ...] = ()
    held: tuple[Listed, ...] = ()
    withdrawn: tuple[Listed, ...] = ()
    not_listed: tuple[Listed, ...] = ()
    away: tuple[Listed, ...] = ()
    faulty: tuple[Listed, ...] = ()
    alike: tuple[str, ...] = ()
    """Sentences on rows that look like one person and are not taken for one."""

    @property
    def outcome(self) -> Outcome:
        """The counts."""
        return Outcome(**{kind.name: len(getattr(self, kind.name)) for kind in fields(Outcome)})

    @property
    def own_words(self) -> tuple[Listed, ...]:
        """Who has sent the profile themselves and of whom the list says otherwise."""
        found = [one for kind in _OF_THE_LIST for one in getattr(self, kind) if one.stays]
        return tuple(sorted(found, key=lambda one: one.row or 0))

    def document(self) -> dict[str, Any]:
        """Give everything as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def of_document(cls, document: dict[str, Any]) -> ListReport:
        """Read what `document` wrote."""
        kinds = {kind.name for kind in fields(Outcome)}
        return cls(
            alike=tuple(document["alike"]),
            **{kind: tuple(_listed(one) for one in document.get(kind, ())) for kind in kinds},
        )


_OF_THE_LIST = ("changed", "renumbered", "unchanged", "kept")


def words(report: ListReport, stored: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Say a report: sentences with the lines that belong to each.

    Parameters
    ----------
    stored
        Whether it has happened; otherwise it would.
    """

    def count(people: Sequence[Listed], one: str, several: str) -> str:
        return f"{len(people)} {one if len(people) == 1 else several}"

    def lines(people: Sequence[Listed]) -> tuple[str, ...]:
        return tuple(str(one) for one in people)

    were = ("was", "were") if stored else ("would be", "would be")
    yield f"{_people(report.added)} {were[len(report.added) != 1]} added.", lines(report.added)
    if report.changed:
        yield f"{len(report.changed)} changed.", lines(report.changed)
    if report.renumbered:
        yield f"{len(report.renumbered)} kept under new ids.", lines(report.renumbered)
    if as_before := (*report.unchanged, *report.kept):
        yield f"{len(as_before)} as they were.", lines(as_before)
    if own := report.own_words:
        said = tuple(f"{one.name}: {', '.join(one.stays)}" for one in own)
        yield (
            f"{count(own, 'has', 'have')} sent their profile themselves: it stays as they wrote "
            "it, though the list says otherwise.",
            said,
        )
    if report.held:
        said = tuple(f"{h.name} (row {h.row}): the list has {h.new_address}" for h in report.held)
        yield (
            f"{count(report.held, 'is', 'are')} left as they are: the account is theirs, and only "
            "they, or you on the page People, can move it to another address.",
            said,
        )
    if report.withdrawn:
        yield (
            f"{count(report.withdrawn, 'has', 'have')} withdrawn and left as they are: a list "
            "brings nobody back. They can come back themselves: they sign in and press Come back.",
            lines(report.withdrawn),
        )
    if report.away:
        yield (
            f"{count(report.away, 'does', 'do')} not come, as the list says, and "
            f"{'was' if stored and len(report.away) == 1 else 'were' if stored else 'would'} not "
            f"{'' if stored else 'be '}brought in.",
            lines(report.away),
        )
    if report.faulty:
        rows = "row with faults is" if len(report.faulty) == 1 else "rows with faults are"
        yield f"{len(report.faulty)} {rows} left aside.", lines(report.faulty)
    if report.not_listed:
        verb = "is" if len(report.not_listed) == 1 else "are"
        yield (
            f"{_people(report.not_listed)} of the event {verb} not in the list; they stay.",
            lines(report.not_listed),
        )


def shortened(lines: Sequence[str], most: int = NAMES_SHOWN) -> tuple[str, ...]:
    """Give the first lines and say how many more there are."""
    left = len(lines) - most
    return tuple(lines) if left <= 1 else (*lines[:most], f"and {left} more")


def _people(people: Sequence[Listed]) -> str:
    return f"{len(people)} {'person' if len(people) == 1 else 'people'}"


def _listed(values: dict[str, Any]) -> Listed:
    changes = tuple(Change(**change) for change in values["changes"])
    return Listed(**values | {"changes": changes, "stays": tuple(values["stays"])})
