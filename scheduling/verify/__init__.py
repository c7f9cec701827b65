"""Verification: apart from all that solves, by the problem and the certificate alone."""
