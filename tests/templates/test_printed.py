"""Printed sheets as a browser prints them: so many pages, of the paper chosen."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.needs import require

pytestmark = pytest.mark.browser
A4 = "595 x 842"
"""Points, as rounded."""


def test_each_sheet_begins_a_page_of_its_paper(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    require(shutil.which("pdfinfo"), "the Debian package poppler-utils")
    context = browser.new_context()
    page = context.new_page()
    for name, pages in (("badges", 1), ("door", 1), ("agendas", 2), ("cards", 1)):
        page.goto(f"{address}/printed-{name}")
        path = tmp_path / f"{name}.pdf"
        page.pdf(path=path, prefer_css_page_size=True)
        read = subprocess.run(["pdfinfo", path], capture_output=True, check=True).stdout.decode()
        found = re.search(r"Pages: +(\d+)", read)
        size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", read)
        assert found
        assert size
        assert (int(found[1]), f"{float(size[1]):.0f} x {float(size[2]):.0f}") == (pages, A4), name
    context.close()
