"""The example's shop API, tried and judged."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Finding
from assay.trials import api, place, trial
from assay.trials.trial import Outcome, Plan
from assay.trials.users import user_of

LOG = "services/shop-api/assay-trial.ndjson"
TOKENS = {"FIRST_TOKEN": "first-" + "a1b2" * 6, "SECOND_TOKEN": "second-" + "c3d4" * 6}


#: Planted together is what does not hide another.
TOGETHER = (
    (
        *(
            "undocumented_status",
            "wrong_content_type",
            "missing_field",
            "extra_field",
            "server_error",
            "foreign_object",
        ),
        *("replay_twice", "page_repeats", "if_none_match_ignored", "accept_ignored"),
        *("media_type_ignored", "deprecation_unsaid", "etag_stale"),
    ),
    (
        *("wrong_type", "invalid_accepted", "auth_ignored", "key_reused", "page_loses", "if_match_ignored"),
        *("header_optional", "method_unknown", "deleted_readable", "error_no_problem"),
    ),
)


class Tried(NamedTuple):
    """A copy of the example with the log of a trial in it, and what the standards say of the log."""

    root: Path
    outcome: Outcome
    findings: list[Finding]

    @property
    def log(self) -> str:
        return (self.root / LOG).read_text(encoding="utf-8")

    def unmet(self) -> set[tuple[str, str]]:
        return {(one.standard, one.subject) for one in self.findings if one.verdict == "unmet"}


def tried(root: Path, *defects: str, seconds: float | None = None) -> Tried:
    """Copy the example to `root`, try its API with these defects planted, and judge the log.

    With `seconds` all phases are gone through until the time is over, else those once that take little.
    """
    shutil.copytree(seeding.EXAMPLE, root, ignore=shutil.ignore_patterns(".assay", "node_modules", "__pycache__"))
    outcome = _tried(root, defects, seconds)
    result = check(root, Options(lake=root / ".assay", as_of=seeding.AS_OF, profiles=("system",)))
    found = [one for one in result.findings() if one.path == LOG]
    result.db.close()
    return Tried(root, outcome, found)


def _tried(root: Path, defects: tuple[str, ...], seconds: float | None) -> Outcome:
    file = root / "services" / "shop-api" / "openapi.yaml"
    environment = {
        "SHOP_API_TOKENS": f"ada:{TOKENS['FIRST_TOKEN']},bo:{TOKENS['SECOND_TOKEN']}",
        "SHOP_API_DEFECTS": ",".join(defects),
    }
    with pytest.MonkeyPatch.context() as patch, place.served("shop_api:app", file.parent / "src", environment) as at:
        for name, value in TOKENS.items():
            patch.setenv(name, value)
        plan = Plan(
            first=user_of("first", ["FIRST_TOKEN"]),
            second=user_of("second", ["SECOND_TOKEN"]),
            phases=trial.PHASES if seconds else ("examples", "coverage", "negative", "probes"),
            seconds=seconds or 120,
            once=seconds is None,
            seed=4,
        )
        return trial.run(api.read(file, f"{at}/v1"), plan, root / LOG, "services/shop-api/openapi.yaml")
