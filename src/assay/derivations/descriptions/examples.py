"""The examples of an API, held against their schemas -> a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assay.descriptions.examples import examples
from assay.descriptions.openapi import Api
from assay.descriptions.places import Place
from assay.masking.values import may_be_masked
from assay.tables.api import ApiExample


def example_rows(api: Api, places: Iterable[Place], name: str) -> Iterator[ApiExample]:
    """Documents are stored masked: what masking may have changed is never told to be wrong."""
    for one in examples(api.document, api, places, _is_doubtful):
        yield ApiExample(
            path=one.node.path,
            api=name,
            kind=one.kind,
            valid=one.valid,
            message=one.message,
            pointer=one.node.pointer,
        )


def _is_doubtful(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_doubtful(one) for one in value.values())
    if isinstance(value, list):
        return any(_is_doubtful(one) for one in value)
    return may_be_masked(None, value)
