"""One description of events -> its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assay.descriptions.asyncapi import Channel, Events, Message, Operation, Server, examples, is_known, read_events
from assay.descriptions.asyncapi.model import stated_in
from assay.descriptions.document import Document, Node, items, step
from assay.descriptions.references import references
from assay.masking import may_be_masked
from assay.model import Row
from assay.tables.asyncapi import (
    AsyncApi,
    AsyncChannel,
    AsyncExample,
    AsyncMessage,
    AsyncOperation,
    AsyncParameter,
    AsyncServer,
)

from .parts import component_rows, security_rows, tag_rows

_SAID = ("description", "summary", "title")
_MOST_PARTS = 50


def rows(document: Document, api: str) -> Iterator[Row]:
    """What the description says; where it breaks its format stands in api_problem. Errors: RecursionError."""
    found = list(references(document))
    events = read_events(document)
    yield _whole(events, api)
    yield from (_server(server, api) for server in events.servers)
    yield from _channels(events, api)
    yield from (_operation(document, operation, api) for operation in events.operations)
    yield from _messages(events, api)
    for example in examples(events, may_be_masked):
        at = example.node
        yield AsyncExample(
            path=at.path, api=api, kind=example.kind, valid=example.valid, message=example.message, pointer=at.pointer
        )
    yield from security_rows(events, api)
    yield from tag_rows(events, api)
    yield from component_rows(events, api, found)


def _whole(events: Events, api: str) -> AsyncApi:
    document, root = events.document, events.document.root_node()
    contact, licence = document.child(root, "info", "contact"), document.child(root, "info", "license")
    tags = document.child(root, *(("info", "tags") if events.major == 3 else ("tags",)))
    return AsyncApi(
        path=document.root,
        api=api,
        format_version=document.version,
        major=events.major,
        described=_says(document.child(root, "info"), ("description",)),
        contact=" ".join(key for key in ("name", "url", "email") if _says(contact, (key,))),
        license=_says(licence, ("name",)),
        license_url=_says(licence, ("url",)),
        tags=len(tags.value) if tags is not None and isinstance(tags.value, list) else 0,
        servers=len(events.servers),
        channels=len(events.channels),
        operations=len(events.operations),
        known=is_known(document.version),
    )


def _says(node: Node | None, keys: Iterable[str]) -> bool:
    return node is not None and isinstance(node.value, dict) and any(node.value.get(key) for key in keys)


def _listed(names: Iterable[str]) -> str | None:
    return " ".join(names) or None


def _server(server: Server, api: str) -> AsyncServer:
    return AsyncServer(
        path=server.node.path,
        api=api,
        server=server.name,
        address=server.address,
        host=server.host,
        protocol=server.protocol.lower() if server.protocol else None,
        undefined=_listed(name for name in server.variables if name and name not in server.defined),
        unused=_listed(name for name in server.defined if name not in server.variables),
        described=_says(server.node, _SAID),
        secured=bool(server.node.value.get("security")),
        pointer=server.node.pointer,
    )


def _channels(events: Events, api: str) -> Iterator[Row]:
    seen: set[tuple[str, str]] = set()
    for channel in events.channels:
        yield _channel(events, channel, api)
        for parameter in channel.parameters:
            at = parameter.node
            if (at.path, at.pointer) not in seen:
                seen.add((at.path, at.pointer))
                yield AsyncParameter(
                    path=at.path,
                    api=api,
                    channel=channel.name,
                    name=parameter.name,
                    described=parameter.described,
                    pointer=at.pointer,
                )


def _channel(events: Events, channel: Channel, api: str) -> AsyncChannel:
    defined = [parameter.name for parameter in channel.parameters]
    return AsyncChannel(
        path=channel.node.path,
        api=api,
        channel=channel.name,
        address=channel.address,
        undefined=_listed(name for name in channel.variables if name and name not in defined),
        # Without an address nobody knows which parameters it has.
        unused=_listed(name for name in defined if channel.address is not None and name not in channel.variables),
        unknown_servers=_listed(_unknown(events, channel)),
        operations=sum(operation.channel is channel for operation in events.operations),
        pointer=channel.node.pointer,
    )


def _unknown(events: Events, channel: Channel) -> Iterator[str]:
    names = {server.name for server in events.servers}
    places = {(server.node.path, server.node.pointer) for server in events.servers}
    for stated in channel.servers:
        if isinstance(stated, str):
            if stated not in names:
                yield stated
        elif (at := events.document.follow(stated)) is None or (at.path, at.pointer) not in places:
            yield str(stated.value.get("$ref") if isinstance(stated.value, dict) else stated.value)


def _operation(document: Document, operation: Operation, api: str) -> AsyncOperation:
    node, channel = operation.node, operation.channel
    tags = stated_in(document, node, "tags")
    names = [tag.get("name") if isinstance(tag, dict) else None for tag in tags] if isinstance(tags, list) else []
    return AsyncOperation(
        path=node.path,
        api=api,
        operation=operation.name,
        operation_id=operation.operation_id,
        action=operation.action,
        channel=channel.name if channel else None,
        address=channel.address if channel else None,
        described=any(stated_in(document, node, key) for key in ("description", "summary")),
        tags=",".join(filter(None, map(_text, names))) or None,
        messages=len(operation.messages),
        bindings=_listed(str(key) for key, _ in items(document.child(node, "bindings"))),
        secured=bool(stated_in(document, node, "security")),
        pointer=node.pointer,
    )


def _messages(events: Events, api: str) -> Iterator[AsyncMessage]:
    by_place = {(message.node.path, message.node.pointer): message for message in events.messages}
    actions: dict[tuple[str, str], set[str]] = {place: set() for place in by_place}
    for operation in events.operations:
        for message in operation.messages:
            actions[message.node.path, message.node.pointer].add(operation.action)
    for place, message in by_place.items():
        yield _message(events.document, message, api, actions[place])


def _message(document: Document, message: Message, api: str, actions: set[str]) -> AsyncMessage:
    node = message.node
    top = _Top(document, message.payload)
    headers = _Top(document, message.headers[0] if message.headers else None)
    listed = document.child(node, "examples")
    return AsyncMessage(
        path=node.path,
        api=api,
        message=message.name,
        message_id=message.message_id,
        sent="send" in actions,
        received="receive" in actions,
        content_type=message.content_type,
        schema_format=message.schema_format,
        has_payload=message.has_payload,
        readable=message.unread is None,
        unread=message.unread,
        type=top.type,
        properties=_listed(top.properties),
        required=_listed(top.required),
        headers=_listed(headers.properties),
        headers_type=headers.type,
        has_headers=bool(message.headers),
        correlated=message.correlated,
        described=any(stated_in(document, node, key) for key in _SAID),
        examples=len(listed.value) if listed is not None and isinstance(listed.value, list) else 0,
        pointer=node.pointer,
    )


class _Top:
    """What a schema states of a value itself, its parts and alternatives included."""

    def __init__(self, document: Document, schema: Node | None) -> None:
        self.properties: dict[str, None] = {}
        self.required: dict[str, None] = {}
        types: dict[str, None] = {}
        waiting, seen = [schema] if schema is not None else [], set[tuple[str, str]]()
        while waiting and len(seen) < _MOST_PARTS:
            node = document.follow(waiting.pop())
            if node is None or (node.path, node.pointer) in seen or not isinstance(node.value, dict):
                continue
            seen.add((node.path, node.pointer))
            types |= dict.fromkeys(_types(node.value))
            self.properties |= {str(name): None for name, _ in items(step(node, "properties"))}
            self.required |= {name: None for name in map(_text, _list(node.value.get("required"))) if name}
            for key in ("allOf", "anyOf", "oneOf"):
                waiting += [part for _, part in items(step(node, key))]
        self.type = ",".join(types) or None


def _types(value: dict[str, Any]) -> list[str]:
    stated = value.get("type")
    listed = [one for one in map(_text, stated if isinstance(stated, list) else [stated]) if one]
    if not listed and ("properties" in value or "additionalProperties" in value):
        return ["object"]
    if not listed and ("enum" in value or "const" in value):
        return ["enum"]
    return listed


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
