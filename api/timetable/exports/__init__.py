"""A timetable as files: spreadsheet, calendar, print sheet."""
