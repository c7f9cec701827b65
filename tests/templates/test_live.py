"""What pages do where JavaScript runs: wishes, drafts, a job's progress, answers that fail."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from api.web.templating import STATIC, Frame, render_fragment, render_page
from tests.templates import sample, sample_pages
from tests.templates.gallery_pages import CONTENT_SECURITY_POLICY, VIEWERS

pytestmark = pytest.mark.browser
MATCHES, PROFILE, RUN = "/e/cork/matches", "/e/cork/profile", "/organise/cork/runs/7"


class Site(http.server.ThreadingHTTPServer):
    """Answers as the templates' headers say the site does: a post leads back to its page."""

    def __init__(self) -> None:
        self.wishes: dict[str, str] = {}
        self.drafts: list[dict[str, list[str]]] = []
        self.broken = False
        self.go_on = threading.Event()
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            name = self.path.removeprefix("/static/").split("?")[0]
            kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
            self._send((STATIC / name).read_bytes(), kinds[name.rsplit(".", 1)[1]])
        elif self.path == f"{RUN}/events":
            self._stream()
        else:
            self._send(self._page().encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        size = int(self.headers["content-length"])
        sent = parse_qs(self.rfile.read(size).decode(), keep_blank_values=True)
        assert sent["csrf"] == ["token"]
        if self.server.broken:
            self._send(b"<h1>That went wrong</h1>", "text/html", 500)
            return
        if self.path == MATCHES:
            self.server.wishes[sent["attendee"][0]] = sent["wish"][0]
        else:
            self.server.drafts.append(sent)
        self.send_response(303)
        self.send_header("location", self.path)
        self.send_header("content-length", "0")
        self.end_headers()

    def _page(self) -> str:
        frame = Frame(self.path, VIEWERS["attendee"], "token")
        if self.path == MATCHES:
            wishes = self.server.wishes
            matches = tuple(
                SimpleNamespace(**(vars(m) | {"wish": wishes.get(m.id, "")}))
                for m in sample.MATCHES
            )
            return render_page(
                "matches/matches.html", frame, sample_pages.MATCHES | {"matches": matches}
            )
        if self.path == PROFILE:
            need = self.server.drafts[-1]["need"][0] if self.server.drafts else ""
            items = tuple(SimpleNamespace(text=t, note="") for t in need.split("\n") if t)
            page = sample_pages.PROFILE | {
                "saved_at": sample.NOW if need else None,
                "items": {"need": items, "offer": (), "interest": ()},
            }
            return render_page("attendees/profile.html", frame, page)
        job = SimpleNamespace(**(vars(sample.RUNNING) | {"events_path": f"{RUN}/events"}))
        return render_page("timetable/run.html", frame, sample_pages.RUN | {"job": job})

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        frame = Frame(RUN, VIEWERS["organiser"], "token")
        for job in (sample.RUNNING, sample.DONE):
            panel = render_fragment(
                "timetable/run.html", "panel", frame, sample_pages.RUN | {"job": job}
            )
            lines = "".join(f"data: {line}\n" for line in panel.splitlines())
            self.wfile.write(f"{lines}\n".encode())
            self.wfile.flush()
            self.server.go_on.wait(20)
        self.wfile.write(b"event: done\ndata: x\n\n")

    def _send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-security-policy", CONTENT_SECURITY_POLICY)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.go_on.set()
    served.shutdown()
    served.server_close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=f"http://127.0.0.1:{site.server_port}")
    yield context.new_page()
    context.close()


def test_a_wish_changes_its_card_alone_and_can_be_taken_back(page: Page, site: Site) -> None:
    page.goto(MATCHES)
    page.evaluate("window.untouched = true")
    want = page.locator("#want-a1")
    want.click()
    expect(want).to_have_attribute("aria-pressed", "true")
    expect(want).to_be_focused()
    assert site.wishes == {"a1": "want"}
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    assert page.locator(".match-card").count() == len(sample.MATCHES)
    want.click()
    expect(want).to_have_attribute("aria-pressed", "false")
    assert site.wishes == {"a1": ""}


def test_a_failed_answer_leaves_the_page_and_says_so(page: Page, site: Site) -> None:
    page.goto(MATCHES)
    site.broken = True
    page.locator("#want-a1").click()
    expect(page.locator("#live")).to_contain_text("Nothing is lost")
    assert page.locator("#match-a1 .reason-pair").count() == 2
    site.broken = False
    page.locator("#want-a1").click()
    expect(page.locator("#live")).to_be_empty()


def test_a_wish_works_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.server_port}{MATCHES}")
    page.locator("#rather-not-a2").click()
    expect(page.locator("#rather-not-a2")).to_have_attribute("aria-pressed", "true")
    context.close()
    assert site.wishes == {"a2": "rather not"}


def test_typing_saves_a_draft_and_shows_how_it_is_read(page: Page, site: Site) -> None:
    page.goto(PROFILE)
    need = page.locator("#field-need")
    need.fill("a speaker in May\nsomebody with a van")
    expect(page.locator("#draft-status")).to_contain_text("Draft saved at 14:32")
    expect(page.locator("#items-need li")).to_have_count(2)
    expect(need).to_have_value("a speaker in May\nsomebody with a van")
    expect(need).to_be_focused()
    assert site.drafts[-1]["action"] == ["draft"]


def test_a_draft_may_lack_what_sending_needs(page: Page, site: Site) -> None:
    page.goto(PROFILE)
    page.locator("#field-name").fill("")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.locator("h1")).to_have_text("Your profile")
    assert site.drafts[-1]["action"] == ["draft"]


def test_a_job_is_followed_to_its_end(page: Page, site: Site) -> None:
    page.goto(RUN)
    expect(page.locator("#progress-title")).to_have_text("At work")
    site.go_on.set()
    expect(page.locator("#progress-title")).to_contain_text("Done")
    expect(page.get_by_role("link", name="See the timetable")).to_be_visible()
