"""Markdown as the text part of a mail: no escapes, no marks, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.prose_text import prose_text
from matcher.seeds import Link, Step, seed_of_meeting


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**salt** and *vinegar*", "salt and vinegar"),
        (r"a \- b \*c\* \#1 \[d\]", "a - b *c* #1 [d]"),
        ('O\'Neill & <ned> "x"', 'O\'Neill & <ned> "x"'),
        ("- one\n- two\n  more", "- one\n- two\n  more"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("> said\n> so", "> said\n> so"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("[here](https://example.org/a_b)", "here (https://example.org/a_b)"),
        ("https://example.org/a_b or a@b.org", "https://example.org/a_b or a@b.org"),
        ("```\na * b\n```", "a * b"),
        ("`a_b`", "a_b"),
        ("", ""),
    ],
)
def test_it_reads_as_it_was_meant(markdown: str, text: str) -> None:
    assert prose_text(markdown) == text


WORDS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40)


@given(WORDS, WORDS, WORDS)
def test_a_seed_shows_no_escapes(need: str, offer: str, step: str) -> None:
    link = Link("Ana", f"x {need} y", "Bo", f"x {offer} y")
    seed = seed_of_meeting("Ana", "Bo", [link], [Step("Ana", f"x {step} y")])
    text = prose_text(seed.post)
    for words in (need, offer, step):
        assert f"x {words} y" in text
