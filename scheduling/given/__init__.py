"""All meetings given: the fewest breaks, or the conflict that forbids a timetable."""
