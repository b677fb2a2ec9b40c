"""Settings that switch the verification of certificates off."""

from __future__ import annotations

import pytest

from assay.collectors import transport
from assay.model import Source, Target
from assay.tables.security import TlsVerification


@pytest.mark.parametrize(
    ("path", "content", "found"),
    [
        (".npmrc", "strict-ssl=false\n", [("strict-ssl", False, 1)]),
        (".npmrc", "# strict-ssl=false\nstrict-ssl=true\n", [("strict-ssl", True, 2)]),
        (".yarnrc.yml", "enableStrictSsl: false\n", [("enableStrictSsl", False, 1)]),
        (".env", "NODE_TLS_REJECT_UNAUTHORIZED=0\n", [("NODE_TLS_REJECT_UNAUTHORIZED", False, 1)]),
        (
            ".circleci/config.yml",
            "environment:\n  NODE_TLS_REJECT_UNAUTHORIZED: '0'\n",
            [("NODE_TLS_REJECT_UNAUTHORIZED", False, 2)],
        ),
        (
            "package.json",
            '{"scripts": {"e2e": "NODE_TLS_REJECT_UNAUTHORIZED=0 playwright test"}}',
            [("NODE_TLS_REJECT_UNAUTHORIZED", False, 1)],
        ),
        ("scripts/get.sh", "curl -sSk https://a.example\n", [("curl --insecure", False, 1)]),
        ("scripts/get.sh", "curl -sSL https://a.example -o k\n", []),
        ("scripts/get.sh", "git config --global http.sslVerify false\n", [("http.sslVerify", False, 1)]),
        (
            "scripts/get.sh",
            "wget -q --no-check-certificate https://a.example\n",
            [("wget --no-check-certificate", False, 1)],
        ),
    ],
)
def test_settings(path: str, content: str, found: list[tuple[str, bool, int]]) -> None:
    rows = [row for row in transport.read(Source(path, content.encode())) if isinstance(row, TlsVerification)]
    assert [(row.setting, row.enabled, row.line) for row in rows] == found
    assert path in list(transport.find(Target([path])))
