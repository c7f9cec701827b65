"""Repair: the verb of the day; few people moved."""
