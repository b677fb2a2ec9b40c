"""What the parts of a description of events share -> security, tags, components."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assay.descriptions.asyncapi import Events
from assay.descriptions.document import Node, items, step
from assay.descriptions.references import Reference
from assay.model import Row
from assay.tables.asyncapi import AsyncComponent, AsyncSecurity, AsyncTag


def security_rows(events: Events, api: str) -> Iterator[AsyncSecurity]:
    """What servers and operations ask for: AsyncAPI 2 names schemes, AsyncAPI 3 refers to them or states them."""
    for part, name, node in _secured(events):
        for _, stated in items(events.document.child(node, "security")):
            for scheme, defined in _schemes(events, stated):
                yield AsyncSecurity(
                    path=stated.path,
                    api=api,
                    part=part,
                    name=name,
                    scheme=scheme,
                    defined=defined,
                    pointer=stated.pointer,
                )


def _secured(events: Events) -> Iterator[tuple[str, str, Node]]:
    yield from (("server", server.name, server.node) for server in events.servers)
    yield from (("operation", operation.name, operation.node) for operation in events.operations)


def _schemes(events: Events, stated: Node) -> Iterator[tuple[str, bool]]:
    if not isinstance(stated.value, dict):
        return
    if events.major == 2:
        yield from ((str(name), name in events.security_schemes) for name in stated.value)
    elif isinstance(reference := stated.value.get("$ref"), str):
        at = events.document.follow(stated)
        defined = at is not None and isinstance(at.value, dict) and "type" in at.value
        yield reference.rpartition("/")[2], defined
    else:
        yield str(stated.value.get("type")), "type" in stated.value


def tag_rows(events: Events, api: str) -> Iterator[AsyncTag]:
    """Each list of tags, the description's own first."""
    document = events.document
    root = document.root_node()
    own = document.child(root, "info") if events.major == 3 else root
    wholes = [("api", own)] if own is not None else []
    parts = [
        *(server.node for server in events.servers),
        *(operation.node for operation in events.operations),
        *(message.node for message in events.messages),
        *(channel.node for channel in events.channels if events.major == 3),
    ]
    seen: set[tuple[str, str]] = set()
    for part, node in [*wholes, *((node.pointer, node) for node in parts)]:
        listed = step(node, "tags")
        if listed is None or not isinstance(listed.value, list) or (listed.path, listed.pointer) in seen:
            continue
        seen.add((listed.path, listed.pointer))
        tags = [at.value for _, one in items(listed) if (at := document.follow(one)) and isinstance(at.value, dict)]
        names = Counter(str(tag.get("name")) for tag in tags)
        yield AsyncTag(
            path=listed.path,
            api=api,
            part=part,
            tags=len(tags),
            twice=",".join(name for name, count in names.items() if count > 1) or None,
            silent=",".join(str(tag.get("name")) for tag in tags if not tag.get("description")) or None,
            pointer=listed.pointer,
        )


def component_rows(events: Events, api: str, found: Sequence[Reference]) -> Iterator[Row]:
    """One is used where a reference leads to it, or into it, from outside of it; a scheme also where it is named."""
    used = _used(found)
    named = {row.scheme for row in security_rows(events, api)} if events.major == 2 else set()
    root = events.document.root_node()
    for kind, shelf in items(step(root, "components")):
        for name, node in items(shelf) if not str(kind).startswith("x-") else ():
            yield AsyncComponent(
                path=node.path,
                api=api,
                kind=str(kind),
                name=str(name),
                used=(kind == "securitySchemes" and name in named) or (node.path, node.pointer) in used,
                pointer=node.pointer,
            )


def _used(found: Sequence[Reference]) -> set[tuple[str, str]]:
    """Components, by their place, that something outside of themselves refers to."""
    used = set()
    for reference in found:
        source, target = reference.node, reference.target
        if target is not None and target.pointer.startswith("/components/"):
            pointer = "/".join(target.pointer.split("/")[:4])
            if source.path != target.path or not source.pointer.startswith(f"{pointer}/"):
                used.add((target.path, pointer))
    return used
