"""Why somebody has no more meetings, or two do not meet."""
