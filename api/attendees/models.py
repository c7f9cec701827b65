"""Rows of an event's people: who they are, what they offer, need and enjoy, and privacy."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from api.attendees.badge_code import new_badge
from api.clock import now
from api.db.rows import Base, Id, Key
from matcher.text.silence import says_nothing

Coming = Literal["yes", "no", "unknown"]


def _first_id(context: DefaultExecutionContext) -> str:
    return str(context.get_current_parameters()["external_id"])  # type: ignore[no-untyped-call]


def _is_silent(context: DefaultExecutionContext) -> bool:
    return says_nothing(context.get_current_parameters()["text"])  # type: ignore[no-untyped-call]


class Attendee(Base):
    """One person at one event; the same person at another event is another attendee."""

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("event_id", "external_id"),
        UniqueConstraint("event_id", "key"),
        UniqueConstraint("event_id", "account_id"),
        Index(None, "event_id", "changed_at"),
        Index(None, "event_id", "badge", unique=True),
    )

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    account_id: Mapped[Id | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    external_id: Mapped[str] = mapped_column(String(200))
    """The id in the organiser's newest list; for whom it gives none, one of our own."""
    key: Mapped[str] = mapped_column(String(200), default=_first_id)
    """What timetables, their files and calendars know the person by; the first `external_id`
    where nobody had it before. It never changes, however often lists are numbered again."""
    name: Mapped[str] = mapped_column(String(200), default="")
    listed_name: Mapped[str] = mapped_column(String(200), default="")
    """What the newest list calls the person, who may call themselves otherwise."""
    email: Mapped[str] = mapped_column(String(320), default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    sector: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    groups: Mapped[list[str]] = mapped_column(default=list)
    diet: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Own field id -> list of chosen options, or one text in a list."""
    available: Mapped[list[str] | None]
    """Keys of the slots the person can attend; None means all."""
    there: Mapped[list[list[str]] | None]
    """The instants behind `available`: begins and ends, ISO 8601. None where only slots were
    named; their times say it then, until they move."""
    coming: Mapped[Coming] = mapped_column(String(10), default="unknown")
    joined_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    sent_at: Mapped[dt.datetime | None]
    """When the person sent the profile themselves; a list no longer overwrites it then."""
    checked_in_at: Mapped[dt.datetime | None]
    badge: Mapped[str] = mapped_column(String(10), default=new_badge)
    """What their badge carries; see `api.attendees.badge_code`."""
    teaches_since: Mapped[dt.datetime | None]
    """When the person agreed that the numbers of their answers after meetings may teach later
    events of the same organisers; None where they did not, or took it back."""
    left_at: Mapped[dt.datetime | None]
    """When the person withdrew; who has left is in no list, match or timetable."""
    merged_into: Mapped[Id | None]
    """The attendee whom this row turned out to be as well; it is nobody's since."""
    edited: Mapped[dict[str, Any] | None]
    """What the team changed of a profile that the person has sent: ``fields``, their words, and
    ``at``; None once the person has sent it again."""

    facets: Mapped[list[FacetText]] = relationship(
        order_by="FacetText.kind",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    def text(self, kind: str) -> str:
        """Text of a facet: ``offer``, ``need`` or ``interest``; empty where there is none."""
        return next((facet.text for facet in self.facets if facet.kind == kind), "")


class FacetText(Base):
    """One kind of free text in a profile."""

    __tablename__ = "facet_text"

    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    private: Mapped[bool] = mapped_column(default=False)
    """For the matcher only: never quoted to anybody."""
    silent: Mapped[bool] = mapped_column(default=_is_silent)
    """Whether the text says nothing ("tbd"), for questions to the database."""

    @validates("text")
    def _note_silence(self, _: str, text: str) -> str:
        self.silent = says_nothing(text)
        return text


class Draft(Base):
    """What somebody has typed into the form and not yet sent."""

    __tablename__ = "draft"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[Id] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[dt.datetime] = mapped_column(default=now)


class JoinRequest(Base):
    """Somebody who registered by themselves and is not in yet.

    ``asked``: by whoever typed the address, until its owner has signed in; ``waiting`` for the
    organiser; ``declined``. Who is in has none.
    """

    __tablename__ = "join_request"
    __table_args__ = (Index(None, "event_id", "state", "asked_at"),)

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[Id] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[Literal["asked", "waiting", "declined"]] = mapped_column(String(10))
    asked_at: Mapped[dt.datetime] = mapped_column(default=now)


class InvitationText(Base):
    """What an organiser writes to a wave; without a row the usual words."""

    __tablename__ = "invitation_text"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    """``invite`` or ``remind``."""
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


class Invitation(Base):
    """That somebody was invited or reminded."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "event_id", "attendee_id", "at"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), index=True
    )
    stage: Mapped[str] = mapped_column(String(10))
    """How far they were: one of `api.attendees.inviting.Stage`."""
    at: Mapped[dt.datetime] = mapped_column(default=now)


class SentList(Base):
    """The list that an organiser has sent last, until they bring it in; then what it did."""

    __tablename__ = "sent_list"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[Id] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    file: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """None once it has been brought in."""
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """What it did; None before."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How the organiser wants it read: ``encoding``, ``columns``, and ``aside`` where rows with
    faults are left out; see `api.attendees.sent_lists`."""
    sent_at: Mapped[dt.datetime] = mapped_column(default=now)


class ListReading(Base):
    """What the columns of lists with one heading hold, as somebody of the team once chose."""

    __tablename__ = "list_reading"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    heading: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the names of the columns, in order."""
    columns: Mapped[list[str]]
    """In order: a column's name, ``own:`` and the id of an own field, or empty."""
    chosen_at: Mapped[dt.datetime] = mapped_column(default=now)


class Block(Base):
    """One attendee never wants to meet another; the other never learns of it."""

    __tablename__ = "block"

    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
