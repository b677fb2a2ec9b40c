"""An expectation held against the description of its provider: is what is asked and expected described?

The response that a consumer expects is part of one: what it leaves out is not missing. What no rule of the pact leaves
open has to be as described to the letter; what one leaves open, by its type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from assay.descriptions.bodies import BodySchema
from assay.descriptions.document import open_document
from assay.descriptions.errors import DescriptionError
from assay.descriptions.openapi import Operation, read_api
from assay.descriptions.pact import Body, Interaction, Response, State
from assay.descriptions.parameters import ABSENT, Sent
from assay.descriptions.routing import Address, Found, Router, address_of
from assay.descriptions.validating import UNSEEN, Contract, Exchange
from assay.masking import may_be_masked
from assay.tables.pact import PactAgreement

from .expectations import Expectation

#: Any name will do: the address of a pact's request has no host.
_HERE = "provider.invalid"
_MISSING = frozenset({"required", "minProperties", "dependentRequired", "minItems", "contains", "minContains"})
_OF_CONTENT = frozenset(
    "format pattern enum const minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split()
)


class _Target(NamedTuple):
    api: str
    environment: str | None
    operation: Operation
    contract: Contract


class _Wrong(NamedTuple):
    kind: str
    message: str
    sure: bool


class Descriptions:
    """The descriptions of the target, each opened when a party first needs it."""

    def __init__(self, descriptions: Iterable[Sequence[Any]], files: Iterable[tuple[Any, ...]]) -> None:
        self._stated = {row[0]: row for row in descriptions}
        self._files: dict[str, str] = {row[0]: row[1] for row in files}
        self._values: dict[str, Any] = {}
        self._routers: dict[str, Router | None] = {}

    def hold(self, one: Expectation, apis: Sequence[str]) -> PactAgreement:
        """How an expectation of http stands against these descriptions of its provider."""
        interaction = one.interaction
        assert interaction is not None and interaction.request is not None
        routers = [(root, router) for root in apis if (router := self._router(root)) is not None]
        if not routers:
            return one.agreement(None, f"nobody described what {one.provider or 'it'} provides", kind="undescribed")
        method, path = interaction.request.method or "", interaction.request.path or "/"
        methods: set[str] = set()
        for _, router in routers:
            match = router.match(method, _HERE, path)
            for found in match.found:
                return _held(one, interaction, found)
            methods.update(match.methods)
        return self._nowhere(one, interaction, routers[0][0], methods)

    def _nowhere(self, one: Expectation, interaction: Interaction, root: str, methods: set[str]) -> PactAgreement:
        asked, expected = interaction.request, interaction.response
        assert asked is not None
        where = f"{asked.method} {asked.path}"
        api = self._stated[root][1]
        if expected is not None and expected.status in (404, 405, 501):
            message = f"{where} is expected to be answered with {expected.status}; nothing is described there"
            return one.agreement(None, message, api=api, kind="unclear")
        others = f"; its path has {', '.join(sorted(methods))}" if methods else ""
        return one.agreement(False, f"{where} is not described{others}", api=api, kind="operation")

    def _router(self, root: str) -> Router | None:
        if root not in self._routers:
            self._routers[root] = self._opened(root)
        return self._routers[root]

    def _opened(self, root: str) -> Router | None:
        if not self._values:
            self._values = {path: msgspec.json.decode(document) for path, document in self._files.items()}
        try:
            api = read_api(open_document(root, self._values))
        except DescriptionError:
            return None
        _, name, _, _, _, bases, environment, _ = self._stated[root]
        router = Router()
        for operation in api.operations:
            if operation.kind == "path":
                contract = Contract(api.document, operation, may_be_masked)
                target = _Target(name, environment, operation, contract)
                # A pact may be written with the base path or without it.
                stated = {address_of(server).base for server in operation.servers} | set((bases or "").split()) | {""}
                addresses = [Address(_HERE, base.rstrip("/")) for base in sorted(stated, key=len, reverse=True)]
                router.add(addresses, operation.method, operation.route, target)
        return router


def _held(one: Expectation, interaction: Interaction, found: Found) -> PactAgreement:
    target: _Target = found.target
    wrong = list(_wrong(interaction, target.contract, found))
    sure = next((one for one in wrong if one.sure), None)
    told = sure or next(iter(wrong), None)
    more = len([other for other in wrong if other.sure]) - 1
    message = f"{told.message}{f', and {more} more' if sure and more else ''}" if told else "is described so"
    return one.agreement(
        None if told and not sure else not told,
        message,
        api=target.api,
        operation=target.operation.operation,
        environment=target.environment,
        kind=None if not told else told.kind if sure else "unclear",
    )


def _wrong(interaction: Interaction, contract: Contract, found: Found) -> Iterator[_Wrong]:
    expected = interaction.response or Response(None)
    exchange = _exchange(interaction, found)
    # Whoever expects to be refused may well ask for what is not described.
    if expected.status is None or expected.status < 400:
        for asked in contract.request(exchange).mismatches:
            # Pacts list the headers that matter to them, not all that are sent.
            if asked.kind == "parameter_missing" and asked.name.startswith(("header ", "cookie ")):
                continue
            kind = "parameter" if asked.kind.startswith(("parameter", "query")) else "request"
            yield _Wrong(kind, f"the request: {asked.name} {asked.message}".replace(":  ", ": "), asked.sure)
        yield from _accepted(interaction, contract.operation)
    if expected.status is None:
        return
    answered = contract.response(exchange)
    for one in answered.mismatches:
        yield _Wrong("status" if one.kind.startswith("status") else "response", f"{one.name} {one.message}", one.sure)
    if answered.body_schema is not None and expected.body.state is State.PRESENT:
        yield from _body(expected, answered.body_schema)


def _accepted(interaction: Interaction, operation: Operation) -> Iterator[_Wrong]:
    """Whether any answer that is described is one that the request accepts (RFC 9110 section 12.5.1)."""
    stated = interaction.request.headers.get("accept", ()) if interaction.request is not None else ()
    ranges = [one.partition(";")[0].strip().lower() for one in stated]
    described = {kind.partition(";")[0].strip().lower() for one in operation.responses for kind in one.content}
    if ranges and described and not any(_takes(wanted, kind) for wanted in ranges for kind in described):
        yield _Wrong(
            "request", f"the request accepts {', '.join(ranges)}, described are {', '.join(sorted(described))}", True
        )


def _takes(wanted: str, kind: str) -> bool:
    main = wanted.partition("/")[0]
    return wanted in ("*/*", "*", kind) or "*" in kind or (wanted.endswith("/*") and kind.startswith(f"{main}/"))


def _body(expected: Response, schema: BodySchema) -> Iterator[_Wrong]:
    if not (expected.body.media_type and expected.body.media_type.is_json):
        return
    try:
        value = expected.body.json()
    except ValueError:
        yield _Wrong("response", "the expected body is no JSON", True)
        return
    rules = expected.rules.of("body")
    if schema.compiled is None and schema.fields is not None:
        yield _Wrong("response", "nobody can use the schema of the response", False)
    for error in schema.compiled.errors(value) if schema.compiled else ():
        steps = [step.replace("~1", "/").replace("~0", "~") for step in error.pointer.split("/")[1:]]
        is_open = rules.at(("$", *steps)) is not None
        if error.keyword in _MISSING or (is_open and error.keyword in _OF_CONTENT):
            continue
        yield _Wrong(
            "response", f"the expected response: {error.place} {error.message}".replace(":  ", ": "), error.sure
        )
    undescribed: Counter[str] = Counter()
    if schema.fields is not None:
        schema.fields.count(value, Counter(), undescribed)
    for name in undescribed:
        yield _Wrong(
            "response", f"expects {name} in the response, which is not described", not may_be_masked(None, name)
        )


def _exchange(interaction: Interaction, found: Found) -> Exchange:
    asked, expected = interaction.request, interaction.response or Response(None)
    assert asked is not None
    pairs = [(name, quote(value, safe="")) for name, values in (asked.query or {}).items() for value in values]
    headers = {name: ", ".join(values) for name, values in asked.headers.items()}
    target: _Target = found.target
    return Exchange(
        method=target.operation.method,
        sent=Sent(found.parameters, pairs, headers, {}),
        request_type=_media_type(asked.body, headers.get("content-type")),
        request_body=_value(asked.body),
        status=expected.status or 0,
        response_type=_media_type(expected.body, ", ".join(expected.headers.get("content-type", ())) or None),
        response_headers=None,
        response_body=UNSEEN if expected.body.state is State.PRESENT else ABSENT,
    )


def _media_type(body: Body, stated: str | None) -> str | None:
    if stated or body.state is not State.PRESENT:
        return stated
    return body.media_type.name if body.media_type else None


def _value(body: Body) -> Any:
    """A body as the library validates it; one that the pact says nothing of may be anything."""
    if body.state in (State.NULL, State.EMPTY):
        return ABSENT
    if body.state is State.MISSING or not (body.media_type and body.media_type.is_json):
        return UNSEEN
    try:
        return body.json()
    except ValueError:
        return UNSEEN
