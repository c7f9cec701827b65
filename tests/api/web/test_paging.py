"""Long lists a page at a time: which page is shown, and links to its neighbours alone."""

from __future__ import annotations

import pytest

from api.web.paging import Pages
from api.web.templating import environment


@pytest.mark.parametrize(
    ("asked", "entries", "number", "last", "before"),
    [
        (1, 0, 1, 1, 0),
        (1, 10, 1, 1, 0),
        (2, 10, 1, 1, 0),
        (2, 11, 2, 2, 10),
        (3, 30, 3, 3, 20),
        (1_000_000, 31, 4, 4, 30),
    ],
)
def test_a_page_that_there_is(
    asked: int, entries: int, number: int, last: int, before: int
) -> None:
    pages = Pages.of(asked, entries, 10)
    assert (pages.number, pages.last, pages.before) == (number, last, before)


@pytest.mark.parametrize(
    ("number", "last", "links"),
    [(1, 1, []), (1, 3, ["next 2"]), (2, 3, ["prev 1", "next 3"]), (3, 3, ["prev 2"])],
)
def test_links_lead_to_the_neighbours(number: int, last: int, links: list[str]) -> None:
    pager = environment().get_template("_macros/badge.html").module.pager  # type: ignore[attr-defined]
    html = str(pager(Pages(number, last, 10), "/people?q=a&page="))
    for rel in ("prev", "next"):
        found = [link for link in links if link.startswith(rel)]
        assert html.count(f'rel="{rel}"') == len(found)
        for link in found:
            assert f'rel="{rel}" href="/people?q=a&amp;page={link.split()[1]}"' in html
    assert (f"Page {number} of {last}" in html) == (last > 1)
