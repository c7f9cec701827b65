"""Another model: its vectors are made in the background, and those of before serve nobody else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import func, select

import api.worker  # noqa: F401 - declares all jobs
from api.db.session import Database
from api.events.models import Event
from api.jobs.queries import JobView
from api.jobs.registry import handler_of
from api.jobs.service import run_here
from api.matches import jobs
from api.matches.embedding import EMBED, ask_to_embed
from api.matches.models import MatchRun, StoredVector
from api.matches.vectors import StoredVectors
from api.settings import Settings
from api.timetable import jobs as timetable_jobs
from api.timetable.service import MAKE
from embeddings import HashingEncoder, embed, text_hash
from embeddings.encoder import Progress
from tests.api.world import World


class Counting(HashingEncoder):
    """Counts the texts it is asked for."""

    def __init__(self, dim: int) -> None:
        super().__init__(dim=dim)
        self.asked = 0

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        self.asked += len(texts)
        return super().encode(texts, progress)


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> dict[str, Counting]:
    """Two models, chosen by the setting as always."""
    known = {"": Counting(32), "other": Counting(48)}
    for module in (jobs, timetable_jobs):
        monkeypatch.setattr(module, "encoder_of", lambda settings: known[settings.model])
    return known


def _settings(world: World, model: str) -> Settings:
    return world.settings.model_copy(update={"model": model})


def _run(world: World, kind: str, model: str) -> JobView:
    event_id = world.event_id if kind == MAKE else None
    return run_here(
        world.database, _settings(world, model), kind, {"model": model} if kind == EMBED else {},
        event_id=event_id,
    )  # fmt: skip


def _asked(world: World, model: str) -> bool:
    with world.database.write_session() as session:
        return ask_to_embed(session, _settings(world, model)) is not None


def _stored(database: Database, encoder: HashingEncoder) -> int:
    with database.read_session() as session:
        mine = select(func.count()).where(StoredVector.fingerprint == encoder.fingerprint)
        return session.scalar(mine) or 0


def test_a_new_model_is_ready_before_the_next_matching(
    small_world: World, encoders: dict[str, Counting]
) -> None:
    assert _run(small_world, MAKE, "").state == "done"
    before = _stored(small_world.database, encoders[""])
    ended = _run(small_world, EMBED, "other")
    assert ended.state == "done"
    # Both events' people say the same.
    assert ended.result["texts"] == encoders["other"].asked == before > 0
    assert _stored(small_world.database, encoders[""]) == before
    asked = encoders["other"].asked
    assert _run(small_world, MAKE, "other").state == "done"
    assert encoders["other"].asked == asked
    with small_world.database.read_session() as session:
        run = session.scalars(select(MatchRun).order_by(MatchRun.id.desc()).limit(1)).one()
        assert session.get_one(Event, small_world.event_id).id == run.event_id
    assert run.fingerprint == encoders["other"].fingerprint


def test_vectors_are_found_by_their_own_model_alone(database: Database) -> None:
    store, one, other = StoredVectors(database), HashingEncoder(dim=32), HashingEncoder(dim=48)
    embed(["bread"], one, store)
    key = text_hash("bread")
    assert store.get(one.fingerprint, [key])[key].shape == (32,)
    assert store.get(other.fingerprint, [key]) == {}
    assert embed(["bread"], other, store).shape == (1, 48)
    assert store.get(one.fingerprint, [key])[key].shape == (32,)


def test_it_is_asked_for_once_a_change(small_world: World, encoders: dict[str, Counting]) -> None:
    assert not _asked(small_world, ""), "nothing was ever embedded"
    _run(small_world, MAKE, "")
    _run(small_world, EMBED, "")
    assert not _asked(small_world, "")
    assert _asked(small_world, "other")
    assert not _asked(small_world, "other"), "it waits already"
    assert _asked(small_world, "")


def test_the_worker_knows_the_job() -> None:
    assert handler_of(EMBED) is jobs.embed_texts
