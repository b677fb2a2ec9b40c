"""Descriptions as tables -> the operations they describe, found by the address of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from assay.descriptions.document import Node, open_document
from assay.descriptions.errors import DescriptionError
from assay.descriptions.openapi import Api, Operation, read_api
from assay.descriptions.routing import Address, Router, address_of, servers_of
from assay.descriptions.validating import Contract
from assay.masking import may_be_masked

from .calls import ObservedCall


class Target(NamedTuple):
    """One described operation, with what it promises."""

    api: str
    root: str
    environment: str | None
    schemes: Mapping[str, Node]
    operation: Operation
    contract: Contract


class Placed(NamedTuple):
    """What a call goes to. `apis` speak of its host."""

    target: Target | None
    parameters: Mapping[str, str]
    methods: tuple[str, ...]
    hosted: bool
    apis: tuple[str, ...]


class Described:
    """All descriptions of a target."""

    def __init__(self, descriptions: Iterable[Sequence[Any]], files: Iterable[Sequence[Any]]) -> None:
        values = {path: msgspec.json.decode(document) for path, document in files}
        self._router = Router()
        self._apis: dict[str, dict[str, str | None]] = {}
        for path, api, hosts, base_paths, environment in descriptions:
            try:
                read = read_api(open_document(path, values))
            except DescriptionError:
                continue  # told by the table of problems
            self._add(read, api, hosts.split(), (base_paths or "").split(), environment)

    def _add(self, read: Api, api: str, hosts: Sequence[str], bases: Sequence[str], environment: str | None) -> None:
        servers = [*read.servers, *(server for one in read.operations for server in one.servers)]
        own = {address_of(server).host for server in servers}.issuperset(host.lower() for host in hosts)
        for operation in read.operations:
            if operation.kind != "path":
                continue
            contract = Contract(read.document, operation, may_be_masked)
            target = Target(api, read.document.root, environment, read.security_schemes, operation, contract)
            addresses = _addresses(read, operation, () if own else hosts, bases)
            self._router.add(addresses, operation.method, operation.route, target)
            for address in addresses:
                if address.host:
                    self._apis.setdefault(address.host, {})[api] = environment

    def place(self, call: ObservedCall) -> Placed:
        """The operation whose path parameters are of the described types, if any is; else the first that fits."""
        match = self._router.match(call.method, call.host, call.sent_path)
        fits = [found for found in match.found if _speaks_of(found.target.environment, call)]
        typed = (one for one in fits if one.target.contract.fits_path(one.parameters)) if len(fits) > 1 else iter(fits)
        found = next(typed, fits[0] if fits else None)
        if found is not None:
            return Placed(found.target, found.parameters, (), True, (found.target.api,))
        apis = [api for host in match.hosts for api, stated in self._apis[host].items() if _speaks_of(stated, call)]
        return Placed(None, {}, match.methods, bool(apis), tuple(apis))


def _speaks_of(environment: str | None, call: ObservedCall) -> bool:
    """A description of one environment says nothing of another; one that states none says it of all."""
    return environment is None or environment == call.environment


def _addresses(read: Api, operation: Operation, hosts: Sequence[str], bases: Sequence[str]) -> list[Address]:
    """Where an operation is: at its own servers, unless the user says other hosts than those of the description."""
    stated = servers_of(read, operation)
    if not hosts:
        return stated
    paths = {address.base for address in stated} or {""}
    return [Address(host.lower(), base.rstrip("/")) for host in hosts for base in sorted({*paths, *bases})]
