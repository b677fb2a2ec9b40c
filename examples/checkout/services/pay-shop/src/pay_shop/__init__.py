"""A small shop that is paid through Stripe's official library."""

from .app import app

__all__ = ["app"]
