"""Pipeline definitions (GitHub Actions, CircleCI, GitLab CI) -> ci_step and setting, one module per provider."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Collector, Role, Row, Source, Target
from assay.model.yaml_text import load_lined_yaml
from assay.tables.testing import CiStep
from assay.tables.workspace import Setting

from . import circleci, github, gitlab

COLLECTOR = Collector(
    name="pipelines",
    tool="pipeline definitions (GitHub Actions, CircleCI, GitLab CI)",
    about="Reads which steps a pipeline runs, when, on what, and whether their failure counts.",
    fills=(CiStep, Setting),
    roles=(Role.TESTING,),
    domains=("testing", "security"),
    max_bytes=1_000_000,
)
_FIXED = {".circleci/config.yml": circleci, ".gitlab-ci.yml": gitlab}


def find(target: Target) -> Iterator[str]:
    """Where each provider looks; composite actions where they usually are."""
    yield from (path for path in _FIXED if path in target.paths)
    for path in target.suffixed("yml", "yaml"):
        folder, _, name = path.rpartition("/")
        if folder == ".github/workflows" or (path.startswith(".github/") and name in ("action.yml", "action.yaml")):
            yield path


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is not YAML."""
    yield from _FIXED.get(source.path, github).read(load_lined_yaml(source), source)
