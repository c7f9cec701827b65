"""The event's settings on pages, theme by theme; as a file to keep, compare and bring back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.attendees.queries import answered
from api.events.access import EDITORS, Editing, OrganiserHere, Viewing, hold
from api.events.event_file import EventFile
from api.events.event_reading import LARGEST, parse_event, text_of_file
from api.events.file_text import text_of
from api.events.heading import Heading
from api.events.models import Event
from api.events.settings.differing import Difference, differences
from api.events.settings.forms import Values, fields_of, moved, read_form, state_of, typed_of
from api.events.settings.parts import Theme
from api.events.settings.shown import Summary, ThemeForm, form_of, summary_of, words_of
from api.events.settings.themes import MIX, THEMES, theme_of
from api.events.stored_file import document_of, file_of
from api.events.toml_answer import toml_answer
from api.faults import InputFault, InputFaults
from api.insight.changing import Touch, change, touched, with_closed
from api.insight.mix_examples import MixExample, examples
from api.web.access import Shut, not_found
from api.web.conflict import choose, stamp_of
from api.web.forms import Fields, SentFields
from api.web.page import go_to, page
from api.web.transaction import FIND, FindingOrWriting, Reading

router = APIRouter()
_MOST_FAULTS = 20
_SAVED = "Saved. What is made from now on is made with this; a timetable that is there stays."
_ASK = "Tick the box if you mean it."


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Context of events/settings.html."""

    event: Heading
    themes: tuple[Summary, ...]
    may_edit: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemePage:
    """Context of events/settings_theme.html."""

    event: Heading
    form: ThemeForm
    stamp: str
    examples: tuple[MixExample, ...] = ()
    touches: tuple[Touch, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    moved: bool = False


@dataclass(frozen=True, slots=True)
class FilePage:
    """Context of events/settings_file.html."""

    event: Heading
    text: str
    differences: tuple[Difference, ...]
    touches: tuple[Touch, ...]
    stopped: bool
    stamp: str


@router.get("/organise/{slug}/settings")
def show_settings(request: Request, here: Viewing, session: Reading) -> Response:
    """Show all themes, each with what it says now."""
    return page(request, "events/settings.html", _overview(session, here))


@router.get("/organise/{slug}/event.toml")
def download(here: Editing, session: Reading) -> Response:
    """Give the event as a file."""
    document = document_of(session.get_one(Event, here.event_id))
    return toml_answer(text_of(document), f"{here.slug}.toml")


@router.get("/organise/{slug}/settings/{theme_key}")
def show_theme(request: Request, theme_key: str, here: Editing, session: Reading) -> Response:
    """Show a theme's form."""
    theme = _theme(theme_key)
    event = session.get_one(Event, here.event_id)
    file = _file(event, here)
    document = file.model_dump()
    typed, stamp = fields_of(theme, document), state_of(theme, document)
    context = _context(session, here, theme, file, typed, stamp)
    return page(request, "events/settings_theme.html", context)


@router.post("/organise/{slug}/settings/file")
def compare(
    request: Request, here: Editing, sent: SentFields, session: FindingOrWriting
) -> Response:
    """Show what a file would change; then, if it is meant, change it."""
    event = _held(session, here, sent)
    upload = sent.files.get("file")
    try:
        text, after = _sent_file(
            event,
            sent,
            upload.file.read(LARGEST + 1) if upload else None,
            (upload.filename if upload else "") or "event.toml",
        )
    except InputFaults as refused:
        faults = tuple(map(str, refused.faults[:_MOST_FAULTS]))
        return page(request, "events/settings.html", _overview(session, here, faults), 422)
    before = _file(event, here)
    touches = touched(session, event, after)
    stamp = stamp_of({"file": (text_of(document_of(event)),)})
    found = differences(before.model_dump(), after.model_dump())
    stopped = any(touch.stops for touch in touches)
    context = FilePage(Heading.of(here), text, found, touches, stopped, stamp)
    if upload is not None or sent.stamp != stamp or not found or stopped:
        return page(request, "events/settings_file.html", context)
    change(session, event, after, here.account.account_id)
    return go_to(request, f"/organise/{here.slug}/settings", _SAVED)


@router.post("/organise/{slug}/settings/{theme_key}")
def save_theme(
    request: Request, theme_key: str, here: Editing, sent: SentFields, session: FindingOrWriting
) -> Response:
    """Change what a theme says; or say what is wrong, or what it would touch."""
    theme = _theme(theme_key)
    event = _held(session, here, sent)
    file = _file(event, here)
    document = file.model_dump()
    stored, stamp = fields_of(theme, document), state_of(theme, document)
    typed = typed_of(theme, sent.values)
    if sent.one(FIND):
        context = _context(session, here, theme, file, typed, sent.stamp or stamp)
        return page(request, "events/settings_theme.html", context)
    if sent.stamp and sent.stamp != stamp and typed != stored:
        if moved(sent.stamp, stamp):
            context = replace(_context(session, here, theme, file, stored, stamp), moved=True)
            return page(request, "events/settings_theme.html", context, 409)
        words = words_of(theme, {*typed, *stored})
        # Whoever brings back a row that they emptied brings its id back with it.
        ids = {name: stored[name] for name in stored.keys() - words.labels.keys()}
        asked = choose(request, {**typed, **ids}, stored, words, stamp)
        if asked is not None:
            return asked
    result = read_form(theme, document, typed, answered(session, event.id))
    if result.file is None:
        context = _context(session, here, theme, file, typed, stamp, errors=result.errors)
        return page(request, "events/settings_theme.html", context, 422)
    touches = touched(session, event, result.file)
    stops = " ".join(touch.text for touch in touches if touch.stops)
    errors = {"": stops} if stops else {}
    if touches and not errors and sent.one("sure") != "yes":
        errors = {"sure": _ASK} if sent.one("asked") else {}
        context = _context(session, here, theme, file, typed, stamp, touches, errors)
        return page(request, "events/settings_theme.html", context, 422)
    if errors:
        context = _context(session, here, theme, file, typed, stamp, errors=errors)
        return page(request, "events/settings_theme.html", context, 422)
    made = change(session, event, result.file, here.account.account_id)
    path = f"/organise/{here.slug}/settings"
    return go_to(
        request, path, _SAVED if made else "Nothing was changed.", "done" if made else "note"
    )


def _theme(key: str) -> Theme:
    theme = theme_of(key)
    if theme is None:
        raise not_found()
    return theme


def _held(session: Session, here: OrganiserHere, sent: Fields) -> Event:
    """Give the event; of two who save at once the second sees what the first has stored."""
    if sent.one(FIND):
        return session.get_one(Event, here.event_id)
    return hold(session, here, EDITORS)


def _file(event: Event, here: OrganiserHere) -> EventFile:
    try:
        return file_of(event)
    except ValidationError as error:
        raise Shut(
            "These settings cannot be shown now",
            "Since a delay a time of this event lies in an hour that the clocks repeat or skip, "
            "and cannot be written down. After another delay, out of that hour, this works again.",
            "Back to the event",
            f"/organise/{here.slug}",
            status=409,
        ) from error


def _sent_file(
    event: Event, sent: Fields, content: bytes | None, name: str
) -> tuple[str, EventFile]:
    text = sent.one("text") if content is None else text_of_file(content, name)
    file = parse_event(text, name)
    if file.event.slug != event.slug:
        fault = InputFault(
            f"{name}, event.slug",
            f'This is the file of "{file.event.slug}"; here it is "{event.slug}".',
            "Correct the slug if it is meant for this event, or make a new event of it.",
        )
        raise InputFaults([fault])
    return text, with_closed(event, file)


def _overview(session: Session, here: OrganiserHere, faults: tuple[str, ...] = ()) -> SettingsPage:
    file = _file(session.get_one(Event, here.event_id), here)
    document = file.model_dump()
    summaries = tuple(summary_of(theme, document) for theme in THEMES)
    return SettingsPage(Heading.of(here), summaries, here.edits, faults)


def _context(
    session: Session,
    here: OrganiserHere,
    theme: Theme,
    file: EventFile,
    typed: Values,
    stamp: str,
    touches: tuple[Touch, ...] = (),
    errors: dict[str, str] | None = None,
) -> ThemePage:
    return ThemePage(
        Heading.of(here),
        form_of(theme, file, typed),
        stamp,
        examples("".join(typed.get("mix", ()))) if theme is MIX else (),
        touches,
        errors or {},
    )
