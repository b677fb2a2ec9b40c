"""What came of a trial of webhooks -> a screen: each question, how to see it again, what the standards say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

from assay.model.escape import one_line, printable
from assay.trials.webhooks.trial import Outcome

from . import judgement
from .judgement import Judgement

_SIGN = {True: ("✔", "green"), False: ("✘", "red"), None: ("?", "yellow")}
_MOST_COMMAND = 2_000


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What was tried; `questions` are rows of `webhook_question`."""

    scheme: str
    tried_at: str
    log: str
    ended: str
    seconds: float
    seed: int
    deliveries: int
    questions: Sequence[dict[str, Any]]


def trial(outcome: Outcome) -> Trial:
    same = ("scheme", "ended", "seconds", "seed", "deliveries", "questions")
    return Trial(tried_at=outcome.url, log=str(outcome.log), **{name: getattr(outcome, name) for name in same})


def show(tried: Trial, said: Judgement) -> None:
    """Print it on standard output."""
    ended = "all was asked" if tried.ended == "completed" else "until the time was over"
    counts = Counter(question["held"] for question in tried.questions)
    click.echo(f"{tried.scheme} webhooks, tried at {printable(tried.tried_at)} for {tried.seconds:g} s, {ended}")
    click.echo(f"{tried.deliveries} deliveries, {len(tried.questions)} questions: {_counted(counts)}")
    click.echo(f"seed {tried.seed}; every delivery is in {printable(tried.log)}\n")
    width = max((len(_name(question)) for question in tried.questions), default=0)
    for question in tried.questions:
        sign, colour = _SIGN[question["held"]]
        click.echo(f"{click.style(sign, fg=colour)} {_name(question):{width}}  {one_line(question['reason'])}")
    _again(tried)
    judgement.show(said)


def _again(tried: Trial) -> None:
    failed = [question for question in tried.questions if question["held"] is False and question["curl"]]
    if not failed:
        return
    click.echo("\nTo see it again (identifiers are used up where events are applied once: change them)")
    for question in failed:
        click.echo(click.style(f"# {_name(question)}", dim=True))
        command = printable(question["curl"].splitlines()[0])
        long = "# the command is too long to be shown here; --json and the log have it"
        click.echo(click.style(command if len(command) <= _MOST_COMMAND else long, dim=True))
    names = " ".join(f"--ask {name}" for name in dict.fromkeys(question["intent"] for question in failed))
    click.echo(click.style(f"# all of them: assay test webhooks … {names} --seed {tried.seed}", dim=True))


def _name(question: Mapping[str, Any]) -> str:
    return one_line(f"{question['intent'].replace('_', ' ')}: {question['question']}")


def _counted(counts: Mapping[bool | None, int]) -> str:
    words = {True: "held", False: "not held", None: "not exercised"}
    return ", ".join(f"{counts[held]} {word}" for held, word in words.items() if counts.get(held))
