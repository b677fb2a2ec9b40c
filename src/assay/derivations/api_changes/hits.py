"""Releases, call sites, observed calls -> who calls an operation of the version before, and what changed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from assay.descriptions.changes import Change, Level
from assay.descriptions.changes.pairing import pair
from assay.descriptions.openapi import Api, Operation
from assay.descriptions.routing import Address, Router, servers_of
from assay.model.expressions import expression
from assay.tables.api_change import ApiChangeHit

from .releases import Release
from .rows import is_removal

_COMPUTED = expression(r"\$\{[^}]*\}")
#: Stands for what is computed; nothing that a path template has in words.
_SOMETHING = "computed"


class _Called(NamedTuple):
    """An operation of the version before: its release, and its name in the newer version, or its old one if it went."""

    release: Release
    operation: str


def hits(
    releases: Sequence[Release], sites: Iterable[Sequence[Any]], calls: Sequence[Sequence[Any]]
) -> Iterator[ApiChangeHit]:
    """A row for each place in source, and for each operation in each recording."""
    own = {host for *_, host, _, party in calls if party == "first"}
    router, changes = Router(), [_by_operation(release.changes) for release in releases]
    known = {id(release): found for release, found in zip(releases, changes, strict=True)}
    for release in releases:
        _add(router, release)
    for path, line, site, method, url in sites:
        for called in _at_site(router, own, method, url):
            yield _row(called, known, path=path, line=line, origin="source", caller=site)
    yield from _observed(router, known, calls)


def _add(router: Router, release: Release) -> None:
    newer = {id(old): new.operation for old, new in pair(release.old, release.new).kept}
    for operation in release.old.operations:
        if operation.kind == "path":
            called = _Called(release, newer.get(id(operation), operation.operation))
            router.add(_addresses(release.old, operation, release.hosts), operation.method, operation.route, called)


def _addresses(api: Api, operation: Operation, hosts: Sequence[str]) -> list[Address]:
    """Where the version before is: at its servers, and where the newer one is, below the older one's paths."""
    stated = servers_of(api, operation) or [Address(None, "")]
    return [*stated, *(Address(host, address.base) for host in hosts for address in stated)]


def _by_operation(changes: Iterable[Change]) -> Mapping[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        for operation in change.operations:
            found[operation].append(change)
    return found


def _at_site(router: Router, own: Iterable[str], method: str | None, url: str) -> Iterator[_Called]:
    """What an address in source may mean; one without a host is at the shop's own."""
    text = _COMPUTED.sub(_SOMETHING, url)
    try:
        parts = urlsplit(text)
    except ValueError:
        return
    if not method or _SOMETHING in parts.netloc or not parts.path.startswith("/"):
        return
    hosts = [parts.netloc.rpartition("@")[2].partition(":")[0]] if parts.netloc else sorted(own)
    for host in hosts:
        match = router.match(method, host, parts.path)
        if match.found:
            yield match.found[0].target
            return


def _observed(
    router: Router, known: Mapping[int, Mapping[str, list[Change]]], calls: Iterable[Sequence[Any]]
) -> Iterator[ApiChangeHit]:
    found: dict[tuple[str, str, str | None, int, str], tuple[_Called, int | None, int]] = {}
    for path, origin, environment, line, method, host, url, _ in calls:
        try:
            match = router.match(method, host, urlsplit(url).path)
        except ValueError:
            continue
        if match.found:
            called: _Called = match.found[0].target
            key = path, origin, environment, id(called.release), called.operation
            first = found.get(key)
            found[key] = (called, line, 1) if first is None else (called, first[1], first[2] + 1)
    for (path, origin, environment, _, operation), (called, line, count) in found.items():
        where = {"path": path, "line": line, "origin": origin, "environment": environment}
        yield _row(called, known, caller=operation, calls=count, **where)


def _row(called: _Called, known: Mapping[int, Mapping[str, list[Change]]], **stated: Any) -> ApiChangeHit:
    changes = known[id(called.release)].get(called.operation, [])
    breaking = [change for change in changes if change.level is Level.BREAKING or is_removal(change)]
    possibly = [change for change in changes if change.level is Level.POSSIBLY]
    worst = next(iter((*breaking, *possibly)), None)
    return ApiChangeHit(
        **{"environment": None, "calls": None, **stated},
        api=called.release.name,
        description=called.release.new.document.root,
        operation=called.operation,
        breaking=len(breaking),
        possibly_breaking=len(possibly),
        message=_told(worst, called.operation) if worst else None,
        in_place=called.release.in_place,
    )


def _told(change: Change, operation: str) -> str:
    """A change in words; of one in a shared schema, its way is that of the first operation which comes to it."""
    first = change.operations[0]
    return change.message if first == operation else f"{change.message} (shared with {first})"
