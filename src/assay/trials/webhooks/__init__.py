"""Signed notifications, as providers send them, -> a receiver; what it answered, and did -> a log for a collector."""
