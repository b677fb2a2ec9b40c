"""One exchange and the operation it goes to -> what of it keeps the description, and each place that does not.

In: decoded bodies, raw parameters. Out: verdicts of three values; None is "cannot be told" (masked, cut, not recorded).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .bodies import BodySchema, of_type, plain_type
from .conformance import Hidden, Schema, never_hidden
from .json_schema import Side, json_schema
from .parameters import ABSENT, Form, ParameterReader, Sent
from .screening import Screen, Screened

if TYPE_CHECKING:
    from .document import Document, Node
    from .openapi import Operation, Parameter, Response

#: There was a body, but what it was is not known.
UNSEEN: Any = type("Unseen", (), {"__repr__": lambda _: "UNSEEN"})()
#: What recorders take out.
_WITHHELD = frozenset({"set-cookie", "cookie", "authorization"})
_NO_BODY = frozenset({204, 205, 304})


class Exchange(NamedTuple):
    """A request and its answer. Bodies are decoded JSON, ABSENT where there was none, UNSEEN where it is not known.

    `response_headers` are None, as `sent.headers` are empty, where none were recorded.
    """

    method: str
    sent: Sent
    request_type: str | None
    request_body: Any
    status: int
    response_type: str | None
    response_headers: Mapping[str, str] | None
    response_body: Any


class Mismatch(NamedTuple):
    """One thing that the description does not have so. `sure` is false where masking may have caused it.

    `name` is the parameter, header, status, media type, or the place in the body; `pointer` that place exactly.
    """

    side: str
    kind: str
    name: str
    message: str
    pointer: str | None
    sure: bool
    node: Node


class Checked(NamedTuple):
    """How one side of an exchange stands; `body_schema` is what its body is described by."""

    status: str | None
    type_described: bool | None
    parameters: bool | None
    body: bool | None
    mismatches: tuple[Mismatch, ...]
    body_schema: BodySchema | None


class _Parameter(NamedTuple):
    parameter: Parameter
    reader: ParameterReader
    compiled: Schema | None


class _Answer:
    """What one described status promises."""

    def __init__(
        self,
        response: Response,
        bodies: Mapping[str, BodySchema],
        headers: tuple[tuple[str, bool, ParameterReader, Schema | None, Node], ...],
    ) -> None:
        self.response = response
        self.bodies = bodies
        self.headers = headers
        self.screen = Screen(Screened(reader, required, compiled) for _, required, reader, compiled, _ in headers)


class Contract:
    """What one operation promises. Schemas are compiled when they are first needed, once."""

    def __init__(self, document: Document, operation: Operation, hidden: Hidden = never_hidden) -> None:
        self.operation = operation
        self._document = document
        self._hidden = hidden
        self._parameters: list[_Parameter] | None = None
        self._bodies: Mapping[str, BodySchema] | None = None
        self._answers: dict[str, _Answer] = {}
        self._by_status: dict[int, _Answer | None] = {}
        self._screen: Screen | None = None

    def fits_path(self, parameters: Mapping[str, str]) -> bool:
        """The parameters in the path are of the types described; masked ones may be."""
        places = (one for one in self._read_parameters() if one.parameter.location == "path")
        sent = Sent(parameters, (), {}, {})
        return not any(mismatch.sure for one in places for mismatch in self._parameter(one, sent))

    def requests_hold(
        self,
        media_type: str | None,
        parameters: Sequence[Mapping[str, str]],
        queries: Sequence[str],
        headers: Sequence[Mapping[str, str]],
        bodies: Sequence[Any],
    ) -> Checked | None:
        """The verdict on requests that all keep everything; None: look closer at each.

        Bodies are JSON texts, or all of them ABSENT, or all UNSEEN.
        """
        if self._screen is None:
            stated = self._read_parameters()
            self._screen = Screen(Screened(one.reader, one.parameter.required, one.compiled) for one in stated)
        if not self._screen.holds(parameters, queries, headers):
            return None
        if bodies[0] is ABSENT:
            return None if self.operation.body_required else Checked(None, None, True, True, (), None)
        return _good(None, self._read_request_bodies(), media_type, bodies)

    def responses_hold(
        self,
        status: int,
        media_type: str | None,
        methods: Sequence[str],
        headers: Sequence[Any],
        bodies: Sequence[Any],
    ) -> Checked | None:
        """The verdict on answers, likewise; headers were recorded of all or of none (None)."""
        answer = self._answer(status)
        if answer is None or headers[0] is None or not answer.screen.headers_hold(headers):
            return None
        if bodies[0] is ABSENT:
            return Checked(answer.response.status, True, True, True, (), None)
        if status in _NO_BODY or "HEAD" in methods:
            return None
        return _good(answer.response.status, answer.bodies, media_type, bodies)

    def request(self, exchange: Exchange) -> Checked:
        """How the request stands."""
        sent = exchange.sent
        wrong = [one for parameter in self._read_parameters() for one in self._parameter(parameter, sent)]
        names = {name for name, _ in sent.query}
        for name in sorted(n for n in names if not any(p.reader.takes(n) for p in self._read_parameters())):
            wrong.append(self._mismatch("request", "query_undocumented", name, "is sent, but not described"))
        parameters = _verdict(one for one in wrong if one.kind != "query_undocumented")
        body, described = exchange.request_body, self._read_request_bodies()
        if body is ABSENT:
            if self.operation.body_required:
                missing = self._mismatch("request", "body_missing", "", "has no body, and one is required")
                return Checked(None, None, parameters, False, (*wrong, missing), None)
            return Checked(None, None, parameters, True, tuple(wrong), None)
        schema = of_type(described, exchange.request_type)
        return self._with_body("request", None, exchange.request_type, body, schema, described, parameters, wrong)

    def response(self, exchange: Exchange) -> Checked:
        """How the answer stands."""
        answer = self._answer(exchange.status)
        if answer is None:
            stated = ", ".join(response.status for response in self.operation.responses) or "none"
            message = f"is answered, described are {stated}"
            wrong = [self._mismatch("response", "status_undocumented", str(exchange.status), message)]
            return Checked(None, None, None, None, tuple(wrong), None)
        headers = list(self._headers(answer, exchange.response_headers))
        valid = _verdict(headers) if exchange.response_headers is not None else None if answer.headers else True
        body = exchange.response_body
        if exchange.method == "HEAD" or exchange.status in _NO_BODY or body is ABSENT:
            return Checked(answer.response.status, True, valid, True, tuple(headers), None)
        schema = of_type(answer.bodies, exchange.response_type)
        status, media_type = answer.response.status, exchange.response_type
        return self._with_body("response", status, media_type, body, schema, answer.bodies, valid, headers)

    def header_names(self, status: int) -> frozenset[str]:
        """Names of the headers described for an answer of this status, lower case."""
        answer = self._answer(status)
        return frozenset(name.lower() for name in answer.response.headers) if answer else frozenset()

    def _with_body(
        self,
        side: str,
        status: str | None,
        media_type: str | None,
        body: Any,
        schema: BodySchema | None,
        described: Mapping[str, BodySchema],
        others: bool | None,
        wrong: list[Mismatch],
    ) -> Checked:
        if schema is None:
            if media_type is None:
                return Checked(status, None, others, None, tuple(wrong), None)
            message = f"is sent, described are {', '.join(described)}" if described else "is sent, no body is described"
            wrong.append(self._mismatch(side, "type_undocumented", media_type, message))
            return Checked(status, False, others, None, tuple(wrong), None)
        if body is UNSEEN or schema.compiled is None:
            valid = None if schema.fields is not None else True
            return Checked(status, True, others, valid, tuple(wrong), schema)
        if schema.compiled.is_valid(body):
            return Checked(status, True, others, True, tuple(wrong), schema)
        broken = [
            Mismatch(side, "body", error.place, error.message, error.pointer, error.sure, schema.node)
            for error in schema.compiled.errors(body)
        ]
        return Checked(status, True, others, _verdict(broken), (*wrong, *broken), schema)

    def _parameter(self, one: _Parameter, sent: Sent) -> Iterator[Mismatch]:
        stated, value = one.parameter, one.reader.read(sent)
        side, name = "request", f"{stated.location} {stated.name}"
        if value is ABSENT:
            if stated.required and stated.location != "path":
                withheld = stated.location == "cookie" or stated.name.lower() in _WITHHELD
                sure = not withheld and (stated.location != "header" or bool(sent.headers))
                yield Mismatch(side, "parameter_missing", name, "is required, and not sent", None, sure, stated.node)
        elif one.compiled is not None and not one.compiled.is_valid(value):
            # A header that is stored masked is text, whatever it was.
            hidden = self._hidden(stated.name, value)
            for error in one.compiled.errors(value):
                place = f"{error.place} " if error.place else ""
                yield Mismatch(
                    side, "parameter", name, place + error.message, None, error.sure and not hidden, stated.node
                )

    def _headers(self, answer: _Answer, headers: Mapping[str, str] | None) -> Iterator[Mismatch]:
        for name, required, reader, compiled, node in answer.headers if headers is not None else ():
            value = reader.read(Sent({}, (), headers or {}, {}))
            if value is ABSENT:
                if required:
                    sure = name.lower() not in _WITHHELD
                    yield Mismatch("response", "header_missing", name, "is required, and not sent", None, sure, node)
            elif compiled is not None and not compiled.is_valid(value):
                hidden = self._hidden(name, value)
                for error in compiled.errors(value):
                    yield Mismatch("response", "header", name, error.message, None, error.sure and not hidden, node)

    def _read_parameters(self) -> list[_Parameter]:
        if self._parameters is None:
            wanted = (parameter for parameter in self.operation.parameters if not parameter.is_said_elsewhere)
            self._parameters = [self._read_parameter(parameter) for parameter in wanted]
        return self._parameters

    def _read_parameter(self, stated: Parameter) -> _Parameter:
        schema = self._schema(stated.schema, "request")
        form = Form(stated.name, stated.location, stated.style, stated.explode, stated.media_type)
        return _Parameter(stated, ParameterReader(form, schema), Schema.of(schema, self._hidden))

    def _read_request_bodies(self) -> Mapping[str, BodySchema]:
        if self._bodies is None:
            self._bodies = self._read_bodies(self.operation.body, "request")
        return self._bodies

    def _read_bodies(self, content: Mapping[str, Node | None], side: Side) -> dict[str, BodySchema]:
        node = self.operation.node
        return {
            plain_type(media_type): BodySchema(media_type, self._schema(schema, side), schema or node, self._hidden)
            for media_type, schema in content.items()
        }

    def _answer(self, status: int) -> _Answer | None:
        if status not in self._by_status:
            self._by_status[status] = self._find_answer(status)
        return self._by_status[status]

    def _find_answer(self, status: int) -> _Answer | None:
        by_status = {response.status.upper(): response for response in self.operation.responses}
        for name in (str(status), f"{status // 100}XX", "DEFAULT"):
            if name in by_status:
                return self._answer_of(by_status[name])
        return None

    def _answer_of(self, response: Response) -> _Answer:
        known = self._answers.get(response.status)
        if known is None:
            headers = tuple(
                self._header(name, node) for name, node in response.headers.items() if name.lower() != "content-type"
            )
            bodies = self._read_bodies(response.content, "response")
            known = self._answers[response.status] = _Answer(response, bodies, headers)
        return known

    def _header(self, name: str, node: Node) -> tuple[str, bool, ParameterReader, Schema | None, Node]:
        stated = node.value if isinstance(node.value, Mapping) else {}
        place = self._document.child(node, "schema")
        # OpenAPI 2.0 states the type in the header itself.
        schema = self._schema(place if place is not None else node if "type" in stated else None, "response")
        form = Form(name, "header", "simple", bool(stated.get("explode")))
        compiled = Schema.of(schema, self._hidden)
        return name, stated.get("required") is True, ParameterReader(form, schema), compiled, node

    def _schema(self, node: Node | None, side: Side) -> dict[str, Any] | None:
        return json_schema(self._document, node, side=side) if node is not None else None

    def _mismatch(self, side: str, kind: str, name: str, message: str) -> Mismatch:
        return Mismatch(side, kind, name, message, None, True, self.operation.node)


def _verdict(wrong: Iterable[Mismatch]) -> bool | None:
    sure = {one.sure for one in wrong}
    return False if True in sure else None if sure else True


def _good(
    status: str | None, described: Mapping[str, BodySchema], media_type: str | None, bodies: Sequence[Any]
) -> Checked | None:
    """The verdict where bodies, all JSON texts or all UNSEEN, surely keep what is described, as all else does."""
    schema = of_type(described, media_type)
    if schema is None or bodies[0] is UNSEEN or not schema.keep(bodies):
        return None
    return Checked(status, True, True, True, (), schema)
