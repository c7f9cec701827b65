"""One process of the site: its web process, a worker, or a command.

It is the real process, but that texts are embedded by hashing, which begins in no time.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import api.cli
import api.cli.web_server
import api.matches.vectors
import api.rows
import api.worker
from benchmarks.child_processes import die_with_parent
from embeddings.hashing import HashingEncoder


def begin(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
    """Run a command of the command line in this process; ``serve`` and ``worker`` are two."""
    die_with_parent()
    for name in [each for each in os.environ if each.startswith("CONFAB_")]:
        del os.environ[name]
    os.environ.update(environment)
    os.chdir(folder)
    log = os.open(folder / "processes.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    # The one place that loads a model; whoever asks for an encoder comes by it.
    load = lru_cache(lambda _settings: HashingEncoder())
    setattr(api.matches.vectors, "_load", load)  # noqa: B010
    # It was forked, so it cannot begin anew by itself.
    setattr(api.worker, "_REST_SECONDS", math.inf)  # noqa: B010
    sys.argv = ["confab", *words]
    api.cli.main()
