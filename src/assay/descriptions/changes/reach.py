"""What changed in schemas -> changes of the operations that come to them, named, graded and told in words."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .change import Change, Place, Policy, Side, shown
from .levels import level_of
from .naming import Named, named
from .schemas import Walk
from .units import Finding
from .words import told


class Context(NamedTuple):
    """How a schema is used.

    `site`: body, parameter, common-parameter (of all operations of a path) or header; `loose`: written as text;
    `form`: a list may be one value; `required`: the parameter has to be sent; `stability`: the operation's; `turned`:
    the API sends the request and reads the response; `negated`: below a `not`.
    """

    side: Side
    site: str
    loose: bool = False
    form: bool = False
    required: bool = False
    stability: str | None = None
    turned: bool = False
    negated: bool = False

    @property
    def role(self) -> Side:
        """request: the caller writes it; response: the caller reads it."""
        return self.side if not self.turned else _OTHER[self.side]


_OTHER: dict[Side, Side] = {"request": "response", "response": "request"}


class Entry(NamedTuple):
    """Where an operation comes to a unit."""

    context: Context
    unit: tuple[int, int]
    label: str
    operation: int


class _Reached:
    """A unit in a context: the operations that come to it, as bits; the first that does, and its way."""

    __slots__ = ("first", "label", "operations", "trail")

    def __init__(self, label: str, trail: str, first: int) -> None:
        self.operations = 0
        self.label, self.trail, self.first = label, trail, first


_Key = tuple[tuple[int, int], Context, bool]
_Told = tuple[str, Place | None, Place | None, str | None, str | None]


def schema_changes(walk: Walk, entries: Sequence[Entry], operations: Sequence[str], policy: Policy) -> Iterator[Change]:
    """The changes of all units that operations come to, each once, with all these operations.

    What several schemas are summed up from is one change, too: it stands in one place.
    """
    merged: dict[_Told, tuple[Named, Finding, _Reached, Context, int]] = {}
    for (unit, context, nested), reached in _reach(walk, entries).items():
        for finding in walk.units[unit].findings:
            for each in named(finding, context, nested or bool(finding.here.trail), policy):
                key = (each.id, *_places(finding), _text(each.old), _text(each.new))
                before = merged[key][4] if key in merged else 0
                first = merged[key][:4] if key in merged else (each, finding, reached, context)
                merged[key] = (*first, before | reached.operations)
    for each, finding, reached, context, bits in merged.values():
        others = [name for index, name in enumerate(operations) if bits >> index & 1 and index != reached.first]
        yield _change(each, finding, reached, context, (operations[reached.first], *others))


def _reach(walk: Walk, entries: Sequence[Entry]) -> dict[_Key, _Reached]:
    found: dict[_Key, _Reached] = {}
    waiting: deque[_Key] = deque()
    for entry in entries:
        key = (entry.unit, entry.context, False)
        if key not in found:
            found[key] = _Reached(entry.label, "", entry.operation)
            waiting.append(key)
        found[key].operations |= 1 << entry.operation
    while waiting:
        key = waiting.popleft()
        unit, context, nested = key
        here = found[key]
        for edge in walk.units[unit].edges:
            if context.role in edge.here.hidden:
                continue
            inner = context._replace(negated=context.negated != edge.here.negated)
            below = (edge.unit, inner, nested or bool(edge.here.trail))
            there = found.get(below)
            if there is None:
                there = found[below] = _Reached(here.label, here.trail + edge.here.trail, here.first)
            if here.operations | there.operations != there.operations:
                there.operations |= here.operations
                waiting.append(below)
    return found


def _change(each: Named, finding: Finding, reached: _Reached, context: Context, operations: tuple[str, ...]) -> Change:
    trail = (reached.trail + finding.here.trail).removeprefix(".")
    subject = f"{reached.label}, {trail}" if trail else reached.label
    old, new = _places(finding)
    return Change(
        id=each.id,
        level=level_of(each.id, each.what, _OTHER[context.role] if each.negated else context.role),
        side=context.side,
        operations=operations,
        subject=subject,
        message=f"{subject}: {told(each.what, each.old, each.new)}",
        old_value=_text(each.old),
        new_value=_text(each.new),
        old=old,
        new=new,
    )


def _places(finding: Finding) -> tuple[Place | None, Place | None]:
    gone, fresh = finding.what == "property-removed", finding.what == "property-added"
    return None if fresh else finding.old_place, None if gone else finding.new_place


def _text(value: Any) -> str | None:
    return None if value is None else shown(value)
