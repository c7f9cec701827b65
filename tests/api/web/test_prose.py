"""What people wrote becomes harmless HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.prose import prose

ALLOWED = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
NASTY = st.lists(
    st.sampled_from(
        ["<script>", "</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
         "![i]", "(http://tracker.example/x.png)", "<a href='data:text/html,x'>", "# h", "\n",
         "**b**", "`",
         "<svg/onload=alert(1)>", "https://example.com", "<!--", "&lt;", "\x00", "> ", "- "]
    )
)  # fmt: skip


@given(NASTY)
def test_nothing_but_harmless_tags(parts: list[str]) -> None:
    html = str(prose("".join(parts)))
    for tag, attributes in re.findall(r"<\s*/?\s*([a-zA-Z0-9!-]+)([^>]*)>", html):
        assert tag.lower() in ALLOWED
        assert not re.search(r"\bon\w+\s*=|\bsrc\s*=|\bstyle\s*=", attributes)
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.split(":")[0] in ("http", "https", "mailto")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("see https://example.com", 'href="https://example.com" rel="nofollow noopener ugc"'),
        ("**Monday** it is", "<strong>Monday</strong>"),
        ("one\ntwo", "one<br>"),
        ("# Loud", "# Loud"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_a_little_markdown(written: str, shown: str) -> None:
    assert shown in str(prose(written))
