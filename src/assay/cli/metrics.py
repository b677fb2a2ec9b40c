"""List the metrics, per domain."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--domain", multiple=True, help="Only this domain.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--target", default=".", type=click.Path(path_type=Path), help="Repository whose own metrics count too.")
def command(domain: tuple[str, ...], as_json: bool, target: Path) -> None:
    """What is measured: unit, kind, and which way is better. Values are in `assay check --json`."""
    from assay.engine import configuration
    from assay.engine.standards import load_metrics

    metrics = load_metrics(configuration.load(target).metrics).values()
    found = [metric for metric in metrics if not domain or metric.domain in domain]
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found))
        return
    for name in sorted({metric.domain for metric in found}):
        click.echo(f"\n{name}")
        for metric in (metric for metric in found if metric.domain == name):
            click.echo(f"  {metric.id:46} {metric.unit:8} {metric.kind:16} {metric.better:7} {metric.title}")
    click.echo(f"\n{len(found)} metrics")
