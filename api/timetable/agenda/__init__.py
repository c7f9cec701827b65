"""A person's agenda: page, calendar, mail, and who is told."""
