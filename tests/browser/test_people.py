"""The people of an event by pages alone: edited, labelled, merged, withdrawn and restored."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.running_site import HOST, SLUG, RunningSite
from tests.browser.test_journey import Visit, sign_in_by_link
from tests.browser.test_journey import site as site
from tests.browser.test_journey import visit as visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PEOPLE = f"/organise/{SLUG}/people"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_person_is_corrected_merged_withdrawn_and_restored(
    site: RunningSite, visit: Visit
) -> None:
    host = visit(scripts=False)
    sign_in_by_link(host, site, HOST)
    host.goto(f"{PEOPLE}/new")
    host.get_by_label("Name", exact=True).fill("Nora Tuly")
    host.get_by_label("What they need").fill("A van on Fridays")
    host.get_by_role("button", name="Add them").click()
    host.get_by_role("link", name="Nora Tuly", exact=True).click()
    host.get_by_role("link", name="Edit").click()
    host.get_by_label("Organisation").fill("Tully Ropes")
    host.get_by_role("button", name="Save").click()
    expect(host.get_by_text("Saved: organisation.")).to_be_visible()
    host.get_by_label("A new note").fill("Rang twice")
    host.get_by_role("button", name="Keep the note").click()
    host.get_by_label("A label").fill("press")
    host.get_by_role("button", name="Label", exact=True).click()
    host.get_by_role("link", name="Merge with another row").click()
    host.get_by_role("link", name="Nora Tully").click()
    host.get_by_role("group", name="Name").get_by_label("Second").check()
    host.get_by_role("button", name="Make them one").click()
    expect(host.get_by_role("heading", name="Nora Tully", level=1)).to_be_visible()
    expect(host.get_by_text("Rang twice")).to_be_visible()
    host.goto(f"{PEOPLE}?label=press")
    host.get_by_label("Tick Nora Tully").check()
    host.get_by_label("What", exact=True).select_option("withdraw")
    host.get_by_role("button", name="To those ticked").click()
    host.get_by_role("button", name="Withdraw 1 person").click()
    expect(host.get_by_text("1 person withdrawn.")).to_be_visible()
    host.get_by_text("Filter and sort").click()
    host.get_by_label("State").select_option("left")
    host.get_by_role("button", name="Show").click()
    host.get_by_role("link", name="Nora Tully").click()
    host.get_by_role("button", name="Restore Nora Tully").click()
    expect(host.get_by_text("takes part again, as they were")).to_be_visible()
    expect(host.get_by_text("Rang twice")).to_be_visible()
