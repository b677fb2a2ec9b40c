"""`//host/…` and `http://host/…` in source -> `https://host/…`, in the tests that expect it too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import nodes, on_line, script

FIX = Fix(
    standards=("security/resources_use_tls",),
    title="Writes https: in front of addresses without a scheme, in the tests that expect them too",
    why_safe="On a page that came by https the browser asks for the very same address. `http:` becomes `https:` only "
    "where the source names the same host with https already.",
    needs="a look at the host where an address is joined to a scheme elsewhere, or nothing shows that it speaks TLS",
)
#: A scheme that code puts in front of an address by itself.
_JOINED = re.compile(rb"""['"`]https?:(?:['"`]|\$\{)|\bprotocol\b""")
_STRINGS = ("string", "template_string")


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Every literal that is the address of the finding, and the same texts in the tests of its unit."""
    path, url = finding.path or "", finding.subject.partition(": ")[2]
    given = {"path": path, "url": url}
    seen = context.rows(
        "select line, scheme, host, purpose from url_literal where path = $path and url = $url and not local "
        "and coalesce(scheme, 'http') = 'http'",
        **given,
    )
    root = script(path, data)
    if root is None or _is_joined(path, data, context):
        return []
    edits: list[Edit] = []
    for line, scheme, host, purpose in seen:
        literals = [node for node in on_line(root, line, *_STRINGS) if _names(node, url, scheme)]
        certain = scheme is None or (purpose == "resource" and _speaks_tls(host, context))
        if not certain or len(literals) != 1 or not _stands_alone(literals[0]):
            return []
        edits.append(_secured(path, literals[0], scheme))
        edits += _expected(path, literals[0], scheme, finding.integration, context)
    return edits


def _is_joined(path: str, data: bytes, context: Context) -> bool:
    importers = context.rows("select distinct path from import_edge where to_path = $path", path=path)
    return any(_JOINED.search(each) for each in (data, *(context.data(importer) for (importer,) in importers)))


def _names(node: Node, url: str, scheme: str | None) -> bool:
    """The literal begins as the address does, up to what is computed."""
    start = "//" if scheme is None else f"{scheme}://"
    written = text(node)[1:-1]
    fixed = written.split("${")[0].split("?")[0].split("#")[0]
    return written.startswith(start) and url.rstrip("…").split("${")[0].startswith(fixed[:100])


def _stands_alone(node: Node) -> bool:
    """Nothing stands in front of it: neither what is added to it, nor the template it is a part of."""
    inner, outer = node, node.parent
    while outer is not None and outer.type in ("ternary_expression", "parenthesized_expression", "binary_expression"):
        if outer.type == "binary_expression" and outer.child_by_field_name("right") == inner:
            operator = text(outer.child_by_field_name("operator"))
            if operator not in ("||", "??"):
                return False
        inner, outer = outer, outer.parent
    return outer is not None and outer.type != "template_substitution"


def _speaks_tls(host: str, context: Context) -> bool:
    found = context.rows("select count(*) from url_literal where host = $host and scheme = 'https'", host=host)
    return "*" not in host and found[0][0] > 0


def _secured(path: str, node: Node, scheme: str | None) -> Edit:
    start = node.start_byte + 1
    return Edit(path, start, start + (len(scheme) + 1 if scheme else 0), b"https:")


def _expected(path: str, node: Node, scheme: str | None, unit: str, context: Context) -> Iterator[Edit]:
    """The same address in the unit's tests."""
    parts = re.split(r"\$\{.*?\}", text(node)[1:-1], flags=re.DOTALL)
    pattern = re.compile(".*".join(map(re.escape, parts)), re.DOTALL)
    tests = context.rows("select path from source_file where is_test and integration = $unit", unit=unit)
    for (test,) in tests:
        data = context.data(test)
        if test == path or parts[0].encode() not in data:
            continue
        root = script(test, data)
        for literal in nodes(root, *_STRINGS) if root is not None else ():
            if pattern.fullmatch(text(literal)[1:-1]):
                yield _secured(test, literal, scheme)
