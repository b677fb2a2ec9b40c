"""Settlement lines -> the text of the file that Ledgerline imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SettlementLine:
    """One settlement: its reference, and its amount in minor units."""

    reference: str
    minor: int


def export_day(lines: Iterable[SettlementLine]) -> str:
    """One line per settlement."""
    return "\n".join(f"{normalise(line.reference)};{line.minor}" for line in lines)


def normalise(label: Any) -> str:
    """Upper case, single spaces."""
    return " ".join(label.split()).upper()
