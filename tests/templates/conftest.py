"""The gallery's pages, for the tests that look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.templates.gallery_pages import serve


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve() as base:
        yield base
