"""Presets: event files to begin with, each readable by itself and read as anybody's would be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from api.events.event_file import EventFile
from api.events.event_reading import parse_event

_FOLDER = Path(__file__).with_name("presets")
_ORDER = ("business-exchange", "hosted-buyers", "conference-mingling", "circle", "mentoring")


@dataclass(frozen=True, slots=True)
class Preset:
    """One preset; its first comment says its title, the lines below for whom it is."""

    key: str
    title: str
    summary: str
    text: str
    file: EventFile


@cache
def presets() -> tuple[Preset, ...]:
    """Give all presets, the one that most events begin with first."""
    return tuple(_read(key) for key in _ORDER)


def preset(key: str) -> Preset | None:
    """Find a preset by its key."""
    return next((each for each in presets() if each.key == key), None)


def _read(key: str) -> Preset:
    path = _FOLDER / f"{key}.toml"
    text = path.read_text(encoding="utf-8")
    title, *summary = (line.removeprefix("#").strip() for line in text.split("\n\n")[0].split("\n"))
    return Preset(key, title, " ".join(summary), text, parse_event(text, path.name))
