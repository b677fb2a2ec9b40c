"""What the change wrote, and whether it wrote anything but layout."""

from __future__ import annotations

from reviewed import Shop

from assay.reviews.comparison import Touched
from assay.reviews.repository import Repository
from assay.reviews.sources import GitSources

FILE = "packages/nordpay-integration/src/status.ts"


def sources(shop: Shop, *paths: str) -> GitSources:
    repository = Repository(shop.root)
    found = GitSources(repository, repository.commit("main"), None)
    found.prepare(paths)
    return found


def test_lines_of_the_change_are_told_from_its_files_and_from_others(shop: Shop) -> None:
    lines = (shop.root / FILE).read_text().splitlines()
    shop.edit(FILE, lambda text: text + "+++ b/no/file\nexport const more = 1;\n")
    (shop.root / "packages/nordpay-integration/src/fresh.ts").write_text("export const fresh = 1;\n")
    found = sources(shop, FILE)
    assert found.touched(FILE, len(lines)) is Touched.FILE
    assert found.touched(FILE, len(lines) + 2) is Touched.LINE
    assert found.touched("packages/nordpay-integration/src/fresh.ts", 1) is Touched.LINE
    assert found.touched("package.json", 1) is Touched.NOTHING


def test_how_the_user_likes_hunks_changes_nothing(shop: Shop) -> None:
    shop.edit(FILE, lambda text: f"// first\n{text}// last\n")
    count = len((shop.root / FILE).read_text().splitlines())
    shop.git("config", "diff.interHunkContext", "1000")
    try:
        found = sources(shop, FILE)
    finally:
        shop.git("config", "--unset", "diff.interHunkContext")
    assert [found.touched(FILE, line) for line in (1, 2, count)] == [Touched.LINE, Touched.FILE, Touched.LINE]


def test_a_moved_file_has_only_the_lines_written_that_were_changed(shop: Shop) -> None:
    moved = FILE.replace("status", "state of it")
    shop.git("mv", FILE, moved)
    shop.edit(moved, lambda text: text + "export const more = 1;\n")
    found = sources(shop, moved)
    count = len((shop.root / moved).read_text().splitlines())
    assert found.renamed == {FILE: moved}
    assert (found.touched(moved, 1), found.touched(moved, count)) == (Touched.FILE, Touched.LINE)


def test_layout_is_no_code_but_an_operator_is(shop: Shop) -> None:
    before = (shop.root / FILE).read_text()
    laid_out = before.replace("{", "{\n\n\t").replace("'", '"').replace(", ", ",\n  ")
    (shop.root / FILE).write_text(laid_out)
    assert laid_out != before
    assert sources(shop).same_code(FILE, FILE)
    (shop.root / FILE).write_text(before.replace("5000", "50000"))
    assert not sources(shop).same_code(FILE, FILE)
    (shop.root / FILE).write_text(before.replace("=>", "!=>") if "=>" in before else before.replace("=", "!="))
    assert not sources(shop).same_code(FILE, FILE)
    assert not sources(shop).same_code("packages/no/such.ts", "packages/no/such.ts")
