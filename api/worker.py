"""The worker process put together: every job there is, and the loop that runs them."""

from __future__ import annotations

import threading

import api.attendees.invitation_mails
import api.attendees.registration_mails
import api.event_day.jobs
import api.events.mails
import api.feedback.learning
import api.mail.sending
import api.matches.jobs
import api.threads.jobs
import api.timetable.jobs  # noqa: F401 - declares its job when imported
from api.db.session import Database
from api.jobs.worker import new_worker, run_worker
from api.matches.embedding import ask_to_embed
from api.matches.vectors import holds_model
from api.settings import Settings
from api.telemetry.asked import trace_worker

# A model takes half a gigabyte, and libraries give memory back only with their process.
_REST_SECONDS = 180.0


def run(settings: Settings, stop: threading.Event) -> bool:
    """Run jobs and send mail until told to stop; end the process when this returns.

    Returns
    -------
    bool
        Whether the process shall begin anew: it holds a model, and has had nothing to do for
        some minutes.

    Raises
    ------
    InputFaults
        The settings ask for traces, and what sends them is not installed.
    """
    stop_tracing = trace_worker(settings)
    database = Database(settings.database_url.get_secret_value())
    with database.write_session() as session:
        ask_to_embed(session, settings)
    again = run_worker(
        new_worker(database, settings),
        stop,
        has_rested=lambda seconds: seconds > _REST_SECONDS and holds_model(),
    )
    stop_tracing()
    return again
