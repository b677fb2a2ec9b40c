"""Stripe's official library for Node, installed as it is and run in a process of Node, against the simulator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from assay.trials.simulator import Simulator
from simulating import Receiver

VERSION = "23.1.0"

FLOWS = """
const Stripe = require('stripe');
const [, , port, key] = process.argv;
const shop = new (Stripe.default || Stripe)(key, {host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 2});
const card = {currency: 'eur', payment_method_types: ['card'], confirm: true};
const told = {};

async function flows() {
  const customer = await shop.customers.create({email: 't@shop.example', metadata: {a: '1'}});
  const paid = await shop.paymentIntents.create({...card, amount: 1250, customer: customer.id,
    payment_method: 'pm_card_visa', expand: ['latest_charge.balance_transaction']});
  told.paid = [paid.status, paid.latest_charge.balance_transaction.net];
  const held = await shop.paymentIntents.create({...card, amount: 2000, capture_method: 'manual',
    payment_method: 'pm_card_visa'});
  told.captured = (await shop.paymentIntents.capture(held.id, {amount_to_capture: 1500})).amount_received;
  told.refund = (await shop.refunds.create({payment_intent: held.id, amount: 500})).status;
  try {
    await shop.paymentIntents.create({...card, amount: 1250, payment_method: 'pm_card_visa_chargeDeclinedLostCard'});
  } catch (error) {
    told.declined = [error.type, error.code, error.decline_code, error.payment_intent.status];
  }
  const challenged = await shop.paymentIntents.create({...card, amount: 1250, return_url: 'http://127.0.0.1:9/',
    payment_method: 'pm_card_threeDSecure2Required'});
  const page = await fetch(challenged.next_action.redirect_to_url.url, {method: 'POST', redirect: 'manual',
    body: new URLSearchParams({do: 'authorize'})});
  told.challenged = [challenged.status, page.status, (await shop.paymentIntents.retrieve(challenged.id)).status];
  const cancelled = await shop.paymentIntents.create({amount: 1250, currency: 'eur'});
  told.cancelled = (await shop.paymentIntents.cancel(cancelled.id)).status;
  const once = () => shop.paymentIntents.create({...card, amount: 777, payment_method: 'pm_card_visa'},
    {idempotencyKey: 'once'});
  told.once = (await once()).id === (await once()).id;
  try {
    await shop.paymentIntents.create({...card, amount: 778, payment_method: 'pm_card_visa'}, {idempotencyKey: 'once'});
  } catch (error) {
    told.reused = error.type;
  }
  await fetch(`http://127.0.0.1:${port}/_assay/faults`, {method: 'POST',
    body: JSON.stringify({kind: 'reset_after', on: 'POST /v1/payment_intents'})});
  told.retried = (await shop.paymentIntents.create({...card, amount: 888, payment_method: 'pm_card_visa'})).status;
  let listed = 0;
  for await (const intent of shop.paymentIntents.list({limit: 2})) listed += intent.object === 'payment_intent';
  told.listed = listed;
}

flows().then(() => console.log(JSON.stringify(told)), (error) => { console.error(error); process.exit(1); });
"""

VERIFY = """
const Stripe = require('stripe');
const fs = require('fs');
const [, , secret] = process.argv;
const shop = new (Stripe.default || Stripe)(['sk', 'test', '1'].join('_'));
const said = JSON.parse(fs.readFileSync(0));
console.log(said.map(([body, signature]) => shop.webhooks.constructEvent(body, signature, secret).type).join(' '));
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the library is installed. Skipped where Node, npm or its registry cannot be reached."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not on this machine")
    root = tmp_path_factory.mktemp("node")
    quiet = ("--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    done = subprocess.run(
        ["npm", "install", *quiet, f"stripe@{VERSION}"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "npm_config_update_notifier": "false"},
    )
    if done.returncode:
        pytest.skip(f"npm could not install stripe@{VERSION}: {done.stderr[:200]}")
    return root


def ran(folder: Path, script: str, *words: str, said: str = "") -> str:
    file = folder / "flows.cjs"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["node", str(file), *words], input=said, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_ordinary_flows_run_unchanged(folder: Path, simulator: Simulator) -> None:
    told: dict[str, Any] = json.loads(
        ran(folder, FLOWS, simulator.url.rpartition(":")[2], "_".join(("sk", "test", "1")))
    )
    fee = simulator.objects("balance_transaction")[0]["fee"]
    assert told == {
        "paid": ["succeeded", 1250 - fee],
        "captured": 1500,
        "refund": "succeeded",
        "declined": ["StripeCardError", "card_declined", "lost_card", "requires_payment_method"],
        "challenged": ["requires_action", 303, "succeeded"],
        "cancelled": "canceled",
        "once": True,
        "reused": "StripeIdempotencyError",
        "retried": "succeeded",
        "listed": 7,
    }
    assert [charge["amount"] for charge in simulator.objects("charge") if charge["amount"] == 888] == [888]


def test_it_verifies_the_webhooks(folder: Path, simulator: Simulator, receiver: Receiver, shop: Any) -> None:
    secret = simulator.webhook(receiver.url)
    shop.v1.payment_intents.create({"amount": 1250, "currency": "eur"})
    simulator.settle()
    said = json.dumps([(body.decode(), headers["stripe-signature"]) for headers, body in receiver.got])
    assert ran(folder, VERIFY, secret, said=said).split() == ["payment_intent.created"]
