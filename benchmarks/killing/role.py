"""One process of the site: python -m benchmarks.killing.role site PORT | worker | COMMAND ...

It is the real process, but that texts are embedded by hashing, which begins in no time.
"""

from __future__ import annotations

import sys
from functools import lru_cache

import api.cli
import api.matches.vectors
from embeddings.hashing import HashingEncoder


def main() -> None:
    """Run the process that the arguments name."""
    # The one place that loads a model; whoever asks for an encoder comes by it.
    load = lru_cache(lambda _settings: HashingEncoder())
    setattr(api.matches.vectors, "_load", load)  # noqa: B010
    if sys.argv[1] == "site":
        _serve(int(sys.argv[2]))
    else:
        api.cli.main()


def _serve(port: int) -> None:
    """Run the web process alone, as `confab serve` does beside its worker."""
    import uvicorn

    import api.rows  # noqa: F401 - rows refer to each other by name
    from api.app import create_app
    from api.db.session import Database
    from api.settings import get_settings

    settings = get_settings()
    database = Database(settings.database_url.get_secret_value())
    uvicorn.run(create_app(settings, database), host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main()
