"""From an empty database to a team: a link that the start printed, and an invitation by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.running_site import HOST, SAMPLE, SLUG, RunningSite, running_site
from tests.browser.test_journey import Visit, sign_in_by_code
from tests.browser.test_journey import visit as visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HELPER = "nia@example.org"


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[RunningSite]:
    with running_site(database_url, tmp_path, "--no-worker", empty=True) as running:
        yield running


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_first_organiser_and_a_helper(site: RunningSite, visit: Visit) -> None:
    printed = (site.folder / "site.log").read_text()
    link = re.search(rf"{re.escape(site.url)}(/first\?code=\S+)", printed)
    assert link is not None, printed

    host = visit()
    host.goto("/")
    expect(host).to_have_url(re.compile("/first$"))
    host.goto(link[1])
    expect(host.get_by_label("Your name")).to_be_focused()
    host.keyboard.type("Hanna Boyle")
    host.get_by_label("Your e-mail address").fill(HOST)
    host.keyboard.press("Enter")
    expect(host.get_by_text("Welcome, Hanna Boyle.")).to_be_visible()
    expect(host.get_by_text("No mail server is set up.")).to_be_visible()
    expect(host.get_by_role("link", name="Make an event")).to_be_visible()
    host.get_by_role("link", name="Who may make events").click()
    expect(host.get_by_text("Hanna Boyle").first).to_be_visible()

    site.confab("init", SAMPLE / "event.toml", "--organiser", HOST)
    host.goto(f"/organise/{SLUG}")
    host.get_by_role("link", name="Team").click()
    host.get_by_label("Their e-mail address").fill(HELPER)
    host.get_by_label("Door helper").check()
    host.get_by_role("button", name="Invite them").click()
    expect(host.get_by_text("has not signed in yet")).to_be_visible()

    host.goto("/outbox")
    mail = host.locator("details", has_text="invites you to the team").first
    expect(mail).to_contain_text("Hanna Boyle")
    way = mail.get_by_role("link", name=f"{site.url}/organise/{SLUG}").get_attribute("href")
    assert way is not None

    helper = visit(scripts=False)
    helper.goto(way)
    expect(helper).to_have_url(re.compile(f"next=/organise/{SLUG}$"))
    # Signed in, they are led on to the door, from where they find all that they may do.
    sign_in_by_code(helper, HELPER, f"/organise/{SLUG}/door")
    expect(helper.get_by_role("heading", name="Door")).to_be_visible()
    expect(helper.get_by_role("navigation").get_by_role("link")).to_have_count(3)

    host.goto(f"/organise/{SLUG}")
    expect(host.get_by_text(f"{HELPER} invited to the team as door helper")).to_be_visible()
