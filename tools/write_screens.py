"""Draw the screenshots of docs/screens/: each page of the gallery on a desk and on a phone.

A picture shows the page by day and by night beside each other. The people on it are fictional: it
is what the tests of pages look at.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# The gallery belongs to the tests, which no package holds.
sys.path.insert(0, str(ROOT))

from tests.templates.gallery_pages import SHOWN, serve  # noqa: E402

SCREENS = ROOT / "docs" / "screens"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
_LONGEST = 1600
"""Pixels of a page that are shown; what is further down is cut off."""
_WIDE = 960
"""Pixels across at most, of each picture of a page."""
_GAP, _QUALITY = 24, 55
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def names() -> Iterator[str]:
    """Give one page of the gallery for each template: the first, which shows it as it mostly is."""
    seen = set()
    for name, (template, *_) in SHOWN.items():
        if template not in seen and template != "gallery.html":
            seen.add(template)
            yield name


def main() -> None:
    """Draw those that are named, or all; and take away what shows no page any more."""
    asked = set(sys.argv[1:])
    wanted = list(names())
    SCREENS.mkdir(exist_ok=True)
    for file in SCREENS.glob("*.webp"):
        if file.stem.rsplit("-", 1)[0] not in wanted:
            file.unlink()
    browser_at = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_at, args=_FLAGS)
        page = browser.new_page(reduced_motion="reduce")
        for name in wanted:
            if asked and name not in asked:
                continue
            page.goto(f"{address}/{name}", wait_until="load")
            for device, (width, height) in SIZES.items():
                both = _beside([_shot(page, scheme, width, height) for scheme in SCHEMES])
                both.save(SCREENS / f"{name}-{device}.webp", quality=_QUALITY, method=6)
        browser.close()


def _shot(page: Page, scheme: str, width: int, height: int) -> Image.Image:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": height})
    whole: int = page.evaluate("document.documentElement.scrollHeight")
    # As tall as what is shown: what keeps to the lower edge of a phone is not drawn across it.
    page.set_viewport_size({"width": width, "height": min(max(whole, height), _LONGEST)})
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.thumbnail((_WIDE, _LONGEST))
    return shot


def _beside(shots: list[Image.Image]) -> Image.Image:
    width = sum(shot.width for shot in shots) + _GAP
    both = Image.new("RGB", (width, max(shot.height for shot in shots)), "white")
    left = 0
    for shot in shots:
        both.paste(shot, (left, 0))
        left += shot.width + _GAP
    return both


if __name__ == "__main__":
    main()
