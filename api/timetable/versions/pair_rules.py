"""What the organiser has settled about pairs for all timetables to come: kept, forbidden, required.

These are the organiser's own words; what people ask of one another in private is elsewhere, and
nothing here tells whether it was heeded because of that or for want of a place.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import HOLD
from api.events import log
from api.events.models import Event
from api.timetable.models import PairRule, RuleKind

MOST = 2000
"""How many an event may have."""
SETTLED = log.declare("pair-rule-made", "A rule for a pair in later timetables: {settled}")
TAKEN_BACK = log.declare("pair-rule-removed", "A rule for a pair was taken back: {settled}")
IN_WORDS: dict[RuleKind, str] = {
    "keep": "keep their meeting",
    "forbid": "do not meet",
    "require": "meet",
}


def rules_of_event(session: Session, event_id: str) -> Sequence[tuple[PairRule, str, str]]:
    """Give every rule with the keys of the two; not those with somebody who has left."""
    return [(rule, a, b) for rule, a, b in session.execute(_rules(event_id))]


def page_of_rules(
    session: Session, event_id: str, offset: int, limit: int
) -> Sequence[tuple[PairRule, str, str]]:
    """Give some rules, newest first."""
    newest = _rules(event_id).order_by(None).order_by(PairRule.created_at.desc(), PairRule.id)
    return [(rule, a, b) for rule, a, b in session.execute(newest.offset(offset).limit(limit))]


def count_rules(session: Session, event_id: str) -> int:
    """Count an event's rules."""
    return session.scalar(select(func.count()).select_from(_rules(event_id).subquery())) or 0


def rule_of(session: Session, event_id: str, one: str, other: str) -> PairRule | None:
    """Find the rule for two attendees, by row id."""
    a, b = sorted((one, other))
    return session.scalar(
        select(PairRule).where(
            PairRule.event_id == event_id, PairRule.a_id == a, PairRule.b_id == b
        )
    )


def settle(
    session: Session,
    event_id: str,
    pair: tuple[str, str],
    kind: RuleKind,
    place: tuple[str, str] | None = None,
    account_id: str | None = None,
) -> None:
    """Keep a rule for two attendees, by row id, in place of what was settled about them before.

    ``place`` is the slot and table of a meeting that is kept there.
    """
    _hold(session, event_id)
    a, b = sorted(pair)
    session.execute(
        delete(PairRule).where(
            PairRule.event_id == event_id, PairRule.a_id == a, PairRule.b_id == b
        )
    )
    slot, table = place or (None, None)
    session.add(
        PairRule(
            event_id=event_id,
            kind=kind,
            a_id=a,
            b_id=b,
            slot_key=slot,
            table_key=table or None,
            created_at=now(),
        )
    )
    session.flush()
    log.record(session, SETTLED, event_id, account_id, settled=IN_WORDS[kind])


def take_back(session: Session, event_id: str, rule_id: str, account_id: str | None = None) -> bool:
    """Forget a rule; False where it is no longer there."""
    _hold(session, event_id)
    rule = session.scalar(
        select(PairRule).where(PairRule.event_id == event_id, PairRule.id == rule_id)
    )
    if rule is None:
        return False
    log.record(session, TAKEN_BACK, event_id, account_id, settled=IN_WORDS[rule.kind])
    session.delete(rule)
    session.flush()
    return True


def _hold(session: Session, event_id: str) -> None:
    """Let nobody else settle anything in the event before this transaction is over."""
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(**HOLD))


def in_the_way(
    session: Session, event_id: str, pair: tuple[str, str], slot: str
) -> tuple[PairRule, str, str] | None:
    """Find another kept meeting of one of the two in a slot."""
    query = _rules(event_id).where(
        PairRule.kind == "keep",
        PairRule.slot_key == slot,
        or_(PairRule.a_id.in_(pair), PairRule.b_id.in_(pair)),
    )
    a, b = sorted(pair)
    for rule, one, other in session.execute(query):
        if (rule.a_id, rule.b_id) != (a, b):
            return rule, one, other
    return None


def _rules(event_id: str) -> Select[PairRule, str, str]:
    a, b = aliased(Attendee), aliased(Attendee)
    return (
        select(PairRule, a.key, b.key)
        .join(a, a.id == PairRule.a_id)
        .join(b, b.id == PairRule.b_id)
        .where(PairRule.event_id == event_id, a.left_at.is_(None), b.left_at.is_(None))
        .order_by(a.key, b.key)
    )


def rules_follow(session: Session, old: str, new: str) -> None:
    """Give the rules for one row of a person to another, whose own hold where both had one."""
    mine = or_(PairRule.a_id == old, PairRule.b_id == old)
    for rule in session.scalars(select(PairRule).where(mine)).all():
        other = rule.b_id if rule.a_id == old else rule.a_id
        if other == new or rule_of(session, rule.event_id, new, other) is not None:
            session.delete(rule)
        else:
            rule.a_id, rule.b_id = sorted((new, other))
    session.flush()
