"""The web server of `confab serve`: when it ends it lets followers go, and finishes the rest."""

from __future__ import annotations

import socket

import uvicorn

from api.app import create_app
from api.db.session import Database
from api.jobs.watch import JobWatch
from api.settings import Settings
from api.web.running import Site


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, jobs: JobWatch) -> None:
        super().__init__(config)
        self._jobs = jobs

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Streams of events never end by themselves, and would be waited for in vain.
        await self._jobs.close()
        await super().shutdown(sockets)


def make_server(settings: Settings, database: Database, grace: int) -> uvicorn.Server:
    """Make the server of a site.

    Parameters
    ----------
    grace
        Seconds that running requests have once it is told to end.
    """
    app = create_app(settings, database)
    site: Site = app.state.site
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=grace,
    )
    return _Server(config, site.jobs)
