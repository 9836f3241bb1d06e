"""The host, on a phone or laptop."""
