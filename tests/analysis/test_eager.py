"""Dominators against removing each node in turn; heavy imports of a workspace of known sizes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from assay.analysis.dominators import dominators, weights
from assay.analysis.eager import eager_imports
from assay.engine.check import Options, check

Graph = dict[int, list[int]]


def reached(graph: Graph, roots: list[int], without: int | None = None) -> set[int]:
    seen: set[int] = set()
    stack = [root for root in roots if root != without]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += [to for to in graph.get(node, []) if to != without]
    return seen


@pytest.mark.parametrize("seed", range(60))
def test_a_node_weighs_what_is_reached_through_it_only(seed: int) -> None:
    chance = random.Random(seed)
    count = chance.randint(2, 14)
    graph = {n: [chance.randrange(count) for _ in range(chance.randint(0, 3))] for n in range(count)}
    roots = chance.sample(range(count), chance.randint(1, 2))
    size = {n: chance.randint(1, 100) for n in range(count)}
    weight = weights(dominators(graph, roots), size)
    everything = reached(graph, roots)
    assert weight.keys() == everything
    for node in everything:
        lost = everything - reached(graph, roots, without=node)
        assert weight[node] == sum(size[n] for n in lost)


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    graph = {n: [n + 1] for n in range(50_000)}
    assert weights(dominators(graph, [0]), dict.fromkeys(range(50_001), 1))[0] == 50_001


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An app that loads a picture of 30 kB at once, a dialog of 40 kB with what only it needs, a third lazily."""
    root = tmp_path / "shop"
    app = root / "packages" / "core" / "src"
    app.mkdir(parents=True)
    (root / "package.json").write_text(json.dumps({"name": "shop", "private": True, "workspaces": ["packages/*"]}))
    (root / "packages/core/package.json").write_text(json.dumps({"name": "@shop/core", "main": "src/index.ts"}))

    def write(name: str, text: str, size: int = 0) -> None:
        (app / name).write_text(text + "\n" + f"export const {Path(name).stem}Data = '{'x' * size}';\n")

    write(
        "index.ts",
        "import './page';\nimport { dialogData } from './dialog';\nimport './picture';\nimport('./later');",
        200_000,
    )
    write("page.ts", "import './both';", 60_000)
    write("dialog.ts", "import './part';\nimport './both';", 15_000)
    write("part.ts", "", 25_000)
    write("both.ts", "", 50_000)
    write("picture.ts", "", 30_000)
    write("later.ts", "", 90_000)
    (app / "shapes.ts").write_text("export interface Shape { name: '" + "x" * 30_000 + "' }\n")
    (app / "page.ts").write_text((app / "page.ts").read_text() + "import { Shape } from './shapes';\nlet s: Shape;\n")
    return root


def test_heavy_imports_wait_with_all_that_only_they_need(workspace: Path) -> None:
    result = check(workspace, Options(lake=workspace.parent / "lake"))
    found = {one.module.rpartition("/")[2]: one for one in eager_imports(result.evidence)}
    assert found.keys() == {"page.ts", "dialog.ts", "picture.ts", "both.ts"}
    sizes = {file.name: file.stat().st_size for file in (workspace / "packages/core/src").iterdir()}
    assert found["dialog.ts"].bytes == sizes["dialog.ts"] + sizes["part.ts"]
    assert found["page.ts"].bytes == sizes["page.ts"]
    assert found["picture.ts"].places == (("packages/core/src/index.ts", 3),)
    assert {one.entry for one in found.values()} == {"packages/core/src/index.ts"}
