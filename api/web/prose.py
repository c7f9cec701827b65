"""Text that people wrote, as safe HTML: a little Markdown, no images, no scripts."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# No img: an image would tell a stranger's server who reads the post, and when.
_ALLOWED_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    return parser.enable("linkify").disable(["heading", "lheading", "image"])


def parse(text: str) -> list[Token]:
    """Read the Markdown that people may use."""
    return _markdown().parse(text)


def prose(text: str) -> Markup:
    """Render CommonMark (no headings, no images, no raw HTML) and keep only harmless tags.

    Links carry ``rel="nofollow noopener ugc"``; whatever is not on the list is dropped, so the
    result may be put into a page as it is.
    """
    html = nh3.clean(
        _markdown().render(text),
        tags=set(_ALLOWED_TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return Markup(html)  # noqa: S704 - cleaned by the allow-list above
