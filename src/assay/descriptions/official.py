"""The official JSON Schemas of OpenAPI, as an installed package holds them -> validators.

The package's editions lag behind: what a later edition of the same schema says otherwise is amended here. `format` is
not asserted: it is an annotation there, and addresses in stored descriptions may be masked.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Version, as far as it decides about the schema -> folder of the package.
_SCHEMAS = {"2.0": "v2.0", "3.0": "v3.0", "3.1": "v3.1", "3.2": "v3.2"}
#: Version -> the dialect of its schemas, then what that refers to.
_DIALECTS = {
    "3.1": ("oas3.1/metaschema.json", "oas3.1/vocabularies/base"),
    "3.2": ("oas3.2/dialect/2025-09-17.json", "oas3.2/meta/2025-09-17.json"),
}
#: RFC 9110 section 5.6.2: what the name of a header consists of.
_TOKEN = {"pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"}


def known_version(version: str) -> str | None:
    """The version whose schema judges a document of this one; None where there is none."""
    short = ".".join(version.split(".")[:2])
    return short if short in _SCHEMAS else None


@cache
def validator(version: str) -> Any:
    """The validator of a known version (`known_version`)."""
    import jsonschema_rs

    official = schema(version)
    if version not in _DIALECTS:
        return jsonschema_rs.Draft4Validator(official, validate_formats=False)
    dialects = [_read("openapi_schema_validator", f"schemas/{file}") for file in _DIALECTS[version]]
    registry = jsonschema_rs.Registry([(one["$id"], one) for one in (official, *dialects)])
    # As the official schema-base does: schemas are held to the dialect wherever they stand.
    root = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": official["$id"],
        "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": dialects[0]["$id"]}},
    }
    return jsonschema_rs.Draft202012Validator(root, registry=registry, validate_formats=False)


@cache
def schema(version: str) -> Any:
    """The official schema of a known version, amended."""
    stated = _read("openapi_spec_validator", f"resources/schemas/{_SCHEMAS[version]}/schema.json")
    if version == "2.0":
        # The specification requires them (section Security Scheme Object), its schema forgot to.
        for name, part in stated["definitions"].items():
            if name.startswith("oauth2") and name.endswith("Security"):
                part["required"].append("scopes")
        # JSON Reference (draft-pbryan-zyp-json-ref-03 section 3): what stands beside one is ignored, not wrong.
        del stated["definitions"]["jsonReference"]["additionalProperties"]
    elif version == "3.1":
        parts = stated["$defs"]
        parts["examples"]["not"] = {"required": ["example", "examples"]}
        link = parts["link"]["properties"]
        link["server"] = link.pop("body", {"$ref": "#/$defs/server"})
        # What stands beside a reference is ignored, not wrong; a path item may refer to one and say more.
        parts["reference"].pop("unevaluatedProperties", None)
        parts["path-item"]["properties"]["$ref"] = {"type": "string"}
        parts["path-item-or-reference"] = {"$ref": "#/$defs/path-item"}
        in_path = parts["parameter"]["dependentSchemas"]["schema"]["$defs"]["styles-for-path"]["then"]
        in_path["properties"]["name"] = {"pattern": "^[^{}]+$"}
    elif version == "3.2":
        parts = stated["$defs"]
        parts["parameter"].setdefault("allOf", []).append(
            {"if": {"properties": {"in": {"const": "header"}}}, "then": {"properties": {"name": _TOKEN}}}
        )
        parts["response"]["properties"]["headers"]["propertyNames"] = _TOKEN
        parts["encoding"]["properties"]["headers"]["propertyNames"] = _TOKEN
    return stated


def _read(package: str, file: str) -> Any:
    """A file of an installed package, without importing that package: it takes a quarter of a second."""
    found = find_spec(package)
    folders = list(found.submodule_search_locations or ()) if found is not None else []
    return json.loads(Path(folders[0], file).read_text(encoding="utf-8"))
