"""Columns of the ledger whose words are a closed list, and those that a reference table fills from what was said."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_STATES = "payment_state.state"
#: (table, column) -> its words, or `table.column` of the reference table that lists them. An empty table is any.
_WORDS = {
    ("", "environment"): "production sandbox test local",
    ("", "currency"): "currency.code",
    ("", "settled_currency"): "currency.code",
    ("", "state"): _STATES,
    ("payment_event", "side"): "api webhook report",
    ("payment_event", "family"): "card wallet redirect bank_debit voucher pay_later offline",
    ("payment_event", "threeds"): "Y N A U C R I",
    ("payment_event", "initiator"): "customer merchant",
    ("payment_event", "credential_kind"): "pan network_token provider_token",
    ("shop_order", "status"): "open pending paid returned ended",
    (
        "settlement_line",
        "kind",
    ): "capture refund chargeback chargeback_reversal fee payout reserve adjustment other",
    ("dispute", "outcome"): "open answered won lost accepted expired",
    ("webhook_delivery", "scheme"): "standard-webhooks stripe adyen paypal square",
}
#: Columns whose words are written in small or in capital letters, however the export has them.
LOWER = frozenset(("provider", "network"))
UPPER = frozenset(("currency", "settled_currency", "country", "threeds"))


class Lookup(NamedTuple):
    """A reference table that tells a column from others: `keys` of the row are equal to `by` of the table."""

    table: str
    value: str
    keys: tuple[str, ...]
    by: tuple[str, ...]


#: What a mapping that leaves the column out gets from what the provider or the shop said.
LOOKED_UP = {
    ("payment_event", "state"): Lookup("payment_status", "state", ("provider", "said"), ("provider", "said")),
    ("payment_event", "family"): Lookup("payment_method", "family", ("provider", "method"), ("provider", "method")),
    ("settlement_line", "kind"): Lookup("settlement_kind", "kind", ("provider", "said"), ("provider", "said")),
    ("dispute", "outcome"): Lookup("dispute_status", "outcome", ("provider", "said"), ("provider", "said")),
    ("shop_order", "status"): Lookup("order_status", "meaning", ("said",), ("status",)),
}


def words_of(table: str, column: str) -> tuple[str, ...]:
    """The words that a column may hold; empty where any text will do."""
    listed = _WORDS.get((table, column)) or _WORDS.get(("", column), "")
    name, _, of = listed.partition(".")
    return _listed(name, of) if of else tuple(listed.split())


def reference_file(table: str) -> str:
    """Where a reference table lies."""
    return str(files("assay.tables").joinpath(f"reference/{table}.csv"))


@cache
def _listed(table: str, column: str) -> tuple[str, ...]:
    text = files("assay.tables").joinpath(f"reference/{table}.csv").read_text(encoding="utf-8")
    return tuple(row[column] for row in csv.DictReader(text.splitlines()))
