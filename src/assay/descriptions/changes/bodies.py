"""Request bodies and responses of two versions of an operation -> what changed in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.descriptions import swagger
from assay.descriptions.document import Node
from assay.descriptions.openapi import Operation, Response

from .change import Side
from .lifecycle import stability_of
from .reach import Context
from .reading import at, binding
from .telling import Telling

_Content = Mapping[str, Node | None]


def compare_bodies(old: Operation, new: Operation, telling: Telling, number: int) -> None:
    """Tell what happened to what is sent and to what is answered."""
    _Bodies(old, new, telling, number).compare()


class _Bodies:
    def __init__(self, old: Operation, new: Operation, telling: Telling, number: int) -> None:
        self.old, self.new, self.telling, self.number = old, new, telling, number
        self.stability = stability_of(new.node.value)
        #: Webhooks and callbacks are sent by the API: what breaks their readers is the other way round.
        self.turned = new.kind != "path"

    def compare(self) -> None:
        self._request()
        before, after = ({each.status: each for each in op.responses} for op in (self.old, self.new))
        for status, response in before.items():
            if status in after:
                self._response(response, after[status])
            else:
                self._say(f"response-{_kind(status)}-status-removed", f"response {status}", response.node, None)
        for status, response in after.items():
            if status not in before:
                self._say(f"response-{_kind(status)}-status-added", f"response {status}", None, response.node)

    def _say(self, name: str, subject: str, old: Node | None, new: Node | None, **told: Any) -> None:
        side: Side = "request" if name.startswith("request") else "response"
        whose: dict[str, Any] = {"operation": self.new.operation, "side": side, "turned": self.turned}
        self.telling.say(name, subject, old, new, **whose, **told)

    def _request(self) -> None:
        old, new = self.old, self.new
        if old.body_node is None or new.body_node is None:
            if new.body_node is not None:
                name = "request-body-added" + ("-required" if new.body_required else "")
                self._say(name, "request body", None, new.body_node)
            elif old.body_node is not None and self._is_of_use(old):
                self._say("request-body-removed", "request body", old.body_node, None)
            return
        if old.body_required != new.body_required:
            verb = "required" if new.body_required else "optional"
            self._say(f"request-body-became-{verb}", "request body", old.body_node, new.body_node)
        self._content("request", "request body", (old.body, new.body), (old.body_node, new.body_node))
        self._encodings(old.body_node, new.body_node)

    def _is_of_use(self, operation: Operation) -> bool:
        """Whether a body says anything: of GET it has no meaning (RFC 9110 section 9.3.1), or it has no parts."""
        schemas = [self.telling.old.resolve(node).value for node in operation.body.values() if node is not None]
        nothing = [each.get("properties") == {} and not binding(each) - {"type", "properties"} for each in schemas]
        return operation.method not in ("GET", "HEAD") and not (nothing and all(nothing))

    def _encodings(self, old: Node, new: Node) -> None:
        """How the parts of a form are written."""
        for media in _mapping(old, "content").keys() & _mapping(new, "content").keys():
            before, after = (_mapping(at(node, "content", media), "encoding") for node in (old, new))
            for name in before.keys() & after.keys():
                if before[name] != after[name]:
                    places = (at(node, "content", media, "encoding", name) for node in (old, new))
                    self._say("request-body-encoding-changed", f"request body, {name}", *places)

    def _response(self, old: Response, new: Response) -> None:
        subject = f"response {new.status}"
        self._content("response", subject, (old.content, new.content), (old.node, new.node))
        self._headers(old, new)
        before, after = (_mapping(each.node, "links") for each in (old, new))
        for name in (*before, *(name for name in after if name not in before)):
            if before.get(name) != after.get(name):
                verb = "added" if name not in before else "removed" if name not in after else "changed"
                self._say(f"response-link-{verb}", f"{subject} link {name}", old.node, new.node)

    def _content(self, side: Side, subject: str, content: tuple[_Content, _Content], nodes: tuple[Node, Node]) -> None:
        pairs, removed, added = _paired(*content)
        for verb, media_types in (("removed", removed), ("added", added)):
            for media in media_types:
                name = "request-body-media-type" if side == "request" else "response-media-type"
                values = (media, None) if verb == "removed" else (None, media)
                places = (nodes[0], None) if verb == "removed" else (None, nodes[1])
                self._say(f"{name}-{verb}", subject, *places, values=values)
        for before, after in pairs:
            if before != after and side == "response":
                self._say(f"response-media-type-{_relation(before, after)}", subject, *nodes, values=(before, after))
            old, new = content[0][before], content[1][after]
            if old is None or new is None:
                if (old is None) != (new is None):
                    verb = "added" if old is None else "removed"
                    self._say(f"{side}-body-schema-{verb}", f"{subject} {after}", *nodes)
                continue
            context = Context(side, "body", not _is_json(after), stability=self.stability, turned=self.turned)
            self.telling.schemas(context, old, new, subject, self.number)

    def _headers(self, old: Response, new: Response) -> None:
        before, after = _headers(old), _headers(new)
        for key, (name, node) in before.items():
            subject = f"response {new.status} header {name}"
            if key not in after:
                required = "-required" if node.value.get("required") is True else ""
                self._say(f"response-header-removed{required}", subject, node, None)
                continue
            other = after[key][1]
            if node.value.get("required") is True and other.value.get("required") is not True:
                self._say("response-header-became-optional", subject, node, other)
            elif node.value.get("required") is not True and other.value.get("required") is True:
                self._say("response-header-became-required", subject, node, other)
            context = Context("response", "header", True, stability=self.stability, turned=self.turned)
            self.telling.schemas(context, self._header(node), self._header(other), subject, self.number)
        for key, (name, node) in after.items():
            if key not in before:
                self._say("response-header-added", f"response {new.status} header {name}", None, node)

    def _header(self, node: Node) -> Node:
        if "schema" in node.value:
            return at(node, "schema")
        return self.telling.kept(swagger.spelled_out(node))


def _mapping(node: Node, key: str) -> Mapping[str, object]:
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found if isinstance(found, dict) else {}


def _headers(response: Response) -> dict[str, tuple[str, Node]]:
    """Headers by their names in lower case: HTTP does not tell cases apart."""
    return {name.lower(): (name, node) for name, node in response.headers.items() if isinstance(node.value, dict)}


def _kind(status: str) -> str:
    return "success" if status.startswith("2") else "error"


def _is_json(media_type: str) -> bool:
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def _paired(old: _Content, new: _Content) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Media types that belong together: of one name, or one a kind of the other."""
    pairs = [(media, media) for media in old if media in new]
    removed, added = [media for media in old if media not in new], [media for media in new if media not in old]
    for media in list(removed):
        found = next((other for other in added if _holds(media, other) or _holds(other, media)), None)
        if found is not None:
            pairs.append((media, found))
            removed.remove(media)
            added.remove(found)
    return pairs, removed, added


def _holds(outer: str, inner: str) -> bool:
    """Whether what is of the second media type is of the first, too; parameters aside (RFC 6838 section 4.2.8)."""
    (one, first, _), (other, second, suffix) = _split(outer), _split(inner)
    if first == "*":
        return one in ("*", other)
    return one == other and (first == second or (bool(suffix) and suffix == first))


def _relation(old: str, new: str) -> str:
    if _split(old)[:2] == _split(new)[:2]:
        return "parameters-changed"
    return "narrowed" if _holds(old, new) else "widened"


def _split(media_type: str) -> tuple[str, str, str]:
    """(type, subtype, suffix)."""
    kind, _, rest = media_type.partition(";")[0].strip().lower().partition("/")
    return kind, rest, rest.partition("+")[2]
