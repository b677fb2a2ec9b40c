"""What SARIF and `assay explain` say of a fix does what `--apply` does, in the terms of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import seeding
from assay.cli import run
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.reports import sarif
from assay.reviews.mending import contents, offer

SDK = "packages/farol-integration/src/sdk.ts"


@pytest.fixture
def judged(tmp_path: Path) -> tuple[Result, Path]:
    root = seeding.copy_example(tmp_path / "checkout")
    file = root / SDK
    # Two bytes, two UTF-16 units, a byte order mark: columns are none of these by chance.
    strange = file.read_text(encoding="utf-8").replace("  script.src", "  /* é😀 */ script.src")
    file.write_bytes(b"\xef\xbb\xbf" + strange.encode())
    return check(root, Options(lake=tmp_path / "lake", as_of=seeding.AS_OF)), root


def _replaced(text: str, replacement: dict[str, Any]) -> str:
    """As an editor does it: lines, and columns in UTF-16 code units."""
    region, lines = replacement["deletedRegion"], text.split("\n")

    def place(line: int, column: int) -> int:
        units = lines[line - 1].encode("utf-16-le")[: (column - 1) * 2]
        return sum(len(each) + 1 for each in lines[: line - 1]) + len(units.decode("utf-16-le"))

    start = place(region["startLine"], region["startColumn"])
    end = place(region["endLine"], region["endColumn"])
    return text[:start] + replacement["insertedContent"]["text"] + text[end:]


def test_an_editor_that_follows_sarif_makes_what_apply_makes(judged: tuple[Result, Path]) -> None:
    result, root = judged
    offered = offer(result, root)
    results = json.loads(sarif.render(result, root))["runs"][0]["results"]
    fixed = {found["partialFingerprints"]["assayFinding/v1"]: found["fixes"] for found in results if "fixes" in found}
    assert fixed.keys() == {mend.finding.fingerprint for mend in offered.mends}
    changes = [change for (fix,) in fixed.values() for change in fix["artifactChanges"]]
    assert [change["artifactLocation"]["uri"] for change in changes] == [SDK]
    text = (root / SDK).read_text(encoding="utf-8-sig")
    for replacement in reversed(changes[0]["replacements"]):
        text = _replaced(text, replacement)
    assert text == contents(offered.files, offered.mends)[SDK].decode("utf-8-sig")


def test_a_file_that_changed_since_has_no_fix(judged: tuple[Result, Path]) -> None:
    result, root = judged
    (root / SDK).write_text("export const mine = 1;\n")
    assert not any("fixes" in found for found in json.loads(sarif.render(result, root))["runs"][0]["results"])


def test_explain_shows_the_patch_of_a_finding_and_what_a_standard_s_fix_does(
    judged: tuple[Result, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result, root = judged
    where = [str(root), "--lake", str(tmp_path / "lake")]
    finding = offer(result, root).mends[0].finding
    capsys.readouterr()
    assert run(["explain", finding.fingerprint, *where]) == 0
    said = capsys.readouterr().out
    assert f"assay can mend it: `assay improve --apply --only {finding.standard}`" in said
    assert "script.src = 'https://" in said
    assert run(["explain", finding.fingerprint, *where, "--json"]) == 0
    assert "+++ b/" in json.loads(capsys.readouterr().out)["fix"]["patch"]
    assert run(["explain", finding.standard, *where]) == 0
    assert "assay can  Writes https:" in capsys.readouterr().out
    other = result.findings("unmet", standard="security/messages_tell_their_sender")[0]
    assert run(["explain", other.fingerprint, *where, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["fix"] is None
