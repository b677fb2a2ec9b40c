"""assay test webhooks as a user calls it: what it refuses, what it prints, how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from assay.cli import run
from assay.trials import place
from hooked import RECEIVERS, REGISTERED, SECRETS, captures

READ = "SQL shop.db select count(*) from captures where payment = {payment}"
QUICK = ("--ask", "unsigned", "--ask", "replayed", "--settle", "2", "--secret", "HOOK", "--scheme", "stripe")


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "package.json").write_text('{"name": "stripe-integration"}')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOOK", SECRETS["stripe"])

    def call(*words: str) -> tuple[int, str, str]:
        status = run(["test", "webhooks", *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


def environment(tmp_path: Path, scheme: str = "stripe", *defects: str) -> dict[str, str]:
    return {
        "RECEIVER_SCHEME": scheme,
        "RECEIVER_SECRET": SECRETS[scheme],
        "RECEIVER_DB": str(tmp_path / "shop.db"),
        "RECEIVER_DEFECTS": ",".join(defects),
        "RECEIVER_URL": REGISTERED,
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "--url is needed"),
        (("--url", "https://shop.example/hooks", *QUICK), "--allow-host shop.example"),
        (("--url", "http://127.0.0.1:1/hooks", *QUICK), "nothing answers there"),
        (("--url", "http://127.0.0.1:1", "--scheme", "stripe", "--secret", "NO_SUCH"), "NO_SUCH is not set"),
        (("--url", "http://127.0.0.1:1", *QUICK, "--applied", "how often"), "is no read"),
        (("--url", "http://127.0.0.1:1", *QUICK, "--applied", "SQL no.db select 1"), "there is no such database"),
        (("--url", "http://127.0.0.1:1", *QUICK, "--applied", "GET http://elsewhere.example/x#"), "--allow-host"),
        (("--url", "http://127.0.0.1:1", *QUICK, "--scheme", "adyen"), "is no hexadecimal"),
        (("--webhook", "none"), "There is none"),
    ],
)
def test_what_is_not_right_is_refused_before_anything_is_sent(tell: Any, words: tuple[str, ...], why: str) -> None:
    status, out, err = tell(*words)
    assert (status, out) == (2, "")
    assert why in err


def test_a_good_receiver_keeps_the_gate_and_the_secret_is_nowhere(tell: Any, tmp_path: Path) -> None:
    with place.served("receiving:app", RECEIVERS, environment(tmp_path)) as root:
        status, out, err = tell("--url", f"{root}/hooks", *QUICK, "--applied", READ, "--seed", "7", "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["holds"] and told["trial"]["seed"] == 7 and told["integration"]
    assert {(one["intent"], one["held"]) for one in told["trial"]["questions"]} == {
        ("valid", True),
        ("unsigned", True),
        ("replayed", True),
    }
    assert captures(tmp_path) == 4
    kept = (tmp_path / "assay-webhooks.ndjson").read_text()
    assert SECRETS["stripe"] not in kept + out and SECRETS["stripe"].removeprefix("whsec_") not in kept + out


def test_a_receiver_without_a_check_ends_with_1_and_is_told_of(tell: Any, tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text(
        '[[webhook]]\nname = "shop"\nurl = "/hooks"\nscheme = "stripe"\nsecret = "HOOK"\n'
        'state = "GET {root}/orders/{order}#/state"\n'
    )
    bad = environment(tmp_path, "stripe", "no_check")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in bad.items():
            patch.setenv(name, value)
        status, out, err = tell("--app", "receiving:app", "--app-dir", str(RECEIVERS), "--ask", "unsigned")
    assert status == 1
    assert "✘ unsigned: no signature" in out and "To see it again" in out and "curl -i" in out
    assert "Only authentic webhooks are accepted" in out
    assert "The gate does not hold" in err
    assert (tmp_path / "assay-webhooks-shop.ndjson").exists()


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("curl")), reason="needs openssl and curl")
@pytest.mark.parametrize("scheme", ["stripe", "standard-webhooks", "square"])
def test_the_commands_that_show_a_delivery_again_sign_it_rightly(tell: Any, tmp_path: Path, scheme: str) -> None:
    with (
        place.served("receiving:app", RECEIVERS, environment(tmp_path, scheme)) as root,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("HOOK", SECRETS[scheme])
        words = ("--scheme", scheme, "--secret", "HOOK", "--signed-for", REGISTERED, "--ask", "valid", "--json")
        _, out, _ = tell("--url", f"{root}/hooks", *words)
        questions = [one for one in json.loads(out)["trial"]["questions"] if one["held"] is not None]
        for question in questions:
            done = subprocess.run(["bash", "-c", question["curl"]], capture_output=True, text=True, check=False)
            assert " 200 " in done.stdout, question["curl"]
    assert len(questions) > 1
