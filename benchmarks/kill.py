"""What holds when processes are killed: web process, workers and commands, at random moments.

``python -m benchmarks.kill [KILLS] [--postgresql URL] [--minutes N]``: so many kills at work on
SQLite and on PostgreSQL (a server of its own, or an empty database of yours), or as many as the
minutes allow; those that came too early or too late do not count.
Real processes, a real mail server, only loopback.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from api.db.migrate import upgrade
from api.db.session import Database
from api.jobs.engine import prepare
from benchmarks.killing.evening import Evening
from benchmarks.killing.kills import Kill, at_work
from benchmarks.measuring import show, write


def killed(
    url: str, kills: int, folder: Path, seed: int = 0, minutes: float = 60.0
) -> tuple[list[Kill], int, int]:
    """Kill so many processes at their work, or fewer if the minutes are over before.

    Returns
    -------
    tuple
        Each kill, how many mails came, and how many of them came again.
    """
    until = time.monotonic() + 60 * minutes
    database = Database(url)
    prepare(database.engine)
    upgrade(database.engine)
    database.close()
    evening = Evening(url, folder, seed)
    try:
        while (left := kills - at_work(evening.kills)) > 0 and time.monotonic() < until:
            evening.go_round(left)
    finally:
        evening.close()
    taken = evening.inbox.taken
    return evening.kills, len(taken), sum(taken.values()) - len(taken)


def row_of(name: str, kills: Sequence[Kill]) -> tuple[str, ...]:
    """One line of the table."""
    seconds = [each.seconds for each in kills if each.under_way] or [0.0]
    faults = sum(bool(each.broken) for each in kills)
    return (
        name,
        str(len(kills)),
        str(at_work(kills)),
        f"{statistics.median(seconds):.1f}",
        f"{max(seconds):.1f}",
        str(faults),
    )


def main() -> int:
    """Kill, print the tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("--postgresql", default="", help="address of an empty database")
    parser.add_argument("--minutes", type=float, default=60.0, help="at most, for each database")
    asked = parser.parse_args()
    from tests.postgres import server

    ending = ExitStack()
    all_kills: list[Kill] = []
    mails: list[tuple[str, ...]] = []
    folder = Path(tempfile.mkdtemp(prefix="confab-kill-"))
    try:
        theirs = asked.postgresql or f"{ending.enter_context(server())}/postgres"
        urls = [f"sqlite:///{folder / 'kill.sqlite'}", theirs]
        homes = [folder / str(number) for number in range(len(urls))]
        for home in homes:
            home.mkdir()
        # Side by side: most of the time processes start, or wait for a lock that has ended.
        with ProcessPoolExecutor(len(urls)) as pool:
            tried = partial(killed, kills=asked.kills, minutes=asked.minutes)
            found = [
                pool.submit(tried, url, folder=home) for url, home in zip(urls, homes, strict=True)
            ]
            for kills, came, again in (each.result() for each in found):
                all_kills += kills
                mails.append((kills[0].database, f"{came:,}", str(again)))
    finally:
        ending.close()
        shutil.rmtree(folder, ignore_errors=True)
    groups: dict[str, list[Kill]] = {}
    for each in all_kills:
        groups.setdefault(f"{each.database}, {each.activity}: {each.victim}", []).append(each)
    heading = ("killed", "times", "under way", "over again after s", "at most s", "with faults")
    rows = [row_of(name, groups[name]) for name in sorted(groups)]
    rows.append(row_of("all", all_kills))
    tables = [
        show("Kills, and while something was under way", heading, rows),
        show("Mails, by Message-ID", ("database", "came", "came again"), mails),
    ]
    for each in all_kills:
        if each.broken:
            print(each)
    write("kill", f"python -m benchmarks.kill {asked.kills}", tables, kills=all_kills)
    return any(each.broken for each in all_kills)


if __name__ == "__main__":
    sys.exit(main())
