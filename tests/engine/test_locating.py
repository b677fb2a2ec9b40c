"""A finding that names a place in a value is shown at its line and column; what is met costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Finding
from assay.reports import sarif

STANDARD = """/*
title = "Operations are named"
level = "should"
why = "A name is needed."
fix = "Name it."
reference = ["OpenAPI 3.1 section 4.8.10"]
since = "0.1"
evidence = []
*/
select integration, operation as subject, operation_id is not null as met, 'is named' as reason, path, pointer
from api_operation
"""
DESCRIPTION = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    get: {operationId: orders, responses: {}}
    post:
      responses: {}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "assay" / "standards" / "api").mkdir(parents=True)
    (root / "assay" / "standards" / "api" / "operations_are_named.sql").write_text(STANDARD)
    (root / "package.json").write_text('{"name": "shop"}')
    (root / "openapi.yaml").write_text(DESCRIPTION)
    return root


def _findings(root: Path) -> dict[str, Finding]:
    result = check(root, Options(only=("api/operations_are_named",)))
    return {finding.subject: finding for finding in result.findings()}


def test_an_unmet_finding_has_the_line_and_column_of_its_pointer(project: Path) -> None:
    found = _findings(project)
    unmet, met = found["POST /orders"], found["GET /orders"]
    assert (unmet.path, unmet.line, unmet.column) == ("openapi.yaml", 6, 5)
    assert unmet.pointer == "/paths/~1orders/post"
    assert (met.line, met.column) == (None, None)


def test_the_same_pointer_is_another_place_in_another_file(project: Path) -> None:
    standard = project / "assay" / "standards" / "api" / "operations_are_named.sql"
    standard.write_text(STANDARD.replace("operation as subject", "path || operation as subject"))
    (project / "admin.yaml").write_text("# An API of its own\n" + DESCRIPTION.replace("Shop", "Admin"))
    result = check(project, Options(only=("api/operations_are_named",)))
    unmet = {(finding.path, finding.line) for finding in result.findings() if finding.verdict == "unmet"}
    assert unmet == {("openapi.yaml", 6), ("admin.yaml", 7)}


def test_a_run_of_what_is_known_already_tells_the_same_place(project: Path) -> None:
    _findings(project)
    (project / "unrelated.txt").write_text("x")
    again = _findings(project)["POST /orders"]
    assert (again.line, again.column) == (6, 5)
    (project / "openapi.yaml").write_text("# moved\n" + DESCRIPTION)
    assert _findings(project)["POST /orders"].line == 7


def test_sarif_points_at_the_column(project: Path) -> None:
    result = check(project, Options(only=("api/operations_are_named",)))
    assert '"startLine": 6,\n' in sarif.render(result, project)
    assert '"startColumn": 5\n' in sarif.render(result, project)
