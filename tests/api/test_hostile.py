"""Whatever anybody sends to whatever route: no answer of 500, no traceback, no long wait."""

from __future__ import annotations

import os
import time

from tests.api.hostile import Hostile
from tests.api.world import World

SEED = int(os.environ.get("CONFAB_FUZZ_SEED", "1"))
SECONDS = float(os.environ.get("CONFAB_FUZZ_SECONDS", "8"))
ROUNDS = 4
"""Every route is asked so often, however slow the machine; more while there is time."""


def test_hostile_requests_cost_no_more_than_their_share(small_world: World) -> None:
    wrong: list[str] = []
    rounds = 0
    with Hostile(small_world, SEED) as hostile:
        until = time.perf_counter() + SECONDS
        while rounds < ROUNDS or time.perf_counter() < until:
            wrong += hostile.walk()
            rounds += 1
    assert wrong == [], "\n".join(wrong[:20])
    assert hostile.answers[200] > hostile.asked / 20, "most never came to a handler"
