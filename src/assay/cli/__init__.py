"""The command line: finds its commands by file name, prints what went wrong, and alone decides the exit status.

0 the gate holds, 1 it does not, 2 the command line or configuration is wrong, 3 assay itself could not finish.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
import signal
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from assay import __version__

_FOLDER = Path(__file__).parent
_SUMMARY = re.compile(r'\A"""(.+?)\.?(?:"""|\n)')
#: How a dash in the name of a command is written in that of its module.
_DASH = re.compile(r"(?<=[a-z])__(?=[a-z])")
#: Commands in the order in which a newcomer needs them; others follow by name.
_ORDER = ("check", "review", "improve", "explain", "query", "report", "init", "standards", "metrics", "tools")

#: What git tells its hooks of the commit being made. Assay is asked about directories, and checks out others beside
#: them: with these, git would take them for the hook's, and overwrite the index of that commit.
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR")


class Commands(click.Group):
    """Each module beside this one is a command of its name; it is imported only when it is called.

    With `below`, the commands of that one: `review_waive.py` is `waive` below `review`; a dash in a name is written as
    two underscores.
    """

    def __init__(self, *args: Any, below: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prefix = f"{below}_" if below else ""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        stems = {file.stem for file in _FOLDER.glob(f"{self._prefix}*.py")}
        names = {_DASH.sub("-", stem.removeprefix(self._prefix)) for stem in stems}
        names = {name for name in names if name and "_" not in name}
        return [name for name in _ORDER if name in names] + sorted(names - set(_ORDER))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{self._module(cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed = [(name, _summary(self._module(name))) for name in self.list_commands(ctx)]
        if listed:
            with formatter.section("Commands"):
                formatter.write_dl(listed)

    def _module(self, name: str) -> str:
        return self._prefix + name.replace("-", "__")


def _summary(module: str) -> str:
    """The first sentence of a command's module, read without importing it."""
    match = _SUMMARY.match((_FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    return match[1] if match else ""


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `assay check` in the directory of a checkout. Exit status: 0 the gate holds, 1 it does not, "
    "2 usage or configuration, 3 assay could not finish.",
)
@click.version_option(__version__, prog_name="assay")
def assay() -> None:
    """Tells for every integration a checkout depends on whether it is fit, unfit or unproven to take money, and proves
    it."""


def main() -> None:
    """Run a command and exit with its status."""
    # A command lives for seconds and makes many rows that form no cycles: looking for garbage often is time lost.
    gc.set_threshold(500_000, 50, 100)
    for name in _OF_HOOKS:
        os.environ.pop(name, None)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    opened: list[object] = []
    status = run(sys.argv[1:], opened)
    if _signals:
        # An interruption inside a library may have left Python's mind set on dying of it: say how it ended, and go.
        sys.stderr.flush()
        os._exit(status)
    _leave(status)


def _leave(status: int) -> NoReturn:
    """Exit. What the system frees at once is not taken apart object by object: that is a twentieth of a short run."""
    if threading.active_count() == 1:
        atexit._run_exitfuncs()
        with suppress(OSError):  # whoever reads what is printed went away: Python says so
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    sys.exit(status)


def leave_open(opened: object) -> None:
    """Leave it to the system to free what a command opened, where that is about to happen."""
    kept = click.get_current_context().find_root().obj
    if kept is not None:
        kept.append(opened)


_signals: list[int] = []


def _stop(number: int, frame: FrameType | None) -> None:
    _signals.append(number)
    signal.default_int_handler(number, frame)


def run(words: list[str], opened: list[object] | None = None) -> int:
    """Run a command; the exit status. Errors are printed on stderr: what, where, what to do.

    What the command has no use for any more goes to `opened`, where the process ends with it.
    """
    try:
        status = assay.main(args=words, prog_name="assay", standalone_mode=False, color=_color(), obj=opened)
        return status if isinstance(status, int) else 0
    except SystemExit:
        return 3  # click's answer when the reader of standard output went away
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("assay: stopped", err=True)
        return 3
    except Exception as error:
        if _signals:  # it struck inside a library, which made an error of its own out of it
            click.echo("assay: stopped", err=True)
            return 3
        if os.environ.get("ASSAY_DEBUG"):
            raise
        return _complain(error)


def _color() -> bool | None:
    """Colours where there is a terminal, unless NO_COLOR (no-color.org) is set to anything."""
    return False if os.environ.get("NO_COLOR") else None


def _complain(error: Exception) -> int:
    """Print an error, and its exit status. What prints is imported only now: help must start at once."""
    from assay.model.errors import AssayError, StandardError, UsageError
    from assay.model.escape import printable

    if isinstance(error, OSError):
        error = AssayError(error.strerror or str(error), where=str(error.filename or ""))
    elif not isinstance(error, AssayError):
        remedy = "This is a defect of assay. Set ASSAY_DEBUG=1 to see where it happened, and report it."
        error = AssayError(f"{type(error).__name__}: {error}", remedy=remedy)
    place = f"{printable(error.where)}: " if error.where else ""
    name = click.style("assay:", fg="red", bold=True)
    click.echo(f"{name} {place}{printable(error.what)}", err=True, color=_color())
    if error.remedy:
        click.echo(f"  {printable(error.remedy)}", err=True)
    return 2 if isinstance(error, UsageError | StandardError) else 3
