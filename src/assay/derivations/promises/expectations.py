"""A row of `pact_interaction` -> the expectation as the library reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from assay.descriptions.pact import Interaction, read_interaction
from assay.tables.pact import PactAgreement


class Expectation(NamedTuple):
    """One interaction of a pact; `interaction` is None where it is not judged."""

    path: str
    consumer: str
    provider: str
    name: str
    version: float
    pointer: str
    interaction: Interaction | None

    @staticmethod
    def read(row: Sequence[Any]) -> Expectation:
        """Errors: none."""
        path, consumer, provider, name, version, document, pointer = row
        listed = pointer.removeprefix("/").partition("/")[0]
        stated = msgspec.json.decode(document) if document else None
        read = read_interaction(stated, listed, pointer, version) if stated is not None else None
        return Expectation(path, consumer, provider, name, version, pointer, read)

    def agreement(self, agrees: bool | None, message: str, **more: Any) -> PactAgreement:
        """The row that tells how it stands: with rules that nobody can read, neither as expected nor otherwise."""
        if agrees is not None and more.get("kind") != "operation" and (unread := self._unread()):
            agrees, message, more = None, f"a rule of it cannot be read: {unread}", {**more, "kind": "unclear"}
        stated: dict[str, Any] = {
            "origin": "source",
            "environment": None,
            "against": "description",
            "api": None,
            "operation": None,
            "kind": None,
            "calls": None,
            "kept": None,
        }
        return PactAgreement(
            path=self.path,
            consumer=self.consumer,
            provider=self.provider,
            interaction=self.name,
            agrees=agrees,
            message=message[:300],
            pointer=self.pointer,
            **{**stated, **more},
        )

    def _unread(self) -> str | None:
        sides = (self.interaction.request, self.interaction.response) if self.interaction is not None else ()
        return next((side.rules.problems[0] for side in sides if side is not None and side.rules.problems), None)
