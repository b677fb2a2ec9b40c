"""List what good means, per domain; test standards by their cases; begin one of your own."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model import UsageError

from . import _options
from ._listing import by_domain, print_json

if TYPE_CHECKING:
    from assay.engine.cases import Case
    from assay.model.standard import Standard


@click.group(name="standards", invoke_without_command=True)
@_options.domain
@_options.in_target
@_options.as_json
@click.pass_context
def command(ctx: click.Context, domains: tuple[str, ...], target: Path, as_json: bool) -> None:
    """List the standards, shipped and your own. `test` runs their cases, `new` begins one of your own.

    \b
    assay standards --domain security
    assay standards new payment/refunds_are_logged
    assay standards test 'payment/*'
    """
    ctx.obj = target
    if ctx.invoked_subcommand:
        return
    found = [standard for standard in _load(target).values() if not domains or standard.domain in domains]
    if as_json:
        print_json([_described(standard) for standard in found])
        return
    by_domain([(standard.domain, (standard.level, standard.id, standard.title)) for standard in found])
    click.echo(f"{len(found)} standards. `assay explain ID` tells why, how to fix it, and shows its query.")


@command.command()
@click.argument("name")
@_options.as_json
@click.pass_obj
def new(target: Path, name: str, as_json: bool) -> None:
    """Begin a standard of your own: NAME is domain/what_is_good, e.g. payment/refunds_are_logged."""
    from assay.engine.skeleton import begin

    files = begin(target, name)
    if as_json:
        print_json({"wrote": [str(file) for file in files]})
        return
    for file in files:
        click.echo(f"wrote {file}")
    click.echo(f"Now edit both, then run: assay standards test '{name}'")


@command.command()
@click.argument("only", required=False)
@_options.as_json
@click.pass_obj
def test(target: Path, only: str | None, as_json: bool) -> None:
    """Run the cases of all standards, or of those whose id matches ONLY (wildcards allowed)."""
    from assay.engine.cases import cases_of, run_cases

    chosen = [standard for standard in _load(target).values() if not only or fnmatchcase(standard.id, only)]
    if not chosen:
        raise UsageError(f"no standard is called {only}", remedy="`assay standards` lists them.")
    files = {standard.id: cases_of(standard) for standard in chosen}
    told = [
        {"standard": standard.id, "case": case.name, "wrong": wrong}
        for standard in chosen
        for case, wrong in run_cases(standard, _cases(files[standard.id]))
    ]
    without = [name for name, file in files.items() if file is None]
    broken = [case for case in told if case["wrong"]]
    if as_json:
        print_json({"cases": told, "without_cases": without})
    else:
        for case in broken:
            click.echo("\n  ".join([f"{case['standard']}: {case['case']}", *case["wrong"]]))
        held = len(told) - len(broken)
        click.echo(
            f"{held} cases hold, {len(broken)} do not; {len(without)} standards have none {_some(without)}".rstrip()
        )
    if broken:
        raise click.exceptions.Exit(1)


def _cases(file: Path | None) -> list[Case]:
    from assay.engine.cases import load_cases

    return load_cases(file) if file else []


def _some(names: list[str]) -> str:
    return f"({', '.join(names[:5])}{', …' if len(names) > 5 else ''})" if names else ""


def _load(target: Path) -> dict[str, Standard]:
    from assay.engine import configuration
    from assay.engine.standards import load_standards

    return load_standards(configuration.load(target).standards)


def _described(standard: Standard) -> dict[str, object]:
    import msgspec

    return {"id": standard.id, **{k: v for k, v in msgspec.to_builtins(standard).items() if k not in ("id", "file")}}
