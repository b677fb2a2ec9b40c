"""Units of small invented workspaces: which there are, what each is, and what said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assay.engine.configuration import Configuration
from assay.engine.discover import READS, discover
from assay.engine.owners import Rules
from assay.engine.stated import Unit
from assay.model import Conventions, Kind, Layer, Target, UsageError
from assay.tables.workspace import Integration

_PACKAGES = ("acme-integration", "card-field-integration", "core", "forms", "i18n", "test-mocks", "zeta-integration")


def _discover(
    packages: Sequence[str] = _PACKAGES,
    *,
    config: Configuration = Configuration(),  # noqa: B008
    conventions: Conventions = Conventions(),  # noqa: B008
    paths: Sequence[str] = (),
    **inputs: Sequence[tuple[Any, ...]],
) -> dict[str, Integration]:
    stated: dict[str, Sequence[tuple[Any, ...]]] = {
        "manifests": [
            ("package.json", "npm", "shop"),
            *((f"packages/{p}/package.json", "npm", f"@shop/{p}") for p in packages),
        ],
        "members": [("packages/*",)],
    }
    files = [*(f"packages/{package}/src/index.ts" for package in packages), "package.json", *paths]
    rows = {name: (stated | inputs).get(name, []) for name in READS}
    return {unit.path: unit for unit in discover(rows, Target(files, conventions), config)}


def _layers(units: dict[str, Integration]) -> dict[str, str]:
    return {path.removeprefix("packages/"): unit.layer for path, unit in units.items()}


def test_names_alone_tell_layers() -> None:
    assert _layers(_discover()) == {
        ".": "workspace",
        "acme-integration": "provider",
        "card-field-integration": "base",
        "core": "core",
        "forms": "shared",
        "i18n": "shared",
        "test-mocks": "tool",
        "zeta-integration": "provider",
    }


def test_provider_and_kind() -> None:
    units = _discover(
        ("acme-pay-integration", "address-lookup-adapter", "orders-export-integration", "rates-api-connector")
    )
    found = {unit.provider: unit.kind for unit in units.values() if unit.layer == "provider"}
    assert found == {"acme-pay": "payment", "address-lookup": "service", "orders-export": "data", "rates-api": "api"}


def test_being_built_upon_is_told_but_makes_a_helper_no_base() -> None:
    units = _discover(imports=[("packages/zeta-integration/src/index.ts", "@shop/acme-integration")])
    acme = units["packages/acme-integration"]
    assert acme.layer == "provider"
    assert "1 integration builds on it" in acme.signal


def test_a_name_of_nobody_is_a_base_only_when_built_upon() -> None:
    packages = ("external-integration", "offline-integration", "zeta-integration")
    units = _discover(packages, imports=[("packages/zeta-integration/src/a.ts", "@shop/external-integration/sub")])
    assert (units["packages/external-integration"].layer, units["packages/external-integration"].provider) == (
        "base",
        None,
    )
    assert (units["packages/offline-integration"].layer, units["packages/offline-integration"].provider) == (
        "provider",
        None,
    )


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"registrations": [("packages/zeta/src/a.ts", 2)]}, "registers 2 keys"),
        ({"scripts": [("packages/zeta/src/a.ts", "cdn.zeta.example")]}, "loads a script from cdn.zeta.example"),
        ({"hosts": [("packages/zeta/src/a.ts", "api.zeta.example")]}, "calls api.zeta.example"),
        ({"imports": [("packages/zeta/src/a.ts", "@shop/api")]}, "built on @shop/api"),
        ({"tags": [("packages/zeta/project.json", "scope:integration")]}, "tagged scope:integration"),
    ],
)
def test_a_provider_without_the_ending_is_known_by_what_it_does(inputs: dict[str, Any], said: str) -> None:
    unit = _discover(("core", "zeta"), conventions=Conventions({"integration_api": ["@shop/api"]}), **inputs)[
        "packages/zeta"
    ]
    assert (unit.layer, unit.provider) == ("provider", "zeta")
    assert said in unit.signal


@pytest.mark.parametrize("name", ["ui", "zeta-utils", "test-utils", "checkout", "hosted-form"])
def test_shared_code_that_loads_scripts_is_no_provider(name: str) -> None:
    unit = _discover((name,), scripts=[(f"packages/{name}/src/a.ts", "cdn.example")])[f"packages/{name}"]
    assert unit.layer not in ("provider", "base")


def test_calling_somebody_elses_host_makes_no_provider() -> None:
    assert (
        _discover(("forms", "core"), hosts=[("packages/forms/a.ts", "api.zeta.example")])["packages/forms"].layer
        == "shared"
    )


def test_a_tag_for_shared_code_outweighs_what_it_imports() -> None:
    unit = _discover(
        ("telemetry", "core"),
        imports=[("packages/telemetry/src/a.ts", "@shop/api")],
        tags=[("packages/telemetry/project.json", "scope:shared")],
        conventions=Conventions({"integration_api": ["@shop/api"]}),
    )["packages/telemetry"]
    assert unit.layer == "shared"


def test_what_mounts_integrations_is_the_core_whatever_its_name() -> None:
    imports = [("packages/till/src/a.ts", f"@shop/{name}-integration") for name in ("acme", "zeta")]
    unit = _discover(("till", "acme-integration", "zeta-integration"), imports=imports)["packages/till"]
    assert (unit.layer, unit.signal) == ("core", "it imports 2 integrations and nothing imports it")


def test_aliases_name_packages_that_have_no_manifest() -> None:
    units = _discover(
        (),
        paths=["libs/acme-integration/src/index.ts"],
        members=[("libs/acme-integration",)],
        aliases=[("@shop/acme", "libs/acme-integration/src/index.ts"), ("@shop/*", "libs/*/src")],
    )
    assert units["libs/acme-integration"].package_name == "@shop/acme"


def test_members_by_pattern_exclusion_and_nx() -> None:
    units = _discover(
        (),
        members=[("apps/**",), ("./tools/{lint,build}",), ("!apps/old",)],
        manifests=[
            ("package.json", "npm", "shop"),
            ("apps/web/deep/package.json", "npm", "deep"),
            ("apps/old/package.json", "npm", "old"),
            ("tools/lint/package.json", "npm", "lint"),
            ("tools/other/package.json", "npm", "other"),
            ("libs/x/project.json", "nx", None),
        ],
        paths=["apps/web/deep/a.ts", "apps/old/a.ts", "tools/lint/a.ts", "tools/other/a.ts", "libs/x/a.ts"],
    )
    assert set(units) == {".", "apps/web/deep", "tools/lint", "libs/x"}


def test_a_pattern_without_package_makes_no_unit() -> None:
    assert set(_discover((), members=[("packages/*",), ("gone",)], paths=["packages/notes/a.md"])) == {"."}


def test_a_single_package_is_one_unit() -> None:
    (unit,) = _discover((), members=[], files=[("src/a.py", "python", 10, False)]).values()
    assert (unit.path, unit.integration, unit.layer, unit.languages) == (".", "shop", "core", "python")


def test_a_single_package_may_be_an_integration() -> None:
    (unit,) = _discover((), members=[], manifests=[("pyproject.toml", "python", "acme-gateway")]).values()
    assert (unit.layer, unit.provider) == ("provider", "acme")


def test_an_empty_target_is_one_unit() -> None:
    (unit,) = _discover((), members=[], manifests=[]).values()
    assert (unit.path, unit.integration) == (".", "workspace")


def test_packages_without_a_workspace_are_units() -> None:
    manifests = [("a/package.json", "npm", "a"), ("b/package.json", "npm", "b"), ("b/example/package.json", "npm", "c")]
    units = _discover((), members=[], manifests=manifests, paths=["a/x.ts", "b/x.ts", "b/example/x.ts"])
    assert set(units) == {".", "a", "b"}


def test_units_of_one_name_are_told_apart() -> None:
    manifests = [("a/ui/package.json", "npm", "x"), ("b/ui/package.json", "npm", "y")]
    units = _discover((), members=[("*/ui",)], manifests=manifests, paths=["a/ui/x.ts", "b/ui/x.ts"])
    assert {unit.integration for unit in units.values()} == {"workspace", "a/ui", "b/ui"}


def test_languages_leave_out_tests_and_settings() -> None:
    files = [
        ("packages/core/src/a.ts", "typescript", 10, False),
        ("packages/core/src/a.test.js", "javascript", 90, True),
        ("packages/core/webpack.config.js", "javascript", 90, False),
        ("packages/core/src/b.py", "python", 20, False),
    ]
    assert _discover(files=files)["packages/core"].languages == "python,typescript"


def test_what_the_user_states_overrides_and_the_rest_stays() -> None:
    unit = Unit(path="packages/forms/", name="Forms", kind=Kind.API, layer=Layer.PROVIDER, provider="formidable")
    found = _discover(config=Configuration(units=(unit,)), owners=[("*", "@all")])["packages/forms"]
    assert (found.integration, found.kind, found.layer, found.provider) == ("Forms", "api", "provider", "formidable")
    assert found.owner == "@all"
    assert found.signal.startswith("assay.toml states its layer, kind, provider")


def test_a_stated_directory_becomes_a_unit() -> None:
    unit = Unit(path="packages/core/src/tax", kind=Kind.SERVICE)
    units = _discover(config=Configuration(units=(unit,)), paths=["packages/core/src/tax/a.ts"])
    assert units["packages/core/src/tax"].kind == "service"


def test_a_stated_directory_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        _discover(config=Configuration(units=(Unit(path="packages/form"),)))
    assert "Did you mean packages/forms?" in refusal.value.remedy


@pytest.mark.parametrize(
    ("path", "decided"),
    [
        ("docs", ("*", "@all")),
        ("packages/a", ("/packages/a", "@a")),
        ("packages/b", ("packages/b/", "@b @c")),
        ("packages/c", ("/packages/c", "")),
        ("deep/apps", ("apps/", "@apps")),
        ("tools/x", ("*", "@all")),
        (".", ("*", "@all")),
    ],
)
def test_the_last_rule_that_matches_decides(path: str, decided: tuple[str, str]) -> None:
    rules = [("*", "@all"), ("/packages/", "@p"), ("/packages/a", "@a"), ("packages/b/", "@b @c"), ("/packages/c", "")]
    more = [("apps/", "@apps"), ("/packages/a/src/x.ts", "@x"), ("/tools/*", "@t"), ("!/docs", "@d"), ("/doc[s]", "@d")]
    assert Rules([*rules, *more]).deciding(path) == decided


def test_a_rule_that_names_nobody_takes_the_owners_away() -> None:
    assert _discover(owners=[("*", "@all"), ("/packages/forms", "")])["packages/forms"].owner is None


def test_patterns_made_to_run_for_ever_match_nothing() -> None:
    deep = "a/" * 50 + "package.json"
    patterns = ["**/a/" * 60 + "b", "*a" * 60 + "b", "{a,b}" * 500]
    units = _discover((), members=[(p,) for p in patterns], manifests=[(deep, "npm", "a")], paths=[deep])
    assert set(units) == {"."}
    assert Rules([("*", "@all"), ("**/a/" * 60 + "b", "@x")]).deciding("a/" * 50 + "c") == ("*", "@all")


_MODULES = ("payment-stripe", "notification-sendgrid", "file-local", "locking-redis")


def test_packages_in_a_directory_of_providers_are_providers_of_what_their_names_say() -> None:
    manifests = [(f"modules/providers/{name}/package.json", "npm", f"@shop/{name}") for name in _MODULES]
    units = _discover(
        (),
        members=[("modules/providers/*",)],
        manifests=[("package.json", "npm", "shop"), *manifests],
        paths=[path for path, _, _ in manifests],
        dependencies=[("modules/providers/payment-stripe/package.json", "stripe")],
    )
    found = {unit.integration: (unit.layer, unit.kind, unit.provider) for unit in units.values() if unit.path != "."}
    assert found == {
        "payment-stripe": ("provider", "payment", "stripe"),
        "notification-sendgrid": ("provider", "service", "sendgrid"),
        "file-local": ("provider", "service", None),
        "locking-redis": ("provider", "service", "redis"),
    }
    stripe = units["modules/providers/payment-stripe"]
    assert stripe.signal.startswith("it stands in modules/providers; it depends on stripe")


@pytest.mark.parametrize("name", ["admin-plugin", "vite-plugin", "remark-rehype-plugins", "dashboard", "cache-redis"])
def test_thin_evidence_makes_no_provider(name: str) -> None:
    unit = _discover((name, "core"), dependencies=[(f"packages/{name}/package.json", "redis")])[f"packages/{name}"]
    assert unit.layer not in ("provider", "base")


def test_a_plugin_that_calls_its_provider_is_one() -> None:
    hosts = [("packages/zeta-plugin/src/a.ts", "api.zeta.example")]
    unit = _discover(("zeta-plugin",), hosts=hosts)["packages/zeta-plugin"]
    assert (unit.layer, unit.provider) == ("provider", "zeta")


def test_what_nothing_says_is_a_payment_is_none() -> None:
    unit = _discover(("acme-integration",))["packages/acme-integration"]
    assert (unit.layer, unit.kind) == ("provider", "service")
    assert "nothing says what kind of integration it is" in unit.signal


def test_a_kind_by_what_it_is_built_on() -> None:
    imports = [("packages/acme-integration/src/a.ts", "@shop/payment-api")]
    unit = _discover(("acme-integration", "payment-api"), imports=imports)["packages/acme-integration"]
    assert unit.kind == "payment"
    assert unit.signal.endswith("payment by payment-api")


@pytest.mark.parametrize("path", ["examples/till", "integration-tests/http", "packages/storybook/v5"])
def test_what_stands_aside_is_a_tool(path: str) -> None:
    members = [(path.rpartition("/")[0] + "/*",)]
    files = [f"{path}/package.json"]
    units = _discover((), members=members, manifests=[(files[0], "npm", "@shop/acme-gateway")], paths=files)
    assert units[path].layer == "tool"


def test_a_directory_without_a_name_of_its_own_is_called_by_its_package() -> None:
    manifests = [("packages/lib/package.json", "npm", "@zeta/zeta-web")]
    scripts = [("packages/lib/src/a.ts", "checkout.zeta.example")]
    files = ["packages/lib/src/a.ts"]
    unit = _discover((), manifests=manifests, scripts=scripts, paths=files)["packages/lib"]
    assert (unit.integration, unit.layer, unit.provider) == ("zeta-web", "provider", "zeta")


def test_packages_beside_a_workspace_that_covers_a_part_only() -> None:
    manifests = [
        ("package.json", "npm", "shop"),
        ("clients/package.json", "npm", "clients"),
        ("clients/packages/ui/package.json", "npm", "ui"),
        ("clients/notes/package.json", "npm", "notes"),
        ("server/pyproject.toml", "python", "server"),
        ("server/mails/package.json", "npm", "mails"),
    ]
    units = _discover(
        (),
        manifests=manifests,
        members=[("clients/packages/*",)],
        declared=[("clients/pnpm-workspace.yaml",)],
        paths=[path for path, _, _ in manifests],
    )
    assert set(units) == {".", "clients/packages/ui", "server"}


def test_python_packages_import_each_other_by_their_modules() -> None:
    manifests = [(f"libs/{name}/pyproject.toml", "python", name) for name in ("acme-gateway", "zeta-gateway", "till")]
    files = [
        "libs/acme-gateway/src/acme/gateway/__init__.py",
        "libs/zeta-gateway/zeta_pay/__init__.py",
        "libs/zeta-gateway/tests/__init__.py",
        "libs/till/till/__init__.py",
    ]
    imports = [
        ("libs/till/till/__init__.py", "acme.gateway.client"),
        ("libs/till/till/__init__.py", "zeta_pay"),
        ("libs/till/till/__init__.py", "acme"),
    ]
    units = _discover((), members=[("libs/*",)], manifests=manifests, paths=files, imports=imports)
    assert (units["libs/till"].layer, units["libs/till"].signal) == (
        "core",
        "it imports 2 integrations and nothing imports it",
    )
