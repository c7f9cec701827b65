"""One web process, as `confab serve` runs it beside its worker: python -m ...server PORT."""

from __future__ import annotations

import sys


def main() -> None:
    """Serve the database that the environment names."""
    import uvicorn

    import api.rows  # noqa: F401 - rows refer to each other by name
    from api import journal
    from api.app import create_app
    from api.db.session import Database
    from api.settings import get_settings

    settings = get_settings()
    journal.set_up(settings.log_level)
    app = create_app(settings, Database(settings.database_url.get_secret_value()))
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
