"""The timetable studio: drafts side by side, meetings changed by hand, versions compared."""
