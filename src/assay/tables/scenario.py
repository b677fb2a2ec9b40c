"""Scenarios of payments: the cells of the matrix, each passed, failed or not exercised."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row

from .ledger import UNIT


class Scenario(Row, frozen=True, kw_only=True):
    """One cell of the matrix (family of methods, scenario) in one trial of one shop."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    provider: Annotated[str, "provider that the shop was tried with, lower case"]
    shop: Annotated[str, "name of the shop as declared"]
    driver: Annotated[str, "what drove it: declaration, or the Python function"]
    family: Annotated[
        str, "family of methods: card, vaulted_card, wallet, redirect, pay_later, bank_debit, voucher or offline"
    ]
    scenario: Annotated[str, "name of the scenario, of the reference table scenario_kind"]
    outcome: Annotated[str, "passed, failed or not_exercised"]
    reason: Annotated[str, "what was expected and what was seen, or why it was not exercised"]
    order_id: Annotated[str | None, "the shop's reference of the order that was made"]
    payment: Annotated[str | None, "the provider's id of the payment"]
    started_at: Annotated[datetime | None, "start, UTC"]
    duration_ms: Annotated[float | None, "time it took"]
    seed: Annotated[int, "the seed that makes it come out alike"]
    entry: Annotated[int, "number of the cell in the file, from 0"]
    line: Annotated[int | None, "line in the file"]
