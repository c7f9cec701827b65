"""HEAD is answered as GET is, on every route, for whoever may and whoever may not."""

from __future__ import annotations

import pytest

from tests.api.looking import HOST, email, mark_left
from tests.api.test_every_route_every_role import ROUTES, address
from tests.api.world import World

WHO = {
    "attendee": email(1), "team": HOST, "viewer": HOST, "door": HOST, "editor": HOST, "owner": HOST,
    "signed in": email(1), "who left": email(4),
    "anyone": "", "steward": "steward@example.org", "maker": "steward@example.org",
}  # fmt: skip
# Different in each answer by their nature.
OWN = {"x-request-id", "date", "set-cookie", "content-length", "etag", "last-modified"}
GETS = [route for route in ROUTES if route.method == "GET"]


@pytest.mark.parametrize("who", ["", "right"])
def test_head_is_get_without_a_body(small_world: World, who: str) -> None:
    mark_left(small_world, 4)
    wrong = []
    clients = {role: small_world.client(who and WHO[role]) for role in WHO}
    for route in GETS:
        client = clients[route.roles[0]]
        where = address(route.path, small_world)
        # Packed, the tokens that differ make another length.
        plain = {"accept-encoding": "identity"}
        head = client.head(where, headers=plain)
        with client.stream("GET", where, headers=plain) as got:
            got.read()
        same = {n: v for n, v in head.headers.items() if n not in OWN} == {
            n: v for n, v in got.headers.items() if n not in OWN
        }
        # A page's tokens differ, its length does not.
        longer = head.headers.get("content-length") != got.headers.get("content-length")
        if "text/html" in got.headers.get("content-type", "") and longer:
            wrong.append(f"{where}: length")
        # What a redirect has to say is shown once, on whatever page comes next.
        client.cookies.pop("confab-flash", None)
        if head.content or head.status_code != got.status_code or not same:
            wrong.append(f"{where}: {head.status_code}, {got.status_code}")
    assert wrong == []


def test_head_of_files_missing_pages_and_streams(small_world: World) -> None:
    client = small_world.client()
    for path, status in (("/static/confab.css", 200), ("/static/none", 404), ("/nothing", 404)):
        head = client.head(path)
        assert (head.status_code, head.content) == (status, b"")
        assert head.headers["content-type"] == client.get(path).headers["content-type"]
    assert client.head("/sign-out").status_code == client.get("/sign-out").status_code == 405


def test_a_stream_that_goes_on_does_not_hold_head(small_world: World) -> None:
    from api.jobs.models import Job

    with small_world.database.write_session() as session:
        job = Job(kind="make-timetable", event_id=small_world.event_id)
        session.add(job)
        session.flush()
        path = f"/organise/cork/runs/{job.id}/events"
    head = small_world.client(HOST).head(path)
    assert head.status_code == 200
    assert head.headers["content-type"].startswith("text/event-stream")
