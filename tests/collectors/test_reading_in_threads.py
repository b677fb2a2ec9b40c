"""Two checks in one process, each in a thread of its own, read their sources as one alone does."""

from __future__ import annotations

import subprocess
import sys

#: In a process of its own, for what goes wrong here ends the process.
_PROGRAM = """
from concurrent.futures import ThreadPoolExecutor
from assay.collectors import python
from assay.model import Source
call = "import requests\\ndef pay():\\n    requests.get('https://pay.example/v1/charges')\\n"
text = call + "# " + "filler " * 100_000

def told(number):
    return sorted(map(repr, python.read(Source("pay.py", text.encode()))))

alone = told(0)
with ThreadPoolExecutor(8) as pool:
    assert all(one == alone for one in pool.map(told, range(60)))
assert alone
"""


def test_threads_do_not_disturb_each_other() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True, timeout=120)
