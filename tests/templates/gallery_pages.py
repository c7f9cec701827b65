"""The gallery's pages by name, rendered from the sample contexts, and a server that shows them."""

from __future__ import annotations

import http.server
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from api.web.templating import STATIC, TEMPLATES, Frame, Place, Viewer, context_of, environment
from tests.templates import sample
from tests.templates import sample_mail as mail
from tests.templates import sample_pages as pages
from tests.templates import sample_prints as prints
from tests.templates import sample_studio as studio

HERE = Path(__file__).parent
CORK = Place("cork", "Cork Business Exchange")

# What the site itself sends; pages that break it would break there too.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    here = FileSystemLoader(HERE / "gallery")
    return environment().overlay(loader=ChoiceLoader([FileSystemLoader(TEMPLATES), here]))


# name: template, path, what the viewer is ("visitor", "attendee", "organiser"), context
SHOWN: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "landing": ("landing/home.html", "/", "visitor", pages.LANDING_VISITOR),
    "landing-signed-in": ("landing/home.html", "/", "account", pages.LANDING),
    "sign-in": ("accounts/sign_in.html", "/sign-in", "visitor", pages.SIGN_IN),
    "sign-in-wrong": ("accounts/sign_in.html", "/sign-in", "visitor", pages.SIGN_IN_WRONG),
    "code": ("accounts/code.html", "/sign-in/code", "visitor", pages.CODE),
    "code-wrong": ("accounts/code.html", "/sign-in/code", "visitor", pages.CODE_WRONG),
    "link": ("accounts/link.html", "/sign-in/code", "visitor", pages.LINK),
    "link-old": ("accounts/link.html", "/sign-in/code", "visitor", pages.LINK_OLD),
    **{
        f"join{kind}": ("attendees/join.html", "/e/cork/join", "visitor", context)
        for kind, context in (
            ("", pages.JOIN), ("-wrong", pages.JOIN_WRONG), ("-code", pages.JOIN_CODE),
            ("-closed", pages.JOIN_CLOSED), ("-full", pages.JOIN_FULL),
            ("-waiting", pages.JOIN_WAITING),
        )
    },
    **{
        f"invitations{kind}": (
            "attendees/invitations.html", "/organise/cork/invitations", "organiser", context,
        )
        for kind, context in (("", pages.INVITATIONS), ("-done", pages.INVITATIONS_DONE))
    },
    "registration": (
        "attendees/registration.html", "/organise/cork/registration", "organiser",
        pages.REGISTRATION,
    ),
    "registration-closed": (
        "attendees/registration.html", "/organise/cork/registration", "organiser",
        pages.REGISTRATION_CLOSED,
    ),
    "registration-sheet": (
        "attendees/registration_sheet.html", "/organise/cork/registration/sheet", "organiser",
        pages.SHEET_TO_HANG,
    ),
    "home-before": ("events/home.html", "/e/cork", "attendee", pages.HOME_BEFORE),
    "home-during": ("events/home.html", "/e/cork", "attendee", pages.HOME_DURING),
    "profile": ("attendees/profile.html", "/e/cork/profile", "attendee", pages.PROFILE),
    "profile-wrong": (
        "attendees/profile.html", "/e/cork/profile", "attendee", pages.PROFILE_WRONG,
    ),
    "matches": ("matches/matches.html", "/e/cork/matches", "attendee", pages.MATCHES),
    "matches-none": ("matches/matches.html", "/e/cork/matches", "attendee", pages.MATCHES_NONE),
    "agenda": ("timetable/agenda.html", "/e/cork/agenda", "attendee", pages.AGENDA),
    "agenda-none": ("timetable/agenda.html", "/e/cork/agenda", "attendee", pages.AGENDA_NONE),
    "feedback": ("feedback/feedback.html", "/e/cork/feedback/m1", "attendee", pages.FEEDBACK),
    "threads": ("threads/threads.html", "/e/cork/threads", "attendee", pages.THREADS),
    "threads-none": ("threads/threads.html", "/e/cork/threads", "attendee", pages.THREADS_NONE),
    "thread": ("threads/thread.html", "/e/cork/threads/t1", "attendee", pages.THREAD),
    "thread-group": ("threads/thread.html", "/e/cork/threads/t3", "attendee", pages.GROUP_THREAD),
    "groups": ("threads/groups.html", "/organise/cork/groups", "organiser", pages.GROUPS),
    "groups-none": ("threads/groups.html", "/organise/cork/groups", "organiser", pages.GROUPS_NONE),
    "groups-looking": (
        "threads/groups.html", "/organise/cork/groups", "organiser", pages.GROUPS_LOOKING,
    ),
    "team": ("events/team.html", "/organise/cork/team", "organiser", pages.TEAM),
    "team-wrong": ("events/team.html", "/organise/cork/team", "organiser", pages.TEAM_WRONG),
    "team-door": ("events/team.html", "/organise/cork/team", "door", pages.TEAM_DOOR),
    "log": ("events/log.html", "/organise/cork/log", "looker", pages.LOG),
    "log-none": ("events/log.html", "/organise/cork/log", "organiser", pages.LOG_NONE),
    "organise-looker": ("events/organise.html", "/organise/cork", "looker", pages.ORGANISE),
    "first-run": ("accounts/first_run.html", "/first", "visitor", pages.FIRST_RUN),
    "first-run-wrong": ("accounts/first_run.html", "/first", "visitor", pages.FIRST_RUN_WRONG),
    "stewards": ("accounts/stewards.html", "/stewards", "account", pages.STEWARDS),
    "mine-first": ("events/mine.html", "/organise", "account", pages.MINE_FIRST),
    "new": ("events/new.html", "/organise/new", "account", pages.NEW),
    "new-faults": ("events/new.html", "/organise/new/event", "account", pages.NEW_FAULTS),
    "new-event": ("events/new_event.html", "/organise/new/event", "account", pages.NEW_EVENT),
    "new-event-wrong": (
        "events/new_event.html", "/organise/new/event", "account", pages.NEW_EVENT_WRONG,
    ),
    "settings": ("events/settings.html", "/organise/cork/settings", "organiser", pages.SETTINGS),
    "settings-read": (
        "events/settings.html", "/organise/cork/settings", "organiser", pages.SETTINGS_READ,
    ),
    "settings-wrong": (
        "events/settings_theme.html", "/organise/cork/settings/room", "organiser",
        pages.SETTINGS_WRONG,
    ),
    "settings-file": (
        "events/settings_file.html", "/organise/cork/settings/file", "organiser",
        pages.SETTINGS_FILE,
    ),
    "settings-file-same": (
        "events/settings_file.html", "/organise/cork/settings/file", "organiser",
        pages.SETTINGS_FILE_SAME,
    ),
    **{
        f"settings-{key}": (
            "events/settings_theme.html", f"/organise/cork/settings/{key}", "organiser", context,
        )
        for key, context in pages.SETTINGS_THEMES.items()
    },
    "mine": ("events/mine.html", "/organise", "account", pages.MINE),
    "organise": ("events/organise.html", "/organise/cork", "organiser", pages.ORGANISE),
    "organise-empty": (
        "events/organise.html", "/organise/cork", "organiser", pages.ORGANISE_EMPTY,
    ),
    "organise-stopped": (
        "events/organise.html", "/organise/cork", "organiser", pages.ORGANISE_STOPPED,
    ),
    "organise-short": (
        "events/organise.html", "/organise/cork", "organiser",
        pages.ORGANISE | {"cert": sample.SHORT},
    ),
    "room": ("events/room.html", "/organise/cork/room", "organiser", pages.ROOM),
    "room-wrong": ("events/room.html", "/organise/cork/room", "organiser", pages.ROOM_WRONG),
    "food": ("events/food.html", "/organise/cork/food", "organiser", prints.FOOD),
    "food-wrong": ("events/food.html", "/organise/cork/food", "organiser", prints.FOOD_WRONG),
    "print": ("timetable/print/print.html", "/organise/cork/print", "organiser", prints.PRINT),
    "print-empty": (
        "timetable/print/print.html", "/organise/cork/print", "organiser", prints.PRINT_EMPTY,
    ),
    **{
        f"printed-{name}": (
            "timetable/print/printed.html", f"/organise/cork/print/{name}.html", "organiser",
            context,
        )
        for name, context in prints.PRINTED.items()
    },
    "people": ("attendees/people.html", "/organise/cork/people", "organiser", pages.PEOPLE),
    "people-faults": (
        "attendees/people.html", "/organise/cork/people", "organiser", pages.PEOPLE_FAULTS,
    ),
    "list": ("attendees/list.html", "/organise/cork/people/list", "organiser", pages.LIST),
    "list-done": (
        "attendees/list.html", "/organise/cork/people/list", "organiser", pages.LIST_DONE,
    ),
    "list-faults": (
        "attendees/list.html", "/organise/cork/people/list", "organiser", pages.LIST_FAULTS,
    ),
    **{
        name: (
            "attendees/take_back.html", "/organise/cork/people/list/take-back", "organiser",
            context,
        )
        for name, context in (
            ("take-back", pages.TAKE_BACK), ("take-back-none", pages.TAKE_BACK_NONE),
        )
    },
    "list-aside": (
        "attendees/list.html", "/organise/cork/people/list", "organiser", pages.LIST_ASIDE,
    ),
    "add": ("attendees/add.html", "/organise/cork/people/new", "organiser", pages.ADD),
    "move": ("attendees/move.html", "/organise/cork/people/1/move", "organiser", pages.MOVE),
    "move-asks": (
        "attendees/move.html", "/organise/cork/people/1/move", "organiser", pages.MOVE_ASKS,
    ),
    "person": ("attendees/person.html", "/organise/cork/people/1", "organiser", pages.PERSON),
    "person-gone": (
        "attendees/person.html", "/organise/cork/people/1", "organiser", pages.PERSON_GONE,
    ),
    "edit": ("attendees/edit.html", "/organise/cork/people/1/edit", "organiser", pages.EDIT),
    "edit-sent": (
        "attendees/edit.html", "/organise/cork/people/1/edit", "organiser", pages.EDIT_SENT,
    ),
    "withdraw": (
        "attendees/withdraw.html", "/organise/cork/people/1/withdraw", "organiser",
        pages.WITHDRAW,
    ),
    "merge": ("attendees/merge.html", "/organise/cork/people/1/merge", "organiser", pages.MERGE),
    "merge-refused": (
        "attendees/merge.html", "/organise/cork/people/1/merge", "organiser",
        pages.MERGE_REFUSED,
    ),
    "merge-asks": (
        "attendees/merge.html", "/organise/cork/people/1/merge", "organiser", pages.MERGE_ASKS,
    ),
    "many": ("attendees/many.html", "/organise/cork/people/many", "organiser", pages.MANY),
    "many-file": (
        "attendees/many.html", "/organise/cork/people/many", "organiser", pages.MANY_FILE,
    ),
    "versions": (
        "timetable/versions.html", "/organise/cork/timetable", "organiser", pages.VERSIONS,
    ),
    "timetable": (
        "timetable/timetable.html", "/organise/cork/timetable/3", "organiser", pages.TIMETABLE,
    ),
    "timetable-person": (
        "timetable/timetable.html", "/organise/cork/timetable/2", "organiser",
        pages.TIMETABLE_PERSON,
    ),
    **{
        f"compare{kind}": ("timetable/compare.html", "/organise/cork/compare", "organiser", context)
        for kind, context in (("", studio.COMPARE), ("-same", studio.COMPARE_SAME))
    },
    **{
        f"change{kind}": (
            "timetable/change.html", "/organise/cork/timetable/3/change", "organiser", context,
        )
        for kind, context in (
            ("", studio.CHANGE), ("-who", studio.CHANGE_WHO), ("-wrong", studio.CHANGE_WRONG),
            ("-require", studio.CHANGE_REQUIRE), ("-waiting", studio.CHANGE_WAITING),
            ("-cost", studio.CHANGE_COST), ("-impossible", studio.CHANGE_IMPOSSIBLE),
            ("-failed", studio.CHANGE_FAILED), ("-kept", studio.CHANGE_KEPT),
        )
    },
    **{
        f"pairs{kind}": ("timetable/rules.html", "/organise/cork/pairs", "organiser", context)
        for kind, context in (("", studio.RULES), ("-none", studio.RULES_NONE))
    },
    **{
        f"mails{kind}": (
            "timetable/mails.html", "/organise/cork/timetable/3/mails", "organiser", context,
        )
        for kind, context in (("", studio.MAILS), ("-none", studio.MAILS_NONE))
    },
    "spread": (
        "timetable/spread.html", "/organise/cork/timetable/3/spread", "organiser", studio.SPREAD,
    ),
    "run": ("timetable/run.html", "/organise/cork/runs/7", "organiser", pages.RUN),
    "run-failed": ("timetable/run.html", "/organise/cork/runs/7", "organiser", pages.RUN_FAILED),
    "run-done": ("timetable/run.html", "/organise/cork/runs/7", "organiser", pages.RUN_DONE),
    "day": ("event_day/day.html", "/organise/cork/day", "organiser", pages.DAY),
    "day-wrong": ("event_day/day.html", "/organise/cork/day", "organiser", pages.DAY_WRONG),
    "day-unpublished": (
        "event_day/day.html", "/organise/cork/day", "organiser", pages.DAY_UNPUBLISHED,
    ),
    **{
        f"why{kind}": (
            "timetable/why.html", "/organise/cork/timetable/3/why", "organiser", context,
        )
        for kind, context in (
            ("", pages.WHY), ("-nobody", pages.WHY_NOBODY), ("-wrong", pages.WHY_WRONG),
        )
    },
    "door": ("event_day/door.html", "/organise/cork/door", "organiser", pages.DOOR),
    "board": ("event_day/board.html", "/organise/cork/board", "organiser", pages.BOARD),
    "board-tables": ("event_day/board.html", "/board/k7qm2xwd", "visitor", pages.BOARD_TABLES),
    "board-over": ("event_day/board.html", "/organise/cork/board", "organiser", pages.BOARD_OVER),
    "board-link": (
        "event_day/board_link.html", "/organise/cork/board/link", "organiser", pages.BOARD_LINK,
    ),
    "door-new": ("event_day/new.html", "/organise/cork/door/new", "organiser", pages.DOOR_NEW),
    **{
        f"door-{state}": (
            "event_day/agenda.html", "/organise/cork/door/meetings/7", "organiser", context,
        )
        for state, context in (
            ("waiting", pages.DOOR_WAITING), ("agenda", pages.DOOR_AGENDA),
            ("no-agenda", pages.DOOR_NO_AGENDA), ("failed", pages.DOOR_FAILED),
        )
    },
    "door-scanned": (
        "event_day/door.html", "/organise/cork/door/K7QM2XWD9P", "organiser", pages.DOOR_SCANNED,
    ),
    "day-over": ("event_day/day.html", "/organise/cork/day", "organiser", pages.DAY_OVER),
    **{
        f"repair-{state}": (
            "event_day/repair.html", "/organise/cork/day/7", "organiser", context,
        )
        for state, context in (
            ("ready", pages.REPAIR), ("applied", pages.REPAIR_APPLIED),
            ("stale", pages.REPAIR_STALE), ("waiting", pages.REPAIR_WAITING),
            ("failed", pages.REPAIR_FAILED),
        )
    },
    "lessons": ("feedback/lessons.html", "/organise/cork/lessons", "organiser", pages.LESSONS),
    "lessons-none": (
        "feedback/lessons.html", "/organise/cork/lessons", "organiser", pages.LESSONS_NONE,
    ),
    "outbox": ("outbox/outbox.html", "/outbox", "visitor", pages.OUTBOX),
    "own-mail": ("accounts/mail.html", "/mail", "account", mail.OWN_MAIL),
    "stop-mail": ("accounts/stop_mail.html", "/mail/stop", "visitor", mail.STOP),
    "stopped-mail": ("accounts/stop_mail.html", "/mail/stop", "visitor", mail.STOPPED),
    "stop-mail-old": ("accounts/stop_mail.html", "/mail/stop", "visitor", mail.STOP_UNKNOWN),
    "undelivered": ("attendees/mail.html", "/organise/cork/mail", "organiser", mail.UNDELIVERED),
    "undelivered-none": (
        "attendees/mail.html", "/organise/cork/mail", "organiser", mail.UNDELIVERED_NONE,
    ),
    "conflict": ("errors/conflict.html", "/e/cork/profile", "attendee", pages.CONFLICT),
    "back": ("events/back.html", "/e/cork/back", "account", pages.BACK),
    "problem": ("errors/problem.html", "/nowhere", "account", pages.PROBLEM),
    "gallery": ("gallery.html", "/e/cork/matches", "attendee", {
        "matches": sample.MATCHES, "entries": sample.AGENDA, "now": sample.NOW,
        "zone": sample.ZONE, "room": sample.ROOM, "slots": sample.SLOTS,
        "cert": sample.CERTIFICATE, "jobs": (sample.RUNNING, sample.FAILED, sample.DONE),
        "errors": pages.SIGN_IN_WRONG["errors"] | {"happened": "Say whether you met."},
    }),
}  # fmt: skip

VIEWERS = {
    "visitor": None,
    "account": Viewer("Orla Nic Gabhann"),
    "attendee": Viewer("Orla Nic Gabhann", CORK, attends=True),
    "organiser": Viewer("Fidelma Roche", CORK, attends=True, role="owner"),
    "door": Viewer("Fidelma Roche", CORK, role="door"),
    "looker": Viewer("Fidelma Roche", CORK, role="viewer"),
}


def render(name: str) -> str:
    """Render one page of the gallery."""
    template, path, role, page = SHOWN[name]
    frame = Frame(path, VIEWERS[role], "token", outbox=True)
    return _environment().get_template(template).render(context_of(frame, page))


PAGES = {name: partial(render, name) for name in SHOWN}


class _Shown(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            body = (STATIC / path.removeprefix("/static/")).read_bytes()
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        elif self.headers.get("hx-request"):
            # A page that follows something asks again after a second; there is nothing new.
            self.send_response(204)
            self.end_headers()
            return
        elif path[1:] in PAGES:
            body, kind = PAGES[path[1:]]().encode(), "text/html; charset=utf-8"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[str]:
    """Show the pages on a free local port while the block runs; yields the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Shown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
