"""When: a slot for each selected pair, and what else finds room."""
