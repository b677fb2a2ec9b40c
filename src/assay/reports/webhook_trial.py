"""What came of a trial of webhooks -> a screen, or JSON: each question, how to see it again, what the standards say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

from assay.engine.result import Finding, Result
from assay.model.escape import json_text, one_line, printable
from assay.trials.webhooks.trial import Outcome

from .trial import judged

_SIGN = {True: ("✔", "green"), False: ("✘", "red"), None: ("?", "yellow")}
_MOST_COMMAND = 900


class TrialOut(msgspec.Struct, frozen=True, kw_only=True):
    """The trial itself; `questions` are rows of `webhook_question`."""

    scheme: str
    tried_at: str
    log: str
    ended: str
    seconds: float
    seed: int
    deliveries: int
    questions: Sequence[dict[str, Any]]


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """The trial, what the standards say of it, and whether the gate holds. Without a run nothing was judged."""

    trial: TrialOut
    run: str | None
    integration: str | None
    findings: list[Finding]
    holds: bool


def as_json(outcome: Outcome, result: Result | None, found: list[Finding], holds: bool) -> str:
    same = ("scheme", "ended", "seconds", "seed", "deliveries", "questions")
    trial = TrialOut(tried_at=outcome.url, log=str(outcome.log), **{name: getattr(outcome, name) for name in same})
    unit = next((one.integration for one in found), None)
    out = Out(trial=trial, run=result.run.id if result else None, integration=unit, findings=found, holds=holds)
    return json_text(msgspec.json.format(msgspec.json.encode(out)).decode())


def show(outcome: Outcome, result: Result | None, found: list[Finding]) -> None:
    """Print it on standard output."""
    ended = "all was asked" if outcome.ended == "completed" else "until the time was over"
    counts = Counter(question["held"] for question in outcome.questions)
    click.echo(f"{outcome.scheme} webhooks, tried at {printable(outcome.url)} for {outcome.seconds:g} s, {ended}")
    click.echo(f"{outcome.deliveries} deliveries, {len(outcome.questions)} questions: {_counted(counts)}")
    click.echo(f"seed {outcome.seed}; every delivery is in {printable(str(outcome.log))}\n")
    width = max((len(_name(question)) for question in outcome.questions), default=0)
    for question in outcome.questions:
        sign, colour = _SIGN[question["held"]]
        click.echo(f"{click.style(sign, fg=colour)} {_name(question):{width}}  {one_line(question['reason'])}")
    _again(outcome)
    if result is not None:
        click.echo()
        judged(result, found)


def _again(outcome: Outcome) -> None:
    failed = [question for question in outcome.questions if question["held"] is False and question["curl"]]
    if not failed:
        return
    click.echo("\nTo see it again (identifiers are used up where events are applied once: change them)")
    for question in failed:
        click.echo(click.style(f"# {_name(question)}", dim=True))
        click.echo(click.style(f"{printable(question['curl'].splitlines()[0])[:_MOST_COMMAND]}", dim=True))
    names = " ".join(f"--ask {name}" for name in dict.fromkeys(question["intent"] for question in failed))
    click.echo(click.style(f"# all of them: assay test webhooks … {names} --seed {outcome.seed}", dim=True))


def _name(question: Mapping[str, Any]) -> str:
    return one_line(f"{question['intent'].replace('_', ' ')}: {question['question']}")


def _counted(counts: Mapping[bool | None, int]) -> str:
    words = {True: "held", False: "not held", None: "not exercised"}
    return ", ".join(f"{counts[held]} {word}" for held, word in words.items() if counts.get(held))
