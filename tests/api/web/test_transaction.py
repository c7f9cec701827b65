"""Many who write at once: whoever holds the write lock always finds a thread to go on with."""

from __future__ import annotations

import asyncio
import datetime as dt
import time

import httpx
from sqlalchemy import update

from api.accounts.models import SignInSession
from api.clock import now
from tests.api.looking import email
from tests.api.world import ORIGIN, World

MANY = 24


async def _at_once(world: World, cookies: list[str]) -> list[int]:
    transport = httpx.ASGITransport(world.app, client=("127.0.0.1", 50_000))
    async with (
        world.app.router.lifespan_context(world.app),
        httpx.AsyncClient(transport=transport, base_url=ORIGIN) as browser,
    ):

        async def visit(n: int) -> int:
            headers = {"sec-fetch-site": "same-origin", "cookie": f"confab-session={cookies[n]}"}
            await asyncio.sleep(n / 100)
            if n % 2:
                answer = await browser.get("/e/cork", headers=headers)
            else:
                form = {"coming": "yes", "once": f"{n:032x}"}
                answer = await browser.post("/e/cork", data=form, headers=headers)
            return answer.status_code

        return list(await asyncio.gather(*(visit(n) for n in range(len(cookies)))))


def test_many_who_come_back_and_write_at_once_do_not_wait_for_each_other_for_ever(
    small_world: World,
) -> None:
    cookies = [small_world.client(email(1)).cookies["confab-session"] for _ in range(MANY)]
    # Whose last visit was long ago has this one noted: that is a write, too.
    with small_world.database.write_session() as session:
        session.execute(update(SignInSession).values(seen_at=now() - dt.timedelta(hours=3)))
    begun = time.monotonic()
    answers = asyncio.run(_at_once(small_world, cookies))
    assert set(answers) <= {200, 303}
    assert time.monotonic() - begun < 20
