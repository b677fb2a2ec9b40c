"""What is used of DuckDB, from its core.

Its Python package loads that and then relations, expressions and readers of other libraries' tables, none of which is
used here: to load those takes three times as long as the core, at the start of every command.
"""

from __future__ import annotations

from _duckdb import (
    ConversionException,
    DuckDBPyConnection,
    Error,
    InterruptException,
    StatementType,
    __version__,
    connect,
    extract_statements,
)

__all__ = [
    "ConversionException",
    "DuckDBPyConnection",
    "Error",
    "InterruptException",
    "StatementType",
    "__version__",
    "connect",
    "extract_statements",
]
