"""Try a running API against its description: generated requests, wrong ones, sequences, and probes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from assay.model import UsageError

from . import _trials
from ._progress import progress

if TYPE_CHECKING:
    from assay.trials.api import Tried

_PHASES = ("examples", "coverage", "fuzzing", "negative", "stateful", "probes")
_NAMES = ("*openapi*", "*swagger*", "api.yaml", "api.yml", "api.json")


@click.command(name="contract")
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
@_trials.budget(60)
@click.option("--once", is_flag=True, help="End when each phase is done, instead of using up the time.")
@click.option("--max-examples", type=click.IntRange(1), default=50, show_default=True, help="Requests per operation.")
@_trials.asked
def command(
    asked: _trials.Asked,
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
    from assay.reports.trials import contract as shown
    from assay.trials import api, trial
    from assay.trials.users import user_of

    trial.needs_schemathesis()
    if (url is None) == (app is None):
        remedy = "Name where it runs with --url, or what to start with --app."
        raise UsageError("either --url or --app is needed", remedy=remedy)
    file = description or _only(asked.target)
    plan = trial.Plan(
        first=user_of("first", auth),
        second=user_of("second", second_auth, "--second-auth"),
        phases=phases or _PHASES,
        seconds=max_time,
        once=once,
        rate=rate,
        seed=asked.seed,
        most_examples=max_examples,
        shared=shared,
        owned=dict(_pair(text) for text in owns),
    )
    log = asked.begin(file.parent / trial.LOG)
    with ExitStack() as ended:
        base = ended.enter_context(_running(url, app, app_dir, file, asked.allow_host))
        tried = api.read(file, base, skip)
        named = _trials.within(file, asked.target) or file.name
        outcome = trial.run(tried, plan, log, named, ended.enter_context(progress()))
    made = shown.trial(tried.api.title or file.name, tried.base, outcome)
    return asked.end(made, partial(shown.show, made), log, "trials", None)


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
