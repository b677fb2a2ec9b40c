"""Steps that a shop understands (create, pay, read…) -> what it then shows: over HTTP as declared, or by Python."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import msgspec

from assay.descriptions.pointers import tokens
from assay.engine.stated import Shop, Step
from assay.model import AssayError, UsageError

STEPS = ("create", "pay", "read", "return", "void", "capture", "refund", "keep", "forget")
MEANINGS = ("open", "pending", "paid", "returned", "ended")
_SECONDS_TO_ANSWER = 40
_MOST_BYTES = 1_000_000


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop shows of an order after a step; null is not shown. Amounts are minor units."""

    order: str | None = None
    status: str | None = None
    meaning: str | None = None
    total: int | None = None
    currency: str | None = None
    payment: str | None = None
    paid: int | None = None
    refunded: int | None = None
    redirect: str | None = None
    kept: str | None = None
    refused: str | None = None


class Driver(Protocol):
    """Drives one shop. A step that it refuses is shown as `refused`, with the reason."""

    name: str

    def has(self, step: str) -> bool:
        """Whether the shop understands this step."""

    def do(self, step: str, **values: Any) -> Seen:
        """Errors: AssayError where the shop does not answer, or as nobody can read."""


class Declared:
    """A shop as `assay.toml` declares it: each step is one request."""

    name = "declaration"

    def __init__(self, shop: Shop, base: str) -> None:
        import requests

        self._shop, self._base = shop, base
        self._session = requests.Session()
        self._session.trust_env = False

    def has(self, step: str) -> bool:
        return step in self._shop.steps

    def do(self, step: str, **values: Any) -> Seen:
        stated = self._shop.steps[step]
        status, answer = self._asked(step, stated, values)
        if status >= 500:
            raise AssayError(f"answered {step} with {status}", where=self._shop.name, remedy="See what it logs.")
        if status >= 400:
            return Seen(refused=f"{status} {_error(answer)}".strip())
        pointers = {**self._shop.answers, **stated.answer}
        return _seen(self._shop, {name: pointed(answer, pointer) for name, pointer in pointers.items()})

    def _asked(self, step: str, stated: Step, values: Mapping[str, Any]) -> tuple[int, Any]:
        import requests

        method, _, path = stated.call.partition(" ")
        body = filled(stated.body, values) if stated.body is not None else None
        try:
            with self._session.request(
                method,
                self._base + filled(path, values),
                json=body,
                timeout=_SECONDS_TO_ANSWER,
                allow_redirects=False,
                stream=True,
            ) as answer:
                text = answer.raw.read(_MOST_BYTES, decode_content=True) or b""
        except requests.RequestException as error:
            raise AssayError(
                f"did not answer {step}: {type(error).__name__}", where=self._shop.name, remedy="Is it running?"
            ) from error
        try:
            return answer.status_code, msgspec.json.decode(text) if text else None
        except (msgspec.DecodeError, RecursionError):
            return answer.status_code, None


class Called:
    """A shop that Python drives: a class with a method for each step, or one function of (step, **values).

    Either returns a mapping of what is shown, as a declaration names it; `refused` holds the reason of a refusal.
    """

    def __init__(self, shop: Shop, root: Path) -> None:
        self.name = shop.driver or ""
        self._shop = shop
        self._driver = _imported(self.name, root / shop.directory)

    def has(self, step: str) -> bool:
        return not isinstance(self._driver, _ByMethod) or self._driver.has(step)

    def do(self, step: str, **values: Any) -> Seen:
        try:
            shown = self._driver(step, **values)
        except NotImplementedError as error:
            raise LookupError(step) from error
        except Exception as error:
            where = f"{self.name}, {step}"
            raise AssayError(f"{type(error).__name__}: {error}", where=where, remedy="Mend the driver.") from error
        return _seen(self._shop, dict(shown or {}))


class _ByMethod:
    def __init__(self, instance: object) -> None:
        self._instance = instance

    def has(self, step: str) -> bool:
        return callable(getattr(self._instance, _method(step), None))

    def __call__(self, step: str, **values: Any) -> Any:
        return getattr(self._instance, _method(step))(**values)


def _method(step: str) -> str:
    """`return` is a word of Python's."""
    return "come_back" if step == "return" else step


def _imported(name: str, folder: Path) -> Any:
    module, separator, attribute = name.partition(":")
    remedy = "Name it as module:class or module:function, and where it lies with `directory`."
    if not separator:
        raise UsageError(f"{name} names no driver", remedy=remedy)
    sys.path.insert(0, str(folder.resolve()))
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"cannot be imported: {error}", where=name, remedy=remedy) from error
    finally:
        sys.path.remove(str(folder.resolve()))
    return _ByMethod(found()) if isinstance(found, type) else found


def driver_of(shop: Shop, root: Path, base: str | None) -> Driver:
    """Errors: UsageError where it is declared too thinly."""
    if shop.driver:
        return Called(shop, root)
    missing = [step for step in ("create", "pay", "read") if step not in shop.steps]
    if missing or base is None:
        remedy = f"Add [shop.steps.{missing[0]}]." if missing else "Add `url`, `app` or `driver`."
        raise UsageError(f"the shop {shop.name} is not declared far enough", remedy=remedy)
    return Declared(shop, base)


def _seen(shop: Shop, shown: dict[str, Any]) -> Seen:
    status = shown.get("status")
    shown["meaning"] = shown.get("meaning") or _meaning(shop, status if isinstance(status, str) else None)
    try:
        return msgspec.convert({name: value for name, value in shown.items() if value is not None}, Seen)
    except msgspec.ValidationError as error:
        remedy = "Correct the JSON pointers of `answers`."
        raise AssayError(f"shows what cannot be: {error}", where=shop.name, remedy=remedy) from error


def _meaning(shop: Shop, status: str | None) -> str | None:
    if status is None:
        return None
    told = next((meaning for meaning, words in shop.statuses.items() if status in words), None)
    return told or _known_statuses().get(status.upper().replace(" ", "_"))


@cache
def _known_statuses() -> dict[str, str]:
    text = files("assay.tables").joinpath("reference/order_status.csv").read_text(encoding="utf-8")
    return {row["status"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


def filled(stated: Any, values: Mapping[str, Any]) -> Any:
    """`{name}` in texts -> values; a text that is nothing else keeps the value's type, and goes where it is None."""
    if isinstance(stated, dict):
        inner = {name: filled(value, values) for name, value in stated.items()}
        return {name: value for name, value in inner.items() if value is not None}
    if isinstance(stated, list):
        return [filled(value, values) for value in stated]
    if not isinstance(stated, str):
        return stated
    if stated[:1] == "{" and stated[1:-1] in values and stated[-1:] == "}":
        return values[stated[1:-1]]
    for name, value in values.items():
        stated = stated.replace("{" + name + "}", "" if value is None else str(value))
    return stated


def pointed(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to; None where it leads nowhere."""
    for token in tokens(pointer):
        try:
            document = document[int(token)] if isinstance(document, list) else document[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return document


def _error(answer: Any) -> str:
    told = answer if isinstance(answer, dict) else {}
    said = next((told[name] for name in ("error", "detail", "message", "title") if isinstance(told.get(name), str)), "")
    return str(said)[:200]
