"""A review in each of its formats: valid, short, harmless, and the author's own lines first."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import UUID

import jsonschema_rs
import msgspec
import pytest
from reviewed import Shop
from rich.console import Console

from assay.reports.changes import codequality, markdown, sarif, terminal
from assay.reports.changes import json as as_json
from assay.reviews.change_gate import gate_change
from assay.reviews.comparison import Comparison, Row, Status, Touched
from assay.reviews.reviewing import Review
from seeding import ROOT

HOSTILE = "<script>alert(1)</script> \x1b[2J @team | `x` [a](javascript:b)"


@pytest.fixture
def found(shop: Shop) -> Review:
    """One new call that never gives up, one recording less, one file moved."""
    folder = "packages/lumen-address-integration/src"
    (shop.root / folder / "ping.ts").write_text("export const ping = () => fetch('/api/ping', { method: 'POST' });\n")
    shop.git("mv", f"{folder}/lookup.ts", f"{folder}/finding.ts")
    for recording in (shop.root / "packages/kvitto-integration/e2e").rglob("*.har"):
        recording.unlink()
    return shop.review()


def with_rows(review: Review, rows: list[Row]) -> Review:
    old = review.comparison
    compared = Comparison(old.base, old.head, rows, old.units, old.moves)
    return Review(compared, review.base, review.head, review.told)


def hostile(row: Row) -> Row:
    finding = msgspec.structs.replace(row.finding, reason=HOSTILE, subject=HOSTILE, path=f"src/{HOSTILE}.ts")
    return msgspec.structs.replace(row, finding=finding, because=HOSTILE)


def test_json_keeps_its_published_contract(found: Review) -> None:
    published = json.loads((ROOT / "docs" / "reference" / "review.schema.json").read_text())
    value = json.loads(as_json.render(found, gate=gate_change(found)))
    jsonschema_rs.validate(published, value)
    assert value["counts"]["new"] == sum(change["status"] == "new" for change in value["changes"])
    assert value["gate"]["holds"] is False
    assert value["moves"]["files"] == {
        "packages/lumen-address-integration/src/lookup.ts": "packages/lumen-address-integration/src/finding.ts"
    }


def test_sarif_says_how_each_result_stands_to_the_baseline(found: Review) -> None:
    (log,) = json.loads(sarif.render(found))["runs"]
    assert UUID(log["baselineGuid"]) != UUID(log["automationDetails"]["guid"])
    states: dict[str, set[str]] = {}
    for result in log["results"]:
        states.setdefault(result["properties"]["status"], set()).add(result["baselineState"])
        assert result["partialFingerprints"] and result["locations"]
    assert states["new"] == {"new"}
    assert states["unchanged"] == {"unchanged", "updated"}
    assert states["not_judged"] == {"updated"}, "what is not judged any more is not absent"
    assert {r["kind"] for r in log["results"] if r["properties"]["status"] == "not_judged"} == {"open"}


def test_markdown_is_a_short_comment_with_the_own_lines_unfolded(found: Review) -> None:
    text = markdown.render(found, gate=gate_change(found))
    assert text.startswith(markdown.MARKER)
    assert len(text) < 20_000
    own, *folded = text.split("<details>")
    assert "ping.ts:1" in own
    assert folded and all("</details>" in block for block in folded)
    assert "No longer judged, so not fixed" in text


def test_markdown_fits_into_a_comment_however_much_there_is(found: Review) -> None:
    row = hostile(found.comparison.of(Status.NEW)[0])
    for touched in Touched:
        many = [msgspec.structs.replace(row, touched=touched)] * 3_000
        text = markdown.render(with_rows(found, many), show_all=True)
        assert len(text) <= 65_536
        assert "no room in a comment" in text
        assert text.count("<details>") == text.count("</details>")


def test_hostile_text_is_shown_and_never_obeyed(found: Review) -> None:
    rows = [hostile(row) for row in found.comparison.rows]
    hurt = with_rows(found, rows)
    shown = io.StringIO()
    terminal.show(hurt, show_all=True, console=Console(file=shown, width=100, highlight=False))
    for text in (shown.getvalue(), *(form.render(hurt, show_all=True) for form in _FORMS)):
        assert "\x1b[2J" not in text
    assert "<script>" not in markdown.render(hurt, show_all=True)


_FORMS: tuple[Any, ...] = (markdown, sarif, as_json, codequality)


def test_the_screen_tells_the_own_lines_first_and_the_gate_last(found: Review) -> None:
    shown = io.StringIO()
    terminal.show(found, gate=gate_change(found), console=Console(file=shown, width=120, highlight=False))
    text = shown.getvalue()
    assert text.index("on lines that this change wrote") < text.index("No longer judged, so not fixed")
    assert text.rstrip().splitlines()[-1].startswith("The gate does not hold: ")
    assert "1 file moved" in text


def test_code_quality_lists_what_the_change_brought(found: Review) -> None:
    listed = json.loads(codequality.render(found))
    assert {entry["fingerprint"] for entry in listed} == {
        row.finding.fingerprint for row in found.comparison.rows if row.counts
    }
    assert all(entry["severity"] in ("critical", "major", "minor") for entry in listed)
