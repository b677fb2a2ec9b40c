"""Observed exchanges that nobody described -> a first description of them: valid, minimal, kept by each of them."""

from __future__ import annotations

from .fragment import Exchanged, fragment
from .schemas import inferred

__all__ = ["Exchanged", "fragment", "inferred"]
