"""Page of an attendee's matches: whom they are shown, why, and what they wish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.access import Attending
from api.attendees.models import Attendee
from api.attendees.queries import profile_state
from api.attendees.visibility import stated
from api.events.heading import Heading
from api.matches import queries
from api.matches.cards import MatchCard, worth_a_card
from api.matches.common_ground import common_ground
from api.matches.models import Want
from api.matches.reason_pairs import reason_pairs
from api.matches.service import set_wish
from api.matches.shown_reasons import shown_reasons
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

MeetingTimes = Callable[[Session, str], Mapping[str, str]]
"""(session, attendee id) -> other attendee's id -> when the published timetable has them meet."""

_WISHES = {"want": "want", "rather not": "rather not", "": None}


@dataclass(frozen=True, slots=True)
class MatchesPage:
    """Context of matches/matches.html."""

    event: Heading
    matches: tuple[MatchCard, ...]
    profile_done: bool


def make_router(meeting_times: MeetingTimes) -> APIRouter:
    """Build the routes; the timetable, which matching knows nothing of, says who meets when."""
    router = APIRouter()

    @router.get("/e/{slug}/matches")
    def show_matches(request: Request, here: Attending, session: Reading) -> Response:
        """Show whom the attendee could meet."""
        me = session.get_one(Attendee, here.attendee_id)
        run = queries.last_run(session, here.event_id)
        found = queries.suggestions(session, run.id, me.id) if run else []
        wishes = queries.wishes_of(session, me.id)
        times = meeting_times(session, me.id)
        why = shown_reasons(session, (candidate for _, candidate in found))
        unsaid = [(me.id, other.id) for other, c in found if not why.get((c.a_id, c.b_id))]
        common = common_ground(session, unsaid, queries.usual_facts_of(run))
        cards = worth_a_card(
            [
                MatchCard(
                    other.id,
                    other.name or other.external_id,
                    stated(other.organisation),
                    stated(other.role),
                    reason_pairs(why.get((candidate.a_id, candidate.b_id), ()), me.id),
                    wishes.get(other.id, ""),
                    times.get(other.id, ""),
                    common.get((me.id, other.id), ""),
                )
                for other, candidate in found
            ]
        )
        context = MatchesPage(Heading.of(here), cards, profile_state(me) != "empty")
        return page(request, "matches/matches.html", context)

    @router.post("/e/{slug}/matches")
    def wish(request: Request, here: Attending, sent: SentFields, session: Writing) -> Response:
        """Keep a wish, or take it back; nobody but the asker and the solver learns of it."""
        me = session.get_one(Attendee, here.attendee_id)
        other = session.get(Attendee, sent.one("attendee"))
        asked = sent.one("wish")
        if (
            other is None
            or other.event_id != here.event_id
            or other.id == me.id
            or other.left_at is not None
            or asked not in _WISHES
        ):
            raise not_found()
        set_wish(session, me, other, cast("Want | None", _WISHES[asked]))
        return go_to(request, f"/e/{here.slug}/matches#match-{other.id}")

    return router
