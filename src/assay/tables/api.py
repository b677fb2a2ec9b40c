"""APIs as they are described: what OpenAPI documents say, element by element, with the place of each.

`pointer` is the JSON pointer (RFC 6901) of the element in the file `path`; the line is found for findings alone. `api`
is the name of the description, unique in the target. `operation` is written 'GET /orders/{id}' everywhere.
"""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class DescriptionFile(Row, frozen=True, kw_only=True):
    """One file that describes an API or is referred to by one that does."""

    role: Annotated[str, "root (describes an API) or part (is referred to)"]
    format: Annotated[str | None, "openapi, asyncapi or graphql; null for a part"]
    format_version: Annotated[str | None, "version of the format as stated, e.g. 3.1.0"]
    document: Annotated[str, "the file's value as JSON; the text itself where the format is graphql"]


class DescriptionFlaw(Row, frozen=True, kw_only=True):
    """What a description's file says that is lost when it is read as values."""

    kind: Annotated[str, "duplicate_key, or outdented: lines too far out for YAML 1.2"]
    message: Annotated[str, "what is wrong, in words"]
    pointer: Annotated[str, "place in the file"]


class ApiDescription(Row, frozen=True, kw_only=True):
    """One described API."""

    path: Annotated[str, "root file"]
    api: Annotated[str, "name, unique in the target: the title, with the file where titles repeat"]
    format: Annotated[str, "openapi, asyncapi or graphql"]
    format_version: Annotated[str, "version of the format, e.g. 3.1.0"]
    title: Annotated[str | None, "stated title"]
    version: Annotated[str | None, "stated version of the API"]
    described: Annotated[bool, "says in words what it is for"]
    contact: Annotated[bool, "says whom to ask"]
    license: Annotated[bool, "names a licence"]
    hosts: Annotated[str, "hosts it describes, space separated: as assay.toml says, else those of its servers"]
    base_paths: Annotated[str, "paths its servers begin with, space separated"]
    environment: Annotated[str | None, "environment it describes, as assay.toml says"]
    replaces: Annotated[str | None, "root file of the version before, as assay.toml says"]
    operations: Annotated[int, "operations it has"]
    files: Annotated[int, "files it is made of"]
    valid: Annotated[bool | None, "keeps the schema of its format; null where that version is not known"]
    pointer: Annotated[str, "place in the file"] = ""


class ApiProblem(Row, frozen=True, kw_only=True):
    """One place where a description breaks its format: schema, references, keys."""

    path: Annotated[str, "file"]
    api: Annotated[str, "name of the description"]
    kind: Annotated[str, "schema, reference, duplicate_key, outdented, loop, version or limit"]
    message: Annotated[str, "what is said of the place, e.g. lacks info"]
    pointer: Annotated[str, "place in the file"]


class ApiOperation(Row, frozen=True, kw_only=True):
    """One described operation."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "method and route, e.g. GET /orders/{id}; a webhook's name in the place of the route"]
    kind: Annotated[str, "path, webhook or callback"]
    method: Annotated[str, "HTTP method, upper case"]
    route: Annotated[str, "path template"]
    operation_id: Annotated[str | None, "stated operationId"]
    described: Annotated[bool, "has a description or summary"]
    tags: Annotated[str | None, "tags, comma separated; null without"]
    deprecated: Annotated[bool, "marked as deprecated"]
    sunset: Annotated[str | None, "day of its end as stated (x-sunset)"]
    successor: Annotated[str | None, "what its own words say to use instead; null where they do not"] = None
    internal: Annotated[bool, "marked as internal (x-internal)"]
    security: Annotated[
        str | None,
        "security schemes that open it, alternatives comma separated; empty: stated to be open; null: nothing said",
    ]
    optional_security: Annotated[bool, "may also be called without credentials (an empty alternative)"]
    request_required: Annotated[bool | None, "the request body is required; null without one"]
    pointer: Annotated[str, "place in the file"]


class ApiParameter(Row, frozen=True, kw_only=True):
    """One parameter of an operation, those of its path item included."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "operation, e.g. GET /orders/{id}"]
    name: Annotated[str, "name"]
    location: Annotated[str, "path, query, querystring, header or cookie"]
    required: Annotated[bool, "has to be sent"]
    deprecated: Annotated[bool, "marked as deprecated"]
    described: Annotated[bool, "has a description"]
    style: Annotated[str | None, "how lists and objects are written"]
    explode: Annotated[bool | None, "lists and objects are written apart"]
    type: Annotated[str | None, "types its schema allows, comma separated"]
    format: Annotated[str | None, "format its schema states"]
    value_count: Annotated[int | None, "number of values it may take (enum, const)"] = None
    minimum: Annotated[float | None, "least value"] = None
    maximum: Annotated[float | None, "greatest value"] = None
    max_length: Annotated[int | None, "longest text"]
    pattern: Annotated[bool, "states a pattern"] = False
    pointer: Annotated[str, "place in the file"]


