"""Every page in a real browser: no accessibility fault, visible focus, targets to hit, no CSP."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Error, Page

from api.web.templating import STATIC
from tests.templates.gallery_pages import PAGES

pytestmark = pytest.mark.browser

AXE = next((Path(__file__).parents[1] / "browser" / "vendor").glob("axe-core-*/axe.min.js"))
RUN_AXE = """async () => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                                    "best-practice"]},
    rules: {"target-size": {enabled: true}},
    // Faults alone: a list of all that is well, with a selector for each, takes as long again.
    resultTypes: ["violations"], selectors: false,
  });
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
}"""
SMALL_TARGETS = """() => [
  ...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && e.type !== "hidden")
  .filter((e) => !(e.tagName === "A" && getComputedStyle(e).display === "inline"
                   && e.parentElement.textContent.trim() !== e.textContent.trim()))
  .map((e) => [e, (e.closest("label") ?? e).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && Math.min(box.width, box.height) < 23.99)
  .map(([e, box]) => `${box.width}x${box.height} ${e.outerHTML.slice(0, 120)}`)"""
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"
PHONE, DESK = (390, 844), (1280, 900)


@contextmanager
def opened(browser: Browser, size: tuple[int, int], scheme: str) -> Iterator[Page]:
    """Open an empty page that animates nothing."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def shown(page: Page, url: str) -> Iterator[None]:
    """Go to an address; nothing there may write to the console, then or while the block runs."""
    said: list[str] = []

    def note(message: ConsoleMessage | Error) -> None:
        said.append(message.text if isinstance(message, ConsoleMessage) else str(message))

    page.on("console", note)
    page.on("pageerror", note)
    try:
        page.goto(url, wait_until="load")
        yield
        assert not said, said
    finally:
        page.remove_listener("console", note)
        page.remove_listener("pageerror", note)


@pytest.fixture(scope="module")
def viewer(browser: Browser) -> Iterator[Page]:
    """Keep one page for all of the gallery: a process for each costs more than looking at it."""
    with opened(browser, PHONE, "light") as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_page(viewer: Page, address: str, name: str) -> None:
    """On a phone in the light, then as the window grows and it gets dark; no script asks which."""
    _look_as(viewer, PHONE, "light")
    with shown(viewer, f"{address}/{name}"):
        viewer.evaluate(AXE.read_text())
        for size, scheme in ((PHONE, "light"), (DESK, "dark")):
            _look_as(viewer, size, scheme)
            seen = f"{size[0]} px wide, {scheme}"
            assert viewer.evaluate(WIDER) <= 0, f"{seen}: the page scrolls sideways"
            assert viewer.evaluate(SMALL_TARGETS) == [], seen
            assert viewer.evaluate(RUN_AXE) == [], seen


def _look_as(page: Page, size: tuple[int, int], scheme: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


def test_no_script_asks_for_size_or_scheme() -> None:
    """Else a page would have to be opened anew at each of them."""
    ours = (STATIC / "confab.js").read_text()
    assert not re.search(r"innerWidth|clientWidth|offsetWidth|matchMedia|ResizeObserver", ours)


FOCUSABLE = {
    "brand": ".brand", "navigation": ".site-nav a", "link": ".back a", "wish": ".button-wish",
    "primary button": "button.button-primary", "quiet button": ".actions button.button-quiet",
    "danger button": "button.button-danger", "text": "#field-email", "area": "#field-offers",
    "choice list": "#field-language", "radio button": "[name=happened]", "checkbox": "[name=when]",
    "rating": "[name=worth][value='4']", "unfold": "summary", "slot": ".slots a",
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_is_seen(browser: Browser, address: str, scheme: str) -> None:
    """The pixels that focus changes differ from before by 3:1, along the whole edge."""
    with opened(browser, DESK, scheme) as page, shown(page, f"{address}/gallery"):
        page.keyboard.press("Tab")
        for what, selector in FOCUSABLE.items():
            target = page.locator(selector).first
            target.scroll_into_view_if_needed()
            box = target.evaluate(
                "(e) => {const r = (e.closest('.rating-scale label') ?? e).getBoundingClientRect();"
                "return [r.x, r.y, r.width, r.height]}"
            )
            clip = (box[0] - 8, box[1] - 8, box[2] + 16, box[3] + 16)
            page.evaluate("document.activeElement.blur()")
            before = _shot(page, clip)
            target.focus()
            changed = _changed(before, _shot(page, clip))
            edge = 2 * (box[2] + box[3])
            assert changed >= 2 * edge, f"{what}: {changed} pixels change, {edge:.0f} is its edge"


def _shot(page: Page, clip: tuple[float, float, float, float]) -> Image.Image:
    x, y, width, height = clip
    png = page.screenshot(
        clip={"x": max(0, x), "y": max(0, y), "width": width, "height": height}, scale="css"
    )
    return Image.open(io.BytesIO(png)).convert("RGB")


def _luminance(pixel: tuple[int, int, int]) -> float:
    parts = [c / 255 for c in pixel]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _changed(before: Image.Image, after: Image.Image) -> int:
    """How many pixels changed by a contrast of 3:1 or more (WCAG 2.2, 2.4.13)."""
    count = 0
    for old, new in zip(before.get_flattened_data(), after.get_flattened_data(), strict=True):
        if old != new:
            dark, bright = sorted((_luminance(old), _luminance(new)))
            count += (bright + 0.05) / (dark + 0.05) >= 3
    return count


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_javascript_all_is_there(browser: Browser, address: str, scheme: str) -> None:
    """What a reader without JavaScript sees is what one with it sees, the print button aside."""
    with opened(browser, PHONE, scheme) as page, shown(page, f"{address}/agenda"):
        with_script = page.locator("main").inner_text()
    context = browser.new_context(java_script_enabled=False, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/agenda")
    without = page.locator("main").inner_text()
    context.close()
    assert [line for line in with_script.split("\n") if line.strip() != "Print"] == without.split(
        "\n"
    )
