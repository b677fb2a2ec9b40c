"""Fixes of addresses, imports, owners, lists, workflows and scripts: what has one right answer, and what has not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.fixes import (
    action_pins,
    addresses,
    cycle_search,
    dependencies,
    ignored_exports,
    import_noise,
    owner_rules,
    public_imports,
    script_origins,
    workflow_tokens,
)
from assay.fixes.fix import Edit
from assay.reviews.mending import patched

Mended = Callable[..., dict[str, str]]


def _url(path: str, url: str, **more: object) -> dict[str, object]:
    host = url.partition("//")[2].partition("/")[0]
    return {"path": path, "url": url, "host": host, "purpose": "resource", "local": False, "line": 1} | more


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("load('//x.example/a.js');", "load('https://x.example/a.js');"),
        ("load(test ? '//x.example/a.js' : other);", "load(test ? 'https://x.example/a.js' : other);"),
        ("load(given || '//x.example/a.js');", "load(given || 'https://x.example/a.js');"),
        ("load(`//x.example/a.js?v=${v}`);", "load(`https://x.example/a.js?v=${v}`);"),
    ],
)
def test_an_address_without_a_scheme_gets_one(written: str, wanted: str, mended: Mended) -> None:
    rows = [_url("a.ts", "//x.example/a.js")]
    assert mended(addresses, {"a.ts": written}, "a.ts", "a.ts: //x.example/a.js", url_literal=rows) == {"a.ts": wanted}


@pytest.mark.parametrize(
    "written",
    [
        "load('https:' + '//x.example/a.js');",
        "load(window.location.protocol + '//x.example/a.js');",
        "load(`https:${'//x.example/a.js'}`);",
        "load('//x.example/a.js'); load('//x.example/a.js');",
        "load('//x.example/a.js'",
    ],
    ids=["joined", "joined to the page's", "in a template", "which of the two", "not readable"],
)
def test_an_address_stays_where_a_scheme_may_come_from_elsewhere(written: str, mended: Mended) -> None:
    rows = [_url("a.ts", "//x.example/a.js")]
    assert mended(addresses, {"a.ts": written}, "a.ts", "a.ts: //x.example/a.js", url_literal=rows) == {}


def test_who_imports_the_address_may_join_it(mended: Mended) -> None:
    files = {"a.ts": "export const A = '//x.example/a.js';", "b.ts": "load(`https:${A}`);"}
    rows = {"url_literal": [_url("a.ts", "//x.example/a.js")], "import_edge": [{"path": "b.ts", "to_path": "a.ts"}]}
    assert mended(addresses, files, "a.ts", "a.ts: //x.example/a.js", **rows) == {}


def test_plain_http_becomes_https_only_where_the_host_is_known_to_speak_it(mended: Mended) -> None:
    files = {"a.ts": "load('http://x.example/a.js');"}
    rows = [_url("a.ts", "http://x.example/a.js", scheme="http")]
    subject = "a.ts: http://x.example/a.js"
    assert mended(addresses, files, "a.ts", subject, url_literal=rows) == {}
    rows.append(_url("b.ts", "https://x.example/b.js", scheme="https"))
    assert mended(addresses, files, "a.ts", subject, url_literal=rows) == {"a.ts": "load('https://x.example/a.js');"}


def test_tests_that_expect_the_address_follow(mended: Mended) -> None:
    files = {
        "a.ts": "load(`//${host}/sdk.js`);",
        "a.spec.ts": "expect(load).toHaveBeenCalledWith('//js.example/sdk.js'); go('//js.example/other.js');",
    }
    rows = {
        "url_literal": [_url("a.ts", "//${host}/sdk.js")],
        "source_file": [{"path": "a.spec.ts", "is_test": True, "integration": "unit"}],
    }
    found = mended(addresses, files, "a.ts", "a.ts: //${host}/sdk.js", **rows)
    assert found["a.ts"] == "load(`https://${host}/sdk.js`);"
    assert found["a.spec.ts"] == files["a.spec.ts"].replace("'//js.example/sdk", "'https://js.example/sdk")


def _owners(text: str) -> list[dict[str, object]]:
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    return [
        {"pattern": words[0], "owners": " ".join(words[1:]), "line": number, "position": number, "path": "CODEOWNERS"}
        for number, words in lines
        if words
    ]


UNITS = [{"path": "packages/core", "integration": "core"}, {"path": "packages/pay", "integration": "pay"}]


@pytest.mark.parametrize(
    ("rule", "files", "wanted"),
    [
        (
            "/packages/core/pay/Card.tsx @pay",
            ["packages/core/src/pay/Card.tsx"],
            "/packages/core/src/pay/Card.tsx @pay",
        ),
        ("packages/core/pay/ @pay", ["packages/core/src/pay/a.ts"], "packages/core/src/pay/ @pay"),
        ("/packages/core/gone.ts @pay", ["packages/core/src/a.ts"], ""),
        ("/packages/core/pay.ts @pay", ["packages/core/src/a.ts", "packages/pay/src/pay.ts"], ""),
    ],
    ids=["moved further down", "a directory", "gone", "gone to where its owners own it"],
)
def test_a_rule_follows_its_code(rule: str, files: list[str], wanted: str, mended: Mended) -> None:
    text = f"* @all\n/packages/pay @pay\n{rule}\n"
    rows = {"owner_rule": _owners(text), "integration": UNITS}
    given = {"CODEOWNERS": text, **dict.fromkeys(files, "")}
    found = mended(owner_rules, given, "CODEOWNERS", f"rule for {rule.partition(' ')[0]}", **rows)
    assert found == {"CODEOWNERS": f"* @all\n/packages/pay @pay\n{wanted}\n".replace("\n\n", "\n")}


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("/packages/core/Card.tsx", ["packages/core/a/Card.tsx", "packages/core/b/Card.tsx"]),
        ("/packages/pays", ["packages/core/src/pays/a.ts"]),
        ("/packages/apple", ["packages/apple-pay/a.ts", "packages/apples/a.ts"]),
        ("*.sql", ["packages/core/a.ts"]),
    ],
    ids=["two places", "another package's directory", "renamed perhaps", "a wildcard"],
)
def test_a_rule_stays_where_two_answers_are_right(pattern: str, files: list[str], mended: Mended) -> None:
    text = f"* @all\n{pattern} @pay\n"
    rows = {"owner_rule": _owners(text), "integration": UNITS}
    given = {"CODEOWNERS": text, **dict.fromkeys(files, "")}
    assert mended(owner_rules, given, "CODEOWNERS", f"rule for {pattern}", **rows) == {}


def test_a_name_goes_from_a_list_and_comments_stay(mended: Mended) -> None:
    here, there = '{"to": "./out.ts", "ignore": ["a", /* old */ "gone", "b"]}', '{"to": "x", "ignore": ["gone"]}'
    text = f'{{\n  // generated\n  "entries": [{here}, {there}]\n}}\n'
    found = mended(ignored_exports, {"l.json": text}, "l.json", "out.ts leaves out gone")
    assert found == {"l.json": text.replace('"gone", "b"', '"b"')}
    assert mended(ignored_exports, {"l.json": text}, "l.json", "out.ts collects x y") == {}


def _edge(path: str, specifier: str, to: str, **more: object) -> dict[str, object]:
    return {"path": path, "specifier": specifier, "to_path": to, "via": "relative"} | more


ENTRY = {
    "entry_export": [{"path": "b/index.ts", "symbol": "Field", "origin_path": "b/src/Field.ts", "integration": "b"}],
    "module_export": [
        {"path": "b/index.ts", "symbol": "Field", "local_name": "default", "specifier": "./src"},
        {"path": "b/src/index.ts", "symbol": "default", "specifier": "./Field"},
        {"path": "b/src/Field.ts", "symbol": "default"},
        {"path": "b/src/Field.ts", "symbol": "inner"},
    ],
    "import_edge": [
        _edge("a.ts", "../b/src/Field", "b/src/Field.ts"),
        _edge("b/index.ts", "./src", "b/src/index.ts"),
        _edge("b/src/index.ts", "./Field", "b/src/Field.ts"),
        _edge("c.ts", "@shop/b", "b/index.ts", via="alias", offered=True),
    ],
    "source_file": [{"path": "b/src/Field.ts", "integration": "b"}],
}
SUBJECT = "a.ts imports ../b/src/Field"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("import Field from '../b/src/Field';", "import { Field } from '@shop/b';"),
        ('import F from "../b/src/Field";', 'import { Field as F } from "@shop/b";'),
        ("import { default as F } from '../b/src/Field';", "import { Field as F } from '@shop/b';"),
        (
            "import { A, Z } from '@shop/b';\nimport Field from '../b/src/Field';\n",
            "import { A, Field, Z } from '@shop/b';\n",
        ),
        (
            "import {\n  A,\n  Z,\n} from '@shop/b';\nimport Field from '../b/src/Field';\n",
            "import {\n  A,\n  Field,\n  Z,\n} from '@shop/b';\n",
        ),
    ],
)
def test_what_the_entry_offers_is_imported_from_it(written: str, wanted: str, mended: Mended) -> None:
    assert mended(public_imports, {"a.ts": written}, "a.ts", SUBJECT, **ENTRY) == {"a.ts": wanted}


@pytest.mark.parametrize(
    "written",
    [
        "import { inner } from '../b/src/Field';",
        "import * as all from '../b/src/Field';",
        "import '../b/src/Field';",
        "import Field from '../b/src/Field';\njest.mock('../b/src/Field');",
        "import Field from '../b/src/Field';\njest.mock('@shop/b');",
        "import Field from '../b/src/Field';\njest.doMock( '@shop/b', () => ({}));",
        "import Field from '../b/src/Field';\nvi.mock(import('@shop/b'));",
    ],
    ids=[
        *("not offered", "a namespace", "for its effect", "mocked by its path"),
        *("the entry is mocked", "mocked later", "mocked as a module"),
    ],
)
def test_an_import_stays_where_the_entry_does_not_stand_for_it(written: str, mended: Mended) -> None:
    assert mended(public_imports, {"a.ts": written}, "a.ts", SUBJECT, **ENTRY) == {}


def test_an_import_stays_where_a_test_of_its_unit_mocks_the_entry(mended: Mended) -> None:
    files = {"a.ts": "import Field from '../b/src/Field';", "a.test.ts": "jest.mock('@shop/b');"}
    tests = [{"path": "a.test.ts", "integration": "unit", "is_test": True}]
    assert mended(public_imports, files, "a.ts", SUBJECT, **ENTRY) != {}
    more = {**ENTRY, "source_file": [*ENTRY["source_file"], *tests]}
    assert mended(public_imports, files, "a.ts", SUBJECT, **more) == {}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("new CircularDependencyPlugin({ failOnError: false })", "new CircularDependencyPlugin({ failOnError: true })"),
        (
            "new CircularDependencyPlugin({ include: /a/ })",
            "new CircularDependencyPlugin({ failOnError: true, include: /a/ })",
        ),
    ],
)
def test_the_search_for_cycles_fails_where_there_is_none(written: str, wanted: str, mended: Mended) -> None:
    subject = "webpack.config.js: CircularDependencyPlugin"
    files = {"webpack.config.js": written}
    assert mended(cycle_search, files, "webpack.config.js", subject) == {"webpack.config.js": wanted}
    cycle = [{"path": "a.ts", "cycle": "a.ts", "size": 2}]
    assert mended(cycle_search, files, "webpack.config.js", subject, file_cycle=cycle) == {}


WORKFLOW = (
    "name: ci\non: push\n\njobs:\n  test:\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm test\n"
)


def _workflow(command: str = "npm test", uses: str = "actions/checkout@v4") -> dict[str, list[dict[str, object]]]:
    return {
        "ci_step": [{"path": "w.yml", "uses": uses, "kind": "action"}],
        "ci_command": [{"path": "w.yml", "command": command}],
    }


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ("", "permissions:\n  contents: read\n\n"),
        ("permissions: write-all\n", "permissions:\n  contents: read\n"),
        (
            "permissions:\n  # why\n  contents: write # all\n  id-token: none\n",
            "permissions:\n  # why\n  contents: read # all\n  id-token: none\n",
        ),
    ],
)
def test_a_workflow_that_only_reads_says_so(stated: str, wanted: str, mended: Mended) -> None:
    files = {"w.yml": WORKFLOW.replace("jobs:", f"{stated}jobs:")}
    found = mended(workflow_tokens, files, "w.yml", "w.yml", **_workflow())
    assert found == {"w.yml": WORKFLOW.replace("jobs:", f"{wanted}jobs:")}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (WORKFLOW, _workflow(command="git push origin main")),
        (WORKFLOW, _workflow(command="./scripts/all.sh")),
        (WORKFLOW, _workflow(command="semantic-release")),
        (WORKFLOW, _workflow(command="git -C docs push")),
        (WORKFLOW, _workflow(command="npx gh-pages -d dist")),
        (WORKFLOW, _workflow(uses="someone/comments@v1")),
        (WORKFLOW + "        env:\n          T: ${{ secrets.GITHUB_TOKEN }}\n", _workflow()),
        (WORKFLOW + "        with:\n          token: ${{ github.token }}\n", _workflow()),
    ],
    ids=[
        *("pushes", "a script nobody sees", "releases", "pushes from elsewhere", "pushes pages"),
        *("an unknown action", "the token is handed on", "as a context"),
    ],
)
def test_a_workflow_that_may_write_is_left_to_people(
    text: str, rows: dict[str, list[dict[str, object]]], mended: Mended
) -> None:
    assert mended(workflow_tokens, {"w.yml": text}, "w.yml", "w.yml", **rows) == {}


@pytest.mark.parametrize(
    ("path", "via", "written", "wanted"),
    [
        (
            "p.html",
            "tag",
            "<script src='u'\n  integrity=\"h\"></script>",
            '<script src=\'u\'\n  integrity="h" crossorigin="anonymous"></script>',
        ),
        (
            "p.tsx",
            "tag",
            'const p = <script src="u" integrity={h} />;',
            'const p = <script src="u" integrity={h} crossOrigin="anonymous" />;',
        ),
        (
            "p.ts",
            "script element",
            "  s.src = 'u';\n  s.integrity = h;\n",
            "  s.src = 'u';\n  s.integrity = h;\n  s.crossOrigin = 'anonymous';\n",
        ),
    ],
)
def test_a_script_with_a_hash_gets_what_the_hash_needs(
    path: str, via: str, written: str, wanted: str, mended: Mended
) -> None:
    row = {"path": path, "url": "u", "via": via, "integrity": True, "crossorigin": False, "line": 1}
    assert mended(script_origins, {path: written}, path, f"{path}: u", script_load=[row]) == {path: wanted}
    row["integrity"] = False
    assert mended(script_origins, {path: written}, path, f"{path}: u", script_load=[row]) == {}


def _call(callee: str, line: int) -> dict[str, object]:
    return {"path": "i.ts", "callee": callee, "bare": True, "line": line}


@pytest.mark.parametrize(
    ("written", "line", "wanted"),
    [
        ("export const a = 1;\n\nconsole.log('here', a);\n", 3, "export const a = 1;\n"),
        ("console.log(`in ${name}`);\nexport const a = 1;\n", 1, "export const a = 1;\n"),
        ("f(); console.debug(1); g();\n", 1, None),
        ("import { a } from './a';\nconsole.log(a);\n", 2, None),
        ("import { a } from './a';\nconsole.log(a);\nf(a);\n", 2, "import { a } from './a';\nf(a);\n"),
        ("console.log(start());\n", 1, None),
        ("console.log(state.count++);\n", 1, None),
    ],
)
def test_what_a_module_writes_when_it_is_imported_goes(
    written: str, line: int, wanted: str | None, mended: Mended
) -> None:
    calls = [_call("f", 1), _call("g", 1)] if "f();" in written else []
    rows = [_call("console.log" if "log" in written else "console.debug", line), *calls]
    found = mended(import_noise, {"i.ts": written}, "i.ts", "i.ts", top_level_call=rows)
    assert found == ({"i.ts": wanted} if wanted else {})


LOCK = """{
  "packages": {
    "": {
      "dependencies": {
        "react": "^17.0.0",
        "zod": "^3.0.0"
      }
    },
    "node_modules/tslib": {
      "version": "1.16.1"%s
    }
  }
}
"""
MANIFEST = '{\n  "private": true,\n  "dependencies": {\n    "react": "^17.0.0",\n    "zod": "^3.0.0"\n  }\n}\n'
IMPORTED = {
    "import_edge": [
        {"path": "src/a.ts", "package": "tslib", "integration": "unit", "kind": "static", "is_test": False}
    ],
    "dependency": [{"path": "package.json", "name": "react", "section": "production"}],
}


def test_what_is_imported_and_installed_is_declared_as_npm_would(mended: Mended) -> None:
    files = {"package.json": MANIFEST, "package-lock.json": LOCK % "", "src/a.ts": ""}
    found = mended(dependencies, files, "src/a.ts", "imports tslib", **IMPORTED)
    stated = '"tslib": "^1.16.1",\n'
    assert found["package.json"] == MANIFEST.replace('    "zod"', f'    {stated}    "zod"')
    assert found["package-lock.json"] == files["package-lock.json"].replace(
        '        "zod"', f'        {stated}        "zod"'
    )


@pytest.mark.parametrize(
    ("mark", "more"),
    [
        *((',\n      "dev": true', {}), (',\n      "optional": true', {}), ("", {"yarn.lock": ""})),
        (',\n      "resolved": "git+ssh://git@x.example/tslib.git#1"', {}),
        *((',\n      "name": "other"', {}), (',\n      "inBundle": true', {})),
    ],
    ids=["for development only", "of some platforms", "another manager", "of a repository", "an alias", "bundled"],
)
def test_what_is_not_surely_installed_is_left_to_people(mark: str, more: dict[str, str], mended: Mended) -> None:
    files = {"package.json": MANIFEST, "package-lock.json": LOCK % mark, "src/a.ts": "", **more}
    assert mended(dependencies, files, "src/a.ts", "imports tslib", **IMPORTED) == {}


def test_what_is_declared_in_the_wrong_place_is_left_to_npm(mended: Mended) -> None:
    files = {"package.json": MANIFEST, "package-lock.json": LOCK % ""}
    assert mended(dependencies, files, "package.json", "declares react", **IMPORTED) == {}


PIN, OTHER = "a" * 40, "b" * 40


def _pinned(**files: str) -> dict[str, object]:
    rows = [{"path": f"{name}.yml", "provider": "github", "uses": "actions/checkout@v4"} for name in files]
    return {"files": {f"{name}.yml": text for name, text in files.items()}, "ci_step": rows}


def test_an_action_is_pinned_as_the_house_pins_it_elsewhere(mended: Mended) -> None:
    stated = _pinned(a="  - uses: actions/checkout@v4\n", b=f"  - uses: actions/checkout@{PIN} # v4.2.2\n")
    found = mended(action_pins, stated.pop("files"), "a.yml", "action actions/checkout", **stated)
    assert found == {"a.yml": f"  - uses: actions/checkout@{PIN} # v4.2.2\n"}


def test_a_pin_is_told_with_its_fullest_version_and_stands_right_behind_any_bytes(mended: Mended) -> None:
    pins = "".join(f"  - uses: actions/checkout@{PIN} # {version}\n" for version in ("v4", "v4.2.2", "v4.2"))
    stated = _pinned(a="# \udcff\n  - uses: actions/checkout@v4\n", b=pins)
    found = mended(action_pins, stated.pop("files"), "a.yml", "action actions/checkout", **stated)
    assert found == {"a.yml": f"# \udcff\n  - uses: actions/checkout@{PIN} # v4.2.2\n"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        f"  - uses: actions/checkout@{PIN} # v3.1.0\n",
        f"  - uses: actions/checkout@{PIN}\n",
        f"  - uses: actions/checkout@{PIN} # v4.1.0\n  - uses: actions/checkout@{OTHER} # v4.2.0\n",
        f"  - uses: actions/checkout-more@{PIN} # v4.1.0\n",
    ],
    ids=["another version", "which version is not said", "two commits", "another action"],
)
def test_an_action_without_one_pin_for_its_tag_is_left_to_people(elsewhere: str, mended: Mended) -> None:
    stated = _pinned(a="  - uses: actions/checkout@v4\n", b=elsewhere)
    assert mended(action_pins, stated.pop("files"), "a.yml", "action actions/checkout", **stated) == {}


def test_a_file_that_reaches_into_a_package_twice_is_left_to_people(mended: Mended) -> None:
    more = {
        **ENTRY,
        "import_edge": [
            *({**edge, "integration": "a"} for edge in ENTRY["import_edge"]),
            {**_edge("a.ts", "../b/src/other", "b/src/Field.ts"), "integration": "a"},
        ],
    }
    written = "import Field from '../b/src/Field';\nimport { x } from '../b/src/other';\n"
    assert mended(public_imports, {"a.ts": written}, "a.ts", SUBJECT, **more) == {}


def test_what_is_published_may_want_a_peer_and_is_left_to_people(mended: Mended) -> None:
    files = {"package.json": MANIFEST.replace('"private": true', '"private": false'), "package-lock.json": LOCK % ""}
    assert mended(dependencies, files, "src/a.ts", "imports tslib", **IMPORTED) == {}


def test_insertions_at_one_place_stand_in_the_order_of_their_text() -> None:
    edits = [Edit("a", 1, 1, b"c,"), Edit("a", 1, 1, b"b,"), Edit("a", 0, 0, b"<")]
    assert patched(b"[d]", edits) == b"<[b,c,d]"
