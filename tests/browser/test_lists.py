"""Another tool's list on a page: columns chosen, faulty rows aside, brought in, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.running_site import HOST, SAMPLE, SLUG, RunningSite, running_site
from tests.browser.test_journey import Visit
from tests.browser.test_journey import visit as visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GUESTS = (
    "Order #,First Name,Last Name,Email,Attendee #,Attendee Status,Wovon wünschen Sie mehr?\n"
    "1,Jürgen,Weiß,juergen@example.org,11,Attending,A bakery at night\n"
    "1,Bo,Hall,bo at example,12,Attending,Two vans\n"
    "2,Ida,Ray,ida@example.org,13,Not Attending,\n"
)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[RunningSite]:
    with running_site(database_url, tmp_path, "--no-worker", empty=True) as running:
        running.confab("init", SAMPLE / "event.toml", "--organiser", HOST)
        yield running


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_list_needs_no_spreadsheet(site: RunningSite, visit: Visit, tmp_path: Path) -> None:
    guests = tmp_path / "guests.csv"
    guests.write_bytes(GUESTS.encode("cp1252"))
    # None of it needs a script.
    host = visit(scripts=False)
    host.goto(site.link_for(HOST))
    if host.get_by_role("main").get_by_role("button").count():
        host.get_by_role("main").get_by_role("button").first.click()
    host.goto(f"/organise/{SLUG}/people")
    host.get_by_label("The file").set_input_files(guests)
    host.get_by_role("button", name="See what it would do").click()
    expect(host.get_by_text("This is an attendee list from Eventbrite.")).to_be_visible()
    expect(host.get_by_text("guests.csv, row 3, column Email")).to_be_visible()
    host.get_by_label("Wovon wünschen Sie mehr?").select_option(label="Needs")
    host.get_by_role("button", name="Look again").click()
    with host.expect_download() as copy:
        host.get_by_role("link", name="Get the copy to mend").click()
    assert copy.value.suggested_filename == "list-to-mend.xlsx"
    host.get_by_role("button", name="Leave this row aside").click()
    expect(host.get_by_text("Ida Ray: Not Attending")).to_be_visible()
    host.get_by_role("button", name="Bring this person in").click()
    expect(host.get_by_role("heading", name="1 person was added.")).to_be_visible()
    expect(host.get_by_text("Jürgen Weiß")).to_be_visible()
    host.get_by_role("link", name="Take it back").click()
    expect(host.get_by_role("heading", name="1 person would be removed")).to_be_visible()
    host.get_by_role("button", name="Take it back").click()
    expect(
        host.get_by_text("guests.csv was taken back: 1 removed, 0 changed back.")
    ).to_be_visible()
