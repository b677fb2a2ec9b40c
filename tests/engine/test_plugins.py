"""Collectors are known without what reads; it is there when they read, and before processes are forked that do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assay.collectors import ecmascript, python
from assay.engine.plugins import collectors
from assay.model import Source

_KNOWN = """
import sys
from assay.engine.plugins import collectors
for name in ("ecmascript", "python"):
    module, concern = collectors()[name], f"assay.collectors.{name}.toplevel"
    assert module.COLLECTOR.fills
    before = concern in sys.modules
    module.prepare()
    print(before, concern in sys.modules)
"""


def test_concerns_are_imported_to_read_and_not_to_be_known(tmp_path: Path) -> None:
    """From the second time: what they fill is worked out once."""
    command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", _KNOWN]
    env = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    told = [subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert told[1].split() == ["False", "True"] * 2


def test_who_reads_fills_what_it_says() -> None:
    read = {
        ecmascript: Source("a.ts", b"import { a } from 'b';\nexport const c = (d: any) => a(d!);\n"),
        python: Source("a.py", b"import b\n\ndef c(d):\n    return eval(d)\n"),
    }
    for module, source in read.items():
        made = {type(row) for row in module.read(source)}
        assert len(made) > 3 and made <= set(module.COLLECTOR.fills)
        assert collectors()[module.COLLECTOR.name] is module
