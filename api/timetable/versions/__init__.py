"""A version as the organiser reads it: its certificate, its changes and their causes."""
