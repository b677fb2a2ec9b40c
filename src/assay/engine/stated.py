"""What configuration files and profiles may state. In: TOML. Out: typed values, or the line that is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from assay.model import Kind, Layer, Origin, UsageError

Limits = dict[str, dict[str, int | float | str]]
_Name = Annotated[str, Meta(min_length=1)]


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything that a configuration file states."""


class Unit(Stated, frozen=True):
    """Corrects or adds one integration: what is left out stays as discovered."""

    path: Annotated[_Name, Meta(description="directory relative to the target")]
    paths: Annotated[
        tuple[_Name, ...], Meta(description="further directories and files that belong to it, e.g. its loader in core")
    ] = ()
    name: Annotated[_Name | None, Meta(description="how it is called in reports")] = None
    kind: Annotated[Kind | None, Meta(description="what it connects the checkout to")] = None
    layer: Annotated[Layer | None, Meta(description="where it stands: providers build on bases, core mounts them")] = (
        None
    )
    provider: Annotated[_Name | None, Meta(description="who is at the other end")] = None
    owner: Annotated[_Name | None, Meta(description="owners, instead of those of CODEOWNERS")] = None


class Deployed(Stated, frozen=True):
    """One version that runs in an environment; `assay review can-ship` asks for it."""

    name: Annotated[_Name, Meta(description="application: as pacts call it, or the name of its unit")]
    version: Annotated[_Name, Meta(description="its version, as verification results state it")]
    environment: Annotated[_Name, Meta(description="where it runs")]
    since: Annotated[date | None, Meta(description="since when")] = None


class Waiver(Stated, frozen=True):
    """Accepts unmet findings of one standard until a date."""

    standard: Annotated[_Name, Meta(description="id of the standard, e.g. service/outbound_calls_time_out")]
    author: Annotated[_Name, Meta(description="who accepts it")]
    reason: Annotated[_Name, Meta(description="why it may stay so for now")]
    until: Annotated[date, Meta(description="last day on which it holds")]
    integration: Annotated[str | None, Meta(description="name of the integration; every one if left out")] = None
    subject: Annotated[str | None, Meta(description="glob over subjects; every one if left out")] = None
    count: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="how many unmet findings it was given for; if more match, it covers none"),
    ] = None
    approved_by: Annotated[
        tuple[_Name, ...], Meta(description="who agreed: owners of what it covers, as CODEOWNERS names them")
    ] = ()
    declined_by: Annotated[_Name | None, Meta(description="who did not agree: it covers nothing")] = None
    declined_reason: Annotated[_Name | None, Meta(description="why not")] = None


class Waivers(Stated, frozen=True):
    """What holds for all waivers."""

    approvers: Annotated[
        Literal["owners"] | None,
        Meta(description="'owners': a waiver covers only findings of units whose owners by CODEOWNERS approved it"),
    ] = None
    max_days: Annotated[
        Annotated[int, Meta(ge=1)], Meta(description="how many days from now a waiver may last at the most")
    ] = 366


class Description(Stated, frozen=True):
    """What is known of a description of an API beside what it says itself."""

    path: Annotated[
        _Name, Meta(description="file or glob, relative to the target; it may lie outside, e.g. ../docs/*.yml")
    ]
    hosts: Annotated[tuple[_Name, ...], Meta(description="hosts it describes, instead of those of its servers")] = ()
    base_path: Annotated[
        _Name | None, Meta(description="what paths begin with before its routes, instead of what its servers say")
    ] = None
    environment: Annotated[
        Literal["production", "sandbox", "test", "local"] | None, Meta(description="the environment it describes")
    ] = None
    version: Annotated[_Name | None, Meta(description="version of the API, instead of the stated one")] = None
    replaces: Annotated[
        _Name | None,
        Meta(description="the version before: path of its description, or git:REV for this file there"),
    ] = None


