"""One exchange and the operation it goes to -> what of it keeps the description, and each place that does not.

In: decoded bodies, raw parameters. Out: verdicts of three values; None is "cannot be told" (masked, cut, not recorded).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .conformance import Hidden, Schema, never_hidden
from .fields import Fields
from .json_schema import Side, json_schema
from .parameters import ABSENT, Form, ParameterReader, Sent
from .screening import Screen, Screened

if TYPE_CHECKING:
    from .document import Document, Node
    from .openapi import Operation, Parameter, Response

#: There was a body, but what it was is not known.
UNSEEN: Any = type("Unseen", (), {"__repr__": lambda _: "UNSEEN"})()
#: Parameters of these names say nothing (OpenAPI 3.1 section 4.8.12.1): media types and security describe them.
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
#: What recorders take out.
_WITHHELD = frozenset({"set-cookie", "cookie", "authorization"})
_NO_BODY = frozenset({204, 205, 304})
_MOST_TYPES = 1_000


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


class BodySchema:
    """What describes a body: compiled when first asked."""

    def __init__(self, media_type: str, schema: Mapping[str, Any] | None, node: Node, hidden: Hidden) -> None:
        self.media_type = media_type
        self.node = node
        self.fields = Fields(schema) if schema is not None else None
        self.compiled = _compiled(schema, hidden)
        #: Whether a value surely keeps it; None where that cannot be told.
        self.is_valid = self.compiled.is_valid if self.compiled is not None else None


class _Parameter(NamedTuple):
    parameter: Parameter
    reader: ParameterReader
    compiled: Schema | None


class _Answer:
    """What one described status promises; `good` is the verdict on a body of a media type that keeps all of it."""

    def __init__(
        self,
        response: Response,
        bodies: Mapping[str, BodySchema],
        headers: tuple[tuple[str, bool, ParameterReader, Schema | None, Node], ...],
    ) -> None:
        self.response = response
        self.bodies = bodies
        self.headers = headers
        self.screen = Screen(
            Screened(reader, required, reader.schema, compiled.is_valid if compiled else None)
            for _, required, reader, compiled, _ in headers
        )
        self.good = _Good(bodies, response.status)


class _Good(dict[str | None, tuple[Checked, Callable[[Any], bool]] | None]):
    """Media type as sent -> the verdict on a body that keeps its schema, and how to ask; None: look closer."""

    def __init__(self, bodies: Mapping[str, BodySchema], status: str | None) -> None:
        self._bodies = bodies
        self._status = status
        self.empty = Checked(status, True if status is not None else None, True, True, (), None)

    def __missing__(self, media_type: str | None) -> tuple[Checked, Callable[[Any], bool]] | None:
        schema = _of_type(self._bodies, media_type)
        found = None
        if schema is not None and schema.is_valid is not None:
            found = Checked(self._status, True, True, True, (), schema), schema.is_valid
        if len(self) < _MOST_TYPES:
            self[media_type] = found
        return found


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
        self._asked: tuple[Screen, _Good] | None = None

    def fits_path(self, sent: Sent) -> bool:
        """The parameters in the path are of the types described; masked ones may be."""
        places = (one for one in self._read_parameters() if one.parameter.location == "path")
        return not any(mismatch.sure for one in places for mismatch in self._parameter(one, sent))

    def request(self, exchange: Exchange) -> Checked:
        """How the request stands."""
        screen, good = self._asked or self._ready()
        if screen.holds(exchange.sent):
            body = exchange.request_body
            if body is ABSENT:
                if not self.operation.body_required:
                    return good.empty
            elif body is not UNSEEN:
                known = good[exchange.request_type]
                if known is not None and known[1](body):
                    return known[0]
        return self._request(exchange)

    def _ready(self) -> tuple[Screen, _Good]:
        screen = Screen(
            Screened(
                *(one.reader, one.parameter.required, one.reader.schema),
                one.compiled.is_valid if one.compiled else None,
            )
            for one in self._read_parameters()
        )
        self._asked = screen, _Good(self._read_request_bodies(), None)
        return self._asked

    def response(self, exchange: Exchange) -> Checked:
        """How the answer stands."""
        status = exchange.status
        answer = self._by_status[status] if status in self._by_status else self._answer(status)
        headers = exchange.response_headers
        if answer is not None and headers is not None and answer.screen.headers_hold(headers):
            body = exchange.response_body
            if body is ABSENT:
                return answer.good.empty
            if body is not UNSEEN and status not in _NO_BODY:
                known = answer.good[exchange.response_type]
                if known is not None and known[1](body):
                    return known[0]
        return self._response(exchange, answer)

    def _request(self, exchange: Exchange) -> Checked:
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
        schema = _of_type(described, exchange.request_type)
        return self._with_body("request", None, exchange.request_type, body, schema, described, parameters, wrong)

    def _response(self, exchange: Exchange, answer: _Answer | None) -> Checked:
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
        schema = _of_type(answer.bodies, exchange.response_type)
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
            wanted = (
                parameter
                for parameter in self.operation.parameters
                if parameter.location != "header" or parameter.name.lower() not in _NOT_PARAMETERS
            )
            self._parameters = [self._read_parameter(parameter) for parameter in wanted]
        return self._parameters

    def _read_parameter(self, stated: Parameter) -> _Parameter:
        schema = self._schema(stated.schema, "request")
        form = Form(stated.name, stated.location, stated.style, stated.explode, stated.media_type)
        return _Parameter(stated, ParameterReader(form, schema), _compiled(schema, self._hidden))

    def _read_request_bodies(self) -> Mapping[str, BodySchema]:
        if self._bodies is None:
            self._bodies = self._read_bodies(self.operation.body, "request")
        return self._bodies

    def _read_bodies(self, content: Mapping[str, Node | None], side: Side) -> dict[str, BodySchema]:
        node = self.operation.node
        return {
            _plain_type(media_type): BodySchema(media_type, self._schema(schema, side), schema or node, self._hidden)
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
        compiled = _compiled(schema, self._hidden)
        return name, stated.get("required") is True, ParameterReader(form, schema), compiled, node

    def _schema(self, node: Node | None, side: Side) -> dict[str, Any] | None:
        return json_schema(self._document, node, side=side) if node is not None else None

    def _mismatch(self, side: str, kind: str, name: str, message: str) -> Mismatch:
        return Mismatch(side, kind, name, message, None, True, self.operation.node)


def _compiled(schema: Mapping[str, Any] | None, hidden: Hidden) -> Schema | None:
    """None where nothing is said, or what is said is no schema: then nothing can be told."""
    if schema is None:
        return None
    try:
        return Schema(schema, hidden)
    except ValueError:
        return None


def _verdict(wrong: Iterable[Mismatch]) -> bool | None:
    sure = {one.sure for one in wrong}
    return False if True in sure else None if sure else True


def _of_type(described: Mapping[str, BodySchema], media_type: str | None) -> BodySchema | None:
    """The most specific media type or range that takes it; where only one is described, an unstated type is that."""
    if media_type is None:
        return next(iter(described.values())) if len(described) == 1 else None
    stated = _plain_type(media_type)
    if stated in described:
        return described[stated]
    kind, _, of = stated.partition("/")
    suffix = of.rpartition("+")[2] if "+" in of else ""
    for wider in (f"{kind}/*+{suffix}" if suffix else "", f"{kind}/*", "*/*", "*"):
        if wider in described:
            return described[wider]
    return None


def _plain_type(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
