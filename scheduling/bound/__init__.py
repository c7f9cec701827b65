"""Dual bounds, weakest to strongest: prices that no timetable can beat."""
