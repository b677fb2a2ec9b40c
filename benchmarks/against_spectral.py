"""Which places assay's standards and Spectral's recommended rules find in the same descriptions, rule by rule.

Runs both on the same files, compares place by place (file and JSON pointer) for every rule that some standard answers,
and prints the tables of docs/explain/spectral-side-by-side.md; with --write it writes them there. Two places are the
same where one lies in the other: the tools differ in whether they name a schema or the key in it. Each difference has
to be examined: what EXAMINED does not explain is printed as such, and fails.

Usage: python benchmarks/against_spectral.py DIRECTORY... [--spectral node_modules/.bin/spectral] [--write]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assay.descriptions.pointers import joined
from assay.engine.check import Options, check
from assay.engine.judge import parameters
from assay.engine.reads import tables_of
from assay.engine.standards import load_standards

if TYPE_CHECKING:
    import duckdb

DOC = Path(__file__).resolve().parent.parent / "docs" / "explain" / "spectral-side-by-side.md"
RULESET = "extends: [[spectral:oas, recommended]]\n"
#: Rules that Spectral does not run unless they are switched on.
NOT_RECOMMENDED = frozenset(
    "info-license license-url contact-properties openapi-tags openapi-tags-alphabetical operation-singular-tag "
    "tag-description oas2-host-not-example oas3-server-not-example.com oas2-parameter-description "
    "oas3-parameter-description".split()
)


class Place(NamedTuple):
    """One place that a rule names, in a file below the directory that was given."""

    rule: str
    file: str
    pointer: str


class Examined(NamedTuple):
    """A difference that somebody has looked at: by which tool, where (regular expressions), who is right, why."""

    rule: str
    by: str
    file: str
    pointer: str
    right: str
    why: str


#: Rules whose places are one thing to do, which assay tells once for a description.
TOLD_ONCE = frozenset(("operation-tags",))
EXAMINED = (
    Examined(
        "oas3-unused-component",
        "Spectral",
        ".*",
        "/components/schemas/((PayTo|UPI)PaymentMethod|Breed3)",
        "assay",
        "the `mapping` of a discriminator names the schema; Spectral looks at `$ref` alone",
    ),
    Examined(
        "oas3-valid-(media|schema)-example",
        "Spectral",
        r"customer_partner_referrals_v2\.json|invoicing_v2\.json",
        "/paths/.*/referral_data/value|/components/.*/qr_config/(value|.*/default)|/components/parameters/fields/.*",
        "assay",
        "the example is not what is wrong: the pattern of its schema is no regular expression (ECMA 262), at which "
        "Spectral's validator stops. Both tools say so at the pattern itself (`oas3-schema`)",
    ),
    Examined(
        "info-contact",
        "assay",
        ".*",
        "/info",
        "assay",
        "`contact: {}`, or no `info` at all, names nobody whom one could ask; Spectral asks for the key alone",
    ),
    Examined(
        "operation-description",
        "Spectral",
        ".*",
        "/paths/.*",
        "both",
        "the operation has a `summary` alone, which says in words what it does; Spectral asks for a `description`",
    ),
    Examined(
        "operation-tag-defined",
        "Spectral",
        ".*",
        "/paths/.*",
        "assay",
        "the description declares no tag at all, which OpenAPI allows; there is nothing that a tag could be misspelt "
        "of: unknown, once for each tag",
    ),
    Examined(
        "operation-success-response",
        "Spectral",
        ".*",
        "/paths/.*",
        "both",
        "the operation describes `default` alone, which may be a success or a failure: unknown",
    ),
    Examined(
        "operation-success-response",
        "assay",
        ".*",
        "/paths/.*",
        "assay",
        "the operation describes no answer at all; Spectral says so under another rule (`oas3-schema`)",
    ),
    Examined(
        "operation-operationId-unique",
        "assay",
        ".*",
        "/paths/.*",
        "both",
        "assay names both operations that share a name, Spectral the later one",
    ),
    Examined(
        "oas3-api-servers",
        "Spectral",
        r".*openapi-test7\.yaml",
        "",
        "both",
        "the description has no path, so nothing is to be called anywhere: unknown",
    ),
)


def spectral_places(command: str, root: Path, files: Iterable[Path]) -> Iterator[Place]:
    """What Spectral's recommended rules say of files below `root`. Errors: RuntimeError when it cannot run."""
    with tempfile.TemporaryDirectory() as folder:
        ruleset = Path(folder) / "ruleset.yaml"
        ruleset.write_text(RULESET, encoding="utf-8")
        argv = [command, "lint", "-r", str(ruleset), "-f", "json", "--quiet", *map(str, files)]
        done = subprocess.run(argv, capture_output=True, check=False, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    for one in json.loads(done.stdout[done.stdout.index("[") :]):
        if "source" in one:  # of some references to nowhere it does not say in which file
            yield Place(one["code"], Path(one["source"]).relative_to(root).as_posix(), joined("", *one["path"]))


def assay_places(root: Path, lake: Path) -> Iterator[Place]:
    """What the standards that answer a rule of Spectral's find unmet."""
    result = check(root, Options(lake=lake, as_of=date(2026, 8, 21)))
    result.evidence.require(["api_description"])
    versions = result.db.execute("select path, format_version from api_description").fetchall()
    #: How rules begin that are about the other versions of the format.
    other = {path: "oas3" if version == "2.0" else "oas2" for path, version in versions}
    for standard in load_standards().values():
        rules = [rule for rule in standard.answers if rule.startswith("spectral:")]
        if not rules:
            continue
        values = parameters(standard.sql, standard.limits, date(2026, 8, 21))
        result.evidence.require(tables_of(result.db, standard.sql))
        found = result.db.execute(f"select * from ({standard.sql}\n) where met = false", values)
        names = [column[0] for column in found.description or ()]
        for row in (dict(zip(names, values, strict=True)) for values in found.fetchall()):
            said = rules if row.get("answers") is None else row["answers"].split()
            # A part is taken for one of OpenAPI 3.
            for rule in (rule.removeprefix("spectral:") for rule in said if rule.startswith("spectral:")):
                if rule[:4] != other.get(row["path"], "oas2") and row["pointer"] is not None:
                    yield Place(rule, row["path"], row["pointer"])
    result.evidence.require(["api_reference"])
    yield from _references(result.db)
    result.db.close()


def _references(db: duckdb.DuckDBPyConnection) -> Iterator[Place]:
    """Each key beside a reference, where the standard tells one finding for all of a component or operation."""
    for path, pointer, keys in db.execute(
        "select path, pointer, siblings from api_reference where siblings is not null"
    ).fetchall():
        yield from (Place("no-$ref-siblings", path, joined(pointer, key)) for key in keys.split(","))


def same(one: Place, other: Place) -> bool:
    """Whether one place lies in the other, or both are told by what is told once for the file."""
    shorter, longer = sorted((one.pointer, other.pointer), key=len)
    return one[:2] == other[:2] and (one.rule in TOLD_ONCE or f"{longer}/".startswith(f"{shorter}/"))


class Compared(NamedTuple):
    """What both found, what only one of them did."""

    both: list[Place]
    spectral: list[Place]
    assay: list[Place]


def compare(spectral: Iterable[Place], assay: Iterable[Place], shared: frozenset[str]) -> Compared:
    """Place by place, of the shared rules."""
    theirs = sorted({place for place in spectral if place.rule in shared})
    ours = sorted({place for place in assay if place.rule in shared})
    near: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in ours:
        near[place[:2]].append(place)
    both = [place for place in theirs if any(same(place, other) for other in near[place[:2]])]
    met = {other for place in both for other in near[place[:2]] if same(place, other)}
    return Compared(both, [place for place in theirs if place not in set(both)], [p for p in ours if p not in met])


def _examined(place: Place, by: str) -> Examined | None:
    return next(
        (
            one
            for one in EXAMINED
            if one.by == by
            and re.fullmatch(one.rule, place.rule)
            and re.fullmatch(one.file, place.file)
            and re.fullmatch(one.pointer, place.pointer)
        ),
        None,
    )


def _rule_rows(shared: frozenset[str], found: Compared, other: Counter[str]) -> Iterator[str]:
    counts = [Counter(place.rule for place in places) for places in found]
    yield "| rule | both | Spectral alone | assay alone |"
    yield "|---|---:|---:|---:|"
    silent = sorted(rule for rule in shared if not any(count[rule] for count in counts))
    for rule in sorted(shared - set(silent)):
        yield f"| `{rule}` | {counts[0][rule]} | {counts[1][rule]} | {counts[2][rule]} |"
    yield f"| **all** | {len(found.both)} | {len(found.spectral)} | {len(found.assay)} |"
    yield ""
    yield f"Neither finds anything for {len(silent)} more shared rules: {', '.join(f'`{rule}`' for rule in silent)}."
    if other:
        yield ""
        yield "Not answered by any standard: " + ", ".join(f"`{rule}` ({n})" for rule, n in sorted(other.items())) + "."


def _difference_rows(found: Compared) -> Iterator[str]:
    yield "| rule | place | found by | who is right, and why |"
    yield "|---|---|---|---|"
    grouped: dict[tuple[str, Examined | Place], list[Place]] = defaultdict(list)
    for tool, places in (("Spectral", found.spectral), ("assay", found.assay)):
        for place in places:
            grouped[tool, _examined(place, tool) or place].append(place)
    for (tool, about), places in grouped.items():
        first = places[0]
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        said = f"**{about.right}**: {about.why}" if isinstance(about, Examined) else "not examined"
        yield f"| `{first.rule}` | `{first.file}` `{first.pointer}`{more} | {tool} | {said} |"


def main() -> int:
    """Exit status 1 where a difference is not examined."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("directories", type=Path, nargs="+", help="directories of descriptions")
    options.add_argument("--spectral", default="node_modules/.bin/spectral", help="its command")
    options.add_argument("--write", action="store_true", help="write the tables into docs/explain")
    given = options.parse_args()
    rules = {rule for one in load_standards().values() for rule in one.answers if rule.startswith("spectral:")}
    answered = {rule.removeprefix("spectral:") for rule in rules}
    spectral: list[Place] = []
    assay: list[Place] = []
    files, old = 0, False
    for directory in (one.resolve() for one in given.directories):
        listed = sorted(path for path in directory.rglob("[!.]*") if path.suffix in (".json", ".yaml", ".yml"))
        files += len(listed)
        old = old or any(re.search(r"^\W*swagger\W", path.read_text(encoding="utf-8"), re.MULTILINE) for path in listed)
        spectral += spectral_places(given.spectral, directory, listed)
        with tempfile.TemporaryDirectory() as lake:
            assay += assay_places(directory, Path(lake))
    absent = ("asyncapi", *(() if old else ("oas2",)))
    shared = frozenset(rule for rule in answered if not rule.startswith(absent)) - NOT_RECOMMENDED
    found = compare(spectral, assay, shared)
    other = Counter(place.rule for place in spectral if place.rule not in shared)
    total = len(found.both) + len(found.spectral)
    lines = [
        f"{files} descriptions, {len(shared)} shared rules: of {total} places that Spectral finds, assay finds "
        f"{len(found.both)}; {len(found.assay)} more are found by assay alone.",
        "",
        *_rule_rows(shared, found, other),
        "",
        "What differs:" if found.spectral or found.assay else "Nothing differs.",
        "",
        *_difference_rows(found),
    ]
    text = "\n".join(lines)
    print(text)
    if given.write:
        _write(text)
    left = [
        place
        for tool, places in (("Spectral", found.spectral), ("assay", found.assay))
        for place in places
        if _examined(place, tool) is None
    ]
    return int(bool(left))


def _write(text: str) -> None:
    page = DOC.read_text(encoding="utf-8")
    head, _, rest = page.partition("<!-- begin compared -->\n")
    tail = rest.partition("<!-- end compared -->")[2]
    DOC.write_text(f"{head}<!-- begin compared -->\n{text}\n<!-- end compared -->{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
