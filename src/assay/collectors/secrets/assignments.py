"""`password = "…"` in code and configuration: a name that says secret, with a value that is no word, no reference."""

from __future__ import annotations

import re

from assay import masking
from assay.masking import Form, Hit, Sensitive
from assay.model.expressions import expression
from assay.model.paths import is_test_path

_NAME = (
    rb"(?:passw(?:or)?d|passphrase|secret|token|api_?key|access_?key|secret_?key|private_?key|auth_?key"
    rb"|credentials?|_auth)"
)
_NAME_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$.-")
_QUOTED = Form(
    "assigned_secret",
    "secret",
    rb"(?i)" + _NAME + rb"[\"'`]?\]?\s{0,4}(?::\s{0,2}\w{1,12}\s{0,2})?[:=]>?\s{0,4}[\"'`][^\"'`\s]{8}",
    re.compile(
        rb"([\w$.-]{0,80}?" + _NAME + rb")[\"'`]?\]?\s{0,4}(?::\s{0,2}\w{1,12}\s{0,2})?[:=]>?\s{0,4}[\"'`]"
        rb"([^\"'`\s\x00]{8,200})[\"'`]",
        re.IGNORECASE,
    ),
    before=_NAME_BYTES,
)
_UNQUOTED = Form(
    "assigned_secret",
    "secret",
    rb"(?i)" + _NAME + rb"\s{0,4}[:=]\s{0,4}[^\"'`\s]{8}",
    re.compile(
        rb"([\w$.-]{0,80}?" + _NAME + rb")[ \t]{0,4}[:=][ \t]{0,4}([^\"'`\s\x00]{8,200})[ \t]*$",
        re.IGNORECASE | re.MULTILINE,
    ),
    before=_NAME_BYTES,
)
ASSIGNMENTS = (_QUOTED, _UNQUOTED)

#: Files in which values stand without quotes.
_BARE = expression(
    r"(^|/)(\.env[^/]*|\.?npmrc|\.netrc|\.pypirc)$|\.(env|properties|ini|cfg|conf|ya?ml)$", re.IGNORECASE
)
#: Files whose assignments show, translate or pin something, but configure nothing.
_NO_SETTING = expression(
    r"\.(md|mdx|rst|txt|adoc|html?|snap|lock|svg|css|scss|map)$|(^|/)(package-lock|npm-shrinkwrap)\.json$|(^|/)pnpm-lock\.yaml$"
    r"|(^|/)([\w-]*(locale|translation|i18n|lang)[\w-]*|examples?|samples?|docs?)/|[.-](example|sample|template|dist)(\.|$)",
    re.IGNORECASE,
)
#: Says of itself that it is no secret: a stand-in, a reference to one, an address, a path, an identifier of code.
_STAND_IN = expression(
    r"test|dummy|fake|insecure|12345|sample|example|mock|placeholder|change_?me|your|insert|todo|foo|xxx|\*\*\*|\.\.\.|passw|secret|token|"
    r"^(https?:|[./@#$%<{(\[])|\$\{|\{\{|<[^>]+>|process\.env|os\.environ|import\.meta|^sha\d+-|^[0-9a-f]{8}-[0-9a-f]{4}-"
    r"|^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)+(\(.*)?$|^[A-Za-z]+([._:/-][A-Za-z]+)*$|^[a-z]+([_-][a-z0-9]+){3,}$",
    re.IGNORECASE,
)


def assigned(path: str, hit: Hit, data: bytes) -> list[Sensitive]:
    """The value assigned at a hit, if it is a credible secret there."""
    if is_test_path(path) or _NO_SETTING.search(path) or (hit.form is _UNQUOTED and not _BARE.search(path)):
        return []
    match = hit.form.exact.match(data, hit.start)
    if match is None:
        return []
    name, value = (group.decode("utf-8", "replace") for group in match.groups())
    is_password = "pass" in name.lower()
    return [Sensitive("secret", hit.form.name, name, value)] if _is_credible(value, is_password) else []


def _is_credible(value: str, is_password: bool) -> bool:
    """Random enough for a key, or mixed enough for a password (gitleaks asks 3.5 bits a character of a generic key)."""
    if _STAND_IN.search(value) or masking.is_placeholder(value):
        return False
    classes = sum(bool(re.search(kind, value)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^\w]"))
    if is_password:
        return classes >= 2 and re.search(r"\d|[^\w]", value) is not None and masking.entropy(value) >= 3
    return len(value) >= 16 and classes >= 2 and bool(re.search(r"\d", value)) and masking.entropy(value) >= 3.5
