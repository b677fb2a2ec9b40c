"""Write assay.toml with what discovery found, to correct and extend."""

from __future__ import annotations

from pathlib import Path

import click

from assay.model import UsageError


@click.command()
@click.argument("target", default=".", type=click.Path(path_type=Path))
@click.option(
    "--lake", type=click.Path(path_type=Path, file_okay=False), help="Where runs are kept. Default: TARGET/.assay"
)
@click.option("--force", is_flag=True, help="Overwrite an assay.toml that is there.")
def command(target: Path, lake: Path | None, force: bool) -> None:
    """Write TARGET/assay.toml: every integration with its kind, layer, provider and owner, and the signal that decided."""
    from assay.engine.check import Options, check
    from assay.engine.configuration import FILE, render

    file = target / FILE
    if file.exists() and not force:
        raise UsageError("is there already", where=str(file), remedy="Edit it, or overwrite it with --force.")
    result = check(target, Options(lake=lake))
    file.write_text(render(result.integrations), encoding="utf-8")
    click.echo(
        f"wrote {file} with {len(result.integrations)} units; correct what is wrong and run: assay check {target}"
    )
