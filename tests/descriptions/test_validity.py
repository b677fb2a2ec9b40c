"""A description keeps its format or not, as the official schemas say; each cause is told once, at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.descriptions.document import Document, open_document
from assay.descriptions.official import known_version
from assay.descriptions.references import references
from assay.descriptions.validity import judge_format

_DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "openapi"
CASES = sorted((_DATA / "schema-cases").glob("v*/*/*.yaml"))
REAL = sorted([*(_DATA / "adyen").glob("*.json"), *(_DATA / "paypal").glob("*.json")])


def _document(value: dict[str, Any], **parts: Any) -> Document:
    document = open_document("api.yaml", {"api.yaml": value, **{f"{name}.yaml": part for name, part in parts.items()}})
    list(references(document))
    return document


def _said(document: Document) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.message) for problem in judge_format(document).problems]


@pytest.mark.skipif(not CASES, reason="the cases of the OpenAPI Initiative are not here")
@pytest.mark.parametrize("file", CASES, ids=lambda file: "/".join(file.parts[-3:]))
def test_every_official_case_is_judged_rightly(file: Path) -> None:
    verdict = judge_format(open_document("api.yaml", {"api.yaml": file.read_bytes()}))
    assert verdict.valid is (file.parent.name == "pass"), verdict.problems
    assert len(verdict.problems) <= 3, "one problem for each cause"
    assert all(len(problem.message) < 200 for problem in verdict.problems)


@pytest.mark.skipif(not CASES, reason="the cases of the OpenAPI Initiative are not here")
def test_all_cases_are_there() -> None:
    assert len(CASES) == 118


@pytest.mark.skipif(not REAL, reason="real descriptions are not here")
def test_real_descriptions_break_their_format_where_a_reader_agrees() -> None:
    found = {
        (file.name, problem.pointer)
        for file in REAL
        for problem in judge_format(open_document("api", {"api": file.read_bytes()})).problems
    }
    assert found == {
        ("customer_disputes_v1.json", "/components/parameters/dispute_state/enum"),
        ("invoicing_v1.json", "/deprecated"),
        ("payments_payment_v1.json", "/deprecated"),
    }


INFO = {"title": "x", "version": "1"}
PASSWORD = {"type": "oauth2", "flow": "password", "tokenUrl": "https://a"}


@pytest.mark.parametrize(
    ("version", "value", "said"),
    [
        ("3.0.3", {}, [("", "lacks paths")]),
        ("3.0.3", {"paths": {"a": {}}}, [("/paths/a", "is not known here")]),
        (
            "2.0",
            {"paths": {}, "securityDefinitions": {"a": {**PASSWORD, "scopes": {}}, "b": PASSWORD}},
            [("/securityDefinitions/b", "lacks scopes")],
        ),
        (
            "2.0",
            {
                "paths": {"/a": {"get": {"responses": {"409": {"$ref": "#/responses/R", "description": "Taken."}}}}},
                "responses": {"R": {"description": "No."}},
            },
            [],
        ),
        (
            "3.0.3",
            {"paths": {"/a": {"get": {"responses": {"200": {"descripton": "x"}}}}}},
            [
                ("/paths/~1a/get/responses/200", "lacks description"),
                ("/paths/~1a/get/responses/200/descripton", "is not known here"),
            ],
        ),
        (
            "3.0.3",
            {"paths": {"/a": {"get": {"parameters": [{"name": "x", "in": "path", "schema": {}}], "responses": {}}}}},
            [
                ("/paths/~1a/get/responses", "must not be empty"),
                ("/paths/~1a/get/parameters/0", "lacks required"),
            ],
        ),
        (
            "3.0.3",
            {"paths": {}, "components": {"schemas": {"A": {"properties": {"b": {"type": "money"}}}}}},
            [
                (
                    "/components/schemas/A/properties/b/type",
                    "has to be one of array, boolean, integer, number, object, string, and is money",
                )
            ],
        ),
        (
            "2.0",
            {
                "paths": {
                    "/a": {
                        "get": {"parameters": [{"name": "x", "in": "query"}], "responses": {"200": {"description": ""}}}
                    }
                }
            },
            [("/paths/~1a/get/parameters/0", "lacks type")],
        ),
        (
            "3.1.0",
            {"paths": {"/a": {"get": {"operationId": 5, "responses": {}}}}},
            [
                ("/paths/~1a/get/operationId", "has to be text, and is a number"),
                ("/paths/~1a/get/responses", "must not be empty"),
            ],
        ),
        (
            "3.1.0",
            {"paths": {}, "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header"}}}},
            [("/components/securitySchemes/k", "lacks name")],
        ),
        (
            "3.1.0",
            {"paths": {}, "components": {"schemas": {"A": {"type": "objekt", "properties": {"x": {"minimum": "1"}}}}}},
            [
                ("/components/schemas/A/properties/x/minimum", "has to be a number, and is text"),
                (
                    "/components/schemas/A/type",
                    "has to be one of array, boolean, integer, null, number, object, string, and is objekt",
                ),
            ],
        ),
        # What stands beside a reference is ignored, which is no break of the format; its words count since 3.1.
        (
            "3.1.0",
            {
                "paths": {
                    "/a/{b/c}": {
                        "$ref": "#/components/pathItems/a",
                        "parameters": [
                            {"$ref": "#/components/parameters/p", "schema": {"type": "string"}},
                            {"name": "b/c", "in": "path", "required": True, "schema": {}},
                            {"name": "{d}", "in": "path", "required": True, "schema": {}},
                        ],
                    }
                },
                "webhooks": {"done": {"$ref": "#/components/pathItems/a", "summary": "Done"}},
            },
            [("/paths/~1a~1{b~1c}/parameters/2/name", "is {d}, which does not match ^[^{}]+$")],
        ),
        ("3.1.0", {"paths": {"/a": {"$ref": 5}}}, [("/paths/~1a/$ref", "has to be text, and is a number")]),
        ("3.2.0", {"paths": {}, "tag": []}, [("/tag", "is not known here")]),
    ],
)
def test_what_is_wrong_is_told_once_at_its_place(version: str, value: Any, said: list[tuple[str, str]]) -> None:
    key = "swagger" if version == "2.0" else "openapi"
    assert sorted(_said(_document({key: version, "info": INFO, **value}))) == sorted(said)


def test_a_part_is_judged_where_it_is_referred_to_and_told_in_its_own_file() -> None:
    root = {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": {"/a": {"$ref": "a.yaml#/items/0"}, "/b": {"$ref": "a.yaml#/items/0"}},
    }
    part = {"items": [{"get": {"responses": {"200": {"$ref": "#/ok"}}}}], "ok": {"content": {}}}
    problems = judge_format(_document(root, a=part)).problems
    assert [(p.path, p.pointer, p.message) for p in problems] == [("a.yaml", "/ok", "lacks description")]


def test_parts_that_refer_to_each_other_come_to_an_end() -> None:
    root = {"openapi": "3.0.0", "info": INFO, "paths": {}, "components": {"schemas": {"A": {"$ref": "a.yaml"}}}}
    assert judge_format(
        _document(root, a={"properties": {"b": {"$ref": "b.yaml"}}}, b={"items": {"$ref": "a.yaml"}})
    ).valid


@pytest.mark.parametrize("version", ["1.2", "3.3.0", "4", "x" * 500, "", "None"])
def test_a_version_that_nobody_here_knows_is_neither_kept_nor_broken(version: str) -> None:
    verdict = judge_format(_document({"openapi": version, "info": INFO}))
    assert verdict.valid is None
    assert [problem.kind for problem in verdict.problems] == ["version"]


def test_later_patches_are_judged_by_their_version() -> None:
    assert [known_version(version) for version in ("3.0.4", "3.1.1", "3.2.0", "2.0")] == ["3.0", "3.1", "3.2", "2.0"]


@pytest.mark.parametrize(
    ("levels", "valid", "kinds"), [(400, False, ["schema"]), (600, None, ["limit"]), (900, None, ["limit"])]
)
def test_what_nests_too_deep_is_one_problem(levels: int, valid: bool | None, kinds: list[str]) -> None:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"not": schema}
    verdict = judge_format(_document({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}))
    assert verdict.valid is valid
    assert [problem.kind for problem in verdict.problems] == kinds


def test_thousands_of_problems_are_as_many_as_somebody_reads() -> None:
    schemas = {f"S{number}": {"type": "money"} for number in range(10_000)}
    verdict = judge_format(_document({"openapi": "3.1.0", "info": INFO, "components": {"schemas": schemas}}))
    assert verdict.valid is False and len(verdict.problems) == 200
