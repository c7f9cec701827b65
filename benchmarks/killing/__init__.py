"""Killing real processes of a small site at random moments, and what must hold afterwards."""
