"""Masking in several threads at once: what DuckDB does with functions of ours, and a server with requests."""

from __future__ import annotations

import subprocess
import sys

#: In a process of its own, for what goes wrong here ends the process.
_PROGRAM = """
from concurrent.futures import ThreadPoolExecutor
from assay import masking
masking.set_key(b"k")
text = ("card " + "4" + "1" * 15 + " of shopper@example.com; ") * 2000
with ThreadPoolExecutor(8) as pool:
    told = list(pool.map(masking.mask_text, [f"{number} {text}" for number in range(64)]))
assert len({one.partition(" ")[2] for one in told}) == 1 and "shopper@" not in told[0]
"""


def test_threads_do_not_disturb_each_other() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True, timeout=120)
