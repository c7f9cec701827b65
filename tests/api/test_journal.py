"""Logs: JSON lines without answers, tokens, addresses, whoever logs them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from api import journal
from tests.api.world import World

TOKEN = "dMauGm48-mHlbDL6iFtJ-sAqrmp3wr9AKzVJEeScS_c"


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Put the logs back as they were before a test set them up."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in ("dbos", "alembic")}
    yield
    structlog.reset_defaults()
    root.handlers = before
    root.setLevel(level)
    for name, each in quiet.items():
        logging.getLogger(name).setLevel(each)
    logging.getLogger("uvicorn.access").disabled = False


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_fields_that_nobody_declared_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    journal.set_up()
    structlog.get_logger("api.test").info("saved", note="she was rude", count=3, offers="my van")
    (line,) = _lines(capsys)
    assert (line["event"], line["count"]) == ("saved", 3)
    assert not {"note", "offers"} & set(line)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"token {TOKEN} used", TOKEN),
        ("mail to ana.kovac@example.org failed", "ana.kovac@example.org"),
        ("GET /sign-in/code?token=abc", "abc"),
    ],
)
def test_what_looks_like_a_secret_is_blanked(
    capsys: pytest.CaptureFixture[str], text: str, secret: str
) -> None:
    journal.set_up()
    logging.getLogger("somebody.else").warning(text)
    structlog.get_logger("api.test").warning(text)
    lines = _lines(capsys)
    assert len(lines) == 2
    assert secret not in json.dumps(lines)


def test_ids_stay_readable(capsys: pytest.CaptureFixture[str]) -> None:
    journal.set_up()
    known = "01a20f79-5ff2-754b-a801-e9611e4fb8ca"
    structlog.get_logger("api.test").info("job", job=known)
    assert _lines(capsys)[0]["job"] == known


def test_an_exception_is_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    journal.set_up()
    try:
        raise ValueError("my private answer")
    except ValueError:
        logging.getLogger("api.test").exception("it broke")
    (line,) = _lines(capsys)
    assert line["error"] == "builtins.ValueError"
    assert "test_journal.py" in str(line["frames"])
    assert "private answer" not in json.dumps(line)


def test_a_whole_sign_in_and_profile_leave_no_trace(
    capsys: pytest.CaptureFixture[str], small_world: World
) -> None:
    journal.set_up()
    client = small_world.client("cork1@example.org")
    client.post("/sign-in", data={"email": "cork2@example.org"})
    client.get(f"/sign-in/code?token={TOKEN}")
    form = {"name": "Ana", "offer": "a secret recipe", "when": "s01", "action": "send"}
    assert client.post("/e/cork/profile", data=form).status_code == 303
    lines = _lines(capsys)
    assert {"/sign-in", "/sign-in/code", "/e/{slug}/profile"} <= {
        line.get("route") for line in lines
    }
    everything = json.dumps(lines)
    for secret in ("example.org", TOKEN, "secret recipe", client.cookies["confab-session"]):
        assert secret not in everything
