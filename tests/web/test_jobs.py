"""A page that takes longer than a moment is shown to whoever waits for it, and to nobody else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from conftest import client_of
from starlette.testclient import TestClient

from assay.web.site import Site


@pytest.fixture
def slow(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose pages of runs take half a second, and that soon tells to wait."""
    targets: Callable[[], list[str]] = site.runs.targets
    site.jobs.patience = 0.05

    def later() -> list[str]:
        time.sleep(0.5)
        return targets()

    monkeypatch.setattr(site.runs, "targets", later)
    return site


def waited(client: TestClient, path: str) -> str:
    while (answer := client.get(path)).status_code == 202:
        assert answer.headers["refresh"] == "1"
        time.sleep(0.05)
    assert answer.status_code == 200
    return answer.text


def test_the_forms_of_a_page_that_took_long_are_of_the_browser_that_waited(slow: Site) -> None:
    with client_of(slow) as client:
        assert client.get("/findings").status_code == 202
        waited(client, "/findings")
        fingerprint = re.findall(r"/finding/([0-9a-f]+)", waited(client, "/findings?verdict=unmet"))[0]
    with client_of(slow) as client:
        shown = waited(client, f"/finding/{fingerprint}")
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', shown)
        assert token and slow.sessions.is_form_token(client.cookies["assay"], token[1])


def test_two_browsers_never_share_what_is_being_made(slow: Site) -> None:
    with client_of(slow) as client:
        for _ in range(2):
            client.cookies.clear()
            assert client.get("/findings").status_code == 202
        assert len(slow.jobs._jobs) == 2
