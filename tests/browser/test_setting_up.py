"""Setting an event up by pages alone: from a preset to the event's page, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.running_site import HOST, RunningSite
from tests.browser.test_journey import Visit, sign_in_by_link
from tests.browser.test_journey import site as site
from tests.browser.test_journey import visit as visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_event_from_a_preset(site: RunningSite, visit: Visit) -> None:
    site.confab("steward", HOST)
    for scripts in (True, False):
        host = visit(scripts=scripts)
        sign_in_by_link(host, site, HOST)
        host.goto("/organise")
        host.get_by_role("link", name="Make an event").click()
        host.get_by_role("link", name="Begin with this: Mentoring").click()
        host.get_by_label("Name", exact=True).fill(f"Porridge and advice, {scripts}")
        host.get_by_label("Date").fill("2031-05-13")
        expect(host.locator("#places")).to_contain_text("places enough for the promise")
        host.get_by_label("People you expect").fill("80")
        if scripts:
            host.get_by_label("Promised to each").focus()
        else:
            host.get_by_role("button", name="Count the places again").click()
        expect(host.locator("#places")).to_contain_text("needs more places than there are")
        host.get_by_label("Room", exact=True).fill("30")
        host.get_by_role("button", name="Make the event").click()
        expect(host.get_by_role("heading", level=1)).to_have_text(f"Porridge and advice, {scripts}")
        expect(host.get_by_text("4 × 30")).to_be_visible()
        host.get_by_role("link", name="Settings").click()
        host.get_by_role("link", name="How many, how fair").click()
        host.get_by_label("Promised to each").fill("3")
        host.get_by_role("button", name="Save").click()
        expect(host.get_by_text("Saved.")).to_be_visible()
        expect(host.locator(".facts", has_text="Promised to each")).to_contain_text("3")
