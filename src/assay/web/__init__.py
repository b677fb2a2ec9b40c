"""The dashboard and its HTTP API over a lake."""
