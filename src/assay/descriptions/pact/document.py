"""Pact files of version 1 to 4 -> one model: who promises what to whom, interaction by interaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from .exchange import Message, Request, Response, read_message, read_request, read_response

_MOST_INTERACTIONS = 20_000
_LATEST = 4.0


class PactError(ValueError):
    """A file that is no pact, in words."""


class Kind(StrEnum):
    """What an interaction is."""

    HTTP = "http"
    MESSAGE = "message"
    SYNC_MESSAGE = "sync_message"
    PLUGIN = "plugin"


_KINDS = {
    "synchronous/http": Kind.HTTP,
    "asynchronous/messages": Kind.MESSAGE,
    "synchronous/messages": Kind.SYNC_MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Interaction:
    """One interaction. Of http: `request` and `response`; else `messages` (of a synchronous one the request first).

    `left`: why it is not judged, for one that only a plugin understands.
    """

    kind: Kind
    description: str
    states: tuple[str, ...]
    pending: bool
    pointer: str
    request: Request | None = None
    response: Response | None = None
    messages: tuple[Message, ...] = ()
    left: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pact:
    """One contract. `version` is that of the format; `consumer_version` is known of pacts out of a broker."""

    consumer: str
    provider: str
    version: float
    stated_version: str | None
    consumer_version: str | None
    created: str | None
    interactions: tuple[Interaction, ...]
    problems: tuple[str, ...]


def is_pact(value: object) -> bool:
    """Whether a decoded file has a consumer, a provider, and interactions or messages between them."""
    if not isinstance(value, Mapping):
        return False
    parties = all(isinstance(value.get(side), Mapping) for side in ("consumer", "provider"))
    return parties and any(isinstance(value.get(name), list) for name in ("interactions", "messages"))


def read_pact(data: bytes) -> Pact:
    """Errors: PactError."""
    try:
        value = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise PactError(f"is no JSON: {error}") from error
    if not is_pact(value):
        raise PactError("has no consumer, provider and interactions")
    return _pact(value)


def _pact(value: Mapping[str, Any]) -> Pact:
    problems: list[str] = []
    version, stated = _version(value)
    if version > _LATEST:
        problems.append(f"is of version {stated}, read as if of version 4")
    listed = [(name, value.get(name)) for name in ("interactions", "messages")]
    count = sum(len(found) for _, found in listed if isinstance(found, list))
    if count > _MOST_INTERACTIONS:
        raise PactError(f"has {count:,} interactions, more than the {_MOST_INTERACTIONS:,} that are read")
    interactions = tuple(
        read_interaction(one, name, f"/{name}/{index}", version)
        for name, found in listed
        for index, one in enumerate(found if isinstance(found, list) else ())
        if isinstance(one, Mapping)
    )
    consumer, provider = (_name(value[side]) for side in ("consumer", "provider"))
    problems.extend(f"the {side} has no name" for side in ("consumer", "provider") if not _name(value[side]))
    links = value.get("_links")
    return Pact(
        consumer=consumer,
        provider=provider,
        version=version,
        stated_version=stated,
        consumer_version=link_name(links, "pb:consumer-version"),
        created=value["createdAt"] if isinstance(value.get("createdAt"), str) else None,
        interactions=interactions,
        problems=tuple(problems),
    )


def link_name(links: object, name: str) -> str | None:
    """The name of a link in a broker's answer (HAL)."""
    link = links.get(name) if isinstance(links, Mapping) else None
    found = link.get("name") if isinstance(link, Mapping) else None
    return found if isinstance(found, str) else None


def _name(party: Mapping[str, Any]) -> str:
    name = party.get("name")
    return name.strip() if isinstance(name, str) else ""


def _version(value: Mapping[str, Any]) -> tuple[float, str | None]:
    """Version of the format; files of the first versions often do not state one."""
    metadata = value.get("metadata")
    stated = _stated_version(metadata if isinstance(metadata, Mapping) else {})
    number = re.match(r"(\d+)(\.\d+)?", stated or "")
    if number is None:
        return (3.0 if "messages" in value else 2.0), stated
    # 2.x and later differ by the first number alone.
    return (float(number[0]) if number[1] == "1" else float(number[1])), stated


