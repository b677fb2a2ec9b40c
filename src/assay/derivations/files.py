"""The target -> target_file: every file of it, read or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.workspace import TargetFile


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """One row per file: what an import may lead to and an owner's rule may cover, now and when the run is history."""
    return (TargetFile(path=path) for path in target.paths)


DERIVATION = Derivation(
    name="files",
    about="Lists the files of the target, also those that nothing reads.",
    fills=(TargetFile,),
    reads={},
    derive=derive,
    files=True,
    domains=("component",),
)
