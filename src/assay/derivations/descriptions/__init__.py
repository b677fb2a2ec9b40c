"""Files of descriptions, assembled -> the tables of described APIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.api import (
    ApiBody,
    ApiComponent,
    ApiDescription,
    ApiExample,
    ApiFlaw,
    ApiOperation,
    ApiParameter,
    ApiProblem,
    ApiProperty,
    ApiReference,
    ApiSecurityScheme,
    ApiSecurityUse,
    ApiServer,
    ApiTag,
)


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """All rows of all descriptions; a target without any does not pay for what reads them."""
    if inputs["files"]:
        from .assembling import rows

        yield from rows(inputs, target)


DERIVATION = Derivation(
    name="descriptions",
    about="Assembles descriptions of APIs from their files.",
    fills=(
        ApiDescription,
        ApiProblem,
        ApiOperation,
        ApiParameter,
        ApiBody,
        ApiProperty,
        ApiExample,
        ApiSecurityScheme,
        ApiSecurityUse,
        ApiServer,
        ApiTag,
        ApiComponent,
        ApiReference,
        ApiFlaw,
    ),
    reads={
        # As bytes, which is what JSON is read from.
        "files": "select path, role, encode(document) from description_file where format is distinct from 'graphql' "
        "order by path",
        "flaws": "select path, kind, message, pointer from description_flaw",
    },
    derive=derive,
    domains=("api",),
)
