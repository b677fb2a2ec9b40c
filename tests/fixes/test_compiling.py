"""Where the example compiled before a fix, it compiles after it: the real compiler has nothing new to say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.reviews.applying import apply
from assay.reviews.mending import by_standard, offer

TOOLS = seeding.ROOT / "tests" / "tools"
INSTALLED = seeding.ROOT / ".venv" / "tools"
_ERROR = re.compile(r"^(.+?)\(\d+,\d+\): (error TS\d+: .+)$", re.MULTILINE)
#: Defects whose planting tsc does not mind, each mended by a change of source.
SOURCE = ("security/resources_use_tls", "testing/no_test_runs_alone", "component/imports_use_the_public_entry")


@pytest.fixture(scope="session")
def compiler() -> Path:
    """TypeScript of the version that tests/tools locks, installed once."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is missing")
    wanted = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["devDependencies"]["typescript"]
    known = INSTALLED / "node_modules" / "typescript"
    manifest = known / "package.json"
    if not manifest.exists() or json.loads(manifest.read_text(encoding="utf-8"))["version"] != wanted:
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(TOOLS / name, INSTALLED / name)
        words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(words, cwd=INSTALLED, check=True, capture_output=True, timeout=300)
    return known / "bin" / "tsc"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = seeding.copy_example(tmp_path / "checkout")
    for standard in SOURCE:
        seeding.plant(seeding.load(seeding.SEEDS / f"{standard}.yaml"), root, standard)
    return root


@pytest.fixture
def errors(compiler: Path, shop: Path) -> Callable[[], Counter[tuple[str, str]]]:
    """What tsc says of the shop, without lines: (file, error) -> how often."""

    def said() -> Counter[tuple[str, str]]:
        words = ["node", str(compiler), "--noEmit", "--pretty", "false", "-p", "tsconfig.base.json"]
        done = subprocess.run(words, cwd=shop, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode in (0, 2), done.stdout + done.stderr
        return Counter(_ERROR.findall(done.stdout))

    return said


def test_fixes_leave_nothing_for_the_compiler_to_say(
    shop: Path, errors: Callable[[], Counter[tuple[str, str]]], tmp_path: Path
) -> None:
    def judge() -> Result:
        return check(shop, Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))

    said, before = errors(), judge()
    offered = offer(before, shop)
    applied = apply(shop, before, offered, judge)
    assert {mend.finding.standard for mend in applied.kept} >= set(SOURCE)
    assert errors() - said == Counter()


def test_the_compiler_would_tell_what_a_bad_fix_did(shop: Path, errors: Callable[[], Counter[tuple[str, str]]]) -> None:
    said = errors()
    file = shop / "packages" / "farol-integration" / "src" / "sdk.ts"
    file.write_text(file.read_text(encoding="utf-8").replace("script.src", "skript.src", 1), encoding="utf-8")
    assert [path for path, _ in errors() - said] == ["packages/farol-integration/src/sdk.ts"]


def test_the_fixes_that_change_source_are_among_those_tried() -> None:
    assert set(SOURCE) <= by_standard().keys()
