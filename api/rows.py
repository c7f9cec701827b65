"""Every row there is: imported where the whole shape of the database is needed."""

from __future__ import annotations

from sqlalchemy import MetaData

import api.accounts.models
import api.attendees.imported_rows
import api.attendees.models
import api.attendees.team_rows
import api.event_day.models
import api.events.models
import api.feedback.models
import api.insight.models
import api.jobs.models
import api.mail.models
import api.matches.models
import api.threads.models
import api.timetable.models
import api.web.models  # noqa: F401
from api.db.rows import Base


def metadata() -> MetaData:
    """Tables of all domains."""
    return Base.metadata
