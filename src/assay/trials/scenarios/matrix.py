"""The cells of the matrix -> each played with one shop, in turn: passed, failed or not exercised, and why."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from assay.engine.stated import Shop
from assay.model import AssayError
from assay.tables.scenario import Scenario

from .cells import cells
from .driver import Driver
from .log import utc
from .play import FailedError, Play
from .provider import CannotError, Provider

_IN_A_BROWSER = "it takes a browser"
_MOST_REASON = 600


@dataclass(frozen=True, slots=True)
class Cell:
    """What one family of methods is tried with."""

    family: str
    scenario: str
    required: bool


@cache
def matrix() -> tuple[Cell, ...]:
    """The reference table `scenario_cell`, in its order."""
    return tuple(Cell(row["family"], row["scenario"], row["required"] == "true") for row in _rows("scenario_cell"))


@cache
def meanings() -> Mapping[str, str]:
    """Scenario -> what it is, in words."""
    return {row["scenario"]: row["meaning"] for row in _rows("scenario_kind")}


@cache
def families() -> tuple[str, ...]:
    """Families of methods, in the order of the table."""
    return tuple(dict.fromkeys(cell.family for cell in matrix()))


def selected(only: Sequence[str]) -> tuple[Cell, ...]:
    """The cells that one of these patterns names, as family, scenario or family/scenario; all without any."""
    return tuple(
        cell
        for cell in matrix()
        if not only
        or any(
            fnmatchcase(name, pattern)
            for pattern in only
            for name in (cell.family, cell.scenario, f"{cell.family}/{cell.scenario}")
        )
    )


def played(
    wanted: Sequence[Cell],
    shop: Shop,
    driver: Driver,
    provider: Provider,
    seed: int,
    told: Callable[[str, int, int], None] | None = None,
) -> Iterator[tuple[Scenario, Play | None]]:
    """Each cell, of families that the shop offers, as a row; and the play that it came of, None where none was."""
    for number, cell in enumerate(wanted):
        if told:
            told("scenarios", number, len(wanted))
        started, began = utc(), time.monotonic()
        play, outcome, reason = _play(cell, shop, driver, provider, seed)
        yield (
            Scenario(
                integration=shop.integration,
                provider=shop.provider,
                shop=shop.name,
                driver=driver.name,
                family=cell.family,
                scenario=cell.scenario,
                outcome=outcome,
                reason=reason[:_MOST_REASON],
                order_id=play.order.order if play else None,
                payment=next((held.payment for held in play.begun()), None) if play else None,
                started_at=started,
                duration_ms=round((time.monotonic() - began) * 1000, 1),
                seed=seed,
                entry=number,
                line=None,
            ),
            play,
        )


def _play(cell: Cell, shop: Shop, driver: Driver, provider: Provider, seed: int) -> tuple[Play | None, str, str]:
    method = shop.families[cell.family]
    how = cells().get(cell.scenario)
    if how is None:
        return None, "not_exercised", _IN_A_BROWSER
    reference = f"{seed:08x}-{cell.family}-{cell.scenario}"
    play = Play(driver, provider, cell.family, method, _tokens(shop.provider, cell.family), _decimals(), reference)
    try:
        return play, "passed", how(play)
    except FailedError as error:
        return play, "failed", str(error)
    except CannotError as error:
        return play, "not_exercised", str(error)
    except AssayError as error:
        return play, "failed", f"expected an answer; seen: {error}"
    finally:
        _mended(provider)


def _mended(provider: Provider) -> None:
    """Nothing of one cell is left for the next."""
    for mend in (provider.heal, provider.release, lambda: provider.lenient(False)):
        try:
            mend()
        except CannotError:
            continue


@cache
def _tokens(provider: str, family: str) -> Mapping[str, str]:
    rows = _rows("test_method")
    return {row["scenario"]: row["method"] for row in rows if (row["provider"], row["family"]) == (provider, family)}


@cache
def _decimals() -> Mapping[str, int]:
    return {row["code"]: int(row["exponent"]) for row in _rows("currency") if row["exponent"].isdigit()}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("assay.tables").joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
