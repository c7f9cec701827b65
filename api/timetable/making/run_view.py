"""A run of the job that makes a timetable, as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from api.jobs.queries import JobView, Stage
from scheduling import progress

# The job's stages in order, in words.
STAGES = {
    "embedding": "Read what people wrote",
    "matching": "Find who would gain from whom",
    **progress.STAGES,
    "storing": "Keep it as a new version",
}


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage in the list."""

    label: str
    state: Literal["done", "now", "later"]


@dataclass(frozen=True, slots=True)
class RunView:
    """What `templates/_macros/progress.html` draws."""

    state: str
    title: str
    stages: tuple[StageView, ...]
    fraction: float | None
    detail: str
    value: float | None
    bound: float | None
    points: tuple[tuple[float, float], ...]
    seconds: float
    message: str
    events_path: str
    cancel_path: str
    result_path: str


def run_view(job: JobView, slug: str, now: dt.datetime) -> RunView:
    """Show a job of an event."""
    path = f"/organise/{slug}/runs/{job.id}"
    began = {stage.stage: stage for stage in job.stages}
    order = list(STAGES)
    reached = max((order.index(name) for name in began if name in STAGES), default=-1)
    current = began.get(order[reached]) if reached >= 0 else None
    points = max((stage.points for stage in job.stages), key=len, default=())
    return RunView(
        state=job.state,
        title="Making the timetable",
        stages=tuple(
            StageView(label, _state(job, place, reached, began.get(name)))
            for place, (name, label) in enumerate(STAGES.items())
        ),
        fraction=current.fraction if current else None,
        detail=current.note if current else "",
        value=points[-1][1] if points else None,
        bound=1.0 if points else None,
        points=points,
        seconds=((job.ended_at or now) - (job.started_at or now)).total_seconds(),
        message=job.error,
        events_path=f"{path}/events",
        cancel_path=f"{path}/cancel",
        result_path=_result_path(job, slug),
    )


def _result_path(job: JobView, slug: str) -> str:
    """Lead to the version that was made, or to both drafts side by side."""
    version, kept = job.result.get("version"), job.result.get("kept")
    if kept:
        of = job.payload["of"]
        return f"/organise/{slug}/compare?of={of}&beside={version}&to={kept}"
    return f"/organise/{slug}/timetable/{version}" if version else ""


def _state(
    job: JobView, place: int, reached: int, stage: Stage | None
) -> Literal["done", "now", "later"]:
    if job.state == "done" or place < reached or (stage is not None and stage.fraction >= 1.0):
        return "done"
    return "now" if place == reached or (reached < 0 and place == 0) else "later"
