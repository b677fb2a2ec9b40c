"""The changes that a comparison comes upon, collected: those of elements at once, those of schemas by way of a walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assay.descriptions.document import Node
from assay.descriptions.openapi import Api

from .change import Change, Place, Policy, Side
from .keywords import Said
from .levels import level_of
from .reach import Context, Entry, schema_changes
from .reading import Reader
from .schemas import Walk
from .words import named, told


class Telling:
    """Takes what differs in two APIs, and gives the changes."""

    def __init__(self, old: Api, new: Api, policy: Policy) -> None:
        self.policy = policy
        self.old, self.new = Reader(old.document), Reader(new.document)
        self._walk = Walk(self.old, self.new)
        self._entries: list[Entry] = []
        self._operations: list[str] = []
        self._changes: list[Change] = []
        self._held: list[Node] = []

    def operation(self, name: str) -> int:
        """A number for an operation."""
        self._operations.append(name)
        return len(self._operations) - 1

    def kept(self, node: Node) -> Node:
        """A schema made here, held so that its identity stays its own."""
        self._held.append(node)
        return node

    def schemas(self, context: Context, old: Node, new: Node, label: str, operation: int) -> None:
        """Two schemas that stand in the same place of an operation."""
        self._entries.append(Entry(context, self._walk.unit(old, new), label, operation))

    def say(
        self,
        name: str,
        subject: str,
        old: Node | None,
        new: Node | None,
        *,
        operation: str | None = None,
        side: Side | None = None,
        turned: bool = False,
        values: tuple[Any, Any] = (None, None),
        words: str | None = None,
    ) -> None:
        """One change of an element; `words` where its name does not say it well; `turned`: the API asks."""
        role = Context(side, "", turned=turned).role if side else None
        known = f"webhook-{name}" if turned else name
        message = words or (named(name, *values) if subject else told(name, *values))
        self._changes.append(
            Change(
                id=known,
                level=level_of(known, name, role),
                side=side,
                operations=(operation,) if operation else (),
                subject=subject,
                message=f"{subject}: {message}" if subject else message,
                old_value=None if values[0] is None else str(values[0]),
                new_value=None if values[1] is None else str(values[1]),
                old=Place(old.path, old.pointer) if old is not None else None,
                new=Place(new.path, new.pointer) if new is not None else None,
            )
        )

    def say_all(
        self, said: Iterable[Said], prefix: str, subject: str, old: Node | None, new: Node | None, operation: str
    ) -> None:
        """Findings about one element, whose names are put behind `prefix`."""
        for each in said:
            words = told(each.what, each.old, each.new)
            values = (each.old, each.new)
            self.say(f"{prefix}-{each.what}", subject, old, new, operation=operation, values=values, words=words)

    def changes(self) -> Iterator[Change]:
        """All that was told, and what the schemas have."""
        self._walk.run()
        yield from self._changes
        yield from schema_changes(self._walk, self._entries, self._operations, self.policy)
