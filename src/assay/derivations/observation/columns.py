"""What is asked of the table `call`: known without importing what reads it."""

from __future__ import annotations

#: Columns of `call`, in the order that `ObservedCall.read` takes them.
COLUMNS = (
    *("path", "origin", "environment", "entry", "line", "method", "host", "url", "route", "status"),
    *("request_type", "request_body", "request_digest", "request_bytes"),
    *("response_type", "response_body", "response_digest", "response_bytes"),
)
