"""What assay.toml may say, and what it answers to mistakes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema_rs
import pytest

from assay.engine.configuration import adopt, load, refuse_unknown, schema, select_profiles, shipped
from assay.engine.rendering import extended, render
from assay.engine.standards import load_standards
from assay.model import Kind, Layer, Origin, UsageError

_PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "assay.schema.json"
_GOOD = """
profile = ["repository"]
exclude = ["legacy/"]
lake = "evidence"

[[integration]]
path = "packages/acme"
name = "acme"
kind = "payment"
layer = "provider"
provider = "acme"

[[waiver]]
standard = "service/outbound_calls_time_out"
integration = "acme"
subject = "fetch *"
author = "Kim"
reason = "the provider mends it in May"
until = 2024-05-31

[limits."service/outbound_calls_time_out"]
max_ms = 5000

[conventions]
api_prefix = ["/pay"]
"""


def _refusal(root: Path, text: str) -> UsageError:
    (root / "assay.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refusal:
        load(root)
    return refusal.value


def test_nothing_stated_is_nothing_in_force(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert (config.units, config.own.waiver, config.exclude, config.lake) == ((), (), (), None)
    assert config.standards == (tmp_path / "assay" / "standards",)


def test_all_that_can_be_stated(tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text(_GOOD, encoding="utf-8")
    config = adopt(load(tmp_path), tmp_path, [])
    assert config.units[0].kind is Kind.PAYMENT
    assert config.units[0].layer is Layer.PROVIDER
    assert config.own.waiver[0].until == date(2024, 5, 31)
    assert config.limits == {"service/outbound_calls_time_out": {"max_ms": 5000}}
    assert config.conventions.strings("api_prefix") == ("/pay",)
    assert config.lake == tmp_path / "evidence"
    assert config.profiles == {"repository": "asked for"}


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("excude = []\n", 1, "Did you mean exclude?"),
        ("exclude = []\n\n[[integraton]]\npath = 'a'\n", 3, "Did you mean integration?"),
        ("[[integration]]\npath = 'a'\nproveder = 'acme'\n", 3, "Did you mean provider?"),
        (
            "[[integration]]\npath='a'\nkind='api'\n[[integration]]\npath='b'\nkind='paymnt'\n",
            6,
            "Did you mean payment?",
        ),
        ("[[integration]]\npath='a'\n\n[[integration]]\nlayer = 'core'\n", 4, "Add `path = …`"),
        ("integration = [\n  {path = 'a', kid = 'api'},\n]\n", 2, "Did you mean kind?"),
        ("# exclude\nlake = 'x'\nexclude = 5\n", 3, "Correct the value."),
        ("[[waiver]]\nstandard='a/b'\nauthor='K'\nreason=''\nuntil=2024-01-01\n", 4, "Correct the value."),
        ("[[waiver]]\nstandard='a/b'\nauthor='K'\nreason='r'\nuntil='soon'\n", 5, "Correct the value."),
        ("lake = 'x'\nexclude = [\n", 3, "Mend"),
        ("[[export]]\npath = 'a.csv'\nprovidr = 'acme'\n", 3, "Did you mean provider?"),
        ("[[export]]\npath='a'\ntable='t'\n[export.columns]\nx = {frm = 'a'}\n", 5, "Did you mean from?"),
        ("lake='x'\n[[export]]\npath='a'\npostgresql='env:DSN'\n", 3, "one of `path` and `postgresql`"),
        ("[[export]]\npostgresql='env:DSN'\ntable='t'\n", 2, "State `postgresql` and `query` together."),
        ("[[export]]\npostgresql='env:DSN'\nquery='select 1'\n", 2, "Add `table"),
        ("[[export]]\npath='a'\n[export.columns]\nx = 'a'\n", 2, "Add `table"),
        ("[[export]]\npath='a'\nformat='x'\ntable='t'\n", 2, "State a `format`, or a `table`"),
        ("[[export]]\npath='a'\nformat='nobodys'\n", 3, "There are: "),
        ("lake = 'x'\nlake = 'y'\n", 2, "Mend"),
    ],
)
def test_a_mistake_is_told_with_line_and_remedy(tmp_path: Path, text: str, line: int, hint: str) -> None:
    refusal = _refusal(tmp_path, text)
    assert refusal.where == f"{tmp_path / 'assay.toml'}:{line}"
    assert hint in refusal.remedy


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_bytes(b"\xff\xfe\0")
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    _refusal(tmp_path, "exclude = " + "[" * 100_000)


def test_the_same_path_twice_is_refused(tmp_path: Path) -> None:
    refusal = _refusal(tmp_path, "[[integration]]\npath='a'\n[[integration]]\npath='b'\npaths=['c', 'a']\n")
    assert "path a" in refusal.what
    assert refusal.where.endswith(":5")


def test_missing_pack_is_refused(tmp_path: Path) -> None:
    assert "nowhere" in _refusal(tmp_path, "packs = ['nowhere']\n").what


@pytest.mark.parametrize(
    ("known", "line", "hint"),
    [
        ({"service/outbound_call_times_out": {"max_ms": 1}}, 21, "Did you mean service/outbound_call_times_out?"),
        ({"service/outbound_calls_time_out": {"max_s": 1}}, 22, "Did you mean max_s?"),
        ({"service/outbound_calls_time_out": {"max_ms": "long"}}, 22, "Its usual value is 'long'."),
    ],
)
def test_unknown_standard_or_limit_is_refused(tmp_path: Path, known: dict[str, Any], line: int, hint: str) -> None:
    (tmp_path / "assay.toml").write_text(_GOOD, encoding="utf-8")
    with pytest.raises(UsageError) as refusal:
        refuse_unknown(load(tmp_path), tmp_path, known)
    assert hint in refusal.value.remedy
    assert refusal.value.where == f"{tmp_path / 'assay.toml'}:{line}"


def test_a_waiver_of_an_unknown_standard_is_refused(tmp_path: Path) -> None:
    waiver = "[[waiver]]\nauthor='K'\nreason='r'\nstandard='a/good'\nuntil=2024-01-01\n"
    (tmp_path / "assay.toml").write_text(waiver, encoding="utf-8")
    with pytest.raises(UsageError) as refusal:
        refuse_unknown(load(tmp_path), tmp_path, {"a/goods": {}})
    assert refusal.value.where.endswith(":4") and "Did you mean a/goods?" in refusal.value.remedy


def test_known_standards_and_limits_pass(tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text(_GOOD, encoding="utf-8")
    refuse_unknown(load(tmp_path), tmp_path, {"service/outbound_calls_time_out": {"max_ms": 10000}})


def test_unknown_profile_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        adopt(load(tmp_path, profile=["checkout-j"]), tmp_path, [])
    assert "Did you mean checkout-js?" in refusal.value.remedy


def test_profile_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text("[conventions]\nhosts = ['shop.test']\n[limits.'a/b']\nx = 1\ny = 1\n")
    (tmp_path / "assay.toml").write_text("profile = ['house.toml']\n[limits.'a/b']\ny = 2\n")
    config = adopt(load(tmp_path), tmp_path, [])
    assert config.conventions.strings("hosts") == ("shop.test",)
    assert config.limits == {"a/b": {"x": 1, "y": 2}}


def test_profile_is_selected_by_evidence_and_says_why(tmp_path: Path) -> None:
    chosen = select_profiles(tmp_path, ["packages/core/auto-export.config.json"])
    assert chosen == {"checkout-js": "there is packages/core/auto-export.config.json"}
    assert select_profiles(tmp_path, ["packages/core/index.ts"]) == {}


def test_what_the_user_states_wins_over_the_profile(tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text("[conventions]\nintegration_api = ['@shop/api']\n", encoding="utf-8")
    config = adopt(load(tmp_path), tmp_path, ["core/auto-export.config.json"])
    assert config.conventions.strings("integration_api") == ("@shop/api",)


def test_shipped_profiles_are_well_formed() -> None:
    for name, profile in shipped().items():
        assert profile.about.endswith("."), name


def test_published_schema_is_current() -> None:
    assert json.loads(_PUBLISHED.read_text(encoding="utf-8")) == json.loads(json.dumps(schema()))


def test_schema_takes_what_load_takes_and_refuses_what_it_refuses() -> None:
    validator = jsonschema_rs.validator_for(schema())
    good = {"integration": [{"path": "a", "kind": "api"}], "limits": {"a/b": {"x": 1}}, "exclude": ["x"]}
    assert validator.is_valid(good)
    assert not validator.is_valid({"excude": []})
    assert not validator.is_valid({"integration": [{"path": "a", "kind": "paymnt"}]})
    assert not validator.is_valid({"integration": [{"kind": "api"}]})


def _unit(**stated: str | None) -> SimpleNamespace:
    unit = {"name": "acme", "kind": "payment", "layer": "provider", "provider": "acme", "owner": None, "path": "p/acme"}
    return SimpleNamespace(**{**unit, "signal": "its name says so", **stated})


def test_what_was_stated_is_rendered_again(tmp_path: Path) -> None:
    text = """
