"""What replaces an operation is found in its words, and not where they speak of something else."""

from __future__ import annotations

import pytest

from assay.descriptions.deprecation import successor


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lists orders. Use `GET /v2/orders` instead. It is slow.", "Use `GET /v2/orders` instead."),
        ("Origin keys.\n> If you still use them, we recommend\n> switching to client keys.", "we recommend"),
        ("Replaced by the tree of categories.", "Replaced by the tree of categories."),
        ("Deprecated in favor of /v3/customers.", "Deprecated in favor of /v3/customers."),
        ("It will be removed.\n> * To list pages, use [Pages V3](/pages).", "To list pages, use [Pages V3](/pages)."),
        ("#### Warning\n* Please use the new one.", "Please use the new one."),
    ],
)
def test_words_that_name_it(text: str, said: str) -> None:
    found = successor(text)
    assert found is not None and said in found


@pytest.mark.parametrize(
    "text",
    ["", "Returns a list of customers.", "Deprecated. It will be removed.", "Users of it.", "You can use it to page."],
)
def test_words_that_do_not(text: str) -> None:
    assert successor(text) is None


def test_a_long_sentence_is_cut() -> None:
    assert len(successor("Use this instead " + "x" * 500) or "") == 200
