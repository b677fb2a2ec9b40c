"""A description that states no host of its own is held against the calls of its trial, wherever that ran."""

from __future__ import annotations

from pathlib import Path

import seeding
from assay import masking
from assay.engine.check import Options, check
from assay.trials import api, place, trial
from assay.trials.trial import Plan

APP = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/v1/stock", lambda request: JSONResponse({"left": "three"}))])
"""
DESCRIPTION = """
openapi: 3.1.0
info: {title: Stock, version: "1"}
servers: [{url: /v1}]
paths:
  /stock:
    get:
      responses:
        '200':
          description: How much is left.
          content: {application/json: {schema: {type: object, properties: {left: {type: integer}}}}}
"""


def test_answers_of_a_trial_are_held_against_it(tmp_path: Path) -> None:
    masking.set_key(b"trial" * 7)
    (tmp_path / "stock.py").write_text(APP, encoding="utf-8")
    file = tmp_path / "openapi.yaml"
    file.write_text(DESCRIPTION, encoding="utf-8")
    with place.served("stock:app", tmp_path) as at:
        plan = Plan(phases=("coverage", "probes"), once=True, seed=1)
        outcome = trial.run(api.read(file, f"{at}/v1"), plan, tmp_path / trial.LOG, "openapi.yaml")
    assert [failure["what"] for failure in outcome.failures] == ["body"]
    result = check(tmp_path, Options(lake=tmp_path / ".assay", as_of=seeding.AS_OF, profiles=("system",)))
    unmet = {(one.standard, one.subject) for one in result.findings(verdict="unmet")}
    result.db.close()
    assert ("api/answers_keep_their_schema", "Stock GET /stock") in unmet
