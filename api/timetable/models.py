"""Rows of the timetable: numbered versions, meetings, where each is placed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key, PackedJson

RuleKind = Literal["keep", "forbid", "require"]


class ScheduleVersion(Base):
    """A verified schedule; what people saw is one of these, published."""

    __tablename__ = "schedule_version"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    run_id: Mapped[Id | None] = mapped_column(ForeignKey("match_run.id", ondelete="SET NULL"))
    job_id: Mapped[Id | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    problem: Mapped[dict[str, Any]] = mapped_column(PackedJson, deferred=True)
    """What was solved, in the public format of problem.json."""
    certificate: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    seed: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    closed: Mapped[dict[str, Any] | None]
    """Tables and the slots in which this version does without them, by the organiser's ids."""
    made: Mapped[dict[str, Any] | None]
    """How it came about: see `api.timetable.versions.origin.Origin`; None in an earlier release."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    published_at: Mapped[dt.datetime | None]
    """When it was last shown; a version may be shown, replaced and shown again."""
    sending_id: Mapped[Id | None]
    """The job that puts the agendas of its last showing into the outbox: the batch they are of."""


class PairRule(Base):
    """What the organiser has settled about two people, for every timetable still to be made."""

    __tablename__ = "pair_rule"
    __table_args__ = (UniqueConstraint("event_id", "a_id", "b_id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[RuleKind] = mapped_column(String(10))
    a_id: Mapped[Id] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    b_id: Mapped[Id] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    slot_key: Mapped[str | None] = mapped_column(String(20))
    table_key: Mapped[str | None] = mapped_column(String(80))
    """Where they are kept; None where any time or table will do."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class BestSoFar(Base):
    """The best timetable that a job has found, while it is at it."""

    __tablename__ = "best_so_far"

    job_id: Mapped[Id] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    meetings: Mapped[list[list[str]]] = mapped_column(PackedJson)
    """Slot's key and the keys of the two, of each meeting; without tables."""
    kept_at: Mapped[dt.datetime] = mapped_column(default=now)


class Meeting(Base):
    """Two attendees who meet, a before b by id; the same row in every version that has them."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("event_id", "a_id", "b_id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    a_id: Mapped[Id] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    b_id: Mapped[Id] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    happened: Mapped[bool | None]
    """What the two said: True if either says they met; None before anybody has said. For matching
    later events only, and shown to nobody."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often what people see of it has changed; see `api.timetable.versions.sequences`."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Placement(Base):
    """Slot and table of a meeting in one version."""

    __tablename__ = "placement"
    __table_args__ = (Index(None, "version_id", "slot_key", "table_key"),)

    version_id: Mapped[Id] = mapped_column(
        ForeignKey("schedule_version.id", ondelete="CASCADE"), primary_key=True
    )
    meeting_id: Mapped[Id] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    slot_key: Mapped[str] = mapped_column(String(20))
    table_key: Mapped[str] = mapped_column(String(80))
