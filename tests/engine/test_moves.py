"""What moved between two states, told from the contents of files and from what git says."""

from __future__ import annotations

from assay.engine.moves import Moves, moves
from assay.engine.states import State, Unit


def state(files: dict[str, str], *units: Unit) -> State:
    return State(files, units)


def unit(path: str, name: str, package: str | None = None) -> Unit:
    return Unit(path, name, None, package)


SHARED = {"package.json": "settings", "src/index.ts": "same index"}
PAY = {"src/pay.ts": "pay", "src/show.ts": "show"}


def package(folder: str, **files: str) -> dict[str, str]:
    return {f"{folder}/{name}": content for name, content in {**SHARED, **files}.items()}


def test_what_holds_the_same_is_the_same_file_also_without_git() -> None:
    found = moves(state({"a/x.ts": "1", "a/y.ts": "2"}), state({"b/x.ts": "1", "a/y.ts": "2"}))
    assert found.files == {"a/x.ts": "b/x.ts"}
    assert found.path("a/x.ts") == "b/x.ts"
    assert found.path("a/y.ts") == "a/y.ts"


def test_an_edited_file_in_a_moved_directory_went_with_it() -> None:
    old = {"lib/a.ts": "1", "lib/b.ts": "2", "lib/c.ts": "3", "lib/deep/d.ts": "4"}
    new = {"src/a.ts": "1", "src/b.ts": "2", "src/c.ts": "edited", "src/deep/d.ts": "4"}
    found = moves(state(old), state(new))
    assert found.files["lib/c.ts"] == "src/c.ts"
    assert found.path("lib/deep") == "src/deep"


def test_a_unit_is_another_one_when_most_of_its_files_are() -> None:
    old = state(
        {**package("packages/old", **{"src/pay.ts": "pay", "src/show.ts": "show"})}, unit("packages/old", "old")
    )
    new = state(
        {**package("packages/new", **{"src/pay.ts": "pay", "src/show.ts": "show"})}, unit("packages/new", "new")
    )
    assert moves(old, new).units == {"old": "new"}


def test_a_new_package_that_copied_the_settings_of_a_deleted_one_is_not_its_successor() -> None:
    old = state(
        {**package("packages/old", **{"src/pay.ts": "pay", "src/show.ts": "show"})}, unit("packages/old", "old")
    )
    new = state(package("packages/new", **{"src/other.ts": "other"}), unit("packages/new", "new"))
    found = moves(old, new, {"packages/old/package.json": "packages/new/package.json"})
    assert found.units == {}
    assert found.files == {}


def test_a_package_that_was_renamed_with_the_files_in_it_is_followed() -> None:
    old = package("packages/pay-connect-integration", **{"src/useConnectAddress.ts": "1", "src/is-connect.ts": "2"})
    new = package("packages/pay-fastlane-integration", **{"src/useFastlaneAddress.ts": "a", "src/is-fastlane.ts": "b"})
    del old["packages/pay-connect-integration/src/index.ts"], new["packages/pay-fastlane-integration/src/index.ts"]
    found = moves(
        state(old, unit("packages/pay-connect-integration", "pay-connect-integration")),
        state(new, unit("packages/pay-fastlane-integration", "pay-fastlane-integration")),
    )
    assert found.units == {"pay-connect-integration": "pay-fastlane-integration"}
    where = "packages/pay-fastlane-integration/src/is-fastlane.ts"
    assert found.path("packages/pay-connect-integration/src/is-connect.ts") == where


def test_code_that_leaves_a_unit_for_another_is_followed() -> None:
    units = unit("packages/core", "core"), unit("packages/acme", "acme")
    old = state({"packages/core/src/Pay.spec.tsx": "1", "packages/core/src/App.tsx": "2"}, units[0])
    new = state({"packages/acme/src/Pay.test.tsx": "changed", "packages/core/src/App.tsx": "2"}, *units)
    renamed = {"packages/core/src/Pay.spec.tsx": "packages/acme/src/Pay.test.tsx"}
    assert moves(old, new, renamed).files == renamed


def test_a_file_that_was_rewritten_on_its_way_is_known_by_a_name_of_its_own() -> None:
    units = unit("packages/core", "core"), unit("packages/zip", "zip")
    rest = {"packages/core/src/index.ts": "1", "packages/core/src/pay/index.ts": "2"}
    old = state(
        {**rest, "packages/core/src/pay/zip/zip-pay.ts": "3", "packages/core/src/pay/zip/index.ts": "4"}, units[0]
    )
    new = state({**rest, "packages/zip/src/zip-pay.ts": "rewritten", "packages/zip/src/index.ts": "5"}, *units)
    assert moves(old, new).files["packages/core/src/pay/zip/zip-pay.ts"] == "packages/zip/src/zip-pay.ts"


def test_a_package_that_lies_elsewhere_is_known_by_its_name() -> None:
    old = state({"a/src/x.ts": "1", "a/package.json": "2"}, unit("a", "a", "@shop/pay"))
    new = state({"libs/a/src/x.ts": "edited", "libs/a/package.json": "edited"}, unit("libs/a", "a", "@shop/pay"))
    found = moves(old, new)
    assert found.files == {"a/src/x.ts": "libs/a/src/x.ts", "a/package.json": "libs/a/package.json"}
    assert found.path("a") == "libs/a"


def test_subjects_are_told_in_the_newer_words() -> None:
    moved = Moves(
        files={"old/my file.ts": "new/my file.ts"},
        folders={"old": "new"},
        units={"old-pay": "new-pay"},
        packages={"@shop/old": "@shop/new"},
    )
    assert moved.subject("old/my file.ts: fetch POST /pay", "old/my file.ts") == "new/my file.ts: fetch POST /pay"
    assert moved.subject("old/src/a.ts imports @shop/old/inner") == "new/src/a.ts imports @shop/new/inner"
    assert moved.subject("imports of old-pay") == "imports of new-pay"
    assert moved.subject("rule for /old/src/*.ts") == "rule for /new/src/*.ts"
    assert moved.subject("POST /older/pay in old-payment") == "POST /older/pay in old-payment"
    assert moved.reversed().subject("new/src/a.ts imports @shop/new") == "old/src/a.ts imports @shop/old"
