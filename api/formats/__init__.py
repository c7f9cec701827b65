"""Public file formats: no database, no web, no domain; engines and `api.faults` alone."""
