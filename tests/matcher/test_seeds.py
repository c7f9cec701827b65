"""Seeds: the thread's first post says why, what next, and cannot be hijacked by Markdown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from matcher.seeds import Link, Step, seed_of_meeting, seed_of_niche

WHY = [
    Link("Ana", "labels that stay on", "Ben", "cold store adhesives"),
    Link("Ana", "a second need", "Ben", "a second offer"),
    Link("Ben", "a printer", "Ana", "small print runs"),
]


def test_it_says_why_once_each_way_and_what_next() -> None:
    seed = seed_of_meeting("Ana", "Ben", WHY, [Step("Ben", "Send samples."), Step("Ana", " ")])
    assert seed.title == "Ana and Ben"
    assert "labels that stay on" in seed.post
    assert "small print runs" in seed.post
    assert "second" not in seed.post
    assert "- **Ben**: Send samples\n" in seed.post
    assert seed.post.endswith("by when?")


def test_without_a_step_it_asks_for_one() -> None:
    assert "What is the first small step" in seed_of_meeting("Ana", "Ben", []).post


@given(st.text(), st.text(max_size=400))
def test_words_of_people_stay_words(name: str, need: str) -> None:
    seed = seed_of_meeting(f"N {name}", "Ben", [Link("N", f"n {need}", "Ben", "x")])
    tokens = MarkdownIt("commonmark").parse(seed.post)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {child.type for child in inline} | {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "code_inline", "fence"}
    assert not kinds & {"heading_open", "blockquote_open"}


def test_a_niche_names_nobody_quotes_three_and_asks() -> None:
    seed = seed_of_niche(("bees", "honey"), ["two hives on a roof"] * 5, 7)
    assert seed.title == "Bees, honey"
    assert seed.post.startswith("7 of you")
    assert seed.post.count("two hives") == 3
    assert seed.post.endswith("?")
