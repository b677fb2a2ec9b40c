"""Where a defect is planted in the example and there is a fix for its standard, the fix mends it and harms nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.reviews.applying import apply
from assay.reviews.mending import by_standard, offer

SEEDS = {name: seeding.SEEDS / f"{name}.yaml" for name in sorted(by_standard())}
#: Seeds whose defect has more than one right answer, so that nothing may be offered -> what a person has to decide.
UNANSWERED = {
    "security/pipeline_tools_are_pinned": "the commit of a tag that is pinned nowhere",
    "component/dependencies_are_declared": "which version is meant, for none is installed",
    "component/importing_has_no_effect": "what the module does is not only to write to the console",
    "security/scripts_carry_integrity": "the hash that the script must have is known to nobody here",
}
RANK = {"met": 2, "unknown": 1, "unmet": 0}


def _judge(root: Path, lake: Path) -> Result:
    return check(root, Options(lake=lake, as_of=seeding.AS_OF))


def _worst(result: Result) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for finding in result.findings():
        key = finding.standard, finding.integration
        found[key] = min(found.get(key, "met"), finding.verdict.value, key=lambda verdict: RANK[verdict])
    return found


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    return _worst(_judge(*seeding.judged_copy(tmp_path_factory.mktemp("sound"))))


def _files(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


@pytest.mark.parametrize("standard", [name for name in SEEDS if name not in UNANSWERED])
def test_the_fix_makes_a_planted_defect_good_again(
    standard: str, sound: dict[tuple[str, str], str], tmp_path: Path
) -> None:
    seed = seeding.load(SEEDS[standard])
    root, lake = seeding.judged_copy(tmp_path)
    seeding.plant(seed, root, standard)
    before = _judge(root, lake)
    offered = offer(before, root, only=[standard], integrations=[seed.flips.integration])
    was = _files(root)
    applied = apply(root, before, offered, lambda: _judge(root, lake))
    assert applied.undone == applied.left == ()
    assert {path for path, data in _files(root).items() if was[path] != data} == set(offered.files)
    now = _worst(applied.after)
    assert now.get((standard, seed.flips.integration)) == "met"
    assert [key for key, verdict in sound.items() if RANK[now[key]] < RANK[verdict]] == []


@pytest.mark.parametrize("standard", UNANSWERED)
def test_nothing_is_offered_where_somebody_has_to_decide(standard: str, tmp_path: Path) -> None:
    seed = seeding.load(SEEDS[standard])
    root, lake = seeding.judged_copy(tmp_path)
    seeding.plant(seed, root, standard)
    result = _judge(root, lake)
    assert result.findings(verdict="unmet", standard=standard, integration=seed.flips.integration)
    assert offer(result, root, only=[standard], integrations=[seed.flips.integration]).mends == ()


@pytest.mark.parametrize("number", range(2))
def test_many_defects_at_once_are_mended_without_harm(number: int, tmp_path: Path) -> None:
    root, lake = seeding.judged_copy(tmp_path)
    every = sorted(seeding.SEEDS.rglob("*.yaml"))
    chosen = [*random.Random(number).sample(every, 8), *(SEEDS[name] for name in SEEDS.keys() - UNANSWERED.keys())]
    for file in dict.fromkeys(chosen):
        seeding.plant_where_it_fits(file, root)
    before, was = _judge(root, lake), _files(root)
    offered = offer(before, root)
    assert len(offered.mends) > 4
    applied = apply(root, before, offered, lambda: _judge(root, lake))
    now = _files(root)
    assert {path for path in was | now if was.get(path) != now.get(path)} <= set(offered.files)
    verdicts = {finding.fingerprint: finding.verdict.value for finding in applied.after.findings()}
    for finding in before.findings():
        became = verdicts.get(finding.fingerprint, finding.verdict.value)
        assert RANK[became] >= RANK[finding.verdict.value], f"{finding.standard}: {finding.subject}"
    floors = {unit.name: unit.score_low for unit in applied.after.integrations}
    assert all(floors[unit.name] >= unit.score_low - 1e-9 for unit in before.integrations)
    assert applied.kept
