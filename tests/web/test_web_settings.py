"""Where the server may listen, and under which names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assay.model import UsageError
from assay.web.hosts import without_port
from assay.web.settings import Settings

LAKE = Path("lake")


def test_on_loopback_nobody_has_to_sign_in() -> None:
    for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        Settings(lake=LAKE, host=host).refuse_unsafe(signing_in=False)


@pytest.mark.parametrize("more", [{"host": "0.0.0.0"}, {"host": "192.0.2.7"}, {"public_url": "https://a.example"}])
def test_where_others_come_they_must_sign_in(more: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="sign in"):
        Settings(lake=LAKE, **more).refuse_unsafe(signing_in=False)


@pytest.mark.parametrize("host", ["127.8.8.8", "::1", "2001:db8::5", "192.0.2.7"])
def test_it_answers_under_its_own_address(host: str) -> None:
    settings = Settings(lake=LAKE, host=host)
    assert without_port(urlsplit(settings.own_address).netloc) in settings.hosts()


def test_under_every_name_is_under_none() -> None:
    with pytest.raises(UsageError, match="every name"):
        Settings(lake=LAKE, host="0.0.0.0").refuse_unsafe(signing_in=True)
    settings = Settings(lake=LAKE, host="0.0.0.0", public_url="https://assay.shop.example:8443")
    settings.refuse_unsafe(signing_in=True)
    assert settings.hosts() == {"assay.shop.example:8443", "assay.shop.example"}


@pytest.mark.parametrize("url", ["assay.shop.example", "ftp://a.example", "https://a.example/assay", "https://"])
def test_a_public_url_is_the_address_of_a_server(url: str) -> None:
    with pytest.raises(UsageError, match="not the address"):
        Settings(lake=LAKE, public_url=url).refuse_unsafe(signing_in=True)
