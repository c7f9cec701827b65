"""Bounds of requests: what is too much or cannot be stored is refused in words, on any route."""

from __future__ import annotations

import base64

import pytest

from api.web.bounds import FIELDS, HEADER, NAME, PART, PATH, QUERY, TEXT
from api.web.pace import LISTS, POSTS
from tests.api.looking import HOST, email
from tests.api.world import World

DEEP = base64.urlsafe_b64encode(b"[" * 2900).decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/e/cork/threads/a%00b", 404),
        (f"/e/{'x' * (PART + 1)}", 404),
        (f"/e/{'x/' * PATH}", 404),
        (f"/?q={'x' * QUERY}", 414),
        ("/sign-in?next=%00", 404),
        (f"/organise/cork/timetable/{10**30}", 404),
        (f"/organise/cork/timetable/{2**63}/why", 404),
        ("/organise/cork/timetable/0/files/timetable.csv", 404),
        ("/organise/cork/day?again=%00", 404),
        ("/static/a%00b", 404),
        ("/e/cork/threads/%ED%A0%80", 404),
    ],
)
def test_addresses_that_cannot_be(small_world: World, path: str, status: int) -> None:
    client = small_world.client(HOST if "organise" in path else email(1))
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"body": "a\0b"}, 422, "cannot be stored"),
        ({"body": "x" * (TEXT + 1)}, 422, "Shorten it"),
        ({"body": "x", "y" * (NAME + 1): "1"}, 422, "none of ours"),
        ({f"f{n}": "1" for n in range(FIELDS + 1)}, 400, "repeat what you did"),
        ({"body": "x" * 10_001}, 422, "at most 10000"),
    ],
)
def test_forms_that_cannot_be_taken(
    small_world: World, data: dict[str, str], status: int, words: str
) -> None:
    client = small_world.client(email(1))
    answer = client.post(f"/e/cork/threads/{small_world.thread_id}", data=data)
    assert (answer.status_code, words in answer.text) == (status, True)


def test_half_of_a_pair_in_a_part_s_own_character_set_is_refused(small_world: World) -> None:
    body = b'--x\r\ncontent-disposition: form-data; name="body"\r\n\r\n\\ud800\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset=unicode_escape"
    client = small_world.client(email(1))
    path = f"/e/cork/threads/{small_world.thread_id}"
    assert client.post(path, content=body, headers={"content-type": kind}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-anything": "x" * HEADER}, 431),
        ({f"x-{n}": "x" * 7000 for n in range(5)}, 431),
        ({"cookie": f"confab-flash={DEEP}"}, 200),
        ({"cookie": "confab-flash=W10=; confab-held=x; confab-visitor=\xff"}, 200),
    ],
)
def test_headers_and_cookies(small_world: World, headers: dict[str, str], status: int) -> None:
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    assert small_world.client().get("/", headers=sent).status_code == status


def test_a_broken_address_of_the_page_before_keeps_the_form_all_the_same(
    small_world: World,
) -> None:
    answer = small_world.client().post(
        "/e/cork/profile", data={"need": "bread"}, headers={"referer": "http://["}
    )
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in?next=/e/cork/profile",
    )


def test_a_file_s_name_is_kept_as_far_as_it_goes(small_world: World) -> None:
    rows = b"id,name,offers\nn1,Nia Newcomer,Bread\n"
    client = small_world.client(HOST)
    files = {"people": ("x" * 500 + ".csv", rows, "text/csv")}
    assert client.post("/organise/cork/people", files=files).status_code == 303
    assert "xxx.csv" in client.get("/organise/cork/people/list").text


def test_who_posts_too_much_is_asked_to_wait_and_keeps_the_words(small_world: World) -> None:
    client = small_world.client(email(1))
    path = f"/e/cork/threads/{small_world.thread_id}"
    for _ in range(POSTS.most):
        assert client.post(path, data={"body": ""}).status_code == 422
    refused = client.post(path, data={"body": "One more thing"})
    assert (refused.status_code, "One more thing" in refused.text) == (429, True)
    assert "Wait a little" in refused.text
    other = small_world.client(email(2)).post(path, data={"body": "Mine is my own"})
    assert other.status_code == 303


def test_who_sends_too_many_lists_is_asked_to_wait(small_world: World) -> None:
    client = small_world.client(HOST)
    for _ in range(LISTS.most):
        assert client.post("/organise/cork/people").status_code == 422
    assert client.post("/organise/cork/people").status_code == 429
