"""A review of a change to a description: what breaks is told, with the callers of the workspace that it hits."""

from __future__ import annotations

from reviewed import Shop

from assay.reports.changes.digest import described

API = "services/shop-api/openapi.yaml"
WHOLE = "required: [id, status, currency, lines, total, payments, refunded, created_at]"


def test_a_description_that_breaks_its_callers_is_told(shop: Shop) -> None:
    shop.edit(API, lambda text: text.replace(WHOLE, WHOLE.replace("total, ", "")))
    found = shop.review()
    (one,) = found.described
    assert (one.path, [change.id for change in one.breaking]) == (API, ["response-property-became-optional"])
    assert {hit.path for hit in one.hit if hit.origin == "source"} == {"packages/core/src/orders.ts"}
    (sentence,) = described(found)
    assert sentence.startswith(f"{API}: 1 breaking change, first ")
    assert "packages/core/src/orders.ts:" in sentence


def test_what_breaks_nobody_is_not_told(shop: Shop) -> None:
    shop.edit(API, lambda text: text.replace("summary: List products", "summary: List all products"))
    assert shop.review().described == ()
