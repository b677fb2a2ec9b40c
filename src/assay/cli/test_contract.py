"""Try a running API against its description: generated requests, wrong ones, sequences, and probes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from assay.model import UsageError

from . import _options, _trials
from ._progress import progress

if TYPE_CHECKING:
    from assay.trials.api import Tried

_PHASES = ("examples", "coverage", "fuzzing", "negative", "stateful", "probes")
_NAMES = ("*openapi*", "*swagger*", "api.yaml", "api.yml", "api.json")


@click.command(name="contract")
@_options.target
@click.option(
    "--description",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="OpenAPI file; the one in TARGET if there is but one.",
)
@click.option("--url", metavar="URL", help="Where the system runs, with the path that all operations begin with.")
@click.option("--app", metavar="MODULE:NAME", help="An ASGI application, which is started for the trial.")
@click.option(
    "--app-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where it is imported from; `src` beside the description, or its directory, if not given.",
)
@click.option(
    "--auth",
    multiple=True,
    metavar="[HEADER=]VARIABLE",
    help="Environment variable with a bearer token, with the value of HEADER, or after basic= with user:password.",
)
@click.option("--second-auth", multiple=True, metavar="[HEADER=]VARIABLE", help="The same of another user.")
@click.option("--owns", multiple=True, metavar="NAME=VALUE", help="Path parameter by which the first user is known.")
@click.option("--shared", multiple=True, metavar="GLOB", help="Operations whose objects belong to every user.")
@click.option("--skip", multiple=True, metavar="GLOB", help="Operations to leave alone, e.g. 'POST /reset'.")
@click.option("--phase", "phases", multiple=True, type=click.Choice(_PHASES), help="Only this phase; repeatable.")
@click.option("--max-time", type=click.FloatRange(2), default=60, show_default=True, help="Seconds it may take.")
@click.option("--once", is_flag=True, help="End when each phase is done, instead of using up the time.")
@click.option("--max-examples", type=click.IntRange(1), default=50, show_default=True, help="Requests per operation.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Requests a second at the most.")
@click.option("--seed", type=click.IntRange(0), help="Makes the same requests as a trial before.")
@click.option("--allow-host", multiple=True, metavar="HOST", help="A host beside this machine that may be tried.")
@click.option("--log", "log_at", type=click.Path(dir_okay=False, path_type=Path), help="Where every exchange is kept.")
@_options.lake
@_options.as_of
@click.option(
    "--fail-on",
    type=click.Choice(("never", "must", "should", "may")),
    default="must",
    show_default=True,
    help="Exit with 1 on an unmet standard of this level or above.",
)
@_options.as_json
def command(
    target: Path,
    description: Path | None,
    url: str | None,
    app: str | None,
    app_dir: Path | None,
    auth: tuple[str, ...],
    second_auth: tuple[str, ...],
    owns: tuple[str, ...],
    shared: tuple[str, ...],
    skip: tuple[str, ...],
    phases: tuple[str, ...],
    max_time: float,
    once: bool,
    max_examples: int,
    rate: float | None,
    seed: int | None,
    allow_host: tuple[str, ...],
    log_at: Path | None,
    lake: Path | None,
    as_of: datetime | None,
    fail_on: str,
    as_json: bool,
) -> int:
    """Try a running API against its description, keep every exchange, and judge what was seen.

    It writes, deletes and sends what is wrong on purpose: name a test system. Only this machine is tried unless a host
    is allowed by name. Credentials are taken from environment variables, and are never kept or shown.

    The log lies beside the description (assay-trial.ndjson); `assay check --profile system` judges it, too.

    \b
    assay test contract --app shop_api:app --auth TOKEN --second-auth OTHER_TOKEN
    assay test contract --url http://127.0.0.1:8000/v1 --description openapi.yaml --max-time 300
    assay test contract --url https://test.shop.example/v1 --allow-host test.shop.example --rate 20
    assay test contract --url http://127.0.0.1:8000 --phase coverage --phase negative --seed 7
    """
    from assay import masking
    from assay.reports import trial as shown
    from assay.store.lake import Lake
    from assay.trials import api, trial
    from assay.trials.users import user_of

    trial.needs_schemathesis()
    if (url is None) == (app is None):
        remedy = "Name where it runs with --url, or what to start with --app."
        raise UsageError("either --url or --app is needed", remedy=remedy)
    file = description or _only(target)
    plan = trial.Plan(
        first=user_of("first", auth),
        second=user_of("second", second_auth),
        phases=phases or _PHASES,
        seconds=max_time,
        once=once,
        rate=rate,
        seed=seed,
        most_examples=max_examples,
        shared=shared,
        owned=dict(_pair(text) for text in owns),
    )
    masking.set_key(Lake(_options.lake_of(target, lake)).fingerprint_key())
    log = log_at or file.parent / trial.LOG
    with ExitStack() as ended:
        base = ended.enter_context(_running(url, app, app_dir, file, allow_host))
        tried = api.read(file, base, skip)
        told = ended.enter_context(progress())
        outcome = trial.run(
            tried,
            plan,
            log,
            _trials.within(file, target) or file.name,
            (lambda phase, spent, of: told(phase, int(min(spent, of)), int(of))) if told else None,
        )
    result = _trials.judged(target, lake, as_of, log)
    found = shown.findings(result, _trials.within(log, target) or "") if result else []
    failing = shown.failing(found, fail_on)
    unjudged = _trials.unjudged(result, log, target, "trials")
    holds = not failing and (unjudged is None or fail_on == "never")
    title = tried.api.title or file.name
    if as_json:
        click.echo(shown.as_json(title, tried.base, outcome, result, found, holds))
    else:
        shown.show(title, tried.base, outcome, result, found, log)
    if unjudged is not None:
        click.echo(f"\nNothing was judged: {unjudged}", err=True)
    elif not holds:
        click.echo(f"\nThe gate does not hold (--fail-on {fail_on}): {len(failing)} unmet", err=True)
    return 0 if holds else 1


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name or not value:
        raise UsageError(f"--owns {text} is not NAME=VALUE", remedy="Write it as --owns username=ada.")
    return name, value


@contextmanager
def _running(
    url: str | None, app: str | None, app_dir: Path | None, file: Path, allowed: tuple[str, ...]
) -> Iterator[str]:
    """The address under which all operations are called."""
    from assay.trials import api, place

    if url is not None:
        yield place.may_be_called(url, allowed)
        return
    beside = file.parent / "src"
    with place.served(app or "", app_dir or (beside if beside.is_dir() else file.parent)) as root:
        yield root + _base_path(api.read(file, root))


def _base_path(tried: Tried) -> str:
    """The path that the description's servers begin with."""
    return next((urlsplit(server).path.rstrip("/") for server in tried.api.servers), "")


def _only(target: Path) -> Path:
    """The one description in a target. Errors: UsageError."""
    from assay.engine import configuration, walk
    from assay.trials.trial import LOG

    config = configuration.load(target)
    files, _ = walk.walk(target, config.exclude, config.include)
    endings = (".yaml", ".yml", ".json")
    names = [Path(file.path) for file in files if file.path.lower().endswith(endings) and LOG not in file.path]
    found = [name for name in names if any(name.match(pattern) for pattern in _NAMES)]
    if len(found) == 1:
        return target / found[0]
    told = f"there are {', '.join(map(str, found[:8]))}" if found else "there is none that is called like one"
    raise UsageError(f"which description is meant? {told}", where=str(target), remedy="Name it with --description.")
