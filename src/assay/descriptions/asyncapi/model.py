"""A document -> its servers, channels, operations and messages, alike for AsyncAPI 2 and 3.

Actions are the described application's: what 2.x calls `publish` (others may publish) is `receive`, `subscribe` is
`send`. What is malformed is left out here; `structure.py` tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from assay.descriptions.document import Document, Node, items, step
from assay.model.expressions import expression

_ACTIONS = {"publish": "receive", "subscribe": "send"}
_VARIABLE = expression(r"\{([^{}]*)\}")
#: A schema with a format may refer to one that states its own.
_MOST_FORMATS = 3
#: Formats whose schemas are JSON Schema, as far as anybody validates them here.
_JSON_SCHEMA = expression(r"application/(?:vnd\.aai\.asyncapi|schema\+(?:json|yaml)\b)", re.IGNORECASE)


class Server(NamedTuple):
    """`address` is protocol://host/path as written; `defined` and `variables` are names of variables."""

    name: str
    address: str
    host: str
    protocol: str | None
    variables: tuple[str, ...]
    defined: tuple[str, ...]
    node: Node


class Parameter(NamedTuple):
    name: str
    described: bool
    schema: Node | None
    node: Node


class Message(NamedTuple):
    """`payload` is None and `headers` are empty where there are none, or where `unread` says why they are not read."""

    name: str
    message_id: str | None
    content_type: str | None
    schema_format: str | None
    has_payload: bool
    payload: Node | None
    headers: tuple[Node, ...]
    unread: str | None
    correlated: bool
    node: Node


class Channel(NamedTuple):
    """`address` is None where it is stated to be unknown. `variables` are those that the address names."""

    name: str
    address: str | None
    variables: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    servers: tuple[Node | str, ...]
    messages: tuple[Message, ...]
    node: Node


class Operation(NamedTuple):
    """`name` is its id where it has one, else action and channel. `operation_id` is None where none is stated."""

    name: str
    operation_id: str | None
    action: str
    channel: Channel | None
    messages: tuple[Message, ...]
    node: Node


class Events(NamedTuple):
    document: Document
    major: int
    title: str | None
    version: str | None
    servers: tuple[Server, ...]
    channels: tuple[Channel, ...]
    operations: tuple[Operation, ...]
    messages: tuple[Message, ...]
    security_schemes: frozenset[str]


def read_events(document: Document) -> Events:
    """Errors: none; what is not there is empty."""
    return _Reading(document).events()


