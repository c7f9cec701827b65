"""Pages are compressed for whoever asks for them here, and hide their token from who measures."""

from __future__ import annotations

import pytest

from tests.api.world import World, form_token

GZIP = {"accept-encoding": "gzip"}


@pytest.mark.parametrize(
    ("site", "encoding"),
    [
        ("same-origin", "gzip"),
        ("none", "gzip"),
        ("same-site", None),
        ("cross-site", None),
        ("", None),
    ],
)
def test_compressed_unless_another_site_asks(
    small_world: World, site: str, encoding: str | None
) -> None:
    client = small_world.client("host-cork@example.org")
    headers = GZIP | {"sec-fetch-site": site}
    answer = client.get("/organise/cork/people?q=cork", headers=headers)
    assert answer.headers.get("content-encoding") == encoding
    assert "Cork 1" in answer.text
    head = client.head("/organise/cork/people?q=cork", headers=headers)
    assert head.headers.get("content-encoding") == encoding


def test_a_token_is_never_written_twice_alike_and_opens(small_world: World) -> None:
    client = small_world.client("cork1@example.org")
    first, second = (form_token(client.get("/e/cork").text) for _ in range(2))
    same = [a == b for a, b in zip(first, second, strict=True)]
    assert first[:16] == second[:16], "whose page it is"
    assert sum(same[16:]) < 32, "of 128 digits one in sixteen is the same by chance"
    # A browser that says nothing of where a form was sent from has the token alone.
    del client.headers["sec-fetch-site"]
    for token in (first, second):
        assert client.post("/e/cork", data={"csrf": token, "coming": "yes"}).status_code == 303
