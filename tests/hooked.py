"""Receivers of webhooks, each a process of its own on this machine, tried and judged."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from assay import masking
from assay.engine.check import Options, check
from assay.engine.result import Finding
from assay.trials import place
from assay.trials.webhooks import effects, trial
from assay.trials.webhooks.schemes import Desk, schemes
from assay.trials.webhooks.sending import Line
from assay.trials.webhooks.trial import Outcome, Plan
from assay.trials.webhooks.trying import Pace, Shop

RECEIVERS = Path(__file__).parent / "trials" / "receivers"
PACE = Pace(settle=3, quiet=0.1)
REGISTERED = "https://shop.example/hooks"
_DIGEST = hashlib.sha256(b"receiver")
#: Made here, so that none stands in a file.
SECRETS = {
    "stripe": "whsec_" + _DIGEST.hexdigest()[:32],
    "standard-webhooks": "whsec_" + base64.b64encode(_DIGEST.digest()).decode(),
    "adyen": _DIGEST.hexdigest().upper(),
    "square": _DIGEST.hexdigest()[:22],
    "paypal": _DIGEST.hexdigest()[:17].upper(),
}


class Hooked(NamedTuple):
    """What came of the questions, what the standards say of the log, and the log itself."""

    outcome: Outcome
    findings: list[Finding]
    log: str

    def not_held(self) -> set[str]:
        return {f"{one['intent']}: {one['question']}" for one in self.outcome.questions if one["held"] is False}

    def unmet(self) -> set[str]:
        return {one.standard for one in self.findings if one.verdict == "unmet"}

    def reason(self, intent: str) -> str:
        return " ".join(one["reason"] for one in self.outcome.questions if one["intent"] == intent)


def hooked(
    folder: Path, scheme: str, *defects: str, asked: Iterable[str] = (), limits: str = "", asks: bool = False
) -> Hooked:
    """Start the receiver of a scheme with these defects, try it, and judge the log in a target of its own."""
    target, port = targeted(folder, scheme, limits), free_port() if asks else 0
    environment = {
        "RECEIVER_SCHEME": scheme,
        "RECEIVER_SECRET": SECRETS[scheme],
        "RECEIVER_DEFECTS": ",".join(defects),
        "RECEIVER_DB": str(folder / "shop.db"),
        "RECEIVER_URL": REGISTERED,
        "RECEIVER_AUTHORITY": str(folder / "authority.pem"),
        **({"RECEIVER_ASKS": f"http://127.0.0.1:{port}"} if asks else {}),
    }
    with place.served("receiving:app", RECEIVERS, environment) as root:
        outcome = tried(folder, scheme, root, asked, Desk(port, folder / "authority.pem"))
    return judged(target, outcome)


def targeted(folder: Path, scheme: str, limits: str = "") -> Path:
    """A target that holds one unit, which the provider of the scheme is at the other end of."""
    masking.set_key(b"hooks" * 7)
    target = folder / "target"
    target.mkdir(parents=True)
    unit = f'[[integration]]\npath = "."\nname = "receiver"\nkind = "payment"\nprovider = "{scheme}"\n'
    (target / "assay.toml").write_text(unit + limits)
    return target


@contextmanager
def running(*argv: str) -> Iterator[str]:
    """The address of a receiver that says its port first."""
    environment = {**os.environ, "RECEIVER_SECRET": SECRETS["stripe"]}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def tried(
    folder: Path,
    scheme: str,
    root: str,
    asked: Iterable[str] = (),
    desk: Desk | None = None,
    *,
    timeout: float = 15,
    applied: str | None = "SQL shop.db select count(*) from captures where payment = {payment}",
    pace: Pace = PACE,
) -> Outcome:
    """Try a receiver that runs; `applied` tells how often an event was applied, if that can be told."""
    ground = effects.Ground(folder, str)
    signing = schemes()[scheme]
    with signing.key(SECRETS[scheme], desk or Desk()) as key:
        shop = Shop(
            line=Line(f"{root}/hooks", timeout),
            signing=signing,
            key=key,
            signed_for=REGISTERED,
            applied=effects.read(applied.replace("{root}", root), ground) if applied else None,
            state=effects.read(f"GET {root}/orders/{{order}}#/state", ground) if applied else None,
        )
        plan = Plan(pace=pace, asked=tuple(asked), seed=4, secrets=(SECRETS[scheme],))
        return trial.run(shop, plan, folder / "target" / trial.LOG)


def judged(target: Path, outcome: Outcome) -> Hooked:
    result = check(target, Options(lake=target / ".assay", profiles=("system",), only=("*webhook*",)))
    found: list[Any] = [one for one in result.findings() if one.path == trial.LOG]
    result.db.close()
    return Hooked(outcome, found, (target / trial.LOG).read_text(encoding="utf-8"))


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def captures(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "shop.db")) as db:
        count: int = db.execute("select count(*) from captures").fetchone()[0]
        return count
