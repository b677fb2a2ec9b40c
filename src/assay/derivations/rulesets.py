"""ruleset_statement -> ruleset, ruleset_rule, ruleset_gap: what each ruleset comes to, with those that it extends.

Merged as Spectral does it (spectral-core 1.x, `ruleset.ts` and `mergers/rules.ts`): extended rulesets in order, a later
one's rule in the place of an earlier one's of the same name, then the ruleset's own words; overrides for some files
come last. Only what differs from what the tool does unasked is a decision.
"""

from __future__ import annotations

import csv
import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from assay.model import Derivation, Row, Target
from assay.model.globs import glob_expression
from assay.tables.rulesets import Ruleset, RulesetGap, RulesetRule

_DECISIONS = {"error": "must", "warn": "should", "info": "may", "hint": "may", "off": "off", "on": "own"}
_MAX_DEPTH = 20
#: Length of an expression over paths; longer ones are refused where rows are judged.
_MOST_FILES = 50_000
#: Names that Spectral 6 still takes for others (spectral-ruleset-migrator; where that name is gone, too, today's).
_FORMERLY = {
    "operation-2xx-response": "operation-success-response",
    "oas3-unused-components-schema": "oas3-unused-component",
    "oas2-valid-parameter-example": "oas2-valid-schema-example",
    "oas2-valid-response-schema-example": "oas2-valid-schema-example",
    "oas2-valid-definition-example": "oas2-valid-schema-example",
    "oas2-valid-response-example": "oas2-valid-media-example",
    "oas3-valid-oas-parameter-example": "oas3-valid-media-example",
    "oas3-valid-oas-content-example": "oas3-valid-media-example",
    "oas3-valid-oas-header-example": "oas3-valid-media-example",
    "oas3-valid-header-schema-example": "oas3-valid-schema-example",
    "oas3-valid-parameter-schema-example": "oas3-valid-schema-example",
}


class _Statement(NamedTuple):
    kind: str
    name: str
    setting: str | None
    files: str | None


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Each ruleset that Spectral takes by its name or `assay.toml` names; the others count where they are extended."""
    stated: dict[str, list[_Statement]] = defaultdict(list)
    for path, *statement in inputs["statements"]:
        stated[path].append(_Statement(*statement))
    for path, (file, *_) in stated.items():
        if file.name != "extended":
            # One that is named is given on the command line, wherever it lies: it holds for the whole target.
            yield from _Merged(path, stated).rows("" if file.name == "named" else posixpath.dirname(path))


class _Merged:
    """One ruleset with all that it extends."""

    def __init__(self, path: str, stated: Mapping[str, Sequence[_Statement]]) -> None:
        self._path = path
        self._stated = stated
        self._gaps: dict[tuple[str, str], None] = {}
        self._known: dict[str, dict[str, str]] = {}
        self._settings = self._merged(path, ())

    def rows(self, folder: str) -> Iterator[Row]:
        """What it decides, and what of it cannot be followed. It holds in and below `folder`."""
        rules = [
            RulesetRule(path=self._path, rule=f"spectral:{rule}", decision=_DECISIONS[setting], files=None, position=0)
            for rule, setting in self._settings.items()
            if setting not in ("on", "own") and rule in known_rules()
        ]
        rules += self._for_some_files()
        yield Ruleset(path=self._path, tool="spectral", folder=folder, rules=len({rule.rule for rule in rules}))
        yield from rules
        for what, name in self._gaps:
            yield RulesetGap(path=self._path, what=what, name=name)

    def _merged(self, path: str, above: tuple[str, ...]) -> dict[str, str]:
        """Rule -> off, error…, or on where it does what it does unasked. `above` are the rulesets that led here."""
        if path in self._known:
            return self._known[path]
        settings: dict[str, str] = {}
        for statement in self._stated[path]:
            if statement.kind == "extends":
                settings.update(self._extended(statement, path, above))
            elif statement.kind == "rule" and statement.files is None:
                self._state(settings, statement)
            else:
                self._note(statement, path)
        self._known[path] = settings
        return settings

    def _extended(self, statement: _Statement, path: str, above: tuple[str, ...]) -> dict[str, str]:
        name = statement.name
        if name.startswith("spectral:"):
            mine = [rule for rule, ruleset in known_rules().items() if ruleset == name.partition(":")[2]]
            if not mine:
                self._gap("rulesets that are not known", name)
            return dict.fromkeys(mine, "off" if statement.setting == "off" else "on")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if place not in self._stated or place in (*above, path) or len(above) >= _MAX_DEPTH:
            if place not in (*above, path):
                self._gap("extended rulesets that are not read", name)
            return {}
        found = self._merged(place, (*above, path))
        # A rule that was switched off by word stays so, whatever of the ruleset is taken.
        return dict.fromkeys(found, "off") if statement.setting == "off" else found

    def _state(self, settings: dict[str, str], statement: _Statement) -> None:
        rule = _FORMERLY.get(statement.name, statement.name)
        setting = statement.setting or "on"
        if setting == "own":
            self._gap("rules that say themselves what they judge", statement.name)
        elif rule not in known_rules() and rule not in settings:
            self._gap("rules that are not known", statement.name)
        # `true` gives a rule back that was off, at the severity that it has.
        settings[rule] = _on(settings.get(rule, "on")) if setting == "on" else setting

    def _note(self, statement: _Statement, path: str) -> None:
        if statement.kind == "program":
            self._gap("rulesets that are programs", path)
        elif statement.kind == "exception":
            self._gap("exceptions for one place in a file", statement.name)
        elif statement.kind == "key":
            self._gap("further keys", statement.name)

    def _for_some_files(self) -> Iterator[RulesetRule]:
        """Overrides count only in the ruleset that Spectral was given, not in those that it extends."""
        base = posixpath.dirname(self._path)
        for position, statement in enumerate(self._stated[self._path], 1):
            if statement.kind != "rule" or statement.files is None:
                continue
            rule = _FORMERLY.get(statement.name, statement.name)
            setting = _on(self._settings.get(rule, "on")) if statement.setting == "on" else statement.setting
            if rule not in known_rules() or setting == "own":
                self._state({}, statement)
                continue
            pattern = "|".join(_expression(base, glob) for glob in statement.files.split("\n"))
            if len(pattern) > _MOST_FILES:
                self._gap("overrides for more files than can be looked for", statement.name)
            else:
                yield RulesetRule(
                    path=self._path,
                    rule=f"spectral:{rule}",
                    decision=_DECISIONS[setting or "on"],
                    files=pattern,
                    position=position,
                )

    def _gap(self, what: str, name: str) -> None:
        self._gaps[what, name] = None


def _on(setting: str) -> str:
    return "on" if setting == "off" else setting


def _expression(base: str, glob: str) -> str:
    """A glob relative to a directory as a regular expression over paths of the target; without a slash: any depth."""
    deep = glob if "/" in glob else f"**/{glob}"
    return glob_expression(posixpath.normpath(posixpath.join(base, deep)))


@cache
def known_rules() -> dict[str, str]:
    """Rules that Spectral has unasked -> the ruleset of each."""
    text = files("assay.tables").joinpath("reference/spectral_rule.csv").read_text(encoding="utf-8")
    return {row["rule"]: row["ruleset"] for row in csv.DictReader(text.splitlines())}


DERIVATION = Derivation(
    name="rulesets",
    about="Works out what each Spectral ruleset decides, with those that it extends.",
    fills=(Ruleset, RulesetRule, RulesetGap),
    reads={"statements": "select path, kind, name, setting, files from ruleset_statement order by path, number"},
    derive=derive,
    domains=("api",),
)
