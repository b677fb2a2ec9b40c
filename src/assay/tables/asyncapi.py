"""Events as AsyncAPI 2 and 3 describe them.

`pointer` is a JSON pointer (RFC 6901) in the file `path`, `api` the name of the description. Actions are those of the
described application: it sends, or it receives.
"""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class AsyncApi(Row, frozen=True, kw_only=True):
    """One description of events."""

    path: Annotated[str, "root file"]
    api: Annotated[str, "name, as in api_description"]
    format_version: Annotated[str, "version of AsyncAPI, e.g. 3.0.0"]
    major: Annotated[int, "2 or 3"]
    described: Annotated[bool, "says in words what it is for"]
    contact: Annotated[str, "what it says of whom to ask: name, url, email, space separated"]
    license: Annotated[bool, "names a licence"]
    license_url: Annotated[bool, "says where the licence is"]
    tags: Annotated[int, "tags that it declares"]
    servers: Annotated[int, "servers that it states"]
    channels: Annotated[int, "channels that it has"]
    operations: Annotated[int, "operations that it has"]
    known: Annotated[bool, "its version is one that is known here"]


class AsyncServer(Row, frozen=True, kw_only=True):
    """One server at which events are said to be."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    server: Annotated[str, "name of the server"]
    address: Annotated[str, "protocol, host and path as written"]
    host: Annotated[str, "host as written, without port"]
    protocol: Annotated[str | None, "protocol as stated, lower case"]
    undefined: Annotated[str | None, "variables of the address that are not defined, space separated"]
    unused: Annotated[str | None, "variables that are defined and not in the address, space separated"]
    described: Annotated[bool, "has a description, summary or title"]
    secured: Annotated[bool, "states how to prove who connects"]
    pointer: Annotated[str, "place in the file"]


class AsyncChannel(Row, frozen=True, kw_only=True):
    """One channel."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    channel: Annotated[str, "name of the channel"]
    address: Annotated[str | None, "address as written; null where it is stated to be unknown"]
    undefined: Annotated[str | None, "parameters of the address that are not defined, space separated"]
    unused: Annotated[str | None, "parameters that are defined and not in the address, space separated"]
    unknown_servers: Annotated[str | None, "servers that it names and nobody defines, space separated"]
    operations: Annotated[int, "operations on it"]
    pointer: Annotated[str, "place in the file"]


class AsyncParameter(Row, frozen=True, kw_only=True):
    """One parameter of a channel's address."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    channel: Annotated[str, "first channel that has it"]
    name: Annotated[str, "name"]
    described: Annotated[bool, "has a description"]
    pointer: Annotated[str, "place in the file"]


class AsyncOperation(Row, frozen=True, kw_only=True):
    """One thing that the described application does: it sends to a channel, or receives from it."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "its id, or action and channel"]
    operation_id: Annotated[str | None, "stated id"]
    action: Annotated[str, "send or receive"]
    channel: Annotated[str | None, "channel; null where that cannot be told"]
    address: Annotated[str | None, "address of the channel"]
    described: Annotated[bool, "has a description or summary, by itself or by a trait"]
    tags: Annotated[str | None, "tags, comma separated; null without"]
    messages: Annotated[int, "messages that it is about"]
    bindings: Annotated[str | None, "protocols for which it states more, space separated"]
    secured: Annotated[bool, "states how to prove who calls"]
    pointer: Annotated[str, "place in the file"]


class AsyncMessage(Row, frozen=True, kw_only=True):
    """One message, once however many operations are about it."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    message: Annotated[str, "its id or name, else what it is called where it stands"]
    message_id: Annotated[str | None, "stated messageId (AsyncAPI 2)"]
    sent: Annotated[bool, "some operation sends it"]
    received: Annotated[bool, "some operation receives it"]
    content_type: Annotated[str | None, "media type, its own or the description's"]
    schema_format: Annotated[str | None, "format of its schema as stated; null: AsyncAPI's own"]
    has_payload: Annotated[bool, "says how its payload looks"]
    readable: Annotated[bool, "its schemas are of a format that is read"]
    unread: Annotated[str | None, "which of them is not, and why"]
    type: Annotated[str | None, "types that its payload may have, comma separated; null where nothing says"]
    properties: Annotated[str | None, "names of the properties at the payload's top, space separated"]
    required: Annotated[str | None, "those that have to be there, space separated"]
    headers: Annotated[str | None, "names of its headers, space separated"]
    headers_type: Annotated[str | None, "type that its headers' schema states"]
    has_headers: Annotated[bool, "says how its headers look"]
    correlated: Annotated[bool, "says where its correlation id is"]
    described: Annotated[bool, "has a description, summary or title"]
    examples: Annotated[int, "examples that it has"]
    pointer: Annotated[str, "place in the file"]


class AsyncExample(Row, frozen=True, kw_only=True):
    """One example or default, held against the schema it stands with."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    kind: Annotated[str, "payload, headers, schema or default"]
    valid: Annotated[bool | None, "keeps its schema; null where that cannot be told"]
    message: Annotated[str | None, "what is wrong, in words"]
    pointer: Annotated[str, "place in the file"]


class AsyncSecurity(Row, frozen=True, kw_only=True):
    """One security scheme that a server or operation asks for."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    part: Annotated[str, "server or operation"]
    name: Annotated[str, "of the server or operation"]
    scheme: Annotated[str, "scheme, as named or referred to"]
    defined: Annotated[bool, "there is such a scheme"]
    pointer: Annotated[str, "place in the file"]


class AsyncTag(Row, frozen=True, kw_only=True):
    """One list of tags."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    part: Annotated[str, "whose tags they are: api, or the pointer of a part"]
    tags: Annotated[int, "tags in it"]
    twice: Annotated[str | None, "tags that stand in it more than once, comma separated"]
    silent: Annotated[str | None, "tags that nothing describes, comma separated"]
    pointer: Annotated[str, "place in the file"]


class AsyncComponent(Row, frozen=True, kw_only=True):
    """One reusable part."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    kind: Annotated[str, "schemas, messages, servers…, as the format calls them"]
    name: Annotated[str, "name"]
    used: Annotated[bool, "something refers to it"]
    pointer: Annotated[str, "place in the file"]
