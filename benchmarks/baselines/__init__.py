"""Other ways to make a timetable, each in its own file."""
