"""Mends that safe fixes offer -> `fixes` of SARIF results (OASIS SARIF 2.1.0 section 3.55), which editors offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from assay.engine.result import Finding, Result
from assay.fixes.fix import Edit
from assay.model import escape
from assay.reviews.mending import Mend, mendable, offer_for, written

_BOM = b"\xef\xbb\xbf"


def fixes(
    result: Result, target: Path, findings: Iterable[Finding], artifact: Callable[[str], Mapping[str, str]]
) -> dict[str, dict[str, Any]]:
    """Fingerprint -> what its result has besides; findings without a fix, or whose file has changed, are left out.

    `artifact` makes the artifactLocation of a path.
    """
    offered = offer_for(result, target, [finding for finding in findings if mendable(finding)])
    return {
        mend.finding.fingerprint: {"fixes": [_fix(mend, offered.files, artifact)]}
        for mend in offered.mends
        if all(_is_text(offered.files[path]) for path in mend.paths)
    }


def _fix(mend: Mend, files: Mapping[str, bytes], artifact: Callable[[str], Mapping[str, str]]) -> dict[str, Any]:
    return {
        "description": {"text": escape.one_line(f"{mend.fix.title}. {mend.fix.why_safe}")},
        "artifactChanges": [
            {
                "artifactLocation": artifact(path),
                "replacements": [_replacement(edit, files[path]) for edit in mend.edits if edit.path == path],
            }
            for path in sorted(mend.paths)
        ],
    }


def _replacement(edit: Edit, data: bytes) -> dict[str, Any]:
    start, end = _place(data, edit.start), _place(data, edit.end)
    region = {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}
    return {"deletedRegion": region, "insertedContent": {"text": written(edit, data).decode("utf-8", "replace")}}


def _place(data: bytes, at: int) -> tuple[int, int]:
    """Line and column from 1, the column in UTF-16 code units; a byte order mark is no character of the first line."""
    line = data[data.rfind(b"\n", 0, at) + 1 : at].removeprefix(_BOM)
    return data.count(b"\n", 0, at) + 1, len(line.decode("utf-8", "replace").encode("utf-16-le")) // 2 + 1


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
