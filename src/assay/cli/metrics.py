"""List what is measured, per domain."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options
from ._listing import by_domain, print_json


@click.command(name="metrics")
@_options.domain
@_options.in_target
@_options.as_json
def command(domains: tuple[str, ...], target: Path, as_json: bool) -> None:
    """List what is measured: unit, kind, and which way is better. The numbers are in `assay check --json`.

    \b
    assay metrics --domain testing
    assay query "select * from measure where metric = 'testing/switched_off_share'"
    """
    from assay.engine import configuration
    from assay.engine.standards import load_metrics

    metrics = load_metrics(configuration.load(target).metrics).values()
    found = [metric for metric in metrics if not domains or metric.domain in domains]
    if as_json:
        import msgspec

        print_json([{k: v for k, v in msgspec.to_builtins(metric).items() if k != "file"} for metric in found])
        return
    rows = [(m.domain, (m.id, m.unit, m.kind, f"{m.better} is better", m.title)) for m in found]
    by_domain(rows)
    click.echo(f"{len(found)} metrics")
