"""Where: a table for each meeting, with little walking."""