class _Reading:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = document.root_node()
        self.major = 3 if document.version.startswith("3") else 2
        self._messages: dict[tuple[str, str], Message] = {}

    def events(self) -> Events:
        channels = tuple(self._channel(str(name), node) for name, node in self._map(self.root, "channels"))
        made = self._operations(channels) if self.major == 3 else self._old_operations(channels)
        for name, node in self._map(self.root, "components", "messages"):
            self._message(node, str(name))
        return Events(
            document=self.document,
            major=self.major,
            title=self._text(self.root, "info", "title"),
            version=self._text(self.root, "info", "version"),
            servers=tuple(self._server(str(name), node) for name, node in self._map(self.root, "servers")),
            channels=channels,
            operations=tuple(made),
            messages=tuple(self._messages.values()),
            security_schemes=frozenset(str(name) for name, _ in self._map(self.root, "components", "securitySchemes")),
        )

    def _map(self, node: Node, *keys: str) -> list[tuple[str | int, Node]]:
        """Members that are objects, each reference followed."""
        found = []
        for key, inner in items(self.document.child(node, *keys)):
            at = self.document.follow(inner)
            if at is not None and isinstance(at.value, dict):
                found.append((key, at))
        return found

    def _text(self, node: Node, *keys: str) -> str | None:
        found = self.document.child(node, *keys)
        return found.value if found is not None and isinstance(found.value, str) and found.value else None

    def _server(self, name: str, node: Node) -> Server:
        host = self._text(node, "host") or self._text(node, "url") or ""
        bare = host.partition("://")[2] or host
        protocol = self._text(node, "protocol")
        path = self._text(node, "pathname") or ""
        return Server(
            name=name,
            address=host + path if "://" in host else f"{protocol or ''}://{host}{path}",
            host=re.split(r"[/:?#]", bare, maxsplit=1)[0],
            protocol=protocol,
            variables=tuple(dict.fromkeys(_VARIABLE.findall(host + path))),
            defined=tuple(str(key) for key, _ in items(self.document.child(node, "variables"))),
            node=node,
        )

    def _channel(self, name: str, node: Node) -> Channel:
        stated = step(node, "address")
        address = (stated.value if stated is not None else None) if self.major == 3 else name
        address = address if isinstance(address, str) else None
        servers = self.document.child(node, "servers")
        return Channel(
            name=name,
            address=address,
            variables=tuple(dict.fromkeys(_VARIABLE.findall(address or ""))),
            parameters=tuple(
                Parameter(str(key), bool(self._text(at, "description")), step(at, "schema"), at)
                for key, at in self._map(node, "parameters")
            ),
            servers=tuple(item if self.major == 3 else str(item.value) for _, item in items(servers)),
            messages=tuple(self._message(at, str(key)) for key, at in self._map(node, "messages")),
            node=node,
        )

    def _old_operations(self, channels: tuple[Channel, ...]) -> Iterator[Operation]:
        for channel in channels:
            for key, action in _ACTIONS.items():
                node = self.document.child(channel.node, key)
                if node is not None and isinstance(node.value, dict):
                    name = self._text(node, "operationId")
                    usual = f"{action} {channel.name}"
                    messages = tuple(self._old_messages(node, usual))
                    yield Operation(name or usual, name, action, channel, messages, node)

    def _old_messages(self, operation: Node, usual: str) -> Iterator[Message]:
        message = self.document.child(operation, "message")
        if message is None or not isinstance(message.value, dict):
            return
        choices = self._map(message, "oneOf")
        for number, at in choices or [(0, message)]:
            yield self._message(at, f"{usual} #{number}" if choices else usual)

    def _operations(self, channels: tuple[Channel, ...]) -> Iterator[Operation]:
        by_place = {(channel.node.path, channel.node.pointer): channel for channel in channels}
        for key, node in self._map(self.root, "operations"):
            at = self.document.child(node, "channel")
            channel = by_place.get((at.path, at.pointer)) if at is not None else None
            stated = self._map(node, "messages")
            # Without a list of its own, an operation is about all messages of its channel.
            messages = tuple(self._message(at, str(number)) for number, at in stated)
            if not stated and channel is not None:
                messages = channel.messages
            yield Operation(str(key), str(key), self._text(node, "action") or "", channel, messages, node)

    def _message(self, node: Node, usual: str) -> Message:
        place = (node.path, node.pointer)
        if place not in self._messages:
            self._messages[place] = self._read_message(node, usual)
        return self._messages[place]

    def _read_message(self, node: Node, usual: str) -> Message:
        whole = [node, *(at for _, at in self._map(node, "traits"))]
        stated_format = next(filter(None, (self._text(at, "schemaFormat") for at in whole)), None)
        payload, schema_format, unread = self._schema(node, "payload", stated_format)
        headers = [self._schema(at, "headers", None) for at in whole if "headers" in at.value]
        last = node.pointer.rpartition("/")[2]
        named = self._text(node, "messageId") or self._text(node, "name")
        return Message(
            name=named or (usual if last in ("message", "") or last.isdigit() else last),
            message_id=self._text(node, "messageId"),
            content_type=next(filter(None, (self._text(at, "contentType") for at in whole)), None)
            or self._text(self.root, "defaultContentType"),
            schema_format=schema_format,
            has_payload="payload" in node.value,
            payload=payload,
            headers=tuple(found for found, _, _ in headers if found is not None),
            unread=unread or next((why for _, _, why in headers if why), None),
            correlated=any("correlationId" in at.value for at in whole),
            node=node,
        )

    def _schema(self, node: Node, key: str, stated: str | None) -> tuple[Node | None, str | None, str | None]:
        """(schema of a payload or of headers, its format, why it is not read); AsyncAPI 3 states the format in it."""
        schema = self.document.child(node, key)
        for _ in range(_MOST_FORMATS):
            if schema is not None and isinstance(schema.value, dict) and "schemaFormat" in schema.value:
                stated = self._text(schema, "schemaFormat")
                schema = self.document.child(schema, "schema")
        what = f"its {key} {'are' if key == 'headers' else 'is'}"
        if stated is not None and not _JSON_SCHEMA.match(stated):
            return None, stated, f"{what} of the format {stated}, which is not read"
        if schema is None and key in node.value:
            return None, stated, f"{what} described where it is not read, or nowhere"
        return schema, stated, None


def stated_in(document: Document, node: Node, key: str) -> Any:
    """What an operation or message states under a key, by itself or by one of its traits; None: nothing."""
    traits = (document.follow(trait) for _, trait in items(step(node, "traits")))
    for at in (node, *traits):
        if at is not None and isinstance(at.value, dict) and at.value.get(key):
            return at.value[key]
    return None
