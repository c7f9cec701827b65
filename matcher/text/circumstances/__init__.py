"""Circumstances in words: times that suit, what somebody pursues, and how far on they are."""
