"""No other site acts in a visitor's name: by headers, and by token where there are none."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.world import ORIGIN, World, form_token


@pytest.fixture
def client(small_world: World) -> TestClient:
    """A browser, signed in, that says nothing of where requests come from."""
    client = small_world.client("cork1@example.org")
    del client.headers["sec-fetch-site"]
    return client


def _status(client: TestClient, **sent: object) -> int:
    data = {"coming": "yes"} | (sent.pop("data", {}) or {})  # type: ignore[operator]
    return client.post("/e/cork", data=data, **sent).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        # What the browser says first counts; a second header cannot talk it away.
        ({"sec-fetch-site": "cross-site", "origin": ORIGIN}, 403),
        ({"origin": ORIGIN}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_where_a_request_comes_from(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    assert _status(client, headers=headers) == status


def test_a_form_token_stands_in_for_missing_headers(client: TestClient) -> None:
    token = form_token(client.get("/e/cork").text)
    assert _status(client, data={"csrf": token}) == 303
    assert _status(client, headers={"x-csrf-token": token}) == 303
    assert _status(client, data={"csrf": token[:-1] + "x"}) == 403


def test_a_token_is_the_session_s_own(client: TestClient, small_world: World) -> None:
    foreign = form_token(small_world.client("cork2@example.org").get("/e/cork").text)
    assert _status(client, data={"csrf": foreign}) == 403


def test_visitors_have_tokens_too(small_world: World) -> None:
    visitor = small_world.client()
    del visitor.headers["sec-fetch-site"]
    token = form_token(visitor.get("/sign-in").text)
    form = {"email": "cork1@example.org"}
    assert visitor.post("/sign-in", data=form).status_code == 403
    assert visitor.post("/sign-in", data=form | {"csrf": token}).status_code == 200


def test_a_token_does_not_outweigh_what_the_browser_says(client: TestClient) -> None:
    token = form_token(client.get("/e/cork").text)
    headers = {"sec-fetch-site": "cross-site"}
    assert _status(client, data={"csrf": token}, headers=headers) == 403
