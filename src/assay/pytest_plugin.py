"""A plugin for pytest: the tests of a run -> assay-tests.ndjson, evidence that `assay check` reads.

It does nothing unless asked: `pytest --assay[=FILE]`, or `assay_file` in pytest's configuration. The first line of the
file is about the run, each further one about a test: file, title, line, outcome, seconds, failed attempts, reason,
markers, integration. Values of parameters, captured output and texts of errors are never written. Whatever goes wrong
in here is told at the end, and fails no test.

It starts with every run of pytest, so it imports nothing but what pytest has imported already.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Generator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter
    from pluggy import Result

DEFAULT = "assay-tests.ndjson"
_FORMAT = 1
_MOST_REASON = 300
#: Digits as of cards, addresses of mailboxes, and what is long and random enough to be a secret.
_SENSITIVE = re.compile(r"\d(?:[ -]?\d){11,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[A-Za-z0-9+/_=-]{24,}")
_ATTRIBUTE = "assay"
_Hook = TypeVar("_Hook", bound=Callable[..., Any])


def pytest_addoption(parser: pytest.Parser) -> None:
    """--assay and assay_file."""
    about = f"Write evidence of the tests for `assay check` into FILE ({DEFAULT} if not given)."
    parser.getgroup("assay").addoption("--assay", nargs="?", const=DEFAULT, metavar="FILE", help=about)
    parser.addini("assay_file", "File for the evidence that --assay writes; stating it asks for it.", default=None)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    """In `pytest --assay tests/`, tests/ is what to run, and no file to write."""
    args[:] = [f"--assay={DEFAULT}" if word == "--assay" else word for word in args]


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen, when asked."""
    config.addinivalue_line("markers", "integration(name): the integration that a test is about, for assay")
    file = config.getoption("--assay") or config.getini("assay_file")
    if file and not str(file).endswith(".ndjson"):
        raise pytest.UsageError(f"--assay: {file} does not end in .ndjson; write --assay=FILE.ndjson")
    if file and not config.option.collectonly:
        worker = hasattr(config, "workerinput")
        config.pluginmanager.register(_Marking(config) if worker else _Writing(config, file), "assay-evidence")


def _harmless(hook: _Hook) -> _Hook:
    """Whatever goes wrong in a hook is remembered, and nobody's test fails of it."""

    @wraps(hook)
    def safe(self: _Marking, *args: Any, **kwargs: Any) -> Any:
        try:
            return hook(self, *args, **kwargs)
        except Exception as error:
            self.trouble = self.trouble or f"{type(error).__name__}: {error}"
            return None

    return safe  # type: ignore[return-value]


class _Marking:
    """Adds to each report what only the test itself knows; reports travel from the workers of xdist with it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.trouble: str | None = None

    @pytest.hookimpl(hookwrapper=True)  # not `wrapper`: that, older versions of pytest do not know
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Result[pytest.TestReport], None]:
        outcome = yield
        self._mark(outcome, item)

    @_harmless
    def _mark(self, outcome: Result[pytest.TestReport], item: pytest.Item) -> None:
        setattr(outcome.get_result(), _ATTRIBUTE, _known(item))


def _known(item: pytest.Item) -> dict[str, Any]:
    named = item.get_closest_marker("integration")
    markers = dict.fromkeys(marker.name for marker in item.iter_markers() if marker.name != "parametrize")
    integration = named.args[0] if named and named.args and isinstance(named.args[0], str) else None
    return {"name": _title(item), "markers": list(markers), "integration": integration}


def _title(item: pytest.Item) -> str:
    """The title below the file; of parameters their positions, for values may be anything."""
    path = item.nodeid.partition("::")[2] or item.name
    spec = getattr(item, "callspec", None)
    if spec is None:
        return path.replace("::", " > ")
    own = item.name.partition("[")[0]
    head = path[: len(path) - len(item.name)] + own if path.endswith(item.name) else own
    return f"{head.replace('::', ' > ')} [{', '.join(str(number) for number in spec.indices.values())}]"


def _function(nodeid: str) -> str:
    """The title of a test that only its id tells of, as when its worker died; without the values of parameters."""
    return nodeid.partition("::")[2].partition("[")[0].replace("::", " > ")


class _Writing(_Marking):
    """Gathers the reports of a run, of all workers, and writes them at its end."""

    def __init__(self, config: pytest.Config, file: str) -> None:
        super().__init__(config)
        self.file = Path(config.rootpath, file)
        self.started = time.time()
        self.tests: dict[str, dict[str, Any]] = {}
        self.written: int | None = None

    @_harmless
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        known = getattr(report, _ATTRIBUTE, None) or {"name": _function(report.nodeid), "markers": []}
        file, line, _ = report.location
        test = self.tests.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0, "failed_attempts": 0})
        test.update(known, file=Path(file).as_posix(), line=None if line is None else line + 1)
        test["seconds"] = round(test["seconds"] + report.duration, 6)
        if str(report.outcome) == "rerun":  # pytest-rerunfailures: it failed and is tried again
            test["failed_attempts"] += 1
            test["outcome"] = "passed"
        elif (outcome := _outcome(report)) != "passed":
            test["outcome"], test["reason"] = outcome, _reason(report)

    @_harmless
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            file = report.nodeid.partition("::")[0]
            self.tests[report.nodeid] = {"file": file, "name": "collection", "outcome": "error", "markers": []}

    @pytest.hookimpl(trylast=True)
    @_harmless
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        root = Path(os.path.relpath(self.config.rootpath, self.file.parent)).as_posix()
        started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started))
        head = {"assay_tests": _FORMAT, "pytest": pytest.__version__, "root": root, "started": started}
        lines = [{**head, "exit": int(exitstatus)}, *(self.tests[name] for name in sorted(self.tests))]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        draft.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        draft.replace(self.file)
        self.written = len(self.tests)

    @_harmless
    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if self.trouble:
            terminalreporter.write_line(f"assay: warning: {self.trouble}", yellow=True)
        if self.written is not None:
            terminalreporter.write_line(f"assay: {self.written} tests written to {self.file}")


def _outcome(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed" if report.passed else "failed"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    return "skipped" if report.skipped else "passed"


def _reason(report: pytest.TestReport) -> str | None:
    """Why a test was skipped or may fail, as its author says; never why it failed."""
    said = getattr(report, "wasxfail", None)
    if said is None and report.skipped and isinstance(report.longrepr, tuple):
        said = str(report.longrepr[2]).removeprefix("Skipped").removeprefix(": ")
        said = "" if said == "unconditional skip" else said
    text = _SENSITIVE.sub("*", str(said or "").removeprefix("reason: "))
    return " ".join(text.split())[:_MOST_REASON] or None
