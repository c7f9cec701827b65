"""From an event to a stored version of its timetable, and back to a problem."""
