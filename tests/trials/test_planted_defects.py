"""Every defect that is planted in the shop API is found, and in the good one there is none."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import pytest

import seeding
from trying import TOGETHER, Tried

#: Defect -> the standard that finds it, and a part of the subject of which it does.
FOUND_BY = {
    "undocumented_status": ("api/answers_have_described_statuses", "POST /orders"),
    "wrong_content_type": ("api/bodies_have_described_types", "GET /carts/{cart_id}"),
    "missing_field": ("api/answers_keep_their_schema", "GET /orders/{order_id}"),
    "wrong_type": ("api/answers_keep_their_schema", "GET /products/{sku}"),
    "extra_field": ("api/answers_have_only_described_fields", "GET /products/{sku}"),
    "server_error": ("api/tried_operations_do_not_fail", "POST /carts"),
    "invalid_accepted": ("api/invalid_requests_are_refused", "POST /carts"),
    "auth_ignored": ("security/tried_operations_ask_who_calls", "GET /orders: no credentials"),
    "foreign_object": ("security/objects_are_closed_to_others", "GET /orders/{order_id}: read"),
    "replay_twice": ("api/repeated_writes_are_applied_once", "POST /orders/{order_id}/refunds: repeated"),
    "key_reused": ("api/repeated_writes_are_applied_once", "POST /carts: key with another body"),
    "page_repeats": ("api/pages_hold_each_item_once", "GET /orders: no item twice"),
    "page_loses": ("api/pages_hold_each_item_once", "GET /orders: no item lost"),
    "if_none_match_ignored": ("api/conditions_are_honoured", "GET /products: unchanged read"),
    "if_match_ignored": ("api/conditions_are_honoured", "PUT /carts/{cart_id}: stale write"),
    "etag_stale": ("api/conditions_are_honoured", "PUT /carts/{cart_id}: new version"),
    "error_no_problem": ("api/provoked_errors_are_problems", "unknown path"),
    "accept_ignored": ("api/what_is_not_offered_is_refused", "GET /orders: accept"),
    "media_type_ignored": ("api/what_is_not_offered_is_refused", "POST /orders: content type"),
    "header_optional": ("api/repeated_writes_are_applied_once", "POST /orders: without key"),
    "deprecation_unsaid": ("api/deprecated_operations_say_so", "GET /orders/{order_id}/receipt"),
    "method_unknown": ("api/what_is_not_offered_is_refused", "GET /products: other methods"),
    "deleted_readable": ("api/created_things_last_until_deleted", "DELETE /carts/{cart_id}: deleted"),
}
#: What else is found rightly: each is told where the description, or a convention, says otherwise.
ALSO = {
    "server_error": {"api/errors_are_json"},
    "deprecation_unsaid": {"api/parameters_are_as_described"},
    "error_no_problem": {"api/bodies_have_described_types"},
    "header_optional": {"api/invalid_requests_are_refused"},
}


def _planted() -> dict[str, str]:
    file = seeding.EXAMPLE / "services" / "shop-api" / "src" / "shop_api" / "defects.py"
    spec = importlib.util.spec_from_file_location("shop_api_defects", file)
    assert spec is not None and spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.DEFECTS)


def test_every_defect_is_planted_once() -> None:
    assert sorted(name for group in TOGETHER for name in group) == sorted(FOUND_BY) == sorted(_planted())


def test_the_good_api_has_no_finding(shop: Callable[..., Tried]) -> None:
    good = shop()
    assert good.unmet() == set()
    assert good.outcome.failures == []
    assert [probe for probe in good.outcome.probes if probe["held"] is None] == []
    assert good.outcome.exercised == good.outcome.operations


@pytest.mark.parametrize("group", TOGETHER, ids=lambda group: group[0])
def test_planted_defects_are_found_and_no_other(shop: Callable[..., Tried], group: tuple[str, ...]) -> None:
    unmet = shop(*group).unmet()
    missed = [
        defect
        for defect in group
        if not any(standard == FOUND_BY[defect][0] and FOUND_BY[defect][1] in subject for standard, subject in unmet)
    ]
    assert missed == []
    expected = {FOUND_BY[defect][0] for defect in group}.union(*(ALSO.get(defect, set()) for defect in group))
    assert {standard for standard, _ in unmet} <= expected
