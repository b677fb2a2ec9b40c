"""Pacts, descriptions and observed calls -> who the parties are here, and whether each expectation agrees with both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.pact import PactAgreement, PactParty


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """Parties first, then each expectation against the description and against traffic."""
    if not inputs["interactions"]:
        return
    from .described import Descriptions
    from .expectations import Expectation
    from .observed import Observed
    from .parties import Parties

    expectations = [Expectation.read(row) for row in inputs["interactions"]]
    parties = Parties(inputs["units"], inputs["manifests"], inputs["descriptions"], target.conventions)
    named = {name: one.path for one in reversed(expectations) for name in (one.consumer, one.provider) if name}
    yield from (parties.row(name, path) for name, path in sorted(named.items()))
    descriptions = Descriptions(inputs["descriptions"], inputs["files"])
    observed = Observed(inputs["calls"], inputs["headers"])
    for one in expectations:
        if one.interaction is None or one.interaction.request is None:
            continue
        held = descriptions.hold(one, parties.apis(one.provider))
        yield held
        yield from observed.hold(one, held.api, held.operation, parties.hosts(one.provider))


DERIVATION = Derivation(
    name="promises",
    about="Holds what consumers expect against what the provider describes and what was observed.",
    fills=(PactParty, PactAgreement),
    reads={
        "interactions": (
            "select path, consumer, provider, interaction, version, document, pointer from pact_interaction "
            "order by path, pointer"
        ),
        "units": "select integration, path from integration",
        "manifests": "select integration, name from manifest where name is not null",
        "descriptions": (
            "select path, api, integration, title, hosts, base_paths, environment, replaces from api_description "
            "where format = 'openapi' and exists (select 1 from pact_interaction) order by path"
        ),
        "files": (
            "select path, document from description_file where format is distinct from 'graphql' "
            "and exists (select 1 from pact_interaction) order by path"
        ),
        "calls": (
            "select c.path, c.entry, c.origin, c.environment, c.method, c.host, c.url, c.status, c.response_type, "
            "c.response_body, m.api, m.operation from call c left join api_match m on m.path = c.path and "
            "m.entry = c.entry where exists (select 1 from pact_interaction) order by c.path, c.entry"
        ),
        "headers": (
            "select path, entry, name, value, masked from call_header where side = 'response' "
            "and exists (select 1 from pact_interaction) order by path, entry"
        ),
    },
    derive=derive,
    domains=("api",),
)