[[description]]
path = "api.yaml"
[[export]]
path = "books/*.csv"
table = "shop_order"
[export.columns]
order_id = "number"
total_minor = {from = "total", unit = "major", decimal = ","}
currency = "code"
provider = {value = "acme"}
[[deployed]]
name = "a"
version = "1"
environment = "production"
since = 2026-01-02
"""
    (tmp_path / "assay.toml").write_text(text, encoding="utf-8")
    before = load(tmp_path)
    (tmp_path / "assay.toml").write_text(render([], before), encoding="utf-8")
    assert load(tmp_path).own == before.own


def test_rendered_text_loads_back(tmp_path: Path) -> None:
    odd = 'a "quoted" \\ name'
    units = [_unit(), _unit(name=odd, path="p/é", provider=None, owner="@team", signal="two\nlines")]
    (tmp_path / "assay.toml").write_text(render(units), encoding="utf-8")
    first, second = load(tmp_path).units
    assert (first.path, first.name, first.kind, first.layer, first.provider) == (
        "p/acme",
        "acme",
        "payment",
        "provider",
        "acme",
    )
    assert (second.path, second.name, second.provider, second.owner) == ("p/é", odd, None, None)


def test_rendering_keeps_what_was_stated_before(tmp_path: Path) -> None:
    file = tmp_path / "assay.toml"
    file.write_text(_GOOD, encoding="utf-8")
    before = load(tmp_path)
    file.write_text(render([_unit(path="packages/acme")], before), encoding="utf-8")
    assert load(tmp_path).own == before.own


def test_rendered_text_tells_the_deciding_signal() -> None:
    assert "# its name says so\n[[integration]]" in render([_unit()])


def test_a_present_file_is_extended_and_otherwise_kept_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "assay.toml"
    before = (
        "# ours\n[[integration]]\npath = 'p/acme'   # known\npaths = ['core/loader.ts']\n\n[conventions]\nhosts = []"
    )
    file.write_text(before, encoding="utf-8")
    units = [_unit(), _unit(name="new", path="p/new"), _unit(name="loader", path="core/loader.ts")]
    text, added = extended(before, units, load(tmp_path))
    assert (text.startswith(before), added) == (True, 1)
    file.write_text(text, encoding="utf-8")
    assert [unit.path for unit in load(tmp_path).units] == ["p/acme", "p/new"]
    assert extended(text, units, load(tmp_path)) == (text, 0)


def test_a_list_that_cannot_be_extended_is_told(tmp_path: Path) -> None:
    text = "integration = [{path = 'p/acme'}]\n"
    (tmp_path / "assay.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be added to"):
        extended(text, [_unit(path="p/new")], load(tmp_path))


def test_a_profile_says_what_evidence_is_in_scope(tmp_path: Path) -> None:
    assert adopt(load(tmp_path), tmp_path, []).profiles == {"repository": "the default"}
    narrow = adopt(load(tmp_path), tmp_path, []).evidence
    assert narrow < adopt(load(tmp_path, profile=["system"]), tmp_path, []).evidence
    (tmp_path / "source.toml").write_text("evidence = ['source']\n")
    assert adopt(load(tmp_path, profile=["source.toml"]), tmp_path, []).evidence == {Origin.SOURCE}
    (tmp_path / "source.toml").write_text("\nevidence = ['sorce']\n")
    with pytest.raises(UsageError) as refusal:
        adopt(load(tmp_path, profile=["source.toml"]), tmp_path, [])
    assert refusal.value.where.endswith("source.toml:2") and "Did you mean source?" in refusal.value.remedy


def test_the_example_of_the_manual_is_right(tmp_path: Path) -> None:
    page = (_PUBLISHED.parents[1] / "how-to" / "configure.md").read_text(encoding="utf-8")
    (tmp_path / "pack").mkdir()
    text = page.split("```toml\n")[1].split("```")[0].replace("../our-pack", "pack")
    (tmp_path / "assay.toml").write_text(text, encoding="utf-8")
    config = load(tmp_path)
    refuse_unknown(config, tmp_path, {name: standard.limits for name, standard in load_standards().items()})
    assert {field for field in config.own.__struct_fields__ if getattr(config.own, field)} >= {
        "integration",
        "waiver",
        "limits",
        "packs",
        "profile",
        "exclude",
    }
