"""A simulation of an event: who stars whom, which timetable comes of it, who gains what."""
