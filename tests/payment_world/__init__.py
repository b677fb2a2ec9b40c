"""A world of payments: three years of twelve providers, with what is wrong in it known beforehand.

A seed and a number of payments go in; Parquet files of payment_event, shop_order, settlement_line, dispute and
webhook_delivery come out, with an `assay.toml` that declares them as exports, and for every standard the subjects
that have to be unmet. Without defects nothing is: partial captures, increments, late refunds, retries within their
limits and notifications out of order are all lawful.

    python -m payment_world DIRECTORY --payments 2000000        (from tests/)
"""

from .world import World, make

__all__ = ["World", "make"]
