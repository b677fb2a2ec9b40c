"""A document -> where it breaks the schema of its format: one problem for each cause, at the very place, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from . import official
from .bundling import Bundle
from .complaints import NOT_ALLOWED, Complaint, complaint, leaves, unexpected
from .document import Document, Problem
from .pointers import joined

MOST_PROBLEMS = 200
#: What recurses over a value stays well within any stack.
MAX_DEPTH = 500
_MOST_SEEN = 5_000


class Verdict(NamedTuple):
    """Whether a document keeps its format (None: nobody here knows that version), and where it does not."""

    valid: bool | None
    problems: tuple[Problem, ...]


def judge_format(document: Document) -> Verdict:
    """Held to the official schema of its version, all of its files that `references` came to. Errors: none."""
    if document.depth > MAX_DEPTH:
        said = f"nests deeper than {MAX_DEPTH} levels, and is not judged"
        return Verdict(None, (Problem("limit", said, document.root, ""),))
    version = official.known_version(document.version)
    if version is None:
        known = ", ".join(("2.0", "3.0", "3.1", "3.2"))
        said = f"states OpenAPI {document.version[:20]}; the versions that can be judged are {known}"
        key = "swagger" if "swagger" in document.root_node().value else "openapi"
        return Verdict(None, (Problem("version", said, document.root, joined("", key)),))
    bundle = Bundle(document)
    validator = official.validator(version)
    if validator.is_valid(bundle.value):
        return Verdict(True, ())
    found = _causes(leaves(_errors(validator, bundle.value)), version)
    problems = [Problem("schema", one.said, *bundle.origin(one.pointer)) for one in found]
    if not problems:
        problems = [Problem("schema", "breaks its format, and nests too deep to tell where", document.root, "")]
    return Verdict(False, tuple(problems[:MOST_PROBLEMS]))


def _errors(validator: Any, value: Any) -> Iterator[Any]:
    try:
        yield from islice(validator.iter_errors(value), _MOST_SEEN)
    except ValueError:
        return  # an error quotes what it is about, and this one quotes more levels than the validator can


def _causes(errors: Iterable[Any], version: str) -> list[Complaint]:
    """Complaints, each once; what only follows from another one left out."""
    found: dict[str, Complaint] = {}
    surplus: list[tuple[str, Complaint]] = []
    for error in errors:
        pointer = joined("", *error.instance_path)
        names = unexpected(error)
        if names is None:
            one = complaint(error, pointer)
            kept = found.get(one.pointer)
            if kept is None or one.weight > kept.weight:
                found[one.pointer] = one
        else:
            known = _known_names(official.schema(version), error.schema_path)
            surplus += [
                (
                    pointer,
                    Complaint(joined(pointer, name), NOT_ALLOWED, 3 if name not in known else 1),
                )
                for name in names
            ]
    wrong = sorted(found)
    for pointer, one in surplus:
        # A key that the schema knows is surplus only because what should have allowed it failed.
        if one.weight > 1 or not any(f"{other}/".startswith(f"{pointer}/") for other in wrong):
            found.setdefault(one.pointer, one)
    return [found[pointer] for pointer in sorted(found, key=_in_order)]


def _in_order(pointer: str) -> tuple[int, str]:
    return pointer.count("/"), pointer


def _known_names(schema: Any, schema_path: list[str | int]) -> set[str]:
    """Names of properties that the part of the schema which an error comes from knows under some condition."""
    keys = [str(key) for key in schema_path]
    at = max((number for number, key in enumerate(keys) if key in ("$defs", "definitions")), default=None)
    part = schema if at is None else schema.get(keys[at], {}).get(keys[at + 1], {})
    names: set[str] = set()
    waiting, seen = [part], set[int]()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, dict) or id(one) in seen:
            continue
        seen.add(id(one))
        properties = one.get("properties")
        names |= set(properties) if isinstance(properties, dict) else set()
        for key in ("allOf", "anyOf", "oneOf"):
            waiting += one.get(key, ())
        waiting += [one.get(key) for key in ("if", "then", "else")]
        waiting += one.get("dependentSchemas", {}).values() if isinstance(one.get("dependentSchemas"), dict) else ()
        waiting += one.get("$defs", {}).values() if one is not schema and isinstance(one.get("$defs"), dict) else ()
        reference = one.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/$defs/") and reference.count("/") == 2:
            waiting.append(schema["$defs"].get(reference.rpartition("/")[2]))
    return names