class ExportColumn(Stated, frozen=True, omit_defaults=True):
    """Where one column of a table comes from, when it is more than a column of the export by the same type."""

    source: Annotated[
        _Name | None,
        Meta(description="column of the export; of JSON lines and Parquet also a member in a member: amount.value"),
    ] = msgspec.field(default=None, name="from")
    value: Annotated[str | int | bool | None, Meta(description="the same in every row, instead of a column")] = None
    values: Annotated[
        dict[str, str], Meta(description="what each value of the export is called here; others are no good")
    ] = {}
    other: Annotated[str | None, Meta(description="what every value is called that `values` does not list")] = None
    unit: Annotated[
        Literal["minor", "major"], Meta(description="of an amount: minor (1990) or major (19.90) units of its currency")
    ] = "minor"
    decimal: Annotated[Literal[".", ","], Meta(description="mark before the decimals of an amount")] = "."
    format: Annotated[
        _Name | None, Meta(description="of a time: epoch_s, epoch_ms or as strptime has it; ISO 8601 if left out")
    ] = None
    zone: Annotated[_Name, Meta(description="of a time that states none itself, e.g. Europe/Oslo")] = "UTC"


class Export(Stated, frozen=True, omit_defaults=True):
    """Declares a source of evidence that nothing but this says of: rows of events, orders, accounts.

    Either a `format` that assay reads, told by its content if left out, or a `table` and the columns that fill it.
    """

    path: Annotated[
        _Name | None, Meta(description="file or glob, relative to the target; it may lie outside, e.g. ../books/*.csv")
    ] = None
    postgresql: Annotated[
        Annotated[str, Meta(pattern=r"^env:\w+$")] | None,
        Meta(description="instead of a path: env:NAME, the environment variable that holds the connection string"),
    ] = None
    query: Annotated[_Name | None, Meta(description="what PostgreSQL is asked; it is read only")] = None
    format: Annotated[_Name | None, Meta(description="format by name; told by the content if left out")] = None
    delimiter: Annotated[
        Annotated[str, Meta(min_length=1, max_length=1)] | None, Meta(description="between the columns of CSV")
    ] = None
    table: Annotated[_Name | None, Meta(description="table that its rows fill, by `columns`")] = None
    provider: Annotated[_Name | None, Meta(description="whose rows these are, where they do not say it")] = None
    environment: Annotated[
        Literal["production", "sandbox", "test", "local"] | None, Meta(description="environment that it tells of")
    ] = None
    integration: Annotated[
        _Name | None, Meta(description="unit that it tells of; if left out, the one unit of the provider")
    ] = None
    columns: Annotated[
        dict[str, str | ExportColumn],
        Meta(description="column of the table -> column of the export, or how it is made"),
    ] = {}


class Step(Stated, frozen=True):
    """One request that a shop understands, and where its answer says what."""

    call: Annotated[str, Meta(pattern=r"^[A-Z]+ /", description="method and path, e.g. POST /orders/{order}/pay")]
    body: Annotated[dict[str, Any] | None, Meta(description="JSON to send; {names} in it are filled in")] = None
    answer: Annotated[
        dict[str, Annotated[str, Meta(pattern="^(/|$)")]],
        Meta(description="JSON pointers of this answer, beside those that hold for all"),
    ] = {}


