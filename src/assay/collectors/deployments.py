"""What runs where: `[[deployed]]` in assay.toml, or in a deployed.toml beside it -> deployed_version."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime

from assay.model import Collector, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.tables.pact import DeployedVersion

COLLECTOR = Collector(
    name="deployments",
    tool="Deployed versions (assay.toml, deployed.toml)",
    about="Reads which version of which application runs in which environment.",
    fills=(DeployedVersion,),
    domains=("api",),
    max_bytes=1_000_000,
)
_TABLE = expression(r"^\s*\[\[\s*deployed\s*\]\]", re.MULTILINE)


def find(target: Target) -> Iterator[str]:
    """assay.toml and deployed.toml of the target itself."""
    yield from (path for path in target.named("assay.toml", "deployed.toml") if "/" not in path)


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is no TOML, or a table lacks what it has to say."""
    try:
        value = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"is not TOML: {error}", where=source.path, remedy="Mend it.") from error
    lines = [source.text.count("\n", 0, found.start()) + 1 for found in _TABLE.finditer(source.text)]
    listed = value.get("deployed", [])
    if not isinstance(listed, list):
        raise SourceError("has one deployed that is no list", where=source.path, remedy="Write [[deployed]].")
    for number, stated in enumerate(listed):
        texts = [stated.get(name) if isinstance(stated, dict) else None for name in ("name", "version", "environment")]
        line = lines[number] if number < len(lines) else None
        if not all(isinstance(text, str) and text for text in texts):
            remedy = "Each [[deployed]] states name, version and environment."
            raise SourceError("a [[deployed]] is incomplete", where=f"{source.path}:{line}", remedy=remedy)
        since = stated.get("since")
        yield DeployedVersion(
            party=str(texts[0]),
            version=str(texts[1]),
            runs_in=str(texts[2]),
            since=since.date() if isinstance(since, datetime) else since if isinstance(since, date) else None,
            line=line,
        )
