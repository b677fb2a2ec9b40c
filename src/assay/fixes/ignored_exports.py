"""A name that an export list leaves out, and that no directory has -> no such name in the list."""

from __future__ import annotations

from .fix import Context, Edit, Fix, Unmet
from .tree import Json, elements, held, nodes, pairs, without

FIX = Fix(
    standards=("component/export_lists_name_what_exists",),
    title="Takes names of packages that are gone out of what an export list leaves out",
    why_safe="Nothing is called so, so nothing is left out by it: the generated list stays the same.",
    needs="a decision where a list collects from a place that is gone: that one may have moved",
)


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:  # noqa: ARG001
    """The element with that name, in each entry that writes this output and names it."""
    output, _, name = finding.subject.partition(" leaves out ")
    path = finding.path or ""
    json = Json(path, data)
    if not name or json.value is None:
        return []
    edits = []
    for entry in nodes(json.value, "object"):
        held_by = pairs(entry)
        if not any(_says(held(pair), output) for pair in held_by.values()):
            continue
        for pair in held_by.values():
            for element in elements(held(pair)):
                if _says(element, name):
                    start, end = without(element)
                    edits.append(json.edit(start, end, b""))
    return edits


def _says(node: object, value: str) -> bool:
    said = getattr(node, "text", b"") or b""
    return bool(said.decode("utf-8", "replace").strip('"').removeprefix("./") == value)
