"""The web application: settings, database, middleware, every domain's routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from api.accounts import first_run_pages, steward_pages
from api.accounts import mail_pages as mail_choice
from api.accounts import pages as accounts
from api.attendees import (
    add_pages,
    edit_pages,
    invitation_pages,
    join_pages,
    list_pages,
    lookup_pages,
    many_pages,
    merge_pages,
    move_pages,
    people_pages,
    person_pages,
    registration_pages,
    take_back_pages,
    withdraw_pages,
)
from api.attendees import mail_pages as undelivered_mail
from api.attendees import pages as attendees
from api.db.session import Database
from api.event_day import board_pages, door_pages, repair_pages, walk_in_pages
from api.event_day import pages as day_pages
from api.events import new_pages, team_pages
from api.feedback import lesson_pages
from api.feedback import pages as feedback
from api.feedback.queries import own_answers
from api.insight import (
    food_pages,
    home_pages,
    log_pages,
    organise_pages,
    print_pages,
    return_pages,
    room_pages,
    settings_pages,
)
from api.jobs.watch import JobWatch
from api.mail import pages as mail
from api.matches import pages as matches
from api.matches.queries import has_no_match
from api.settings import Settings, get_settings
from api.telemetry.asked import telemetry_of
from api.threads import group_pages
from api.threads import pages as threads
from api.threads.following import all_follows, wishes_and_rules_follow
from api.timetable import pages as timetable
from api.timetable.agenda import pages as agenda_pages
from api.timetable.exports import pages as file_pages
from api.timetable.making import run_pages
from api.timetable.shown_meetings import ever_placed, meeting_counts, meeting_times, meetings_of
from api.timetable.studio import change_pages, compare_pages, rules_pages
from api.timetable.studio import mail_pages as studio_mail_pages
from api.timetable.studio import spread_pages as studio_spread_pages
from api.timetable.why import pages as why_pages
from api.web import health
from api.web.access import refuse_undeclared
from api.web.bounded import Bounds
from api.web.compression import Compressed
from api.web.csrf import refuse_foreign
from api.web.errors import BrokenRequests, add_error_pages
from api.web.head import HeadAsGet
from api.web.headers import Headers
from api.web.hosts import OwnHost
from api.web.limits import limits_of
from api.web.running import Site
from api.web.static_files import static_files

# Requests that are worked on at a time; more would take turns, and each would take longer. More
# than can wait for a write lock: see `api.web.transaction` and `api.accounts.access`.
_AT_ONCE = 8

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    mail.router,
    accounts.router,
    mail_choice.router,
    first_run_pages.router,
    steward_pages.router,
    attendees.router,
    join_pages.router,
    home_pages.router,
    return_pages.router,
    # Before the pages of one event: no event is called "new".
    new_pages.router,
    organise_pages.router,
    room_pages.router,
    team_pages.router,
    settings_pages.router,
    log_pages.router,
    # What a domain shows of a later one, it is given here.
    people_pages.make_router(meeting_counts, has_no_match),
    many_pages.make_router(meeting_counts, has_no_match, wishes_and_rules_follow),
    many_pages.files,
    lookup_pages.router,
    undelivered_mail.router,
    move_pages.make_router(meeting_counts),
    list_pages.router,
    take_back_pages.router,
    add_pages.router,
    registration_pages.router,
    invitation_pages.router,
    matches.make_router(meeting_times),
    agenda_pages.make_router(own_answers),
    timetable.router,
    run_pages.router,
    board_pages.router,
    # Before the badges: none is called "new".
    walk_in_pages.router,
    door_pages.router,
    compare_pages.router,
    change_pages.router,
    rules_pages.router,
    studio_mail_pages.router,
    studio_spread_pages.router,
    day_pages.router,
    repair_pages.router,
    why_pages.router,
    file_pages.router,
    print_pages.router,
    food_pages.router,
    feedback.router,
    lesson_pages.router,
    threads.router,
    group_pages.router,
    # After all other pages of people: nobody's id is "new", "list" or "found".
    edit_pages.router,
    withdraw_pages.make_router(meetings_of, wishes_and_rules_follow),
    merge_pages.make_router(ever_placed, all_follows),
    person_pages.make_router(meetings_of),
)


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Make the application; the database must have been upgraded.

    Parameters
    ----------
    settings
        By default those of the environment.
    database
        By default the settings' one, closed when the application ends.
    """
    settings = settings or get_settings()
    own = database is None
    database = database or Database(settings.database_url.get_secret_value())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _AT_ONCE
        yield
        if own:
            database.close()

    telemetry = telemetry_of(settings, database)
    app = FastAPI(
        title="Confab",
        lifespan=lifespan,
        telemetry=telemetry.config,
        openapi_url=None,
        dependencies=[Depends(refuse_foreign)],
        middleware=[
            Middleware(Headers, settings=settings),
            Middleware(HeadAsGet),
            Middleware(Compressed),
            Middleware(OwnHost, settings=settings),
            Middleware(BrokenRequests),
            Middleware(Bounds),
            Middleware(RequestBodyLimitMiddleware, max_body_size=settings.body_limit),
        ],
    )
    app.state.site = site(settings, database)
    add_error_pages(app)
    for router in (*ROUTERS, *telemetry.routers):
        app.include_router(router)
    app.mount("/static", static_files(), name="static")
    refuse_undeclared(app)
    return app


def site(settings: Settings, database: Database) -> Site:
    """Bring together what the routes find by `site_of`."""
    return Site(settings, database, JobWatch(database), limits_of(database))
