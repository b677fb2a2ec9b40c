"""Text in a database -> the same, or a fingerprint where it looks sensitive by its form.

Identifiers that happen to be somebody's address or card have to stay different from each other: a mask would make them
all alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import fingerprints
from .forms import CARD, EMAIL, FORMS
from .values import mask_text

if TYPE_CHECKING:
    import duckdb

#: What the database looks for first: only what holds one of these is looked at in Python.
_CARD = "[2-6](?:[ -]?[0-9]){12}"


def screened(text: str) -> str:
    """The text, or a fingerprint of it."""
    return text if mask_text(text) == text else f"masked:{fingerprints.fingerprint(text)}"


def teach(db: duckdb.DuckDBPyConnection) -> None:
    """Let SQL say `screened(text)` and `fingerprint(text)`."""
    fingerprints.teach(db)
    begins = [form.begins.decode() for form in FORMS if form not in (CARD, EMAIL)]
    suspects = "|".join(("@", _CARD, *begins)).replace("'", "''")
    db.create_function("screened_closely", screened, ["VARCHAR"], "VARCHAR")
    db.execute(
        "create or replace temp macro screened(value) as "
        f"case when regexp_matches(value, '{suspects}') then screened_closely(value) else value end"
    )
