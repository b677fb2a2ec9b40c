"""What operations take, by hand; calls without a clock and calls that failed are counted, and are in no spread."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from analysis.recorded import call, recorded
from assay.analysis.flows import flows
from assay.analysis.operations import operations
from assay.cli import run
from assay.reports.operations import out, schema


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    root = tmp_path / "shop"
    root.mkdir()
    return lambda **recordings: recorded(root, **recordings)


def took(*ms: float, **more: Any) -> list[dict[str, Any]]:
    """Calls of one operation one after the other, each with another identifier and so long."""
    return [call(f"/orders/{1000 + n}", n * 5000 + n * n, each, **more) for n, each in enumerate(ms)]


def test_time_and_size_of_an_operation_are_those_of_its_calls(shop: Any) -> None:
    sizes = [{"size": 100 * n} for n in range(1, 9)]
    calls = [
        one for n, size in enumerate(sizes) for one in [call("/orders/1001", n * 5000 + n * n, 80 - 10 * n, **size)]
    ]
    result = shop(a=[*calls, call("/orders/1001", 50_000, 1, status=503)])
    (one,) = operations(flows(result.evidence))
    assert (one.name, one.host, one.calls, one.failed) == ("GET /orders/{id}", "shop.example", 9, 1)
    median, tail = one.ms.quantiles
    # 10, 20 … 80: the fourth of eight is the least that half of them do not exceed; ranks 1 and 8 bound it.
    assert (median.value, median.low, median.high) == (40, 10, 80)
    assert (tail.value, tail.high, tail.needs) == (None, None, 72)
    assert (one.ms.least, one.ms.most, one.ms.total, one.ms.count) == (10, 80, 360, 8)
    assert (one.bytes.least, one.bytes.most, one.bytes.total) == (100, 800, 3600)
    slowest = json.loads(Path(result.run.target, one.path).read_text())["log"]["entries"][0]
    assert slowest["time"] == 80


def test_flows_without_a_clock_tell_what_servers_say(shop: Any) -> None:
    timed = took(10, 30, 20)
    frozen = took(*[5] * 6, headers={"x-runtime": "0.250"})
    (one,) = operations(flows(shop(a=timed, b=frozen).evidence))
    assert (one.calls, one.ms.count, one.ms.total) == (9, 3, 60)
    assert (one.server_ms.count, one.server_ms.quantiles[0].value) == (6, 250)


def test_units_are_told_apart_unless_taken_together(shop: Any) -> None:
    first, second = flows(shop(a=took(10, 20), b=took(30, 20, 10)).evidence)
    found = [replace(first, calls=tuple(one._replace(integration="red") for one in first.calls)), second]
    assert [(one.units, one.calls) for one in operations(found)] == [(("shop",), 3), (("red",), 2)]
    (one,) = operations(found, together=True)
    assert (one.units, one.calls) == (("red", "shop"), 5)


def test_the_command_tells_numbers_and_how_many_they_are_of(shop: Any, capsys: pytest.CaptureFixture[str]) -> None:
    result = shop(a=took(*range(10, 90, 10)))
    root = Path(result.run.target)
    where = [str(root), "--lake", str(root.parent / "lake")]
    assert run(["analyze", "operations", *where]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "1 operation, 8 recorded calls: 8 timed, 0 with the server's own time, 0 failed" in told
    assert "p50 40 ms (10 to 80), p95 at least 60 ms (n < 72); 10 to 80 ms (n = 8); 360 ms in all, 100 % of all" in told
    assert run(["analyze", "operations", *where, "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    jsonschema_rs.validate(schema(), written)
    made = out(operations(flows(result.evidence)), result.run)
    assert written["operations"] == json.loads(msgspec.json.encode(made.operations))


def test_a_run_without_recordings_is_told_what_to_add(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").write_text('{"name": "shop"}')
    recorded(tmp_path)
    assert run(["analyze", "operations", str(tmp_path), "--lake", str(tmp_path.parent / "lake")]) == 2
    assert "Add recordings" in capsys.readouterr().err


def test_an_operation_that_a_description_has_is_called_as_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(
        json.dumps(
            {
                "openapi": "3.0.3",
                "info": {"title": "Shop", "version": "1"},
                "servers": [{"url": "https://shop.example"}],
                "paths": {"/orders/{orderId}": {"get": {"responses": {"200": {"description": "it"}}}}},
            }
        )
    )
    result = recorded(tmp_path, "*", a=[*took(10, 20), call("/other", 90_000, 5)])
    told = [(one.name, one.described) for one in operations(flows(result.evidence))]
    assert told == [("GET /orders/{orderId}", True), ("GET /other", False)]
