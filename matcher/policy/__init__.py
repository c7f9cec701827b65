"""Who must not, must, or had better not meet, and which pairs a rule refuses."""
