"""A payment provider for tests on this machine, that Stripe's and Adyen's own libraries talk to unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assay.trials.simulator import Simulator


@click.command(name="simulate")
@click.option("--port", default=8421, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Draws the same ids and chances.")
@click.option(
    "--webhook",
    "webhooks",
    multiple=True,
    metavar="URL",
    help="Send all of Stripe's events to this address of this machine; repeatable.",
)
@click.option("--adyen-webhook", metavar="URL", help="Send Adyen's notifications to this address of this machine.")
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 1_000_000),
    help="How fast its time runs; at 0 it stands still but for a second with each writing request.",
)
@click.option("--at", type=click.DateTime(), help="When its time begins, UTC; now if not given.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND[:NAME=VALUE,…]",
    help="A fault from the start, e.g. reset_after:on=POST /v1/payment_intents,times=2; repeatable.",
)
@click.option("--token", envvar="ASSAY_SIMULATE_TOKEN", default="", help="What its control below /_assay asks for.")
@click.option("--access-log", is_flag=True, help="Log every request on standard error.")
def command(
    port: int,
    seed: int,
    webhooks: tuple[str, ...],
    adyen_webhook: str | None,
    speed: float,
    at: datetime | None,
    faults: tuple[str, ...],
    token: str,
    access_log: bool,
) -> int:
    """Serve a payment provider for tests until Ctrl-C, on this machine alone.

    Point Stripe's or Adyen's library at it; any key sk_test_… will do. Cards, tokens and names of holders are Stripe's
    and Adyen's own test values. Nothing is kept when it ends, and no money moves.

    Tests look inside and make trouble below /_assay: state, requests, events, deliveries, faults, clock, reset.
    /_assay/payments.jsonl and notifications.jsonl are the truth of what happened, as exports that `assay check` reads.

    \b
    assay simulate
    assay simulate --webhook http://127.0.0.1:8000/webhooks --seed 7
    assay simulate --fault rate_limit:times=3 --fault twice:on=payment_intent.succeeded
    assay simulate --speed 3600                     an hour in every second
    """
    from datetime import UTC

    from assay.trials.simulator import Simulator, read

    simulator = Simulator(
        seed=seed,
        at=at.replace(tzinfo=UTC) if at else None,
        speed=speed,
        webhooks=webhooks,
        adyen_webhook=adyen_webhook,
        token=token,
        port=port,
        faults=[read(said) for said in faults],
        recording=False,
    )
    listening = simulator.listen()
    for line in _greeting(simulator, adyen_webhook):
        click.echo(line, err=True)
    with suppress(KeyboardInterrupt):
        simulator.serve(listening, access_log=access_log)
    click.echo("assay: stopped", err=True)
    return 0


def _greeting(simulator: Simulator, adyen_webhook: str | None) -> Iterator[str]:
    yield f"assay: {simulator.url}  (a provider for tests; this machine only, no money moves; Ctrl-C stops)"
    yield f"  Stripe in Python: StripeClient(key, base_addresses={{'api': '{simulator.url}'}}), with any key sk_test_…"
    yield f"  Adyen in Python:  adyen.checkout.payments_api.baseUrl = '{simulator.url}/v72', with any key"
    yield f"  Look inside:      {simulator.url}/_assay/state, /requests, /events, /deliveries, /faults, /clock"
    for url, secret in simulator.secrets.items():
        yield f"  Webhooks to {url} are signed with {secret}"
    if adyen_webhook:
        yield f"  Notifications to {adyen_webhook} are signed with {simulator.adyen_key}"