class Shop(Stated, frozen=True):
    """A shop that can be tried with every scenario: where it runs or how it is started, and how it is spoken to."""

    name: Annotated[_Name, Meta(description="how it is called in reports")]
    provider: Annotated[_Name, Meta(description="who takes the money, e.g. stripe")]
    families: Annotated[
        dict[_Name, _Name], Meta(description="families of methods that it offers -> its own name of the method")
    ]
    integration: Annotated[_Name | None, Meta(description="name of the unit; that of its provider if left out")] = None
    url: Annotated[_Name | None, Meta(description="where it runs; started for the trial if left out")] = None
    app: Annotated[_Name | None, Meta(description="ASGI application to start, as module:name")] = None
    directory: Annotated[_Name, Meta(description="where app or driver is imported from, relative to the target")] = "."
    driver: Annotated[
        _Name | None, Meta(description="Python class or function that does the steps, as module:name, not over HTTP")
    ] = None
    webhook: Annotated[Annotated[str, Meta(pattern="^/")] | None, Meta(description="path at which it is notified")] = (
        None
    )
    environment: Annotated[
        dict[_Name, str],
        Meta(description="variables that it is started with; {base}, {key}, {secret}, {url} are filled in"),
    ] = {}
    steps: Annotated[
        dict[_Name, Step], Meta(description="create, pay, read, return, void, capture, refund, keep, forget")
    ] = {}
    answers: Annotated[
        dict[_Name, Annotated[str, Meta(pattern="^(/|$)")]],
        Meta(description="JSON pointers in every answer, by what they show: order, status, total, paid, redirect…"),
    ] = {}
    statuses: Annotated[
        dict[_Name, tuple[_Name, ...]],
        Meta(description="open, pending, paid, returned or ended -> statuses of the shop that mean it"),
    ] = {}


class Webhook(Stated, frozen=True):
    """One receiver of webhooks, as `assay test webhooks` tries it. Secrets are names of environment variables."""

    url: Annotated[_Name, Meta(description="address that deliveries are sent to")]
    scheme: Annotated[
        Literal["adyen", "paypal", "square", "standard-webhooks", "stripe"], Meta(description="how they are signed")
    ]
    secret: Annotated[_Name, Meta(description="environment variable with the secret that signs them")]
    name: Annotated[_Name | None, Meta(description="how it is called; its log is assay-webhooks-NAME.ndjson")] = None
    integration: Annotated[_Name | None, Meta(description="unit whose receiver it is")] = None
    provider: Annotated[_Name | None, Meta(description="who sends, where the scheme does not say")] = None
    signed_for: Annotated[
        _Name | None, Meta(description="address that it is registered with, where it is signed and is another")
    ] = None
    applied: Annotated[_Name | None, Meta(description="read that tells how often an event was applied")] = None
    state: Annotated[_Name | None, Meta(description="read that tells the state of a payment or order")] = None
    prepare: Annotated[_Name | None, Meta(description="what makes the order that an event will be about")] = None
    event: Annotated[_Name | None, Meta(description="JSON file with an event of your own, with {placeholders}")] = None
    earlier_event: Annotated[_Name | None, Meta(description="the same of what was said of the payment before")] = None
    currency: Annotated[_Name, Meta(description="currency of the amounts, ISO 4217 with two decimals")] = "EUR"
    desk: Annotated[int, Meta(description="port of this machine for the double of PayPal; 0: any", ge=0, le=65535)] = 0
    authority: Annotated[_Name | None, Meta(description="file of the throw-away authority that signs for PayPal")] = (
        None
    )


