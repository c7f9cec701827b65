"""The foot of a mail: why one gets it, how to stop its kind, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from api.mail.addresses import parsed
from api.mail.kinds import can_be_stopped, label_of
from api.mail.stopping import stop_page
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below every mail; each part may be empty."""

    contact: str
    """An address for questions."""
    stops: str
    """What the link stops, as in "Stop mails about ..."."""
    stop_link: str
    all_links: str
    """The page of all kinds of mail."""


def foot_of(kind: str, settings: Settings) -> Foot:
    """Write the foot of a kind of mail."""
    contact = parsed(settings.contact)
    stoppable = can_be_stopped(kind)
    return Foot(
        contact.addr_spec if contact else "",
        label_of(kind) if stoppable else "",
        stop_page(settings) if stoppable else "",
        f"{settings.base_url}/mail" if stoppable else "",
    )
