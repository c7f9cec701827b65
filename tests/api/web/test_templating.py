"""Pages, fragments and mails out of frozen contexts."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace as O

import pytest
from jinja2 import UndefinedError

from api.mail.foot import foot_of
from api.settings import Settings
from api.web.templating import (
    Frame,
    context_of,
    environment,
    icon,
    render_fragment,
    render_mail,
    render_page,
    static,
)
from tests.templates import sample, sample_pages


@dataclass(frozen=True)
class _Page:
    path: str


@dataclass(frozen=True)
class _SignInMail:
    site: str = "https://confab.example"
    reason_sent: str = "You asked to sign in."
    link: str = "https://confab.example/sign-in/code?token=a&b"
    code: str = "482 913"
    minutes: int = 15
    to: str = ""


def test_a_page_may_not_hide_the_frame() -> None:
    with pytest.raises(ValueError, match="path"):
        context_of(Frame("/"), _Page("/elsewhere"))


def test_a_name_that_nobody_gives_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render_page("accounts/sign_in.html", Frame("/sign-in"), {"email": ""})


def test_a_fragment_is_the_block_of_the_page() -> None:
    frame = Frame("/organise/cork/runs/7", csrf_token="t")
    panel = render_fragment("timetable/run.html", "panel", frame, sample_pages.RUN)
    assert "<html" not in panel
    assert panel.strip() in render_page("timetable/run.html", frame, sample_pages.RUN)


def test_a_mail_is_text_and_html() -> None:
    text, html = render_mail("mails/sign_in", _SignInMail())
    assert "token=a&b" in text
    assert "<" not in text
    assert "token=a&amp;b" in html
    assert html.index("482 913") < html.index("<h1>"), "the code shows in the inbox list"


def test_an_agenda_mail_names_every_meeting() -> None:
    mail = {
        "site": "https://confab.example", "reason_sent": "You are coming.", "name": "Orla",
        "event": O(**vars(sample_pages.EVENT), dates="Thursday 12 November 2026"),
        "link": "https://confab.example/e/cork/agenda",
        "profile_link": "https://confab.example/e/cork/profile", "changes": (), "left_over": "",
        "days": sample_pages.AGENDA["days"],
    }  # fmt: skip
    text, html = render_mail("mails/agenda", mail)
    for entry in sample.AGENDA:
        assert entry.title in text
        assert str(environment().from_string("{{ t|e }}").render(t=entry.title)) in html
    assert "14:20  Ana Kovač, Window 2" in text
    assert text.index("Thursday 12 November 2026") < text.index("14:20")
    assert "12 November 2026" in text
    assert "12 November 2026" in html
    assert "<" not in text


def test_a_thread_mail_carries_the_post() -> None:
    mail = {
        "site": "https://confab.example", "reason_sent": "You are in this thread.", "name": "Orla",
        "event": sample_pages.EVENT, "title": "Customs", "link": "https://confab.example/t",
        "heading": "Ana Kovač wrote to you", "foot": foot_of("thread", Settings(_env_file=None)),
        "posts": ({"author": "Ana Kovač", "body": "**Monday** <script> at \\#2, it's on"},),
    }  # fmt: skip
    text, html = render_mail("mails/thread", mail)
    assert "\nMonday <script> at #2, it's on\n" in text
    assert "Stop mails about posts in your threads: http://127.0.0.1:8000/mail/stop" in text
    assert "<strong>Monday</strong>" in html
    assert "<script>" not in html


def test_icons_speak_only_when_asked() -> None:
    assert 'aria-hidden="true"' in icon("check")
    assert 'aria-label="a &lt;b&gt;"' in icon("check", "a <b>")


def test_a_static_address_follows_the_content() -> None:
    assert static("confab.css").startswith("/static/confab.css?v=")
    with pytest.raises(FileNotFoundError):
        static("absent.css")
