"""What evidence is in scope decides which standards are judged, and a wider scope judges more."""

from __future__ import annotations

from assay.engine import scope
from assay.engine.standards import load_standards
from assay.model import Origin

REPOSITORY = frozenset({Origin.SOURCE, Origin.RECORDING, Origin.REPORT})


def test_evidence_of_a_directory_can_speak_to_every_shipped_standard_but_those_on_trials() -> None:
    standards = load_standards()
    judged = scope.judged(standards, REPOSITORY)
    beyond = [standard for name, standard in standards.items() if name not in judged]
    of_trials = ("trial_", "scenario", "webhook_question")
    assert beyond and all(any(f" {table}" in standard.sql for table in of_trials) for standard in beyond)


def test_standards_on_recordings_are_out_of_scope_where_there_is_source_only() -> None:
    standards = load_standards()
    narrow = scope.judged(standards, {Origin.SOURCE})
    assert "component/packages_form_no_cycle" in narrow
    assert "api/errors_are_json" in standards.keys() - narrow.keys()
    told = {wider.profile: wider for wider in scope.wider(standards, {Origin.SOURCE})}
    assert told["repository"].standards == len(scope.judged(standards, REPOSITORY)) - len(narrow)
    assert any("HAR" in tool for tool in told["repository"].needs)


def test_the_widest_profile_has_none_wider() -> None:
    assert scope.wider(load_standards(), set(Origin)) == ()


def test_trials_make_the_system_profile_worth_having() -> None:
    standards = load_standards()
    system, production = scope.wider(standards, REPOSITORY)
    assert system.standards == len(standards) - len(scope.judged(standards, REPOSITORY)) > 0
    assert system.profile == "system" and "assay test contract" in " ".join(system.needs)
    assert production.standards == system.standards
