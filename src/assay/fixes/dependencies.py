"""A package that is imported and installed but not declared -> declared, in the version that the lock file holds."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import lru_cache

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import Json, held, pairs

FIX = Fix(
    standards=("component/dependencies_are_declared",),
    title="Declares packages that are imported and installed, in package.json and package-lock.json",
    why_safe="The very version that is installed today is declared, as `npm install` would write it: what is installed "
    "stays the same. It is done in private packages only: what others install is theirs to weigh.",
    needs="a package that is published and may want a peer, a manager other than npm, a package that only some "
    "installations have, and what is declared in the wrong place: `npm install` moves that",
)
_LOCK = "package-lock.json"
_OTHERS = ("yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "npm-shrinkwrap.json")
#: Marks of an installed package that may be missing elsewhere, or is another one under this name.
_PARTLY = frozenset(("dev", "devOptional", "optional", "peer", "inBundle", "extraneous", "name"))


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:  # noqa: ARG001
    """A line in the manifest of the importing code and one in the lock file."""
    verb, _, name = finding.subject.partition(" ")
    if verb != "imports" or set(_OTHERS) & set(context.paths):
        return []
    lock, packages = _locked(context.data(_LOCK))
    installed = pairs(held(packages.get(f"node_modules/{name}")))
    version = text(held(installed.get("version"))).strip('"')
    if "resolved" in installed and not text(held(installed["resolved"])).startswith('"http'):
        return []  # from a repository or a file, which a range of versions does not name
    uses = context.rows(
        "select path, is_test or kind = 'type' from import_edge where package = $name and integration = $unit",
        name=name,
        unit=finding.integration,
    )
    manifests: dict[str, list[bool]] = {}
    known = {path for (path,) in context.rows("select distinct path from dependency where path like '%package.json'")}
    for path, aside in uses:
        manifests.setdefault(_manifest(path, known), []).append(aside)
    edits = []
    for manifest, aside in manifests.items():
        section = "devDependencies" if all(aside) else "dependencies"
        marked = _PARTLY & installed.keys()
        if not version or (marked and not (section == "devDependencies" and marked == {"dev"})):
            return []
        folder = manifest.removesuffix("package.json").rstrip("/")
        if folder and f"{folder}/node_modules/{name}" in packages:
            return []  # another version stands nearer
        json = Json(manifest, context.data(manifest))
        listed = held(pairs(json.value).get(section))
        locked = held(pairs(held(packages.get(folder))).get(section))
        private = text(held(pairs(json.value).get("private"))) == "true"
        if listed is None or locked is None or name in pairs(listed) or not private:
            return []
        stated = f'"{name}": "{_range(listed)}{version}"'
        edits += [_declared(json, listed, name, stated), _declared(lock, locked, name, stated)]
    return edits


@lru_cache(maxsize=2)
def _locked(data: bytes) -> tuple[Json, dict[str, Node]]:
    """The lock file and its packages: it is large, and the same for many findings."""
    lock = Json(_LOCK, data)
    return lock, pairs(held(pairs(lock.value).get("packages")))


def _manifest(path: str, known: Set[str]) -> str:
    """The nearest manifest above a file that declares anything."""
    return next((each for each in _above(path) if each in known), "package.json")


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{path}/package.json"


def _range(listed: Node) -> str:
    """How most of the others are stated."""
    stated = [text(held(pair)).strip('"') for pair in pairs(listed).values()]
    return "^" if 2 * sum(each.startswith("^") for each in stated) >= len(stated) else ""


def _declared(json: Json, listed: Node, name: str, stated: str) -> Edit:
    """Where the order of names puts it, parted from the others as they are."""
    members = [node for node in listed.named_children if node.type == "pair"]
    later = next((pair for key, pair in pairs(listed).items() if key > name), None)
    if not members:
        return json.edit(listed.start_byte, listed.end_byte, f"{{ {stated} }}".encode())
    gap = (listed.text or b"")[1 : members[0].start_byte - listed.start_byte]
    if later is not None:
        return json.edit(later.start_byte, later.start_byte, stated.encode() + b"," + (gap or b" "))
    return json.edit(members[-1].end_byte, members[-1].end_byte, b"," + (gap or b" ") + stated.encode())
