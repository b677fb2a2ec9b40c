"""`assay improve --kind description`: prints or writes what was inferred, and on what it rests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model.escape import one_line

from ._reports import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay.engine.result import Result
    from assay.reviews.describing import Proposal


def run(result: Result, units: Sequence[str], *, host: str | None, output: Path | None, as_json: bool) -> int:
    """The document goes to standard output or a file, what it rests on to the terminal. Errors: UsageError."""
    import yaml

    from assay.reviews.describing import propose

    found = propose(result.evidence, units, host)
    if as_json:
        from ._listing import print_json

        print_json(found._asdict())
        return 0
    text = yaml.safe_dump(dict(found.document), sort_keys=False, allow_unicode=True, width=120)
    if output is None:
        click.echo(text, nl=False)
    else:
        write(output, [text])
        click.echo(f"wrote {output}", err=True)
    for line in _about(found):
        click.echo(one_line(line), err=True)
    return 0


def _about(found: Proposal) -> Sequence[str]:
    said = [
        f"{found.host}: {found.operations} operations that no description has, inferred from {found.calls} calls in "
        f"{found.recordings} recordings; {found.kept} keep it"
        + (f", of {found.untold} it cannot be told in full (masked, or not stored)" if found.untold else "")
    ]
    said += [f"breaks its format: {problem}" for problem in found.problems]
    if found.others:
        others = ", ".join(f"{name} ({calls})" for name, calls in found.others.items())
        said.append(f"Also called and not described (--host): {others}")
    return said
