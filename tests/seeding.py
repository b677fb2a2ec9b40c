"""Seeded defects: a small patch to the example that must flip one standard's verdict, and nothing undeclared."""

from __future__ import annotations

import base64
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from assay.engine.check import Options, check

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "checkout"
SEEDS = ROOT / "tests" / "seeds"
AS_OF = date(2026, 11, 20)
Verdicts = dict[tuple[str, str], str]


def _segment(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


#: Values that look real are made here, so that none stands in a file.
PLACEHOLDERS = {
    "{{jwt}}": f"{_segment({'alg': 'none'})}.{_segment({'sub': 'seed', 'scope': 'pay'})}.{'s' * 24}",
    "{{pan}}": "40055" + "19200000" + "004",
    "{{cvv}}": "73" + "7",
    "{{stripe_key}}": "sk" + "_live_" + "q7" * 14,
}


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Replaces `find` (which must stand there once), creates or deletes a file."""

    path: str
    find: str | None = None
    replace: str = ""
    create: str | None = None
    delete: bool = False


class Flip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    integration: str
    to: str = "unmet"


class Seed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One patch; `companions` maps further standards that flip to the reason why they cannot but flip too."""

    why: str
    edits: tuple[Edit, ...]
    flips: Flip
    companions: dict[str, str] = {}


def load(file: Path) -> Seed:
    return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Seed)


def plant(seed: Seed, root: Path, name: str) -> None:
    """Apply the edits. Errors: AssertionError naming the seed when it no longer fits the example."""
    for edit in seed.edits:
        file = root / edit.path
        if edit.create is not None:
            assert not file.exists(), f"{name}: {edit.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_expanded(edit.create), encoding="utf-8")
        elif edit.delete:
            assert file.exists(), f"{name}: {edit.path} is not there"
            file.unlink()
        else:
            text = file.read_text(encoding="utf-8")
            assert edit.find and text.count(edit.find) == 1, (
                f"{name}: {edit.find!r} stands {text.count(edit.find or '')} times"
            )
            file.write_text(text.replace(edit.find, _expanded(edit.replace)), encoding="utf-8")


def _expanded(text: str) -> str:
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text


def verdicts(root: Path, lake: Path) -> Verdicts:
    """The worst verdict of each standard for each unit."""
    result = check(root, Options(lake=lake, as_of=AS_OF))
    rows = result.db.execute(
        """select standard, integration, case when bool_or(verdict = 'unmet') then 'unmet'
           when bool_or(verdict = 'unknown') then 'unknown' else 'met' end from finding group by all"""
    ).fetchall()
    result.db.close()
    return {(standard, integration): verdict for standard, integration, verdict in rows}


def copy_example(to: Path) -> Path:
    """The example without what runs leave in it."""
    shutil.copytree(EXAMPLE, to, ignore=shutil.ignore_patterns(".assay", "node_modules"))
    return to
