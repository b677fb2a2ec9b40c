"""What evidence is in scope decides which standards are judged, and a wider scope judges more."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assay.engine import scope
from assay.engine.standards import load_standards
from assay.model import Origin

REPOSITORY = frozenset({Origin.SOURCE, Origin.RECORDING, Origin.REPORT})


def test_evidence_of_a_directory_can_speak_to_every_shipped_standard() -> None:
    standards = load_standards()
    assert scope.judged(standards, REPOSITORY).keys() == standards.keys()


def test_standards_on_recordings_are_out_of_scope_where_there_is_source_only() -> None:
    standards = load_standards()
    narrow = scope.judged(standards, {Origin.SOURCE})
    assert "component/packages_form_no_cycle" in narrow
    assert "api/errors_are_json" in standards.keys() - narrow.keys()
    told = {wider.profile: wider for wider in scope.wider(standards, {Origin.SOURCE})}
    assert told["repository"].standards == len(standards) - len(narrow)
    assert any("HAR" in tool for tool in told["repository"].needs)


def test_the_widest_profile_has_none_wider() -> None:
    assert scope.wider(load_standards(), set(Origin)) == ()


def test_a_collector_of_trials_makes_the_system_profile_worth_having(monkeypatch: pytest.MonkeyPatch) -> None:
    known = scope.collectors()
    trial = SimpleNamespace(COLLECTOR=SimpleNamespace(origin=Origin.TRIAL, tool="Schemathesis"))
    monkeypatch.setattr(scope, "collectors", lambda: {**known, "contract": trial})
    system, production = scope.wider(load_standards(), REPOSITORY)
    assert (system.profile, system.needs) == ("system", ("Schemathesis",))
    assert production.needs == ("Schemathesis",)
