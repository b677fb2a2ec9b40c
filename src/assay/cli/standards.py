"""List what good means, per domain; test standards by their cases; begin one of your own."""

from __future__ import annotations

from pathlib import Path

import click

from assay.model import UsageError


@click.group(invoke_without_command=True)
@click.option("--domain", multiple=True, help="Only this domain.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--target", default=".", type=click.Path(path_type=Path), help="Repository whose own standards count too."
)
@click.pass_context
def command(ctx: click.Context, domain: tuple[str, ...], as_json: bool, target: Path) -> None:
    """List the standards; `test` runs their cases, `new` begins one of your own."""
    ctx.obj = target
    if ctx.invoked_subcommand:
        return
    found = [standard for standard in _load(target).values() if not domain or standard.domain in domain]
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found))
        return
    for name in sorted({standard.domain for standard in found}):
        mine = [standard for standard in found if standard.domain == name]
        click.echo(f"\n{name} ({len(mine)})")
        for standard in mine:
            click.echo(f"  {standard.level:6} {standard.id:58} {standard.title}")
    click.echo(f"\n{len(found)} standards. assay explain ID tells why, how and shows its SQL.")


@command.command()
@click.argument("name")
@click.pass_obj
def new(target: Path, name: str) -> None:
    """Begin a standard: NAME is domain/what_is_good, e.g. payment/refunds_are_logged."""
    from assay.engine.skeleton import begin

    for file in begin(target, name):
        click.echo(f"wrote {file}")
    click.echo("Now: edit both, then run: assay standards test")


@command.command()
@click.argument("only", required=False)
@click.pass_obj
def test(target: Path, only: str | None) -> None:
    """Run the cases of all standards, or of those whose id matches ONLY (wildcards allowed)."""
    from fnmatch import fnmatchcase

    from assay.engine.cases import cases_of, load_cases, run_case

    good = bad = 0
    for standard in _load(target).values():
        file = cases_of(standard)
        if file is None or (only and not fnmatchcase(standard.id, only)):
            continue
        for case in load_cases(file):
            wrong = run_case(standard, case)
            good, bad = good + (not wrong), bad + bool(wrong)
            for text in wrong:
                click.echo(f"{standard.id}: {case.name}: {text}")
    click.echo(f"{good} cases hold, {bad} do not")
    if not good + bad:
        raise UsageError(
            "no cases were found", remedy="They lie beside the standard, in assay/cases/<domain>/<name>.yaml."
        )
    if bad:
        raise click.exceptions.Exit(1)


def _load(target: Path) -> dict[str, object]:  # type: ignore[type-arg]
    from assay.engine import configuration
    from assay.engine.standards import load_standards

    return load_standards(configuration.load(target).standards)
