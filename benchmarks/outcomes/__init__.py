"""Matching judged on real outcomes and on the labelled samples: what `confab evaluate` prints."""
