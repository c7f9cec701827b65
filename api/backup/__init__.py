"""Backups: all rows of a database in one file that any database of Confab can be made from."""
