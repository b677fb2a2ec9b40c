"""`assay improve --apply`: announces files, shows the diff, makes safe fixes, judges again, tells what came."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assay.model import UsageError

from . import _options
from ._progress import progress

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.reviews.applying import Applied
    from assay.reviews.mending import Mend, Offer

_MOST_TOLD = 20
_WIDTH = 100
_COLORS = {"+": "green", "-": "red", "@": "cyan"}
_Function = TypeVar("_Function", bound=Callable[..., Any])


def options(function: _Function) -> _Function:
    """--apply and what goes with it."""
    for option in (
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="YYYY-MM-DD",
            help="With --apply: judge as if it were this day; today (UTC) if not given.",
        ),
        click.option("--allow-dirty", is_flag=True, help="With --apply: also where git could not undo it."),
        click.option(
            "--patch",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="With --apply: write a patch for `git apply` instead.",
        ),
        click.option("--dry-run", is_flag=True, help="With --apply: print the patch and change nothing."),
        click.option("--only", multiple=True, metavar="GLOB", help="With --apply: only fixes for these standards."),
        click.option("--apply", "apply_fixes", is_flag=True, help="Make the safe fixes, and judge again."),
    ):
        function = option(function)
    return function


def run(
    target: Path,
    lake: Path | None,
    *,
    only: Sequence[str],
    integrations: Sequence[str],
    as_of: datetime | None,
    dry_run: bool,
    patch: Path | None,
    allow_dirty: bool,
    as_json: bool,
) -> int:
    """The exit status: 0 when every fix stands, 1 when one was taken back or a file was left alone."""
    from assay.reviews.mending import contents, offer
    from assay.reviews.patch import patch as differences

    day = as_of.date() if as_of else None
    before = _judged(target, lake, day)
    _refuse_unknown(before, only, integrations)
    offered = offer(before, target, only=only, integrations=integrations)
    told: dict[str, Any] = {"mends": [_told(mend) for mend in offered.mends], "files": list(offered.files)}
    text = differences(offered.files, contents(offered.files, offered.mends), before.run.prefix)
    if not as_json:
        _announce(before, offered, certain=not (dry_run or patch))
    if patch is not None:
        _write(patch, text)
        click.echo(f"Wrote {patch}. Nothing was changed, nor judged with it: `git apply {patch}`.", err=True)
    elif offered.mends and not dry_run:
        if not allow_dirty:
            _refuse_dirty(target, offered)
        applied = _apply(target, lake, day, before, offered)
        text = differences(offered.files, contents(offered.files, applied.kept), before.run.prefix)
        told |= _outcome(before, applied)
        if not as_json:
            _show(text)
            _conclude(before, applied)
    elif not as_json:
        _show(text)
    if as_json:
        from ._listing import print_json

        print_json({**told, "left": _left(told.get("left", offered.left)), "patch": text.decode("utf-8", "replace")})
    return 1 if told.get("undone") or told.get("left") else 0


def refuse(given: Mapping[str, object], why: str) -> None:
    """Errors: UsageError at the first option that is given."""
    for name, value in given.items():
        if value:
            raise UsageError(f"--{name.replace('_', '-')} {why}", remedy="`assay improve --help` explains both.")


def _judged(target: Path, lake: Path | None, as_of: date | None) -> Result:
    from assay.engine.check import Options, check

    with progress() as reporting:
        return check(target, Options(lake=lake, as_of=as_of, progress=reporting))


def _apply(target: Path, lake: Path | None, as_of: date | None, before: Result, offered: Offer) -> Applied:
    from assay.reviews.applying import apply

    return apply(target, before, offered, lambda: _judged(target, lake, as_of))


def _refuse_unknown(result: Result, only: Sequence[str], integrations: Sequence[str]) -> None:
    """Errors: UsageError where a glob selects nothing."""
    from assay.engine.asking import Options, select

    select(result.standards, Options(only=tuple(only)))
    _options.units_named(result, integrations)


def _refuse_dirty(target: Path, offered: Offer) -> None:
    """Errors: UsageError where git could not undo what is about to be done."""
    from assay.engine.revision import uncommitted

    found = uncommitted(target)
    remedy = "Commit or stash first, write a --patch instead, or say --allow-dirty."
    if found is None:
        raise UsageError("is in no git repository, which could undo the fixes", where=str(target), remedy=remedy)
    dirty = [*found.changed, *(path for path in found.unknown if path in offered.files)]
    if dirty:
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        raise UsageError(f"is not committed: {dirty[0]}{more}", where=str(target), remedy=remedy)


def _announce(before: Result, offered: Offer, *, certain: bool) -> None:
    from assay.model.escape import one_line
    from assay.pages.digest import plural
    from assay.reviews.mending import mendable

    unmet = [finding for finding in before.findings(verdict="unmet") if mendable(finding)]
    if not offered.mends:
        click.echo(
            f"Nothing to apply: {plural(len(unmet), 'unmet finding')} of standards that have a fix, none of those "
            "selected with one right answer.",
            err=True,
        )
    else:
        does = "Changes" if certain else "Would change"
        click.secho(f"{does} {plural(len(offered.files), 'file')}:", bold=True, err=True)
        counted = Counter(path for mend in offered.mends for path in mend.paths)
        for path in offered.files:
            click.echo(f"  {one_line(path)}  {click.style(plural(counted[path], 'finding'), dim=True)}", err=True)
        for family, fix in sorted({mend.family: mend.fix for mend in offered.mends}.items()):
            count = sum(mend.family == family for mend in offered.mends)
            click.echo(
                f"\n{click.style(fix.title, bold=True)}  {click.style(plural(count, 'finding'), dim=True)}", err=True
            )
            click.echo(click.wrap_text(fix.why_safe, _WIDTH, "  ", "  "), err=True)
        click.echo(err=True)
    _tell_left(offered.left)


def _tell_left(left: Sequence[tuple[str, str]]) -> None:
    from assay.model.escape import one_line

    for path, why in left[:_MOST_TOLD]:
        click.secho(f"Left alone: {one_line(path)}: {one_line(why)}", fg="yellow", err=True)
    _tell_more(left)


def _tell_more(told: Sequence[object]) -> None:
    if len(told) > _MOST_TOLD:
        click.secho(f"and {len(told) - _MOST_TOLD:,} more; --json tells all", fg="yellow", err=True)


def _show(text: bytes) -> None:
    """The diff on standard output: in colours and escaped on a terminal, byte for byte elsewhere."""
    if not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
        return
    from assay.model.escape import printable

    for line in text.decode("utf-8", "replace").split("\n")[:-1]:
        header = line.startswith(("diff ", "--- ", "+++ "))
        click.secho(printable(line), bold=header, fg=None if header else _COLORS.get(line[:1]))


def _write(file: Path, text: bytes) -> None:
    try:
        file.write_bytes(text)
    except OSError as error:
        remedy = "Name a file in a directory that exists."
        raise UsageError(f"cannot be written: {error.strerror}", where=str(file), remedy=remedy) from error


def _conclude(before: Result, applied: Applied) -> None:
    from assay.model.escape import one_line
    from assay.pages.digest import plural

    click.secho(f"{plural(len(applied.kept), 'finding')} mended, and judged again.", fg="green", bold=True, err=True)
    for name, (low, now) in _risen(before, applied.after).items():
        click.echo(f"  {one_line(name)}: at least {low:.1f} of 100 before, {now:.1f} now", err=True)
    for mend, why in applied.undone[:_MOST_TOLD]:
        told = f"{mend.finding.standard}, {mend.finding.subject}: {why}"
        click.secho(f"Taken back: {one_line(told)}", fg="yellow", err=True)
    _tell_more(applied.undone)
    _tell_left(applied.left)


def _risen(before: Result, after: Result) -> dict[str, tuple[float, float]]:
    """Integration -> the floor of its score before and after, where it rose."""
    was = {unit.name: unit.score_low for unit in before.integrations}
    now = {unit.name: unit.score_low for unit in after.integrations}
    return {name: (low, now[name]) for name, low in was.items() if now.get(name, low) > low + 0.05}


def _told(mend: Mend) -> dict[str, Any]:
    finding = mend.finding
    return {
        "fix": mend.family,
        "standard": finding.standard,
        "integration": finding.integration,
        "subject": finding.subject,
        "fingerprint": finding.fingerprint,
        "files": sorted(mend.paths),
    }


def _outcome(before: Result, applied: Applied) -> dict[str, Any]:
    return {
        "kept": [mend.finding.fingerprint for mend in applied.kept],
        "undone": [{**_told(mend), "why": why} for mend, why in applied.undone],
        "left": applied.left,
        "scores": {name: list(floors) for name, floors in _risen(before, applied.after).items()},
    }


def _left(left: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"path": path, "why": why} for path, why in left]
