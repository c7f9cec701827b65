"""The rule of the event that keeps two people from being suggested, where it is the organiser's.

Blocks and "rather not" are not looked at, nor what anybody said of a meeting afterwards: an answer
is the same whatever was asked or answered in private.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.events.models import Event
from api.events.queries import fields_of, rules_of
from api.events.series import earlier_of_same_organisers
from api.matches.profiles import policy_of, profile_of
from api.timetable.models import Meeting, Placement
from api.timetable.queries import published
from api.timetable.versions.pair_rules import rule_of
from api.web.wording import day
from matcher import People
from matcher.policy.policy import Rule
from matcher.policy.verdicts import ALLOWED, Verdicts

# Of a side, times and tables the engine's own reason tells.
_WORDS = {
    Rule.SAME_ORGANISATION: "Both are of the same organisation, and colleagues do not meet here.",
    Rule.COMPETITORS: "Their organisations stand in your settings as competitors.",
    Rule.SIDE: "Both are of the same side.",
    Rule.HOSTS: "Both receive at a table of their own.",
    Rule.LANGUAGE: "They have no language in common.",
}
RULED_OUT = "You have settled that they do not meet."


def open_rule(session: Session, event: Event, a: str, b: str) -> str:
    """Say which rule keeps two people, by key, apart; "" where none does that may be told."""
    found = select(Attendee).where(Attendee.event_id == event.id, Attendee.key.in_((a, b)))
    people = session.scalars(found).all()
    if len(people) != 2:
        return ""
    settled = rule_of(session, event.id, people[0].id, people[1].id)
    if settled is not None and settled.kind == "forbid":
        return RULED_OUT
    rules = rules_of(event)
    verdicts = Verdicts.of(
        People.of([profile_of(person, rules) for person in people]),
        policy_of(rules, fields_of(event)),
    )
    code = int(verdicts.codes(np.array([0]), np.array([1]))[0])
    if code != ALLOWED:
        rule, label, _ = verdicts.masks[code - 1]
        if rule is Rule.FIELD:
            return f"They answered “{label}” differently, and by your settings it must match."
        return _WORDS.get(rule, "")
    return _before(session, event, people[0], people[1]) if rules.met_before == "never" else ""


def _before(session: Session, event: Event, one: Attendee, other: Attendee) -> str:
    """Say when the two were in a timetable of the same organisers, whatever came of it."""
    if one.account_id is None or other.account_id is None:
        return ""
    for earlier in earlier_of_same_organisers(session, event.id):
        shown = published(session, earlier)
        if shown is None:
            continue
        a, b = aliased(Attendee), aliased(Attendee)
        accounts = (one.account_id, other.account_id)
        planned = session.scalar(
            select(func.count())
            .select_from(Placement)
            .join(Meeting, Meeting.id == Placement.meeting_id)
            .join(a, a.id == Meeting.a_id)
            .join(b, b.id == Meeting.b_id)
            .where(
                Placement.version_id == shown.id,
                or_(
                    and_(a.account_id == accounts[0], b.account_id == accounts[1]),
                    and_(a.account_id == accounts[1], b.account_id == accounts[0]),
                ),
            )
        )
        if planned:
            then = session.get_one(Event, earlier)
            at = day(then.slots[0].starts_at, then.timezone)
            return (
                f"They were to meet at {then.name} on {at}, and whoever met before "
                "does not meet again."
            )
    return ""
