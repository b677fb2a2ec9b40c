"""The routes of the API -> its description (OpenAPI 3.1), made of the types that the routes take and give."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.responses import Response

from assay import __version__

from .answers import PROBLEM_TYPE, Problem
from .rights import Right
from .routing import Endpoint

_REF = "#/components/schemas/{name}"
_REFUSALS = {
    "400": "what was asked is not well formed, or cannot be answered",
    "401": "a token is needed",
    "403": "the token's role may not",
    "404": "there is no such thing",
    "409": "another run has the id",
    "413": "the body is too large",
    "503": "too much is being answered already",
}
_JSON = "application/json"


def describe(routes: Iterable[Endpoint], address: str, *, signing_in: bool) -> dict[str, Any]:
    """The description of the API at an address; `signing_in`: whether it wants tokens."""
    endpoints = list(routes)
    wanted = [Problem, *(kind for route in endpoints for name in ("body", "return") if (kind := _shape(route, name)))]
    schemas, components = msgspec.json.schema_components(wanted, ref_template=_REF)
    by_type = {repr(kind): schema for kind, schema in zip(wanted, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in endpoints:
        paths.setdefault(route.path_format, {})[route.method.lower()] = _operation(route, by_type, signing_in)
    return {
        "openapi": "3.1.0",
        "info": {"title": "assay", "version": __version__, "summary": "What is known of a checkout's integrations."},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _shape(route: Endpoint, name: str) -> Any:
    kind = route.takes.get(name)
    return None if kind is None or kind is type(None) or _is_response(kind) else kind


def _is_response(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Response)


def _operation(route: Endpoint, by_type: dict[str, Any], signing_in: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": (inspect.getdoc(route.handler) or "").split("\n")[0],
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _answers(route, by_type),
        "security": [{"token": []}] if signing_in and route.needs is not Right.NOTHING else [],
        "x-right": route.needs.value,
    }
    body = _shape(route, "body")
    media = getattr(route.handler, "takes_media", None)
    if body is not None:
        told["requestBody"] = {"required": True, "content": {_JSON: {"schema": by_type[repr(body)]}}}
    elif media is not None:
        told["requestBody"] = {"required": True, "content": media}
    return told


def _answers(route: Endpoint, by_type: dict[str, Any]) -> dict[str, Any]:
    shape = _shape(route, "return")
    content = {_JSON: {"schema": by_type[repr(shape)] if shape is not None else {}}}
    refused = {PROBLEM_TYPE: {"schema": by_type[repr(Problem)]}}
    given = {status: {"description": why, "content": refused} for status, why in _REFUSALS.items()}
    return {"200": {"description": "what was asked for", "content": content}, **given}


def _path_parameters(route: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", route.path_format)
    ]


def _query_parameters(route: Endpoint) -> list[dict[str, Any]]:
    shape = route.takes.get("query")
    if shape is None:
        return []
    (schema,), components = msgspec.json.schema_components([shape], ref_template=_REF)
    stated = components[schema["$ref"].rpartition("/")[2]]
    required = set(stated.get("required", ()))
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": of.get("description", ""),
            "schema": _inlined({key: value for key, value in of.items() if key != "description"}, components),
        }
        for name, of in stated["properties"].items()
    ]


def _inlined(schema: Any, components: dict[str, Any]) -> Any:
    """Parameters are few and flat: what they refer to is written where it is used."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return components[schema["$ref"].rpartition("/")[2]]
        return {key: _inlined(value, components) for key, value in schema.items()}
    return [_inlined(part, components) for part in schema] if isinstance(schema, list) else schema
