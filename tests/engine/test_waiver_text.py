"""Waivers in the text of assay.toml: what is added, changed or removed leaves the rest to the letter."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from assay.engine.waiver_text import added, blocks, changed, line_numbers, removed
from assay.model import UsageError

TEXT = """\
# The shop.
exclude = ["legacy/"]   # until it is gone

# Kim looked at this one.
[[waiver]]
standard = "a/b"
author = "Kim"   # of payments
reason = \"\"\"
# no comment,
[[waiver]] and no table\"\"\"
until = 2027-01-31

# Limits of ours.
[limits."a/b"]
max = 5

[[ waiver ]]
standard = "c/d"
author = "Lee"
reason = "later"
until = 2027-02-01
# the last line
"""
NEW = {"standard": "e/f", "author": "Kim", "reason": 'it "says" so', "until": date(2027, 3, 1), "approved_by": ("@a",)}


def test_a_text_in_which_a_header_stands_inside_a_string_is_refused_or_read_rightly() -> None:
    with pytest.raises(UsageError):
        blocks(TEXT)
    assert line_numbers(TEXT) == []


PLAIN = TEXT.replace("\n[[waiver]] and no table", "\nand no table")


def test_lines_are_those_of_the_headers() -> None:
    assert [PLAIN.splitlines()[line - 1] for line in line_numbers(PLAIN)] == ["[[waiver]]", "[[ waiver ]]"]


def test_one_more_stands_behind_the_last_and_nothing_else_changes() -> None:
    text = added(PLAIN, NEW)
    assert tomllib.loads(text)["waiver"][:2] == tomllib.loads(PLAIN)["waiver"]
    assert tomllib.loads(text)["waiver"][2] == {**NEW, "approved_by": ["@a"]}
    before, after = text.split('\n[[waiver]]\nstandard = "e/f"')
    assert before + after[after.index("]\n") + 2 :] == PLAIN


@pytest.mark.parametrize("text", ["", "# nothing yet\n", 'exclude = ["a"]', '[limits."a/b"]\nmax = 5\n'])
def test_the_first_one_comes_at_the_end(text: str) -> None:
    longer = added(text, NEW)
    assert longer.startswith(text)
    assert len(tomllib.loads(longer)["waiver"]) == 1
    assert removed(longer, 0).strip() == text.strip()


def test_a_change_keeps_comments_and_order() -> None:
    text = changed(PLAIN, 0, {"until": date(2027, 6, 1), "declined_by": "@lee", "count": None})
    assert 'author = "Kim"   # of payments' in text
    was, now = tomllib.loads(PLAIN), tomllib.loads(text)
    assert now["waiver"][0] == {**was["waiver"][0], "until": date(2027, 6, 1), "declined_by": "@lee"}
    assert now["waiver"][1] == was["waiver"][1]
    assert tomllib.loads(changed(text, 0, {"declined_by": None}))["waiver"][0].keys() == was["waiver"][0].keys()


def test_a_removal_takes_its_own_comment_along_only() -> None:
    text = removed(PLAIN, 0)
    assert "Kim" not in text
    assert "# Limits of ours." in text and "# The shop." in text
    assert [waiver["standard"] for waiver in tomllib.loads(text)["waiver"]] == ["c/d"]


def test_inline_waivers_are_refused_with_what_to_do() -> None:
    text = 'waiver = [{standard = "a/b", author = "K", reason = "r", until = 2027-01-01}]\n'
    with pytest.raises(UsageError) as refusal:
        added(text, NEW)
    assert "[[waiver]]" in refusal.value.remedy