class File(Stated, frozen=True):
    """The whole of `assay.toml`."""

    profile: Annotated[tuple[str, ...], Meta(description="profiles in force beside those selected by evidence")] = ()
    exclude: Annotated[tuple[str, ...], Meta(description="what not to read: patterns as in .gitignore")] = ()
    include: Annotated[
        tuple[str, ...],
        Meta(description="what to read although git ignores it, e.g. reports of tests: globs like reports/*.xml"),
    ] = ()
    lake: Annotated[str | None, Meta(description="directory that keeps the evidence, instead of .assay")] = None
    packs: Annotated[tuple[str, ...], Meta(description="directories with standards and metrics beside assay/")] = ()
    integration: tuple[Unit, ...] = ()
    description: tuple[Description, ...] = ()
    export: tuple[Export, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    shop: Annotated[tuple[Shop, ...], Meta(description="shops that `assay test` can try with scenarios")] = ()
    webhook: tuple[Webhook, ...] = ()
    deployed: Annotated[
        tuple[Deployed, ...], Meta(description="which versions run where; deployed.toml beside it may say so, too")
    ] = ()
    waivers: Annotated[Waivers, Meta(description="what holds for all waivers")] = Waivers()
    limits: Annotated[Limits, Meta(description="per standard: its limits, by name")] = {}
    conventions: Annotated[dict[str, Any], Meta(description="what this house does its own way")] = {}


class Select(Stated, frozen=True):
    """The evidence by which a profile is adopted without being asked for: all that is stated must hold."""

    files: tuple[str, ...] = ()
    manifest_contains: tuple[str, ...] = ()


class Profile(Stated, frozen=True):
    """What evidence is in scope, and a chosen set of conventions and limits; shipped or the user's own."""

    about: str = ""
    evidence: tuple[Origin, ...] = ()
    select: Select | None = None
    conventions: dict[str, Any] = {}
    limits: Limits = {}


_Shape = TypeVar("_Shape", bound=Stated)
_TABLES: dict[str, type[Stated]] = {
    "integration": Unit,
    "description": Description,
    "export": Export,
    "columns": ExportColumn,
    "deployed": Deployed,
    "shop": Shop,
    "steps": Step,
    "waiver": Waiver,
    "waivers": Waivers,
    "webhook": Webhook,
    "select": Select,
}


def read(file: Path, shape: type[_Shape]) -> _Shape:
    """Errors: UsageError with file and line, and the nearest right name where one was mistyped."""
    try:
        text = file.read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), shape)
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"cannot be read: {error}", where=str(file), remedy="It must be a UTF-8 text file.") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = place[1] if place else text.count("\n") + 1
        raise UsageError(f"is not TOML: {error}", where=f"{file}:{line}", remedy="Mend the line.") from error
    except msgspec.ValidationError as error:
        line, remedy = _locate(text, str(error), shape)
        what = re.sub(r"^Object (contains|missing)", r"\1", str(error).partition(" - at `")[0])
        raise UsageError(what[:1].lower() + what[1:], where=f"{file}:{line}", remedy=remedy) from error


def _locate(text: str, message: str, shape: type[Stated]) -> tuple[int, str]:
    """Line of what a message of msgspec speaks of, and what to do about it."""
    path = re.search(r" - at `\$\.?([^`]*)`", message)
    steps = re.findall(r"(\w+)(?:\[(\d+)\])?", re.sub(r"\[\.\.\.\]", "", path[1])) if path else []
    place = 0
    struct: type[Stated] = shape
    for name, index in steps:
        place = _place(text, place, name, int(index or 0))
        struct = _TABLES.get(name, struct)
    unknown = re.search(r"unknown field `([^`]*)`", message)
    if unknown:
        place = _place(text, place, unknown[1], 0)
        remedy = f"Remove it or correct its name.{nearest(unknown[1], struct.__struct_encode_fields__)}"
    elif missing := re.search(r"required field `([^`]*)`", message):
        remedy = f"Add `{missing[1]} = …`."
    else:
        remedy = f"Correct the value.{_right_words(message, steps[-1][0] if steps else '')}"
    return text.count("\n", 0, place) + 1, remedy


def _place(text: str, start: int, name: str, index: int) -> int:
    """Where the table or key of this name stands, at or after `start`; `start` itself if it cannot be told."""
    quoted = rf"[\"']?{re.escape(name)}[\"']?"
    tables = list(re.finditer(rf"^[ \t]*(\[\[[ \t]*{quoted}[ \t]*\]\])", text[start:], re.MULTILINE))
    if index < len(tables):
        return start + tables[index].start(1)
    key = re.search(rf"(?:^[ \t]*\[*|[{{,.][ \t]*)({quoted})[ \t]*[=.\]]", text[start:], re.MULTILINE)
    return start + key.start(1) if key else start


def _right_words(message: str, name: str) -> str:
    words = [word.value for word in {"kind": Kind, "layer": Layer, "evidence": Origin}.get(name, ())]
    wrong = re.search(r"Invalid enum value '([^']*)'", message)
    return f" One of: {', '.join(words)}.{nearest(wrong[1], words) if wrong else ''}" if words else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint at the most similar known name, or nothing."""
    close = difflib.get_close_matches(name, list(known), 1)
    return f" Did you mean {close[0]}?" if close else ""
