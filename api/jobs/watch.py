"""Following jobs live: one look at the database a process, fanned out to all who watch."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

from api.db.session import Database
from api.jobs.execution import LOOK_SECONDS
from api.jobs.queries import JobView, find_all


class JobWatch:
    """Tells any number of followers how jobs fare; it looks only while somebody follows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followed: Counter[str] = Counter()
        self._seen: dict[str, JobView] = {}
        self._changed = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    async def close(self) -> None:
        """Let all followers go: the process ends, and they follow on at another."""
        self._closed = True
        async with self._changed:
            self._changed.notify_all()

    async def follow(self, job_id: str) -> AsyncIterator[JobView]:
        """Yield the job at once and after every change, until it is over, unknown or closed."""
        self._followed[job_id] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        last: JobView | None = None
        try:
            while last is None or not last.over:
                seen = self._seen.get(job_id)
                if seen is not None and seen != last:
                    last = seen
                    yield seen
                    continue
                async with self._changed:
                    if not self._closed:
                        await self._changed.wait()
                if self._closed or job_id not in self._seen:
                    return
        finally:
            self._followed[job_id] -= 1
            if self._followed[job_id] <= 0:
                del self._followed[job_id]
                self._seen.pop(job_id, None)

    async def _look(self) -> None:
        while self._followed and not self._closed:
            found = await asyncio.to_thread(self._find, list(self._followed))
            self._seen = {key: job for key, job in found.items() if key in self._followed}
            async with self._changed:
                self._changed.notify_all()
            await asyncio.sleep(LOOK_SECONDS)

    def _find(self, ids: list[str]) -> dict[str, JobView]:
        with self._database.read_session() as session:
            return find_all(session, ids)