def _stated_version(metadata: Mapping[str, Any]) -> str | None:
    for name in ("pactSpecification", "pact-specification", "pactSpecificationVersion"):
        found = metadata.get(name)
        version = found.get("version") if isinstance(found, Mapping) else found
        if isinstance(version, str | int | float) and not isinstance(version, bool):
            return str(version)
    return None


def read_interaction(stated: Mapping[str, Any], listed: str, pointer: str, version: float) -> Interaction:
    """One interaction out of the list called `listed` (interactions or messages)."""
    kind, left = _kind(stated, listed, version)
    request = response = None
    messages: tuple[Message, ...] = ()
    if kind is Kind.HTTP:
        request = read_request(_object(stated, "request"), version)
        response = read_response(_object(stated, "response"), version)
    elif kind is Kind.MESSAGE:
        messages = (read_message(stated, version),)
    elif kind is Kind.SYNC_MESSAGE:
        answers = stated.get("response")
        given = answers if isinstance(answers, list) else []
        sides = [_object(stated, "request"), *(one for one in given if isinstance(one, Mapping))]
        messages = tuple(read_message(side, version) for side in sides)
    description = stated.get("description")
    return Interaction(
        kind=kind,
        description=description if isinstance(description, str) else "",
        states=tuple(_states(stated)),
        pending=stated.get("pending") is True,
        pointer=pointer,
        request=request,
        response=response,
        messages=messages,
        left=left,
        problems=tuple(_problems(stated, kind, request, response, messages)),
    )


def _kind(stated: Mapping[str, Any], listed: str, version: float) -> tuple[Kind, str | None]:
    plugins = stated.get("pluginConfiguration")
    if isinstance(plugins, Mapping) and plugins:
        names = ", ".join(sorted(map(str, plugins)))
        return Kind.PLUGIN, f"only its plugin can read it: {names[:100]}"
    named = stated.get("type")
    if version >= 4 or isinstance(named, str):
        kind = _KINDS.get(str(named).lower())
        if kind is None and named is not None:
            return Kind.PLUGIN, f"interactions of type {str(named)[:60]} are not known"
        if kind is not None:
            return kind, None
    return (Kind.MESSAGE if listed == "messages" or "contents" in stated else Kind.HTTP), None


def _object(stated: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = stated.get(name)
    return found if isinstance(found, Mapping) else {}


def _states(stated: Mapping[str, Any]) -> Iterator[str]:
    for name in ("providerState", "provider_state"):
        if isinstance(stated.get(name), str):
            yield stated[name]
    listed = stated.get("providerStates")
    for one in listed if isinstance(listed, list) else ():
        state = one.get("name") if isinstance(one, Mapping) else one
        if isinstance(state, str):
            yield state


def _problems(
    stated: Mapping[str, Any],
    kind: Kind,
    request: Request | None,
    response: Response | None,
    messages: tuple[Message, ...],
) -> Iterator[str]:
    """What is wrong with the form of an interaction, in words."""
    description = stated.get("description")
    if not isinstance(description, str) or not description.strip():
        yield "has no description"
    if kind is Kind.HTTP:
        yield from (f"has no {side}" for side in ("request", "response") if not isinstance(stated.get(side), Mapping))
        if request is not None and isinstance(stated.get("request"), Mapping):
            yield from _request_problems(request)
        ruled = response is not None and (response.status is not None or response.rules.of("status").listed)
        if not ruled and isinstance(stated.get("response"), Mapping):
            yield "the response has no status"
    for part in (request, response, *messages):
        yield from part.rules.problems[:5] if part is not None else ()


def _request_problems(request: Request) -> Iterator[str]:
    if not request.method:
        yield "the request has no method"
    if not request.path or not request.path.startswith("/"):
        yield "the request's path does not begin with /"
