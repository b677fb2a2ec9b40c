"""Names that pacts give -> units of the target, and the descriptions of what they provide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from assay.model import Conventions
from assay.tables.pact import PactParty


class Parties:
    """Knows parties by name: as units, packages and titles of descriptions are called, or as the house states."""

    def __init__(
        self,
        units: Iterable[Sequence[Any]],
        manifests: Iterable[Sequence[Any]],
        descriptions: Sequence[Sequence[Any]],
        conventions: Conventions,
    ) -> None:
        self._units: dict[str, str] = {}
        for unit, name in manifests:
            # A package may be scoped: @shop/core.
            self._units.setdefault(_plain(name.rpartition("/")[2]), unit)
        for unit, path in units:
            self._units[_plain(path.rpartition("/")[2])] = unit
        self._units |= {_plain(unit): unit for unit, _ in units}
        self._descriptions = descriptions
        self._stated = {
            _plain(str(one.get("name"))): one for one in conventions.tables("pact_providers") if one.get("name")
        }

    def unit(self, party: str) -> str | None:
        """The unit of this name."""
        stated = self._stated.get(_plain(party), {}).get("unit")
        return str(stated) if stated else self._units.get(_plain(party)) if party else None

    def apis(self, party: str) -> list[str]:
        """Root files of the descriptions of what it provides, those that another one replaces left out."""
        stated = self._stated.get(_plain(party), {}).get("description")
        replaced = {row[7] for row in self._descriptions if row[7]}
        current = [row for row in self._descriptions if row[0] not in replaced]
        if stated:
            return [row[0] for row in current if row[0] == stated]
        titled = [row[0] for row in current if party and _plain(party) in (_plain(row[3] or ""), _plain(row[1]))]
        unit = self.unit(party)
        return titled or [row[0] for row in current if unit is not None and row[2] == unit]

    def hosts(self, party: str) -> tuple[str, ...]:
        """Hosts where it is, as the house states."""
        stated = self._stated.get(_plain(party), {}).get("hosts") or ()
        return tuple(str(host).lower() for host in stated) if isinstance(stated, list | tuple) else ()

    def row(self, party: str, path: str) -> PactParty:
        """The row that tells what it is here."""
        apis = self.apis(party)
        described = [row for row in self._descriptions if row[0] in apis]
        hosts = {*self.hosts(party), *(host for row in described for host in (row[4] or "").split())}
        return PactParty(
            path=path,
            party=party,
            unit=self.unit(party),
            api=described[0][1] if described else None,
            hosts=" ".join(sorted(hosts)),
        )


def _plain(name: str) -> str:
    """Letters and digits of any script; a name without any stays as it is."""
    return re.sub(r"[\W_]", "", name.casefold()) or name
