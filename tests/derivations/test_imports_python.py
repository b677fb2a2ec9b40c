"""Python module names resolved against small invented trees."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assay.derivations.imports import derive
from assay.model import Target

_FILES = (
    "pyproject.toml",
    "libs/acme/pyproject.toml",
    "libs/acme/src/acme/__init__.py",
    "libs/acme/src/acme/pay.py",
    "libs/acme/src/acme/kinds/__init__.py",
    "libs/acme/src/acme/kinds/card.py",
    "libs/acme/tests/test_pay.py",
    "libs/acme/tests/money.py",
    "libs/zeta/pyproject.toml",
    "libs/zeta/zeta_pay/__init__.py",
    "libs/zeta/zeta_pay/types.py",
    "libs/zeta/shop/plugins/zeta.py",
    "tools/run.py",
    "tools/steps.py",
    "platform/__init__.py",
)


def resolved(
    path: str, specifier: str, names: str | None = "*", requirements: Sequence[str] = ()
) -> list[tuple[str, str | None]]:
    inputs = {
        **{name: [] for name in ("exports", "configs", "aliases", "packages", "entries")},
        "imports": [(path, 1, specifier, "static", names, False)],
        "projects": [(file, None) for file in _FILES if file.endswith(".toml")],
        "requirements": [(name,) for name in requirements],
    }
    return [(row.via, row.to_path or row.package) for row in derive(inputs, Target(_FILES))]  # type: ignore[attr-defined]


_ACME = "libs/acme/src/acme"


@pytest.mark.parametrize(
    ("path", "specifier", "names", "to"),
    [
        (f"{_ACME}/pay.py", ".", "kinds", f"{_ACME}/kinds/__init__.py"),
        (f"{_ACME}/pay.py", ".kinds", "card", f"{_ACME}/kinds/card.py"),
        (f"{_ACME}/pay.py", ".kinds", "Card", f"{_ACME}/kinds/__init__.py"),
        (f"{_ACME}/kinds/card.py", "..pay", "Pay", f"{_ACME}/pay.py"),
    ],
)
def test_relative_names(path: str, specifier: str, names: str, to: str) -> None:
    assert resolved(path, specifier, names) == [("relative", to)]


@pytest.mark.parametrize(
    ("path", "specifier", "names", "to"),
    [
        ("libs/zeta/zeta_pay/__init__.py", "acme.pay", "Pay", f"{_ACME}/pay.py"),
        ("libs/acme/tests/test_pay.py", "acme", "pay", f"{_ACME}/pay.py"),
        ("libs/acme/tests/test_pay.py", "money", "*", "libs/acme/tests/money.py"),
        ("tools/run.py", "zeta_pay.types", "*", "libs/zeta/zeta_pay/types.py"),
        ("tools/run.py", "shop.plugins.zeta", "*", "libs/zeta/shop/plugins/zeta.py"),
        ("tools/run.py", "shop.plugins", "zeta", "libs/zeta/shop/plugins/zeta.py"),
        ("tools/run.py", "steps", "*", "tools/steps.py"),
        ("tools/run.py", "platform", "*", "platform/__init__.py"),
    ],
)
def test_names_of_packages_of_the_target(path: str, specifier: str, names: str, to: str) -> None:
    assert resolved(path, specifier, names) == [("workspace", to)]


def test_a_statement_may_name_several_modules() -> None:
    assert resolved("tools/run.py", "acme", "pay,kinds,Shop") == [
        ("workspace", f"{_ACME}/kinds/__init__.py"),
        ("workspace", f"{_ACME}/pay.py"),
        ("workspace", f"{_ACME}/__init__.py"),
    ]


def test_a_package_that_imports_of_itself_is_no_edge_to_itself() -> None:
    assert resolved(f"{_ACME}/__init__.py", "acme", "version") == [("workspace", None)]


@pytest.mark.parametrize("name", ["os", "os.path", "types", "asyncio"])
def test_the_standard_library(name: str) -> None:
    assert resolved("libs/zeta/zeta_pay/__init__.py", name) == [("builtin", None)]


@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        ("yaml", "PyYAML"),
        ("dateutil.parser", "python-dateutil"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("zope.interface", "zope.interface"),
        ("httpx", "httpx"),
    ],
)
def test_a_distribution_is_named_as_its_manifest_names_it(name: str, requirement: str) -> None:
    assert resolved("tools/run.py", name, requirements=[requirement]) == [("package", requirement)]
    assert resolved("tools/run.py", name) == [("package", name.partition(".")[0])]


@pytest.mark.parametrize("specifier", ["....gone", ".gone", "..", ""])
def test_what_leads_nowhere(specifier: str) -> None:
    assert resolved("tools/run.py", specifier, "x") == [("unresolved", None)]
