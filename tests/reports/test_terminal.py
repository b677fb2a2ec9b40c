"""The screen, at the widths that people have."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assay.engine.result import Result, Since
from assay.reports import terminal
from assay.reviews.gate import gate
from assay.store.records import Sighting, State


def screen(result: Result, width: int, **more: bool) -> list[str]:
    out = io.StringIO()
    terminal.show(result, gate=gate(result), console=Console(file=out, width=width, highlight=False), **more)
    return [line.rstrip() for line in out.getvalue().splitlines()]


EIGHTY = r"""
✔ 0 fit   ✘ 2 unfit   ? 1 unproven   4 standards, as of 2024-07-15

integration verdict    score  comp secu serv test
acme-pay    ✘ unfit    0–60   ·    ✘1   ✘1   ?1
evil-pay    ✘ unfit    20     ·    ✘1   ✘1   ✔1

base        ? unproven 100    ✔1   ·    ·    ·
standards ✘ unmet ? unknown ✔ met · not applicable; bold: a must is among them

1 other unit (shared code, core, tools, workspace): 1 unproven

What matters most
must   Outbound calls give up in time
       acme-pay: never gives up  packages/acme-pay/a.ts:12
       fix: Set a timeout on the client.
       service/calls_time_out  and 1 more, in 2 units
must   Nothing from outside becomes markup
       evil-pay: shows \x1b]0;owned\x07 <img src=x onerror=alert(1)> | \u202etxt
       \x00 ]]> [link](javascript:x) next
       packages/evil-pay/\x1b[2Jsrc/a|b<script>.ts:7
       fix: Set a timeout on the client.
       security/sinks_are_clean

Not evidenced
       1 standard in 1 unit unknown for lack of test_result: add JUnit XML

! 1 source could not be read, first recordings/a b.har: is cut short

The gate does not hold: 3 unmet must
2 sources read anew, 1.2 s with profile repository. `assay explain NAME` tells
more of a standard or integration; --all shows every unit.
"""


def test_the_screen_at_80_columns(result: Result) -> None:
    assert screen(result, 80) == EIGHTY.strip("\n").splitlines()


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_no_line_is_longer_than_the_terminal(result: Result, width: int) -> None:
    assert max(map(len, screen(result, width, show_all=True))) <= width


def test_a_narrow_screen_shows_all_domains_or_none(result: Result) -> None:
    for width in range(20, 80):
        header = next(line for line in screen(result, width) if line.startswith("integ"))
        assert len({"comp", "secu", "serv", "test"} & set(header.split())) in (0, 4), width
    assert any("acme-pay" in line and "unfit" in line for line in screen(result, 40))


def test_a_wide_screen_spells_domains_out_and_draws_the_interval(result: Result) -> None:
    lines = screen(result, 160)
    assert any("component" in line and "security" in line for line in lines)
    assert any("█····· 20" in line for line in lines)


def test_every_unit_is_shown_on_demand(result: Result) -> None:
    assert not any(line.startswith("shop ") for line in screen(result, 80))
    assert any(line.startswith("shop ") for line in screen(result, 80, show_all=True))


def test_what_is_new_comes_before_what_matters_most(result: Result) -> None:
    unmet = result.findings(verdict="unmet")
    sunk = Sighting(
        fingerprint="f",
        standard="testing/tests_assert",
        level="should",
        integration="base",
        subject="x",
        path=None,
        read=False,
        first_run="1",
        since_run="1",
        last_run="1",
        state=State.CLOSED,
        state_run="2",
    )
    result.since = Since(result.run, "", unmet[:1], unmet[1:2], [sunk, sunk], [], frozenset({unmet[0].fingerprint}))
    lines = screen(result, 120)
    assert "since the run of 2024-07-15 00:00 (0123456789): 1 new, 1 re-appeared, 2 fixed" in lines
    head, most = lines.index("New since the run of 2024-07-15 00:00 (0123456789)"), lines.index("What matters most")
    told = "\n".join(lines[head:most])
    assert told.count("its standard is new or changed") == 1
    assert f"{unmet[1].fingerprint} (re-appeared)" in told or f"{unmet[1].fingerprint} (waived, re-appeared)" in told
    result.since = Since(result.run, "", [], [], [], [])
    assert "since the run of 2024-07-15 00:00 (0123456789): nothing new, nothing fixed" in screen(result, 120)
    result.since = Since(None, "a selection is compared with no run", [], [], [], [])
    assert "not compared: a selection is compared with no run" in screen(result, 120)
