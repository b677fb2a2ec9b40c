"""A simulator, and Stripe's own library as a shop uses it: only its base address is set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from assay.trials.simulator import Simulator, start
from simulating import Receiver, receiving


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with start(seed=7) as running:
        yield running


def library(simulator: Simulator, retries: int = 0) -> stripe.StripeClient:
    return stripe.StripeClient(
        "_".join(("sk", "test", "simulated")), base_addresses={"api": simulator.url}, max_network_retries=retries
    )


@pytest.fixture
def shop(simulator: Simulator) -> stripe.StripeClient:
    return library(simulator)


@pytest.fixture
def retrying(simulator: Simulator) -> stripe.StripeClient:
    return library(simulator, retries=2)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one
