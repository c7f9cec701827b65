"""Signed out while writing, and two windows of one profile, in a real browser; axe is content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.running_site import SLUG, RunningSite, running_site
from tests.browser.test_journey import NORA, sign_in_by_code
from tests.templates.test_gallery import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROFILE = f"/e/{SLUG}/profile"
NEED = "somebody to keep the books of my new shop"


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[RunningSite]:
    # Nothing here waits for a job.
    with running_site(database_url, tmp_path, "--no-worker") as running:
        yield running


def _open(browser: Browser, site: RunningSite, *, scripts: bool) -> BrowserContext:
    size = {"width": 390, "height": 844}
    return browser.new_context(base_url=site.url, java_script_enabled=scripts, viewport=size)  # type: ignore[arg-type]


def _sign_out_elsewhere(context: BrowserContext) -> None:
    """Sign out as another tab of the same browser would, by its cookies alone."""
    page = context.request.get("/")
    form = re.search(r'<form[^>]*action="/sign-out".*?</form>', page.text(), re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    answer = context.request.post(
        "/sign-out",
        form=fields,
        headers={"origin": page.url.rstrip("/"), "sec-fetch-site": "same-origin"},
    )
    assert answer.ok
    assert "Sign out" not in context.request.get("/").text()


def _no_faults(page: Page) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
    assert found == []


def test_signed_out_while_writing_a_profile_without_scripts(
    browser: Browser, site: RunningSite
) -> None:
    context = _open(browser, site, scripts=False)
    page = context.new_page()
    sign_in_by_code(page, NORA, PROFILE)
    page.get_by_label("What do you need?").fill(NEED)
    page.get_by_label("Name", exact=True).fill("Nora Tully")
    _sign_out_elsewhere(context)
    page.get_by_role("button", name=re.compile("my profile")).click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    assert "/sign-in?next=" in page.url
    page.get_by_label("Your e-mail address").fill(NORA)
    page.get_by_role("button", name="Send me a sign-in link").click()
    mailbox = context.new_page()
    mailbox.goto("/outbox")
    subject = mailbox.locator("details", has_text=NORA).locator("summary").first.inner_text()
    mailbox.close()
    code = re.search(r"\d{3} \d{3}", subject)
    assert code is not None
    page.get_by_label("Six-digit code").fill(code[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(f"{PROFILE}$"))
    expect(page.get_by_text("What you typed stands here again")).to_be_visible()
    expect(page.get_by_label("What do you need?")).to_have_value(NEED)
    page.get_by_role("button", name=re.compile("my profile")).click()
    expect(page.get_by_text("Your profile is in")).to_be_visible()
    context.close()


def test_typing_on_when_signed_out_stays_and_two_windows_choose(
    browser: Browser, site: RunningSite
) -> None:
    context = _open(browser, site, scripts=True)
    one = context.new_page()
    sign_in_by_code(one, NORA, PROFILE)
    two = context.new_page()
    two.goto(PROFILE)
    one.get_by_label("What do you need?").fill(NEED)
    expect(one.locator("#draft-status")).to_contain_text("Draft saved at")
    two.get_by_label("What do you need?").fill("a crew")
    expect(two.locator("#live")).to_contain_text("changed elsewhere meanwhile")
    two.get_by_role("button", name="Save as draft").click()
    expect(two.get_by_role("heading", name="This was changed meanwhile")).to_be_visible()
    expect(two.get_by_text(NEED)).to_be_visible()
    _no_faults(two)
    two.close()
    _sign_out_elsewhere(context)
    one.get_by_label("What do you need?").fill(f"{NEED} and its taxes")
    expect(one.locator("#live")).to_contain_text("You are signed out; what you typed stays here.")
    expect(one.get_by_label("What do you need?")).to_have_value(f"{NEED} and its taxes")
    expect(one).to_have_url(re.compile(f"{PROFILE}$"))
    context.close()
