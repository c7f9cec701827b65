"""What a set-up needs, looked at one by one: each says how it is and what to do."""
