"""setup.cfg and setup.py: bytes in, rows out."""

from __future__ import annotations

import pytest

from assay.collectors import setuptools
from assay.model import Row, Source, SourceError
from assay.tables.workspace import Dependency, Manifest


def read(path: str, text: str) -> list[Row]:
    return list(setuptools.read(Source(path=path, data=text.encode())))


def test_settings() -> None:
    text = (
        "[metadata]\nname = zeta-pay\nversion = 1.2\n\n"
        "[options]\ninstall_requires =\n    requests>=2\n    zeta.core ~= 1\n"
    )
    manifest, *needs = read("setup.cfg", text)
    assert isinstance(manifest, Manifest)
    assert (manifest.kind, manifest.name, manifest.version) == ("python", "zeta-pay", "1.2")
    assert needs == [
        Dependency(name="requests", requirement=">=2", section="production", line=7),
        Dependency(name="zeta.core", requirement="~= 1", section="production", line=8),
    ]


def test_a_program_says_what_it_states_as_constants() -> None:
    text = (
        "from setuptools import setup\n"
        'setup(\n  name="zeta",\n  version=read(),\n  install_requires=[\n    "httpx>=1",\n  ],\n)\n'
    )
    manifest, need = read("setup.py", text)
    assert isinstance(manifest, Manifest)
    assert (manifest.name, manifest.version) == ("zeta", None)
    assert need == Dependency(name="httpx", requirement=">=1", section="production", line=6)


@pytest.mark.parametrize(
    ("path", "text"),
    [("setup.cfg", "[flake8]\nmax-line-length = 88\n"), ("setup.py", "from setuptools import setup\nsetup()\n")],
)
def test_without_a_name_there_is_no_manifest(path: str, text: str) -> None:
    assert read(path, text) == []


def test_what_is_no_settings_file_is_refused() -> None:
    with pytest.raises(SourceError):
        read("setup.cfg", "name = zeta\n")
