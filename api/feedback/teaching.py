"""Answers that may teach an event's score: its own, and those of earlier events by consent.

Only numbers leave here: the verdict, and what the matcher had made of the pair. No text, no name
and nothing of who somebody is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event
from api.events.series import earlier_of_same_organisers
from api.feedback.models import Feedback
from api.matches.models import Candidate
from api.matches.queries import candidates_among
from api.timetable.models import Meeting, Placement, ScheduleVersion
from matcher.learning.answers import Answer, went_well

_Said = tuple[Feedback, Meeting, float]


def answers_for(session: Session, event_id: str) -> list[Answer]:
    """Read what was said of meetings that happened, with the factors they were planned with.

    Of earlier events of the same organisers only the answers of people who agreed to it, and
    still do; of no event those of people who have left it.
    """
    earlier = earlier_of_same_organisers(session, event_id)
    said = session.execute(
        select(Feedback, Meeting, Event.mix)
        .join(Meeting, Meeting.id == Feedback.meeting_id)
        .join(Event, Event.id == Meeting.event_id)
        .join(Attendee, Attendee.id == Feedback.attendee_id)
        .where(
            Feedback.happened,
            Attendee.left_at.is_(None),
            or_(
                Meeting.event_id == event_id,
                and_(Meeting.event_id.in_(earlier), Attendee.teaches_since.is_not(None)),
            ),
        )
        .order_by(Feedback.meeting_id, Feedback.attendee_id)
    )
    return list(_answers(session, [(feedback, meeting, mix) for feedback, meeting, mix in said]))


def _answers(session: Session, said: list[_Said]) -> Iterable[Answer]:
    known = _factors(session, {meeting.id: meeting for _, meeting, _ in said})
    for feedback, meeting, mix in said:
        pair = known.get(meeting.id)
        verdict = went_well(feedback.worth, feedback.go_on)
        if pair is None or verdict is None:
            continue
        first = feedback.attendee_id == pair.a_id
        yield Answer(
            person=feedback.attendee_id,
            other=pair.b_id if first else pair.a_id,
            event=meeting.event_id,
            went_well=verdict,
            gain=pair.benefit_ab if first else pair.benefit_ba,
            given=pair.benefit_ba if first else pair.benefit_ab,
            affinity=pair.affinity,
            mix=mix,
        )


def _factors(session: Session, meetings: dict[str, Meeting]) -> dict[str, Candidate]:
    """Find each meeting's candidate pair in the match run behind the version people saw last."""
    rows = session.execute(
        select(Placement.meeting_id, ScheduleVersion.run_id)
        .join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
        .where(
            ScheduleVersion.event_id.in_({meeting.event_id for meeting in meetings.values()}),
            ScheduleVersion.published_at.is_not(None),
            ScheduleVersion.run_id.is_not(None),
            Placement.meeting_id.in_(select(Feedback.meeting_id)),
        )
        .order_by(ScheduleVersion.published_at, ScheduleVersion.number)
    )
    # Of several versions with a meeting the one published last stands.
    runs = {meeting_id: run_id for meeting_id, run_id in rows if meeting_id in meetings and run_id}
    of_run: dict[str, list[Meeting]] = defaultdict(list)
    for meeting_id, run_id in runs.items():
        of_run[run_id].append(meetings[meeting_id])
    found: dict[str, Candidate] = {}
    for run_id, planned in of_run.items():
        pairs = candidates_among(session, run_id, [(m.a_id, m.b_id) for m in planned])
        found.update(
            (meeting.id, pairs[meeting.a_id, meeting.b_id])
            for meeting in planned
            if (meeting.a_id, meeting.b_id) in pairs
        )
    return found
