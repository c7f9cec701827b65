"""Roles in a team: pages offer what the role may do and nothing else; the log says who did it."""

from __future__ import annotations

import re

import pytest

from tests.api.looking import HOST
from tests.api.test_every_route_every_role import ALLOWED, ROUTES, TEAM, VISITORS, address
from tests.api.timetable.versions import add_version
from tests.api.world import World

_NO_PAGES = ("/files/", "/events", ".json")


def _role_needed(method: str, path: str) -> str:
    """Role that the route at an address declares; of several the one with most fixed parts."""
    fits = [
        route
        for route in ROUTES
        if route.method == method
        and re.fullmatch(re.sub(r"{[^}]*}", "[^/]+", route.path), path.split("?")[0].split("#")[0])
    ]
    assert fits, f"{method} {path} leads nowhere"
    return min(fits, key=lambda route: route.path.count("{")).roles[0]


def _offers(html: str) -> set[tuple[str, str]]:
    """Method and address of all that a page offers below /organise."""
    offered = {("GET", path) for path in re.findall(r'(?:href|hx-get)="(/organise/[^"]+)"', html)}
    for form in re.findall(r"<form\b[^>]*>", html):
        action = re.search(r'action="(/organise/[^"]+)"', form)
        if action is not None:
            offered.add(("POST" if 'method="post"' in form else "GET", action[1]))
    return offered


@pytest.mark.parametrize("who", TEAM)
def test_nobody_is_offered_what_they_may_not(small_world: World, who: str) -> None:
    add_version(small_world, {(1, 2): (1, "Quay 1"), (3, 4): (0, "Quay 2")})
    client = small_world.client(VISITORS[who])
    more = ["/organise/cork/timetable/2", "/organise/cork/timetable/1?by=person", "/organise"]
    pages = [
        address(route.path, small_world)
        for route in ROUTES
        if route.method == "GET"
        and route.path.startswith("/organise/{slug}")
        and who in ALLOWED[route.roles[0]]
        and not any(part in route.path for part in _NO_PAGES)
    ]
    looked, wrong = 0, []
    for path in [*pages, *(more if who != "door" else ["/organise"])]:
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        looked += 1
        for method, offered in _offers(answer.text):
            needed = _role_needed(method, offered)
            if who not in ALLOWED[needed]:
                wrong.append(f"{path} offers {method} {offered}, which is for {needed}")
    assert wrong == []
    assert looked >= (3 if who == "door" else 8)


def test_who_is_at_the_door_is_led_to_the_day(small_world: World) -> None:
    client = small_world.client(VISITORS["door"])
    assert client.get("/organise/cork").headers["location"] == "/organise/cork/door"
    assert "You are at the door" in client.get("/").text
    refused = client.get("/organise/cork/people")
    assert refused.status_code == 403
    assert "You help on the day" in refused.text


def test_what_an_editor_does_is_logged_with_their_name(small_world: World) -> None:
    add_version(small_world, {(1, 2): (1, "Quay 1")})
    editor = small_world.client(VISITORS["editor"])
    sent = editor.post("/organise/cork/timetable/2", data={"acknowledge": "yes"})
    assert sent.status_code == 303
    assert re.search(
        r"Version 2.*?Team Editor", small_world.client(HOST).get("/organise/cork").text, re.S
    )
