"""Whom somebody may meet by the rules of an event, whatever they wrote; no text is read into."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
from sqlalchemy.orm import Session

from api.events.models import Event
from api.events.queries import fields_of, rules_of
from api.matches import queries
from api.matches.profiles import policy_of, profile_of
from api.matches.service import MetBefore, taking_part
from matcher import People, Profile
from matcher.policy.verdicts import ALLOWED, Verdicts


def allowed_for(
    session: Session, event_id: str, keys: Iterable[str], met_before: MetBefore
) -> dict[str, list[str]]:
    """Give, for each of some keys, the keys of all who take part and may be met.

    Wishes are not looked at; `api.timetable.making.problem.Wishes` knows them.
    """
    event = session.get_one(Event, event_id)
    rules = rules_of(event)
    met = met_before(session, event_id) if rules.met_before == "never" else ()
    policy = policy_of(rules, fields_of(event), queries.all_blocks(session, event_id), met)
    rows = taking_part(session, event_id)
    key_of = {row.id: row.key for row in rows}
    people = People.of([_without_words(profile_of(row, rules)) for row in rows])
    verdicts = Verdicts.of(people, policy)
    order = [key_of[profile.id] for profile in people.profiles]
    every = np.arange(len(order))
    found = {}
    for key in dict.fromkeys(keys):
        if key not in order:
            continue
        codes = verdicts.codes(np.full(len(order), order.index(key)), every)
        found[key] = [order[place] for place in np.flatnonzero(codes == ALLOWED).tolist()]
    return found


def _without_words(profile: Profile) -> Profile:
    """Leave what rules judge; words would have to be taken apart for nothing."""
    return dataclasses.replace(profile, offers="", needs="", interests="", role="", sector="")
