"""Try a receiver of webhooks: valid, forged, stale, repeated, reordered and broken deliveries, and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.model import UsageError

from . import _trials
from ._progress import progress

if TYPE_CHECKING:
    from assay.engine.stated import Webhook
    from assay.trials.webhooks.trying import Shop

_SCHEMES = ("adyen", "paypal", "square", "standard-webhooks", "stripe")
_QUESTIONS = (
    *("valid", "late", "unsigned", "wrongly_signed", "stale", "replayed", "duplicated", "parallel", "reordered"),
    *("malformed", "oversized", "slow"),
)


@click.command(name="webhooks")
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
@click.option("--ask", "questions", multiple=True, type=click.Choice(_QUESTIONS), help="Only this; repeatable.")
@click.option("--timeout", type=click.FloatRange(0.1, 60), default=15, show_default=True, help="Seconds to answer in.")
@click.option("--settle", type=click.FloatRange(0.1, 300), default=5, show_default=True, help="Seconds to apply in.")
@_trials.budget(180)
@_trials.asked
def command(
    asked: _trials.Asked,
    name: str | None,
    app: str | None,
    app_dir: Path | None,
    read_auth: tuple[str, ...],
    questions: tuple[str, ...],
    timeout: float,
    settle: float,
    max_time: float,
    rate: float | None,
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
    from assay.reports.trials import webhooks as shown
    from assay.trials.users import secret_in
    from assay.trials.webhooks import trial
    from assay.trials.webhooks.trying import Pace

    target, allowed = asked.target, asked.allow_host
    webhook = _stated(target, name, stated)
    secret = secret_in(webhook.secret, "--secret")
    log = asked.begin(target / (f"assay-webhooks-{webhook.name}.ndjson" if webhook.name else trial.LOG))
    plan = trial.Plan(
        pace=Pace(settle=settle, seconds=max_time, rate=rate),
        asked=questions,
        seed=asked.seed,
        integration=webhook.integration,
        provider=webhook.provider,
        secrets=(secret, secret.removeprefix("whsec_")) if webhook.scheme != "paypal" else (),
    )
    with ExitStack() as ended:
        url = ended.enter_context(_running(webhook.url, app, app_dir or target, allowed))
        shop = ended.enter_context(_shop(webhook, secret, url, target, timeout, allowed, read_auth))
        outcome = trial.run(shop, plan, log, ended.enter_context(progress()))
    made = shown.trial(outcome)
    return asked.end(made, partial(shown.show, made), log, "webhook_trials", webhook.integration)


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

    user = user_of("reader", read_auth, "--read-auth")
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
