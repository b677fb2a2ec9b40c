"""The shop's own API: products, carts, orders, their payments and refunds."""

from .app import app, create_app
from .shop import Shop

__all__ = ["Shop", "app", "create_app"]
