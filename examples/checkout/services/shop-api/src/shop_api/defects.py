"""Defects that can be planted at run time, to see whether whoever tries this API finds them. None by default.

`SHOP_API_DEFECTS=extra_field,server_error` plants two.
"""

from __future__ import annotations

import os

DEFECTS = {
    "undocumented_status": "an order that is placed answers 202, which is described nowhere",
    "wrong_content_type": "a cart comes as text/plain",
    "missing_field": "an order lacks its total",
    "wrong_type": "a price is a string",
    "extra_field": "a product tells its margin",
    "server_error": "a note of more than 150 characters ends in a 500",
    "invalid_accepted": "a cart takes any quantity, also none and less than none",
    "auth_ignored": "orders are listed without credentials",
    "foreign_object": "carts and orders are shown to whoever knows their id",
    "replay_twice": "a repeated key refunds once more",
    "key_reused": "a key that comes with another body is answered as if nothing had changed",
    "page_repeats": "a page begins with the last order of the page before",
    "page_loses": "between two pages an order is lost",
    "if_none_match_ignored": "what did not change is sent again",
    "if_match_ignored": "a stale version overwrites a newer one",
    "etag_stale": "a cart that changed keeps its ETag",
    "error_no_problem": "errors are JSON of their own kind",
    "accept_ignored": "who asks for XML gets JSON",
    "media_type_ignored": "a body is read whatever its media type says",
    "header_optional": "writes are taken without Idempotency-Key",
    "deprecation_unsaid": "the deprecated operation does not say so",
    "method_unknown": "a method that is not offered answers 404 instead of 405",
    "deleted_readable": "a deleted cart can still be read",
}


def planted(name: str) -> bool:
    """Whether this defect is planted. Errors: KeyError for a name that there is not."""
    assert name in DEFECTS, name
    return name in os.environ.get("SHOP_API_DEFECTS", "").split(",")