class ApiBody(Row, frozen=True, kw_only=True):
    """One media type of a request, or of a response of one status; a response without a body has one row, too."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "operation, e.g. GET /orders/{id}"]
    side: Annotated[str, "request or response"]
    status: Annotated[str | None, "200, 2XX or default; null for a request"]
    described: Annotated[bool, "has a description"]
    media_type: Annotated[str | None, "media type; null where the response has no body"]
    has_schema: Annotated[bool, "says how the body looks"]
    type: Annotated[str | None, "types its schema allows, comma separated"]
    properties: Annotated[str | None, "names of the properties at its top, space separated, parts of allOf included"]
    lists: Annotated[str | None, "names of lists at its top, space separated; [] where the body itself is one"] = None
    headers: Annotated[str | None, "headers that the response states, lower case, space separated"]
    links: Annotated[int, "links that the response states"]
    pointer: Annotated[str, "place in the file"]


class ApiProperty(Row, frozen=True, kw_only=True):
    """One schema below a body or a component, met once however often it is referred to."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    schema: Annotated[str, "component it belongs to, or operation, side, status and media type where it stands inline"]
    property: Annotated[str, "path of names below the schema, [] for items; empty for the schema itself"]
    used: Annotated[str, "request, response, both, or none where no operation comes to it"]
    type: Annotated[str | None, "types it allows, comma separated"]
    format: Annotated[str | None, "format"]
    required: Annotated[bool, "has to be there"]
    nullable: Annotated[bool, "may be null"]
    read_only: Annotated[bool, "only in responses"] = False
    write_only: Annotated[bool, "only in requests"] = False
    deprecated: Annotated[bool, "marked as deprecated"] = False
    described: Annotated[bool, "has a description"]
    value_count: Annotated[int | None, "number of values it may take (enum, const)"] = None
    minimum: Annotated[float | None, "least value"] = None
    maximum: Annotated[float | None, "greatest value"] = None
    max_length: Annotated[int | None, "longest text"]
    pattern: Annotated[bool, "states a pattern"] = False
    max_items: Annotated[int | None, "most items"] = None
    additional: Annotated[
        str | None, "further properties of an object: closed, open (stated), schema; null: nothing said"
    ] = None
    pointer: Annotated[str, "place in the file"]


class ApiExample(Row, frozen=True, kw_only=True):
    """One example or default, held against the schema it stands with."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    kind: Annotated[str, "media (of a body or parameter), schema or default"]
    valid: Annotated[bool | None, "keeps its schema; null where that cannot be told"]
    message: Annotated[str | None, "what is wrong, or why it cannot be told"]
    pointer: Annotated[str, "place in the file"]


class ApiSecurityScheme(Row, frozen=True, kw_only=True):
    """One way to prove who calls."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    name: Annotated[str, "name of the scheme"]
    type: Annotated[str | None, "http, apiKey, oauth2, openIdConnect or mutualTLS"]
    scheme: Annotated[str | None, "of http: basic, bearer, digest…, lower case"]
    location: Annotated[str | None, "of an API key: header, query or cookie"]
    bearer_format: Annotated[str | None, "format of the bearer token as stated"]
    flows: Annotated[str | None, "OAuth 2 flows, comma separated"]
    plain_urls: Annotated[bool, "one of its addresses has no TLS"]
    used: Annotated[bool, "some operation asks for it"]
    pointer: Annotated[str, "place in the file"]


class ApiSecurityUse(Row, frozen=True, kw_only=True):
    """One scheme that an operation, or the API as a whole, asks for."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str | None, "operation; null for the API as a whole"]
    scheme: Annotated[str, "name of the scheme"]
    scopes: Annotated[str | None, "scopes, space separated"]
    defined: Annotated[bool, "there is a scheme of this name, and it has these scopes"]
    pointer: Annotated[str, "place in the file"]


class ApiServer(Row, frozen=True, kw_only=True):
    """One address at which the API is said to be."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str | None, "operation that alone has it; null for the API as a whole"]
    url: Annotated[str, "address as written"]
    scheme: Annotated[str | None, "https, http, wss…; null for a relative address"]
    host: Annotated[str | None, "host, its variables filled with their defaults; null for a relative address"]
    description: Annotated[str | None, "what is said of it"] = None
    variables_defined: Annotated[bool, "all variables in it are defined, and all that are defined are in it"]
    pointer: Annotated[str, "place in the file"]


class ApiTag(Row, frozen=True, kw_only=True):
    """One tag, as declared for the API or as used by an operation that nobody declared it for."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    name: Annotated[str, "name of the tag"]
    declared: Annotated[int, "times it is declared"]
    described: Annotated[bool, "has a description"]
    uses: Annotated[int, "operations that have it"]
    pointer: Annotated[str, "place in the file"]


class ApiComponent(Row, frozen=True, kw_only=True):
    """One reusable part."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    kind: Annotated[str, "schemas, parameters, responses…, as the format calls them"]
    name: Annotated[str, "name"]
    used: Annotated[bool, "something refers to it, or a discriminator tells it by its name"]
    pointer: Annotated[str, "place in the file"]


class ApiReference(Row, frozen=True, kw_only=True):
    """One reference to another place."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    target: Annotated[str, "what it refers to, as written"]
    resolved: Annotated[bool | None, "there is such a place; null where it lies elsewhere and was not fetched"]
    remote: Annotated[bool, "refers to another host"]
    siblings: Annotated[str | None, "keys beside it that its format ignores, comma separated"]
    pointer: Annotated[str, "place in the file"]


class ApiFlaw(Row, frozen=True, kw_only=True):
    """One place that keeps the format and yet defeats itself: a schema that contradicts itself, words that run code."""

    path: Annotated[str, "file in which it stands"]
    api: Annotated[str, "name of the description"]
    kind: Annotated[
        str,
        "repeated_value, repeated_parameter, value_type, no_items, bounds, pattern, discriminator, script or eval",
    ]
    certain: Annotated[bool, "false where it depends on the tool that reads it"]
    message: Annotated[str, "what is wrong, in words"]
    pointer: Annotated[str, "place in the file"]
