"""Settings of package managers, pipelines and scripts -> tls_verification: where they switch certificates off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model import Collector, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.model.paths import is_test_path
from assay.tables.security import TlsVerification

COLLECTOR = Collector(
    name="transport",
    tool="settings of package managers, pipelines and shell scripts",
    about="Reads where the verification of certificates is switched off.",
    fills=(TlsVerification,),
    domains=("security",),
    max_bytes=2_000_000,
)
_NAMES = (
    *(".npmrc", ".yarnrc", ".yarnrc.yml", ".env*", ".gitconfig", "package.json", "project.json"),
    *("Dockerfile*", "Makefile", "docker-compose*.yml", "docker-compose*.yaml"),
)
_PIPELINES = expression(
    r"(^|/)(\.circleci|\.github/(workflows|actions)|\.gitlab|\.buildkite)/|(^|/)\.gitlab-ci\.ya?ml$"
)
_MAX_LINE = 4_000
#: The setting as it is shown, and how a line that switches verification off, or on, says it.
_SETTINGS = (
    (
        "NODE_TLS_REJECT_UNAUTHORIZED",
        re.compile(r"\bNODE_TLS_REJECT_UNAUTHORIZED\b['\"]?\s*[:=\s]\s*['\"\\]*(?:(0)|1)\b"),
    ),
    ("strict-ssl", expression(r"\bstrict-ssl\b['\"]?\s*[=\s:]\s*['\"\\]*(?:(false)|true)\b")),
    ("enableStrictSsl", expression(r"\benableStrictSsl\s*[:\s]\s*['\"]?(?:(false)|true)\b")),
    ("http.sslVerify", expression(r"\b(?:http\.)?sslVerify\b\s*[=\s]\s*['\"\\]*(?:(false)|true)\b")),
    ("GIT_SSL_NO_VERIFY", expression(r"\bGIT_SSL_NO_VERIFY\b['\"]?\s*[:=]\s*['\"\\]*(?:(1|true)|0|false)\b")),
    ("curl --insecure", expression(r"\bcurl\s(?:[^|;&#]*\s)?(--insecure|-[a-zA-Z]*k[a-zA-Z]*)(?=\s|$)")),
    ("wget --no-check-certificate", expression(r"\bwget\s(?:[^|;&#]*\s)?(--no-check-certificate)\b")),
)
_WORDS = ("NODE_TLS", "strict-ssl", "StrictSsl", "sslVerify", "GIT_SSL", "curl", "wget")


def find(target: Target) -> Iterator[str]:
    """Settings and scripts by their names and folders."""
    yield from target.named(*_NAMES)
    yield from target.suffixed("sh", "bash")
    for path in target.suffixed("yml", "yaml"):
        if _PIPELINES.search(path):
            yield path


def read(source: Source) -> Iterator[Row]:
    """One row per line that says so; comments are left out. Errors: SourceError when the file is not text."""
    if b"\0" in source.data[:8192]:
        raise SourceError("is not text", where=source.path, remedy="Rename it or exclude it in assay.toml.")
    text = source.text
    if not any(word in text for word in _WORDS):
        return
    is_test = is_test_path(source.path)
    for number, written in enumerate(text.splitlines(), start=1):
        stripped = written.strip()[:_MAX_LINE]
        if stripped.startswith(("#", ";", "//")) or not any(word in stripped for word in _WORDS):
            continue
        for setting, pattern in _SETTINGS:
            match = pattern.search(stripped)
            if match:
                yield TlsVerification(setting=setting, enabled=match[1] is None, is_test=is_test, line=number)
