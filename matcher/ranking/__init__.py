"""The best pairs under the policy, each person's list, and the reasons shown."""
