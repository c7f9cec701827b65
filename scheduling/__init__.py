"""Candidate pairs, room and people's limits to a verified schedule; pure, never sees text."""
