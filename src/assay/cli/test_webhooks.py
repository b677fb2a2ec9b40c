"""Try a receiver of webhooks: valid, forged, stale, repeated, reordered and broken deliveries, and what they did."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.model import UsageError

from . import _options, _trials
from ._progress import progress

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.engine.stated import Webhook
    from assay.trials.webhooks.trying import Shop

_SCHEMES = ("adyen", "paypal", "square", "standard-webhooks", "stripe")
_QUESTIONS = (
    *("valid", "late", "unsigned", "wrongly_signed", "stale", "replayed", "duplicated", "parallel", "reordered"),
    *("malformed", "oversized", "slow"),
)


@click.command(name="webhooks")
@_options.target
@click.option("--webhook", "name", metavar="NAME", help="The [[webhook]] of assay.toml, where there are several.")
@click.option("--url", metavar="URL", help="Where deliveries are sent.")
@click.option("--app", metavar="MODULE:NAME", help="An ASGI application, which is started; --url is then its path.")
@click.option("--app-dir", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where that lies.")
@click.option("--scheme", type=click.Choice(_SCHEMES), help="How they are signed.")
@click.option("--secret", metavar="VARIABLE", help="Environment variable with the secret that signs them.")
@click.option("--signed-for", metavar="URL", help="Address that is registered, where that is another (Square).")
@click.option("--applied", metavar="READ", help="Tells how often an event was applied; see above.")
@click.option("--state", metavar="READ", help="Tells the state of the payment or order.")
@click.option("--prepare", metavar="ACTION", help="Makes the order that an event will be about.")
@click.option("--read-auth", multiple=True, metavar="[HEADER=]VARIABLE", help="Credentials for these, by HTTP.")
@click.option("--event", metavar="FILE", help="JSON of an event of your own, with {payment}, {order}, {amount}…")
@click.option("--earlier-event", metavar="FILE", help="The same of what was said of the payment before.")
@click.option("--integration", metavar="NAME", help="Whose receiver it is; told by the provider if not given.")
@click.option("--provider", metavar="NAME", help="Who sends; told by the scheme if not given.")
@click.option("--desk", type=click.IntRange(0, 65535), metavar="PORT", help="Where PayPal's double listens.")
@click.option("--authority", metavar="FILE", help="Certificate authority for PayPal; made where there is none.")
@click.option("--ask", "asked", multiple=True, type=click.Choice(_QUESTIONS), help="Only this; repeatable.")
@click.option("--timeout", type=click.FloatRange(0.1, 60), default=15, show_default=True, help="Seconds to answer in.")
@click.option("--settle", type=click.FloatRange(0.1, 300), default=5, show_default=True, help="Seconds to apply in.")
@click.option("--max-time", type=click.FloatRange(2), default=180, show_default=True, help="Seconds it may take.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Deliveries a second at the most.")
@click.option("--seed", type=click.IntRange(0), help="Makes up the same amounts as a trial before.")
@click.option("--allow-host", multiple=True, metavar="HOST", help="A host beside this machine that may be tried.")
@click.option("--log", "log_at", type=click.Path(dir_okay=False, path_type=Path), help="Where all is kept.")
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
    name: str | None,
    app: str | None,
    app_dir: Path | None,
    read_auth: tuple[str, ...],
    asked: tuple[str, ...],
    timeout: float,
    settle: float,
    max_time: float,
    rate: float | None,
    seed: int | None,
    allow_host: tuple[str, ...],
    log_at: Path | None,
    lake: Path | None,
    as_of: datetime | None,
    fail_on: str,
    as_json: bool,
    **stated: Any,
) -> int:
    """Try a receiver of webhooks, keep every delivery, and judge what was seen.

    It delivers payments that nobody made: name a test system. Only this machine is tried unless a host is allowed by
    name. Secrets are taken from environment variables, and are never kept or shown.

    That a delivery was answered 200 does not tell that it was applied once. A READ tells: one line, in which {payment},
    {order} and {event} stand for what the trial made up.

    \b
    GET http://127.0.0.1:8000/orders/{order}#/captures      a value of a JSON answer, by its pointer
    SQL shop.db select count(*) from captures where payment = {payment}
    SQL env:DATABASE_URL select status from orders where id = {order}
    RUN ./count-captures {payment}

    An ACTION is POST URL JSON, or RUN COMMAND. With --app, {root} stands for where it runs. All of it can stand in
    assay.toml, as [[webhook]].

    \b
    assay test webhooks --url http://127.0.0.1:8000/webhooks/stripe --scheme stripe --secret STRIPE_WEBHOOK_SECRET
    assay test webhooks --webhook stripe --ask parallel --ask reordered
    assay test webhooks --url /hooks --app shop:app --scheme adyen --secret ADYEN_HMAC_KEY --applied 'SQL …'
    """
    from assay import masking
    from assay.reports import trial as shown
    from assay.reports import webhook_trial
    from assay.store.lake import Lake
    from assay.trials.webhooks import trial
    from assay.trials.webhooks.trying import Pace

    webhook = _stated(target, name, stated)
    secret = _secret(webhook.secret)
    masking.set_key(Lake(_options.lake_of(target, lake)).fingerprint_key())
    log = log_at or target / (f"assay-webhooks-{webhook.name}.ndjson" if webhook.name else trial.LOG)
    plan = trial.Plan(
        pace=Pace(settle=settle, seconds=max_time, rate=rate),
        asked=asked,
        seed=seed,
        integration=webhook.integration,
        provider=webhook.provider,
        secrets=(secret, secret.removeprefix("whsec_")) if webhook.scheme != "paypal" else (),
    )
    with ExitStack() as ended:
        url = ended.enter_context(_running(webhook.url, app, app_dir or target, allow_host))
        shop = ended.enter_context(_shop(webhook, secret, url, target, timeout, allow_host, read_auth))
        outcome = trial.run(shop, plan, log, ended.enter_context(progress()))
    result = _trials.judged(target, lake, as_of, log)
    found = shown.findings(result, _trials.within(log, target) or "") if result else []
    failing = shown.failing(found, fail_on)
    unjudged = _trials.unjudged(result, log, target, "webhook_trials") or _no_unit(result, webhook.integration)
    holds = not failing and (unjudged is None or fail_on == "never")
    if as_json:
        click.echo(webhook_trial.as_json(outcome, result, found, holds))
    else:
        webhook_trial.show(outcome, result, found)
    if unjudged is not None:
        click.echo(f"\nNothing was judged: {unjudged}", err=True)
    elif not holds:
        click.echo(f"\nThe gate does not hold (--fail-on {fail_on}): {len(failing)} unmet", err=True)
    return 0 if holds else 1


def _stated(target: Path, name: str | None, stated: dict[str, Any]) -> Webhook:
    """What assay.toml says, and the command line above it. Errors: UsageError."""
    from msgspec import structs

    from assay.engine import configuration
    from assay.engine.stated import Webhook

    given = {key: value for key, value in stated.items() if value is not None}
    known = configuration.stated(target).webhook
    if name is not None or (known and "url" not in given):
        found = [one for one in known if name is None or one.name == name]
        if len(found) != 1:
            names = ", ".join(one.name or one.url for one in known) or "none"
            raise UsageError(f"which [[webhook]] is meant? There is {names}", remedy="Name one with --webhook.")
        return structs.replace(found[0], **given)
    for option in ("url", "scheme", "secret"):
        if option not in given:
            remedy = "See `assay test webhooks --help`, or write a [[webhook]] in assay.toml."
            raise UsageError(f"--{option} is needed", remedy=remedy)
    return Webhook(**given)


def _no_unit(result: Result | None, name: str | None) -> str | None:
    if result is None or name is None or any(unit.name == name for unit in result.integrations):
        return None
    return f"no integration is called {name}; there are: {', '.join(sorted(one.name for one in result.integrations))}."


def _secret(variable: str) -> str:
    value = os.environ.get(variable, "")
    if not value.strip():
        remedy = "Secrets are taken from environment variables, never from the command line."
        raise UsageError(f"the environment variable {variable} is not set", where="--secret", remedy=remedy)
    return value.strip()


@contextmanager
def _running(url: str, app: str | None, app_dir: Path, allowed: tuple[str, ...]) -> Iterator[str]:
    """The address that deliveries are sent to."""
    from assay.trials import place

    if app is None:
        yield place.may_be_called(url, allowed)
        return
    with place.served(app, app_dir) as root:
        yield root + "/" + url.lstrip("/")


@contextmanager
def _shop(
    webhook: Webhook,
    secret: str,
    url: str,
    target: Path,
    timeout: float,
    allowed: tuple[str, ...],
    read_auth: tuple[str, ...],
) -> Iterator[Shop]:
    """What is tried, as long as its key is needed."""
    from assay.trials import place
    from assay.trials.users import user_of
    from assay.trials.webhooks import effects
    from assay.trials.webhooks.schemes import Desk, schemes
    from assay.trials.webhooks.sending import Line
    from assay.trials.webhooks.trying import Shop

    user = user_of("reader", read_auth)
    root = url.partition("://")[0] + "://" + url.partition("://")[2].partition("/")[0]
    ground = effects.Ground(target, lambda at: place.may_be_called(at, allowed), dict(user.headers) if user else {})
    signing = schemes()[webhook.scheme]
    # With --app the port is not known before: {root} stands for where it runs.
    applied, state, prepare = (
        text.replace("{root}", root) if text else None for text in (webhook.applied, webhook.state, webhook.prepare)
    )
    with signing.key(secret, Desk(webhook.desk, target / webhook.authority if webhook.authority else None)) as key:
        yield Shop(
            line=Line(url, timeout),
            signing=signing,
            key=key,
            signed_for=webhook.signed_for or url,
            applied=effects.read(applied, ground) if applied else None,
            state=effects.read(state, ground) if state else None,
            prepare=effects.preparation(prepare, ground) if prepare else None,
            event=_event(webhook.event, target),
            earlier=_event(webhook.earlier_event, target),
            currency=webhook.currency,
            variable=webhook.secret,
        )


def _event(file: str | None, target: Path) -> Any:
    import json

    if file is None:
        return None
    try:
        return json.loads((target / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"is no JSON: {error}", where=file, remedy="Write an event with {placeholders}.") from error
