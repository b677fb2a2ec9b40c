"""A real browser for the tests of pages: which requests they make, what they log, and what axe says of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("ASSAY_CHROMIUM", "/usr/bin/chromium")
#: What axe calls an impact that keeps somebody from using a page.
_SERIOUS = ("serious", "critical")


@dataclass
class Watched:
    """What a page did while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def watched(opened: Browser, **context: Any) -> Iterator[Watched]:
    """A fresh page whose requests and errors are recorded."""
    made = opened.new_context(**context)
    seen = Watched(made.new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    seen.page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    yield seen
    made.close()


def barriers(page: Page) -> list[str]:
    """What axe finds that is serious, in words; empty when there is nothing."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for found in violations
        if found["impact"] in _SERIOUS
        for node in found["nodes"][:3]
    ]
