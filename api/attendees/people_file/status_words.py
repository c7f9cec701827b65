"""What the status column of another tool's list says of somebody: whether they come.

Words of Eventbrite (its help page "Glossary of order and attendee statuses in event reports"), Luma
(approval_status of its API: approved, declined, pending_approval, waitlist, invited, session),
Meetup (RSVP: Yes, No, Waitlist), Hi.Events (ACTIVE, CANCELLED, AWAITING_PAYMENT) and pretix (order
status: paid, pending, expired, canceled). Who has not paid as yet comes; who is on a waiting list
or waits for approval does not, as yet.
"""

from __future__ import annotations

from api.attendees.people_file.heading_words import spelled

_AWAY_WORDS = (
    "cancelled|canceled|cancelled by attendee|refunded|refunded canceled|canceled refunded|"
    "fully refunded|deleted|abandoned|transferred|expired|order expired|void|voided|"
    "not attending|not going|not coming|no|n|declined|rejected|denied|not approved|refused|"
    "pending approval|waiting for approval|waitlist|waitlisted|on waitlist|waiting list|"
    "on the waiting list|invited|no show|absent|withdrawn|unregistered|removed|"
    "storniert|abgesagt|abgelehnt|nein|warteliste|erstattet|abgelaufen|annulé|remboursé|non|"
    "liste d attente|cancelado|reembolsado|lista de espera|annullato|rimborsato"
)
_COMES_WORDS = (
    "attending|going|coming|yes|y|checked in|attended|approved|confirmed|registered|active|"
    "paid|completed|complete|manual|free|offline|valid|accepted|partially refunded|"
    "partially transferred|pending|unpaid|awaiting payment|payment pending|maybe|session|"
    "ja|bezahlt|bestätigt|angemeldet|zugesagt|offen|oui|confirmé|sí|confirmado|confermato|n a"
)

_AWAY = frozenset(map(spelled, _AWAY_WORDS.split("|")))
_COMES = frozenset(map(spelled, _COMES_WORDS.split("|")))


def is_away(status: str) -> bool:
    """Tell whether a status says that somebody does not come, or not as yet."""
    return spelled(status) in _AWAY


def is_unknown(status: str) -> bool:
    """Tell whether a status is a word that says nothing to us."""
    words = spelled(status)
    return bool(words) and words not in _AWAY and words not in _COMES
