"""The day as an organiser meets it: on a phone, somebody is missing; with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running_site import HOST, PATIENCE, SLUG, RunningSite, until
from tests.browser.test_journey import (
    Visit,
    mails,
    make_timetable,
    publish,
    sign_in_by_link,
)
from tests.browser.test_journey import site as site
from tests.browser.test_journey import visit as visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MISSING = "Sile Brannagh"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_is_missing(site: RunningSite, visit: Visit, scripts: bool) -> None:
    host = visit(scripts=scripts)
    sign_in_by_link(host, site, HOST)
    make_timetable(host)
    publish(host)

    host.goto(f"/organise/{SLUG}")
    host.get_by_role("link", name="On the day").click()
    tick(host, scripts)
    host.get_by_role("button", name="See what would change").click()
    expect(host.get_by_role("heading", name="What would change")).to_be_visible(
        timeout=PATIENCE * 1000
    )
    expect(host.get_by_text(f"{MISSING} is not here.", exact=True)).to_be_visible()
    apply = host.get_by_role("button", name=re.compile(r"Apply and tell \d+ people"))
    apply.click()
    expect(host.get_by_role("heading", name="This has changed")).to_be_visible()
    until(lambda: any("Sile is not here." in mail for mail in mails(host)))

    host.goto(f"/organise/{SLUG}/day")
    expect(host.get_by_role("group", name=re.compile("come after all"))).to_contain_text(MISSING)
    ask_why(host, scripts)


def tick(page: Page, scripts: bool) -> None:
    """Find somebody by the keyboard: as one types, or where there are no scripts by Enter."""
    find = page.get_by_label("Find a name or organisation")
    find.press_sequentially(MISSING.split()[1].lower())
    if not scripts:
        find.press("Enter")
    expect(page.locator(".day-guest:visible")).to_have_count(1)
    page.get_by_role("checkbox", name=re.compile(MISSING)).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name=re.compile(MISSING))).to_be_checked()
    if scripts:
        find.fill("")
        expect(page.get_by_role("heading", name="Marked as not here")).to_be_visible()
        expect(page.get_by_role("checkbox", name=re.compile(MISSING))).to_be_checked()


def ask_why(page: Page, scripts: bool) -> None:
    page.goto(f"/organise/{SLUG}/timetable/2")
    page.get_by_role("link", name="Ask why").click()
    who = page.get_by_label("Who", exact=True)
    who.press_sequentially(MISSING.split()[1].lower())
    if scripts:
        expect(page.locator("#people-found option")).to_have_attribute("value", MISSING)
    page.get_by_role("button", name="Ask why").click()
    expect(page.get_by_role("heading", name=f"{MISSING} has no meetings")).to_be_visible()
    expect(page.get_by_text("They are not there in any slot.")).to_be_visible()
