"""A timetable that changes step by step, for repair and explanation."""
