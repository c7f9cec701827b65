"""A site under load: an event of any size in bulk, its visitors, and what they were given."""
