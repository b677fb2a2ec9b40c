"""What an API's operations share -> components, references, and ways to prove who calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.descriptions.document import BEFORE_3_1, Node, items, step
from assay.descriptions.openapi import Api, Security, is_swagger
from assay.descriptions.references import Reference
from assay.model import Row
from assay.tables.api import ApiComponent, ApiReference, ApiSecurityScheme, ApiSecurityUse

_SWAGGER_PARTS = ("definitions", "parameters", "responses")
_URLS = (
    "authorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "openIdConnectUrl",
    "deviceAuthorizationUrl",
    "oauth2MetadataUrl",
)


def reference_rows(name: str, found: Sequence[Reference]) -> Iterator[ApiReference]:
    """All references."""
    for reference in found:
        known = reference.target is not None
        yield ApiReference(
            path=reference.node.path,
            api=name,
            target=reference.written,
            resolved=known or (None if reference.is_remote else False),
            remote=reference.is_remote,
            siblings=",".join(reference.siblings) or None,
            pointer=reference.node.pointer,
        )


def component_rows(api: Api, name: str, found: Sequence[Reference]) -> Iterator[ApiComponent]:
    """Reusable parts. One is used where a reference leads to it or into it from outside, or a discriminator does."""
    used = _referred(found) | _told_apart(found)
    root = api.document.root_node()
    above, kinds = (root, _SWAGGER_PARTS) if is_swagger(api.document) else _components(api)
    schemes = {scheme for operation in api.operations for scheme, _ in _uses(operation.security)}
    for kind in kinds:
        for part, node in items(api.document.child(above, kind)):
            named = kind == "securitySchemes" and part in schemes
            yield ApiComponent(
                path=node.path,
                api=name,
                kind=kind,
                name=str(part),
                used=named or (node.path, node.pointer) in used,
                pointer=node.pointer,
            )


def _components(api: Api) -> tuple[Node, tuple[str, ...]]:
    """What components stand below, and their kinds. All, or those of a kind, may have a file of their own."""
    found = api.document.child(api.document.root_node(), "components")
    if found is None or not isinstance(found.value, dict):
        return api.document.root_node(), ()
    return found, tuple(kind for kind in map(str, found.value) if not kind.startswith("x-"))


def _referred(found: Sequence[Reference]) -> set[tuple[str, str]]:
    """Places that references lead to or into; those from within a place itself left out."""
    used: set[tuple[str, str]] = set()
    for reference in found:
        if reference.target is None:
            continue
        path, pointer = reference.target.path, reference.target.pointer
        while pointer:
            inside = reference.node.path == path and f"{reference.node.pointer}/".startswith(f"{pointer}/")
            if not inside:
                used.add((path, pointer))
            pointer = pointer.rpartition("/")[0]
    return used


def _told_apart(found: Sequence[Reference]) -> set[tuple[str, str]]:
    """Places of schemas that a discriminator tells apart by their names: those that take one in by allOf."""
    taking: dict[tuple[str, str], list[tuple[str, str]]] = {}
    waiting: list[tuple[str, str]] = []
    for reference in found:
        above, key, _ = reference.node.pointer.rpartition("/allOf/")
        if reference.target is not None and key:
            place = (reference.target.path, reference.target.pointer)
            taking.setdefault(place, []).append((reference.node.path, above))
            if isinstance(reference.target.value, dict) and "discriminator" in reference.target.value:
                waiting.append(place)
    told: set[tuple[str, str]] = set()
    while waiting:
        found_anew = set(taking.get(waiting.pop(), ())) - told
        told |= found_anew
        waiting += found_anew
    return told


def _uses(security: Security | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    for alternative in security or ():
        yield from alternative.items()


def security_rows(api: Api, name: str) -> Iterator[Row]:
    """Schemes, and where they are asked for."""
    root = api.document.root_node()
    whole = step(root, "security")
    asked = {scheme for operation in api.operations for scheme, _ in _uses(operation.security)}
    for scheme, node in api.security_schemes.items():
        yield _scheme(name, scheme, node, scheme in asked)
    yield from _use_rows(api, name, None, whole)
    for operation in api.operations:
        yield from _use_rows(api, name, operation.operation, step(operation.node, "security"))


def _use_rows(api: Api, name: str, operation: str | None, node: Node | None) -> Iterator[ApiSecurityUse]:
    for _, alternative in items(node):
        for scheme, scopes in items(alternative):
            listed = (
                [scope for scope in scopes.value if isinstance(scope, str)] if isinstance(scopes.value, list) else []
            )
            yield ApiSecurityUse(
                path=scopes.path,
                api=name,
                operation=operation,
                scheme=str(scheme),
                scopes=" ".join(listed) or None,
                defined=_is_defined(api.security_schemes.get(str(scheme)), listed, api.document.version),
                pointer=scopes.pointer,
            )


def _is_defined(scheme: Node | None, scopes: Sequence[str], version: str) -> bool:
    """There is such a scheme, and it has the scopes: of OAuth 2 it names them, of OpenID Connect the provider does.

    Others may name roles freely since OpenAPI 3.1, and nothing before.
    """
    if scheme is None:
        return False
    if scheme.value.get("type") != "oauth2":
        return not scopes or scheme.value.get("type") == "openIdConnect" or not version.startswith(BEFORE_3_1)
    known: set[str] = set()
    for _, flow in _flows(scheme.value):
        stated = flow.get("scopes")
        known |= set(stated) if isinstance(stated, dict) else set()
    return known.issuperset(scopes)


def _flows(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Flows of OAuth 2 by name; Swagger has one, spelled out in the scheme itself."""
    flows = value.get("flows")
    if isinstance(flows, dict):
        yield from ((name, flow) for name, flow in flows.items() if isinstance(flow, dict))
    elif isinstance(value.get("flow"), str):
        yield value["flow"], value


def _scheme(name: str, scheme: str, node: Node, used: bool) -> ApiSecurityScheme:
    value = node.value
    old_basic = value.get("type") == "basic"
    urls = [at.get(key) for at in (value, *(flow for _, flow in _flows(value))) for key in _URLS]
    return ApiSecurityScheme(
        path=node.path,
        api=name,
        name=scheme,
        type="http" if old_basic else _text(value.get("type")),
        scheme="basic" if old_basic else (_text(value.get("scheme")) or "").lower() or None,
        location=_text(value.get("in")),
        bearer_format=_text(value.get("bearerFormat")),
        flows=",".join(flow for flow, _ in _flows(value)) or None,
        plain_urls=any(isinstance(url, str) and url.lower().startswith("http://") for url in urls),
        used=used,
        pointer=node.pointer,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
