"""The product's words as types. Imports nothing else of assay."""

from .collector import Collector, Command, Conventions, Derivation, Pass, Scan, Source, Target
from .errors import AssayError, SourceError, StandardError, UsageError
from .row import KEY_COLUMNS, Column, Row, all_columns, columns, required, table_name
from .words import Effort, Fitness, Kind, Layer, Level, Origin, Outcome, Role, Verdict

__all__ = [
    "KEY_COLUMNS",
    "AssayError",
    "Collector",
    "Column",
    "Command",
    "Conventions",
    "Derivation",
    "Effort",
    "Fitness",
    "Kind",
    "Layer",
    "Level",
    "Origin",
    "Outcome",
    "Pass",
    "Role",
    "Row",
    "Scan",
    "Source",
    "SourceError",
    "StandardError",
    "Target",
    "UsageError",
    "Verdict",
    "all_columns",
    "columns",
    "required",
    "table_name",
]
