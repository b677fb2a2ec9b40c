"""One trial of payments: a declared shop and a provider in hand -> a log of the cells and of what both sides saw."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assay.engine.stated import Shop
from assay.model import UsageError
from assay.tables.scenario import Scenario

from .. import place
from .driver import driver_of, filled
from .log import Log, utc
from .matrix import Cell, played
from .provider import Provider
from .rows import Rows
from .sandbox import Sandbox
from .simulated import simulated

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; everything else is in the log."""

    log: Path
    driver: str
    seed: int
    seconds: float
    exchanges: int
    notifications: int
    cells: Sequence[Scenario]


def run(
    shop: Shop,
    root: Path,
    wanted: Sequence[Cell],
    log_at: Path,
    *,
    seed: int | None = None,
    allowed: Sequence[str] = (),
    told: Told | None = None,
) -> Outcome:
    """Try it; `root` is what the shop's directory is relative to. Errors: UsageError, AssayError."""
    chosen = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    began = time.monotonic()
    about = {"shop": shop.name, "provider": shop.provider, "seed": chosen, "started_at": utc()}
    with ExitStack() as ended:
        provider, base = ended.enter_context(_staged(shop, root, chosen, allowed))
        driver = driver_of(shop, root, base)
        log = ended.enter_context(Log(log_at, about))
        rows = Rows(shop, provider, driver, log)
        cells = []
        for cell, play in played(wanted, shop, driver, provider, chosen, told):
            cells.append(cell)
            rows.add(cell, play)
        return Outcome(
            log_at, driver.name, chosen, time.monotonic() - began, rows.exchanges, rows.notifications, tuple(cells)
        )


@contextmanager
def _staged(shop: Shop, root: Path, seed: int, allowed: Sequence[str]) -> Iterator[tuple[Provider, str | None]]:
    """The provider, and where the shop is."""
    if shop.app is None:
        base = place.may_be_called(shop.url, allowed) if shop.url else None
        yield Sandbox(shop.provider), base
        return
    if shop.url:
        remedy = "State `app` where it is started for the trial, `url` where it runs already."
        raise UsageError(f"the shop {shop.name} has both `app` and `url`", remedy=remedy)
    with simulated(shop.provider, seed) as provider:
        folder = root / shop.directory
        source = folder / "src"

        def environment(base: str) -> dict[str, str]:
            words = provider.words(base + shop.webhook if shop.webhook else None) | {"url": base}
            return {name: str(filled(text, words)) for name, text in shop.environment.items()}

        with place.served(shop.app, source if source.is_dir() else folder, environment) as base:
            yield provider, base
