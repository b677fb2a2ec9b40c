"""Tokens: kept as hashes, ended when they should, and nothing else lets anybody in."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assay.model import UsageError
from assay.web import tokens as module
from assay.web.rights import Right, Role
from assay.web.tokens import Tokens


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "lake")


def test_a_token_is_known_again_and_is_kept_nowhere(tokens: Tokens) -> None:
    token = tokens.add("kim", Role.REVIEWER)
    person = tokens.person(token)
    assert person is not None
    assert (person.name, person.role) == ("kim", Role.REVIEWER)
    kept = b"".join(file.read_bytes() for file in tokens.path.parent.iterdir())
    assert token.rpartition("_")[2].encode() not in kept
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "wrong", ["", "assay", "assay__", "x", "assay_{id}_", "assay_{id}_{secret}x", "é_ü_ö", "\ud800"]
)
def test_anything_else_is_nobody(tokens: Tokens, wrong: str) -> None:
    _, known, secret = tokens.add("kim", Role.ADMIN).split("_", 2)
    assert tokens.person(wrong.format(id=known, secret=secret)) is None
    assert tokens.person(f"assay_{known}_{secret[::-1]}") is None


def test_a_revoked_token_ends_at_once(tokens: Tokens) -> None:
    token = tokens.add("kim", Role.VIEWER)
    tokens.revoke("kim")
    assert tokens.person(token) is None
    with pytest.raises(UsageError, match="no token that holds"):
        tokens.revoke("kim")
    assert tokens.person(tokens.add("kim", Role.VIEWER)) is not None


def test_a_token_ends_by_its_date(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    token = tokens.add("kim", Role.VIEWER, days=30)
    later = (datetime.now(UTC) + timedelta(days=31)).isoformat(timespec="seconds")
    monkeypatch.setattr(module, "_now", lambda: later)
    assert tokens.person(token) is None
    assert not tokens.list()[0].holds


def test_a_name_is_taken_once(tokens: Tokens) -> None:
    tokens.add("kim", Role.VIEWER)
    with pytest.raises(UsageError, match="already"):
        tokens.add("kim", Role.ADMIN)
    with pytest.raises(UsageError, match="characters"):
        tokens.add(" ", Role.ADMIN)


def test_roles_may_what_they_should() -> None:
    assert Right.DECIDE not in Role.VIEWER.rights
    assert Right.READ not in Role.PUSHER.rights
    assert {Right.READ, Right.DECIDE} <= Role.REVIEWER.rights
    assert Role.ADMIN.rights == frozenset(Right)
