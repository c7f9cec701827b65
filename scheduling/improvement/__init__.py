"""Improvement until the gap is closed, and lifting the worst-off."""
