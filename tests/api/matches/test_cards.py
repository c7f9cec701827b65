from __future__ import annotations

from api.matches.cards import LEAST, MatchCard, worth_a_card
from api.matches.reason_pairs import ReasonPair


def card(number: int, *needs: str, wish: str = "") -> MatchCard:
    reasons = tuple(ReasonPair("gain", need, "an offer", 0.9) for need in needs)
    return MatchCard(f"p{number}", "Ana", "", "", reasons, wish, "")


def kept(*cards: MatchCard) -> list[str]:
    return [one.id for one in worth_a_card(cards)]


def test_cards_without_a_reason_are_not_filled_up() -> None:
    cards = [card(n, f"need {n}") if n in {1, 4, 6, 8} else card(n) for n in range(12)]
    assert kept(*cards) == ["p1", "p4", "p6", "p8"]


def test_somebody_is_shown_even_where_no_reason_is_good_enough() -> None:
    assert kept(*(card(n) for n in range(12))) == ["p0", "p1", "p2"]
    assert len(kept(card(0), card(1))) < LEAST


def test_one_need_does_not_fill_the_page() -> None:
    cards = [card(n, "a bookkeeper") for n in range(8)]
    cards += [card(8, "a bookkeeper", "a printer"), card(9, "a mason")]
    assert kept(*cards) == ["p0", "p1", "p2", "p8", "p9"]


def test_whom_one_has_spoken_of_stays() -> None:
    cards = [card(n, f"need {n}") for n in range(3)]
    assert kept(*cards, card(3, wish="rather not"), card(4)) == ["p0", "p1", "p2", "p3"]
