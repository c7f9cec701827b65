"""The worker process put together: every job there is, and the loop that runs them."""

from __future__ import annotations

import threading

import api.event_day.jobs
import api.feedback.learning
import api.mail.sending
import api.matches.jobs
import api.threads.jobs
import api.timetable.jobs  # noqa: F401 - declares its job when imported
from api.db.session import Database
from api.jobs.worker import new_worker, run_worker
from api.matches.embedding import ask_to_embed
from api.settings import Settings
from api.telemetry.asked import trace_worker


def run(settings: Settings, stop: threading.Event) -> None:
    """Run jobs and send mail until told to stop; end the process when this returns.

    Raises
    ------
    InputFaults
        The settings ask for traces, and what sends them is not installed.
    """
    stop_tracing = trace_worker(settings)
    database = Database(settings.database_url.get_secret_value())
    with database.write_session() as session:
        ask_to_embed(session, settings)
    run_worker(new_worker(database, settings), stop)
    stop_tracing()
