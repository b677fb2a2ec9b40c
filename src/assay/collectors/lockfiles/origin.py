"""Where a locked package comes from, told by the address or specifier that the lock file states."""

from __future__ import annotations

from assay.model.expressions import expression

_GIT = expression(r"^(git[+:@]|github:|gitlab:|bitbucket:|ssh:)|\.git(#|$)|//codeload\.github\.com/")
#: npm registries serve tarballs as <package>/-/<file>.tgz.
_TARBALL = expression(r"^https?://[^#]+/-/[^#]+\.tgz")


def kind_of(resolved: str | None) -> str:
    """registry, git, url, file or workspace; an address left out means the registry."""
    if not resolved or _TARBALL.match(resolved):
        return "registry"
    if _GIT.search(resolved):
        return "git"
    if resolved.startswith(("http:", "https:")):
        return "url"
    if resolved.startswith(("workspace:", "link:")):
        return "workspace"
    return "file" if resolved.startswith(("file:", "portal:", ".", "/")) else "registry"


def is_plain_http(resolved: str | None) -> bool:
    """Whether whoever sits on the wire may change what is fetched."""
    return bool(resolved) and str(resolved).startswith(("http://", "git://", "git+http://"))
