"""Algorithms that know no problem: linear programs, matchings, alternating paths."""
