"""A standard to begin with, in the user's own repository, with a cases file beside it."""

from __future__ import annotations

import re
from pathlib import Path

from assay.model import UsageError

_SQL = """/*
title     = "{title}"
level     = "should"              # must, should or may
why       = "What goes wrong for the shopper or the shop when this does not hold."
fix       = "What to do about it."
effort    = "local"               # setting, line, pipeline, local, record, design or outside
reference = ["where this is written"]
since     = "1"
limits    = {{ most = 500 }}        # bound as $most; users set it in assay.toml
*/
-- One row per subject, the good ones included; met = null means unknown. `assay query` lists tables and columns.
select
    integration,
    path                                as subject,
    lines <= $most                      as met,
    'has ' || lines || ' lines'         as reason,
    path
from source_file
where not is_test
"""
_CASES = """- name: a short file
  given: {source_file: [{path: a.ts, lines: 10, is_test: false}]}
  expect: [{subject: a.ts, verdict: met}]
- name: a long file
  given: {source_file: [{path: a.ts, lines: 501, is_test: false}]}
  expect: [{subject: a.ts, verdict: unmet, reason: has 501 lines}]
- name: nothing was read
  expect: [{verdict: unknown}]
"""


def begin(target: Path, name: str) -> list[Path]:
    """Write assay/standards/<name>.sql and assay/cases/<name>.yaml. Errors: UsageError for a bad or taken name."""
    if not re.fullmatch(r"[a-z]+/[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{name} is no standard's name", remedy="Write domain/what_is_good, e.g. payment/refunds_are_logged."
        )
    title = name.split("/")[1].replace("_", " ").capitalize()
    wanted = {
        target / "assay" / "standards" / f"{name}.sql": _SQL.format(title=title),
        target / "assay" / "cases" / f"{name}.yaml": _CASES,
    }
    for file in wanted:
        if file.exists():
            raise UsageError("is there already", where=str(file), remedy="Choose another name.")
    for file, text in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(wanted)
