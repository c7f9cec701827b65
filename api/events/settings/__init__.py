"""Settings of an event on pages: themes of the event file, their forms, what differs."""
