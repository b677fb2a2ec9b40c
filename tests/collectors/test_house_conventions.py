"""What a house declares in its profile is read for any house: here an invented one, with words of its own."""

from __future__ import annotations

import json
from typing import TypeVar

import pytest

from assay.collectors import ecmascript, export_lists
from assay.model import Conventions, Row, Source, SourceError, Target
from assay.tables.component import ExportList, ProviderMention, ProviderName, Registration

_HOUSE = Conventions(
    {
        "registrars": ["berth"],
        "provider_names": ["Harbourmaster"],
        "export_lists": [
            {"file": "manifest.house.json", "entries": "lists", "input": "from", "output": "to", "pattern": "named"}
        ],
    }
)
_Kind = TypeVar("_Kind", bound=Row)


def rows(kind: type[_Kind], code: str, path: str = "src/a.ts", house: Conventions = _HOUSE) -> list[_Kind]:
    return [row for row in ecmascript.read(Source(path, code.encode(), house)) if isinstance(row, kind)]


@pytest.mark.parametrize(
    ("keys", "key", "reference"),
    [
        ("[{ quay: 'north', id: 'x' }]", "id=x quay=north", False),
        ("[{ default: true }]", "default=true", False),
        ("['plain']", "plain", False),
        ("[{ id: NAME }]", "id=constant", False),
        ("[{ id: Quay.East }]", "id=east", False),
        ("[{ id: PORTS.west }]", "id=w", False),
        ("KEYS", "id=listed", False),
        ("[{ id: Elsewhere.Far }]", "id=Elsewhere.Far", True),
        ("[{ id: compute() }]", None, False),
        ("[{ ...rest }]", None, False),
    ],
)
def test_keys_are_read_where_the_file_says_them(keys: str, key: str | None, reference: bool) -> None:
    code = f"""
        enum Quay {{ East = 'east' }}
        const NAME = 'constant', PORTS = {{ west: 'w' }} as const;
        const KEYS = [{{ id: 'listed' }}];
        export default berth<Props>(Boat, {keys});"""
    assert [(r.component, r.registrar, r.key, r.reference) for r in rows(Registration, code)] == [
        ("Boat", "berth", key, reference)
    ]


def test_a_house_that_declares_no_registrar_has_no_registrations() -> None:
    code = "export default berth(Boat, [{ id: 'x' }]);"
    assert rows(Registration, code, house=Conventions()) == []
    assert rows(Registration, code, path="src/a.test.ts") == []


def test_providers_are_counted_where_they_are_named_but_not_in_comments() -> None:
    code = "if (id === Harbourmaster.Nord) {}\n// Harbourmaster.Sued\nu = 'http://x/' + Harbourmaster.Ost;\n"
    assert [(m.name, m.line) for m in rows(ProviderMention, code)] == [
        ("Harbourmaster.Nord", 1),
        ("Harbourmaster.Ost", 3),
    ]
    assert [(n.name, n.value) for n in rows(ProviderName, "enum Harbourmaster { Nord = 'n', Ost = f() }")] == [
        ("Harbourmaster.Nord", "n"),
        ("Harbourmaster.Ost", None),
    ]


def test_an_export_list_is_read_by_the_names_that_the_house_uses() -> None:
    stated = {"lists": [{"from": ["a/*.ts", "b/*.ts"], "to": "./gen.ts", "named": "Boat$"}, {"from": 5}]}
    source = Source("x/manifest.house.json", json.dumps(stated, indent=1).encode(), _HOUSE)
    assert [row for row in export_lists.read(source) if isinstance(row, ExportList)] == [
        ExportList(output="gen.ts", part="input", value="a/*.ts", pattern="Boat$", line=5),
        ExportList(output="gen.ts", part="input", value="b/*.ts", pattern="Boat$", line=6),
    ]
    assert list(export_lists.find(Target(["x/manifest.house.json", "y.json"], _HOUSE))) == ["x/manifest.house.json"]
    assert list(export_lists.find(Target(["x/manifest.house.json"]))) == []


def test_an_export_list_that_is_no_object_is_refused() -> None:
    for data in (b"[]", b"{"):
        with pytest.raises(SourceError):
            list(export_lists.read(Source("manifest.house.json", data, _HOUSE)))


def test_a_convention_of_the_wrong_shape_is_not_taken_apart() -> None:
    house = Conventions({"registrars": "berth", "export_lists": ["x", {"file": "y"}], "provider_names": [5, "A"]})
    assert house.strings("registrars") == ("berth",)
    assert house.tables("export_lists") == ({"file": "y"},)
    assert house.strings("provider_names") == ("A",)
