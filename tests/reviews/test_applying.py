"""Fixes are made one file at a time, judged again, and taken back where anything got worse or nothing got better."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.fixes.fix import Edit
from assay.model import AssayError
from assay.reviews import applying
from assay.reviews.applying import Applied, apply
from assay.reviews.mending import CHANGED, Mend, Offer, offer

SDK = "packages/farol-integration/src/sdk.ts"
TEST = "packages/nordpay-integration/src/nordpay.test.ts"


class Shop:
    """A copy of the example, and its last judgement."""

    def __init__(self, root: Path, lake: Path) -> None:
        self.root = root
        self.lake = lake

    def judge(self) -> Result:
        return check(self.root, Options(lake=self.lake, as_of=seeding.AS_OF))

    def apply(self, change: Callable[[Offer], Offer] = lambda offered: offered) -> Applied:
        before = self.judge()
        return apply(self.root, before, change(offer(before, self.root)), self.judge)

    def hashes(self) -> dict[str, str]:
        files = (file for file in self.root.rglob("*") if file.is_file() and not file.is_symlink())
        return {str(f.relative_to(self.root)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(*seeding.judged_copy(tmp_path))


def _with(offered: Offer, path: str, data: bytes, edit: Edit) -> Offer:
    """The offer with one more edit of its first mend."""
    first, *rest = offered.mends
    worse = first._replace(edits=(*first.edits, edit))
    return offered._replace(mends=(worse, *rest), files={**offered.files, path: data})


def test_a_fix_mends_its_finding_and_touches_only_what_was_announced(shop: Shop) -> None:
    was = shop.hashes()
    (shop.root / SDK).chmod(0o640)
    announced: set[str] = set()

    def note(offered: Offer) -> Offer:
        announced.update(offered.files)
        return offered

    applied = shop.apply(note)
    now = shop.hashes()
    assert SDK in announced
    assert {path for path in was | now if was.get(path) != now.get(path)} == announced
    assert applied.undone == applied.left == ()
    assert stat.S_IMODE((shop.root / SDK).stat().st_mode) == 0o640
    for mend in applied.kept:
        verdicts = {found.fingerprint: found.verdict for found in applied.after.findings()}
        assert verdicts.get(mend.finding.fingerprint, "met") == "met"


def test_a_second_time_there_is_nothing_to_do(shop: Shop) -> None:
    shop.apply()
    assert offer(shop.judge(), shop.root).mends == ()


@pytest.mark.parametrize(
    ("path", "find", "become", "why"),
    [
        (SDK, b"}", b"", "could not be read as a whole"),
        (TEST, b"it('pays'", b"it.skip('pays'", "testing/no_test_is_switched_off became unmet"),
        (SDK, b"document.head.append(script)", b"document.body.innerHTML = name", "security/markup_is_sanitised"),
    ],
    ids=["parse error", "a met finding", "a new finding"],
)
def test_a_fix_that_does_harm_is_taken_back_and_told(
    path: str, find: bytes, become: bytes, why: str, shop: Shop
) -> None:
    was, data = shop.hashes(), (shop.root / path).read_bytes()
    at = data.index(find)
    applied = shop.apply(lambda offered: _with(offered, path, data, Edit(path, at, at + len(find), become)))
    assert [why in undone.why for undone in applied.undone] == [True]
    assert shop.hashes() == was


def test_a_fix_that_mends_nothing_is_taken_back(shop: Shop) -> None:
    def blunt(offered: Offer) -> Offer:
        edit = Edit(SDK, 0, 0, b"// mended\n")
        return offered._replace(mends=(offered.mends[0]._replace(edits=(edit,)),))

    was = shop.hashes()
    applied = shop.apply(blunt)
    assert applied.kept == ()
    assert applied.undone[0].why.startswith("it is still unmet")
    assert shop.hashes() == was


def test_one_harmful_fix_does_not_take_the_others_with_it(shop: Shop) -> None:
    seeding.plant(seeding.load(seeding.SEEDS / "testing" / "no_test_runs_alone.yaml"), shop.root, "seed")
    data = (shop.root / SDK).read_bytes()

    def spoil(offered: Offer) -> Offer:
        at = data.index(b"}")
        mends = tuple(
            mend._replace(edits=(*mend.edits, Edit(SDK, at, at + 1, b""))) if SDK in mend.paths else mend
            for mend in offered.mends
        )
        return offered._replace(mends=mends)

    applied = shop.apply(spoil)
    assert {mend.family for mend in applied.kept} == {"focused_tests"}
    assert (shop.root / SDK).read_bytes() == data
    assert b"it.only" not in (shop.root / TEST).read_bytes()


def test_a_file_that_changed_after_the_run_is_left_alone_and_told(shop: Shop) -> None:
    before = shop.judge()
    file = shop.root / SDK
    file.write_bytes(file.read_bytes() + b"// mine\n")
    os.utime(file, None)
    offered = offer(before, shop.root)
    assert (SDK, CHANGED) in offered.left
    assert SDK not in offered.files


def test_a_file_that_changes_before_it_is_written_is_left_alone_and_told(shop: Shop) -> None:
    mine = b"export const mine = 1;\n"

    def meanwhile(offered: Offer) -> Offer:
        (shop.root / SDK).write_bytes(mine)
        return offered

    applied = shop.apply(meanwhile)
    assert (SDK, CHANGED) in applied.left
    assert (shop.root / SDK).read_bytes() == mine
    assert SDK not in {path for mend in applied.kept for path in mend.paths}


def test_links_and_what_lies_behind_them_are_not_touched(shop: Shop, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (shop.root / SDK).parent.rename(outside)
    (shop.root / SDK).parent.symlink_to(outside)
    was = (outside / "sdk.ts").read_bytes()
    applied = shop.apply()
    assert SDK not in {path for mend in applied.kept for path in mend.paths}
    assert (outside / "sdk.ts").read_bytes() == was


def test_a_link_set_in_place_of_a_file_is_not_followed(shop: Shop, tmp_path: Path) -> None:
    outside = tmp_path / "outside.ts"

    def swap(offered: Offer) -> Offer:
        outside.write_bytes((shop.root / SDK).read_bytes())
        (shop.root / SDK).unlink()
        (shop.root / SDK).symlink_to(outside)
        return offered

    was = (shop.root / SDK).read_bytes()
    with pytest.raises(AssayError, match="cannot be changed"):
        shop.apply(swap)
    assert outside.read_bytes() == was


def test_whatever_ends_the_work_early_leaves_all_as_it_was(shop: Shop) -> None:
    was = shop.hashes()
    before = shop.judge()

    def stop() -> Result:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(shop.root, before, offer(before, shop.root), stop)
    assert shop.hashes() == was


def test_a_full_disk_leaves_all_as_it_was(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    was, before = shop.hashes(), shop.judge()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(applying, "_write", full)
    with pytest.raises(AssayError, match="No space left"):
        apply(shop.root, before, offer(before, shop.root), shop.judge)
    assert shop.hashes() == was


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), OSError(5, "Input/output error")], ids=["stop", "disk"])
def test_what_strikes_right_after_a_file_was_replaced_leaves_all_as_it_was(
    problem: BaseException, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    was, before, synced = shop.hashes(), shop.judge(), applying._sync

    def strike(folder: Path) -> None:
        monkeypatch.setattr(applying, "_sync", synced)
        raise problem

    monkeypatch.setattr(applying, "_sync", strike)
    with pytest.raises((KeyboardInterrupt, AssayError)):
        apply(shop.root, before, offer(before, shop.root), shop.judge)
    assert shop.hashes() == was


def test_what_cannot_be_put_back_is_named(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.judge()

    def full(*_: object) -> Result:
        monkeypatch.setattr(applying, "_write", full)
        raise OSError(28, "No space left on device")

    with pytest.raises(AssayError, match=f"cannot be put back: {SDK}"):
        apply(shop.root, before, offer(before, shop.root), full)


def test_a_file_that_is_ignored_but_included_is_mended_too(shop: Shop) -> None:
    (shop.root / ".gitignore").write_text("packages/farol-integration/src/\n", encoding="utf-8")
    config = (shop.root / "assay.toml").read_text(encoding="utf-8")
    (shop.root / "assay.toml").write_text(f"include = ['packages/farol-integration/src/*']\n{config}", encoding="utf-8")
    assert SDK in offer(shop.judge(), shop.root).files


def _overlapping(offered: Offer) -> Iterator[tuple[Mend, Mend]]:
    for number, one in enumerate(offered.mends):
        for other in offered.mends[number + 1 :]:
            for edit in one.edits:
                if any(
                    e != edit and e.path == edit.path and e.start < edit.end and edit.start < e.end for e in other.edits
                ):
                    yield one, other


def test_what_is_offered_never_overlaps(shop: Shop) -> None:
    for name in ("testing/no_test_runs_alone", "testing/retries_are_few", "component/owner_rules_match_files"):
        seeding.plant(seeding.load(seeding.SEEDS / f"{name}.yaml"), shop.root, name)
    offered = offer(shop.judge(), shop.root)
    assert len(offered.mends) > 3
    assert list(_overlapping(offered)) == []
