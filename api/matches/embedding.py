"""Embed everybody's texts ahead of matching, in the background, when the model has changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.events.models import Event
from api.events.queries import rules_of
from api.jobs import service as jobs
from api.jobs.queries import JobView, last_of
from api.jobs.registry import JobContext
from api.matches.models import StoredVector
from api.matches.profiles import profile_of
from api.matches.service import taking_part
from api.matches.vectors import StoredVectors
from api.settings import Settings
from embeddings import Encoder, embed
from matcher import People

EMBED = "embed-texts"
"""Kind of the job that embeds all texts of all events by the model of the settings."""


def ask_to_embed(session: Session, settings: Settings) -> JobView | None:
    """Start embedding anew if the model is another than the last time; None if it is not.

    Nor where nothing was ever embedded: the first matching will do it.
    """
    last = last_of(session, EMBED)
    if last is not None and last.state != "failed" and last.payload["model"] == settings.model:
        return None
    if session.scalar(select(StoredVector.text_hash).limit(1)) is None:
        return None
    return jobs.start(session, EMBED, {"model": settings.model})


def embed_everybody(context: JobContext, encoder: Encoder) -> int:
    """Embed what the encoder's vectors are missing for, event by event; give how many texts.

    Vectors of other models stay: they are found by their own model alone, and going back to
    it costs nothing.
    """
    with context.read() as session:
        ids = session.scalars(select(Event.id).order_by(Event.id)).all()
    texts: dict[str, None] = {}
    for event_id in ids:
        with context.read() as session:
            rules = rules_of(session.get_one(Event, event_id))
            profiles = [profile_of(person, rules) for person in taking_part(session, event_id)]
        if profiles:
            texts.update(dict.fromkeys(People.of(profiles).texts))
    embed(
        list(texts),
        encoder,
        StoredVectors(context.database),
        lambda done, total: context.report("embedding", done / max(total, 1)),
    )
    return len(texts)
