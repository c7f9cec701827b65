"""The whole way as its people walk it, in a real browser on the real site."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.looking import timeless
from tests.browser.running_site import (
    HOST,
    PATIENCE,
    SAMPLE,
    SLUG,
    RunningSite,
    running_site,
    until,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NORA = "nora.tully@example.org"
NEED = "somebody to keep the books of my new shop, tax returns as well"
OFFER = "painted flower pots and vases, and a shop window on the corner"
NEXT_STEP = "Nora brings the shoe box of receipts on Monday"
POST = "Monday at ten, then. I bring the receipts **and** the cake."

Visit = Callable[..., Page]


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[RunningSite]:
    with running_site(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, site: RunningSite) -> Iterator[Visit]:
    """Open the site as somebody, each in a browser of their own; no script may fail."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(*, scripts: bool = True, width: int = 390) -> Page:
        context = browser.new_context(
            base_url=site.url,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 844},
        )
        context.set_default_timeout(PATIENCE * 1000 / 4)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def sign_in_by_code(page: Page, email: str, path: str) -> None:
    page.goto(path)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a sign-in link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    mailbox = page.context.new_page()
    mailbox.goto("/outbox")
    subject = mailbox.locator("details", has_text=email).locator("summary").first.inner_text()
    mailbox.close()
    code = re.search(r"\d{3} \d{3}", subject)
    assert code is not None
    page.get_by_label("Six-digit code").fill(code[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(f"{path}$"))


def sign_in_by_link(page: Page, site: RunningSite, email: str) -> None:
    page.goto(site.link_for(email))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def address_of(name: str) -> str:
    with (SAMPLE / "attendees.csv").open(encoding="utf-8") as file:
        return next(row["email"] for row in csv.DictReader(file) if row["name"] == name)


def fill_in_profile(page: Page) -> None:
    page.get_by_label("What do you need?").fill(NEED)
    page.get_by_label("What can you offer?").fill(OFFER)


def make_timetable(page: Page) -> None:
    page.goto(f"/organise/{SLUG}")
    page.get_by_role("button", name="Make the timetable").click()
    expect(page.get_by_role("heading", name="Making the timetable")).to_be_visible()
    # The page follows by itself: nothing here loads it again.
    page.get_by_role("link", name="See the timetable").click(timeout=PATIENCE * 1000)


def publish(page: Page) -> None:
    expect(page.locator(".certificate-sentence")).to_contain_text("everyone has at least 2")
    page.get_by_text("How we know").click()
    expect(page.locator(".certificate")).to_contain_text("by code that shares nothing")
    tick = page.get_by_label("I have read this and publish all the same")
    if tick.count():
        tick.check()
    page.get_by_role("button", name=re.compile(r"Publish and send \d+ agendas")).click()
    expect(page.get_by_role("status").or_(page.locator(".notice")).first).to_contain_text(
        "is published"
    )
    expect(page.get_by_text("People see this", exact=True)).to_be_visible()


def answer(page: Page, meeting: str, go_on: str, next_step: str = "") -> str:
    """Give feedback on a meeting and give the page that follows, without secret and clock."""
    page.goto(meeting)
    page.get_by_label("Yes, we met").check()
    page.get_by_label("4", exact=True).check()
    page.get_by_label(go_on).check()
    page.get_by_label("What did you agree to do next?").fill(next_step)
    page.get_by_role("button", name=re.compile("my answers")).click()
    expect(page).to_have_url(re.compile(f"/e/{SLUG}/agenda$"))
    expect(page.get_by_text("Thank you. If you both want to go on")).to_be_visible()
    return timeless(re.sub(r"[0-9a-f]{32,}", "SECRET", page.content()))


def test_from_the_first_form_to_a_thread(site: RunningSite, visit: Visit) -> None:
    nora = visit()
    sign_in_by_code(nora, NORA, f"/e/{SLUG}/profile")
    fill_in_profile(nora)
    expect(nora.locator("#draft-status")).to_contain_text("Draft saved at")
    expect(nora.locator("#items-need li")).to_have_count(1)
    nora.get_by_role("button", name="Send my profile").click()
    expect(nora.get_by_text("Your profile is in.")).to_be_visible()

    host = visit(width=1280)
    sign_in_by_link(host, site, HOST)
    make_timetable(host)
    publish(host)

    nora.goto(f"/e/{SLUG}/matches")
    cards = nora.locator(".match-card")
    expect(cards.filter(has_text="Sile Brannagh")).to_contain_text("bookkeeping for sole traders")
    wish = cards.first.get_by_role("button", name="Want to meet")
    wish.click()
    expect(wish).to_have_attribute("aria-pressed", "true")
    nora.reload()
    expect(wish).to_have_attribute("aria-pressed", "true")

    nora.goto(f"/e/{SLUG}/agenda")
    entry = nora.locator(".agenda-meeting").first
    name = entry.locator("h3").inner_text()
    meeting = entry.get_by_role("link").first.get_attribute("href")
    assert meeting is not None
    expect(entry).to_contain_text(re.compile("Yard|Loft"))

    nora.goto(meeting)
    expect(nora.get_by_label("Yes, we met")).to_have_count(0)
    site.begin()
    # A yes of one side alone: nothing at all tells what the other said.
    other = visit()
    sign_in_by_code(other, address_of(name), f"/e/{SLUG}/agenda")
    alone = answer(nora, meeting, "Yes, let us go on", NEXT_STEP)
    answer(other, meeting, "No, that was good as it was")
    assert answer(nora, meeting, "Yes, let us go on", NEXT_STEP) == alone
    for page in (nora, other):
        page.goto(f"/e/{SLUG}/threads")
        expect(page.get_by_text("No threads yet")).to_be_visible()

    answer(other, meeting, "Yes, let us go on")
    read_the_thread(nora, other, name)


def read_the_thread(nora: Page, other: Page, name: str) -> None:
    thread = nora.locator(".thread-rows a")

    def begun() -> bool:
        nora.goto(f"/e/{SLUG}/threads")
        return thread.count() == 1

    until(begun)
    expect(thread).to_contain_text(name)
    thread.click()
    expect(nora.locator(".post-host")).to_contain_text(NEXT_STEP)
    nora.get_by_label(re.compile("Write to")).fill(POST)
    nora.get_by_role("button", name="Send").click()
    expect(nora.locator(".post-mine strong", has_text="and")).to_be_visible()

    other.goto(f"/e/{SLUG}/threads")
    expect(thread_row := other.locator(".thread-rows a")).to_contain_text("New")
    thread_row.click()
    expect(other.locator(".post").last).to_contain_text("Nora Tully")
    expect(other.locator(".post").last).to_contain_text("Monday at ten, then.")
    assert [mail for mail in mails(other) if "Nora Tully" in mail], "a post is told by mail"


def mails(page: Page) -> list[str]:
    page.goto("/outbox")
    return page.locator("details").all_text_contents()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_attendee_without_scripts(site: RunningSite, visit: Visit) -> None:
    nora = visit(scripts=False)
    sign_in_by_code(nora, NORA, f"/e/{SLUG}/profile")
    fill_in_profile(nora)
    nora.get_by_role("button", name="Save as draft").click()
    expect(nora.locator("#draft-status")).to_contain_text("Draft saved at")
    expect(nora.get_by_label("What do you need?")).to_have_value(NEED)
    nora.get_by_role("button", name="Send my profile").click()
    expect(nora.get_by_text("Your profile is in.")).to_be_visible()
    nora.get_by_role("button", name="I am coming").click()
    expect(nora.get_by_role("heading", name="You are coming")).to_be_visible()

    host = visit(scripts=False)
    sign_in_by_link(host, site, HOST)
    make_timetable(host)
    publish(host)

    nora.get_by_role("link", name="Matches", exact=True).click()
    wish = nora.locator(".match-card").first.get_by_role("button", name="Rather not")
    wish.click()
    expect(wish).to_have_attribute("aria-pressed", "true")
    wish.click()
    expect(wish).to_have_attribute("aria-pressed", "false")

    nora.get_by_role("link", name="Agenda", exact=True).click()
    entry = nora.locator(".agenda-meeting").first
    name = entry.locator("h3").inner_text()
    meeting = entry.get_by_role("link").first.get_attribute("href")
    assert meeting is not None
    other = visit(scripts=False)
    sign_in_by_code(other, address_of(name), meeting)
    site.begin()
    answer(other, meeting, "Yes, let us go on")
    answer(nora, meeting, "Yes, let us go on", NEXT_STEP)
    read_the_thread(nora, other, name)
