"""Background work of matching: vectors of a new model."""

from __future__ import annotations

from api.jobs.registry import JobContext, JobRefused, Payload, job
from api.matches.embedding import EMBED, embed_everybody
from api.matches.vectors import encoder_of
from embeddings import ModelFault


@job(EMBED)
def embed_texts(context: JobContext, payload: Payload) -> Payload:
    """Embed all texts by the model of the settings; gives ``texts``, how many there are."""
    try:
        return {"texts": embed_everybody(context, encoder_of(context.settings))}
    except ModelFault as fault:
        raise JobRefused(str(fault)) from fault
