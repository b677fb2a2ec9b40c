"""Recordings with times, bodies and headers that a test states -> the evidence that is read from them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assay.engine.check import Options, check
from assay.engine.result import Result

BEGAN = datetime(2024, 3, 12, 12, 0, tzinfo=UTC)
SHOP = "https://shop.example"


def call(path: str, start: float, took: float, **more: Any) -> dict[str, Any]:
    """One HAR entry: begins `start`, takes `took` milliseconds. `more`: method, status, type, body, headers, page."""
    body = more.get("body", "{}")
    url = path if path.startswith("http") else SHOP + path
    content = {"size": more.get("size", len(body)), "mimeType": more.get("type", "application/json")}
    if body:
        content["text"] = body
    timings = more.get("timings", {"send": 0, "wait": took, "receive": 0})
    entry = {
        "startedDateTime": (BEGAN + timedelta(milliseconds=start)).isoformat(),
        "time": took,
        "timings": timings,
        "request": {"method": more.get("method", "GET"), "url": url, "headers": [], "httpVersion": "HTTP/2"},
        "response": {
            "status": more.get("status", 200),
            "headers": [{"name": name, "value": value} for name, value in more.get("headers", {}).items()],
            "content": content,
        },
    }
    return entry | ({"pageref": more["page"]} if "page" in more else {})


def recorded(root: Path, only: str = "service/*", /, **recordings: list[dict[str, Any]]) -> Result:
    """A checkout that holds these recordings, judged by some standards."""
    (root / "package.json").write_text('{"name": "shop", "private": true}')
    for name, entries in recordings.items():
        pages = [{"id": entry["pageref"]} for entry in entries if "pageref" in entry]
        log = {"version": "1.2", "creator": {"name": "a test", "version": "1"}, "entries": entries, "pages": pages}
        (root / f"{name}.har").write_text(json.dumps({"log": log}))
    return check(root, Options(lake=root.parent / "lake", only=(only,)))
