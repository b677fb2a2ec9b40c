"""An API as a whole -> its description, servers and tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from assay.descriptions.document import Node, items, step
from assay.descriptions.openapi import Api, filled, is_swagger
from assay.model.expressions import expression
from assay.tables.api import ApiDescription, ApiServer, ApiTag

_VARIABLE = expression(r"\{([^{}]*)\}")


def description_row(api: Api, name: str, stated: Mapping[str, Any], valid: bool | None) -> ApiDescription:
    """`stated` is what the configuration says of it."""
    document = api.document
    info = document.root_node().value.get("info")
    info = info if isinstance(info, dict) else {}
    addresses = [split for server in _all_servers(api) if (split := _split(server)) is not None]
    hosts = stated.get("hosts") or _once(address.hostname for address in addresses)
    paths = [stated["base_path"]] if stated.get("base_path") else _once(address.path for address in addresses)
    return ApiDescription(
        path=document.root,
        api=name,
        format=document.format,
        format_version=document.version,
        title=_text(info.get("title")),
        version=_text(stated.get("version")) or _text(info.get("version")),
        described=bool(_text(info.get("description"))),
        contact=bool(info.get("contact")),
        license=bool(info.get("license")),
        hosts=" ".join(hosts),
        base_paths=" ".join(paths),
        environment=_text(stated.get("environment")),
        replaces=_text(stated.get("replaces")),
        operations=len(api.operations),
        files=len(document.files),
        valid=valid,
    )


def _all_servers(api: Api) -> list[str]:
    return [*api.servers, *(server for operation in api.operations for server in operation.servers)]


def _once(values: Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _split(address: str) -> Any:
    try:
        split = urlsplit(address)
        return split if split.hostname is not None or split.path else None
    except ValueError:
        return None


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") and not isinstance(value, dict | list) else None


def server_rows(api: Api, name: str) -> Iterator[ApiServer]:
    """Addresses of the API, and those that single operations or paths have."""
    root = api.document.root_node()
    if is_swagger(api.document):
        pointer = "/host" if "host" in root.value else ""
        yield from (_server(url, True, name, None, Node(root.value, root.path, pointer)) for url in api.servers)
    yield from _stated(step(root, "servers"), name, None)
    for operation in api.operations:
        yield from _stated(step(operation.node, "servers"), name, operation.operation)


def _stated(node: Node | None, name: str, operation: str | None) -> Iterator[ApiServer]:
    for _, server in items(node):
        value = server.value
        if isinstance(value, dict) and isinstance(value.get("url"), str):
            variables = value.get("variables")
            defined = set(variables) if isinstance(variables, dict) else set()
            yield _server(filled(value), set(_VARIABLE.findall(value["url"])) == defined, name, operation, server)


def _server(url: str, defined: bool, name: str, operation: str | None, node: Node) -> ApiServer:
    address = _split(url)
    written = node.value.get("url", url)
    return ApiServer(
        path=node.path,
        api=name,
        operation=operation,
        url=written if isinstance(written, str) else url,
        scheme=(address.scheme or None) if address else None,
        host=address.hostname if address else None,
        description=_text(node.value.get("description")) if "url" in node.value else None,
        variables_defined=defined,
        pointer=node.pointer,
    )


def tag_rows(api: Api, name: str) -> Iterator[ApiTag]:
    """Tags as declared, then those that are used only, at the first operation that does."""
    uses = Counter(tag for operation in api.operations for tag in set(operation.tags))
    declared: dict[str, list[Node]] = {}
    for _, node in items(step(api.document.root_node(), "tags")):
        if isinstance(node.value, dict) and isinstance(node.value.get("name"), str):
            declared.setdefault(node.value["name"], []).append(node)
    for tag, nodes in declared.items():
        described = any(bool(node.value.get("description")) for node in nodes)
        yield _tag(name, tag, len(nodes), described, uses[tag], nodes[-1])
    for operation in api.operations:
        listed = step(operation.node, "tags")
        for _, node in items(listed):
            if isinstance(node.value, str) and node.value not in declared:
                declared[node.value] = []
                yield _tag(name, node.value, 0, False, uses[node.value], node)


def _tag(name: str, tag: str, declared: int, described: bool, uses: int, node: Node) -> ApiTag:
    return ApiTag(
        path=node.path, api=name, name=tag, declared=declared, described=described, uses=uses, pointer=node.pointer
    )
