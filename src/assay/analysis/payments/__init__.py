"""Attempts to pay -> what is usual at such an hour, what fell, since when, where, by which path, and what it costs."""
