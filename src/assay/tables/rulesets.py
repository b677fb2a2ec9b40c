"""Rulesets of other tools: what a team decided about that tool's rules, as stated and as it comes out."""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class RulesetStatement(Row, frozen=True, kw_only=True):
    """One statement of a ruleset file, as it stands there."""

    number: Annotated[int, "place in the order in which the tool reads them, from 0"]
    kind: Annotated[
        str, "file (each has one, first), extends, rule, exception (a rule off at one place), program or key"
    ]
    name: Annotated[str, "what is extended, the rule, the key; of file how it is taken: unasked, named or extended"]
    setting: Annotated[
        str | None, "off, error, warn, info, hint, on or own (says itself what it judges); of extends: off, all…"
    ]
    files: Annotated[str | None, "globs of the files for which alone it holds, one a line"]


class Ruleset(Row, frozen=True, kw_only=True):
    """One ruleset that a tool takes by itself, with those that it extends."""

    path: Annotated[str, "file"]
    tool: Annotated[str, "tool whose ruleset it is, e.g. spectral"]
    folder: Annotated[str, "directory in and below which it holds; empty for the whole target"]
    rules: Annotated[int, "rules that it decides on, those of the rulesets it extends included"]


class RulesetRule(Row, frozen=True, kw_only=True):
    """What a ruleset decides about one rule of its tool, where it differs from what the tool does unasked."""

    path: Annotated[str, "ruleset"]
    rule: Annotated[str, "tool and rule, e.g. spectral:operation-tags"]
    decision: Annotated[str, "off; must, should or may after its severity; own: at the level it has unasked"]
    files: Annotated[str | None, "regular expression of the files for which alone it holds"]
    position: Annotated[int, "where several are about one file, the last holds"]


class RulesetGap(Row, frozen=True, kw_only=True):
    """What of a ruleset nobody but its tool can follow."""

    path: Annotated[str, "ruleset"]
    what: Annotated[str, "own rules, unknown rules, not read, own functions… as a plural"]
    name: Annotated[str, "rule, ruleset or key that it is about"]
