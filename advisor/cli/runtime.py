"""What all commands share: exit codes, errors as single lines on stderr, results on stdout."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from advisor.batch import write_failed, write_whole
from advisor.errors import AdvisorError, InputError, KnowledgeError, MachineryError, PriceError
from advisor.packing import OnProgress, Progress
from advisor.report import printable
from advisor.report.formats.text import WIDTH
from advisor.report.wording.progress import progress_line
from advisor.version import __version__

DASH = "-"
"""Stands for stdin where a file is read, and for stdout where one is written."""
GARBAGE_AFTER = 100_000
"""New objects after which garbage is looked for: nearly all that a command reads stays in use."""
SPINNER_WIDTH = 3
"""Columns before and behind what is said of progress."""
_T = TypeVar("_T")


class Code(IntEnum):
    """Exit codes."""

    OK = 0
    NO = 1
    USAGE = 2
    INPUT = 3
    KNOWLEDGE = 4
    MACHINERY = 5
    FAULT = 70
    INTERRUPTED = 130
    PIPE = 141
    TERMINATED = 143


CODES = """\b
Exit codes:
    0  answered
    1  no platform fits, or a --fail-on condition holds
    2  the command line is wrong
    3  a requirement file, or a platform id asked for, is wrong
    4  the knowledge base, or a folder of prices, is wrong
    5  no answer: the solver, a worker process, the disk or a port failed
   70  a fault of the advisor itself (--debug shows where)
  130  interrupted
  141  the reader of stdout went away
  143  `advisor serve` was ended by TERM
"""


class Advisor(click.Group):
    """A group of commands whose errors end as lines on stderr and an exit code, never as a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, also where nothing can be written to stdout or stderr."""
        gc.set_threshold(GARBAGE_AFTER)
        try:
            return super().main(*args, **kwargs)
        except OSError:  # help or an error message had nowhere to go
            _redirect_to_null(sys.stdout)
            _redirect_to_null(sys.stderr)
            sys.exit(Code.MACHINERY)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the options that stand before the command."""
        with _printable_messages():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with _printable_messages():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except AdvisorError as error:
            ctx.exit(report_error(error))
        except KeyboardInterrupt:
            write_error_line("interrupted")
            ctx.exit(Code.INTERRUPTED)
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exc()
            text = f"a fault of the advisor, not of your input: {type(error).__name__}: {error}"
            write_error_line(f"{text}; please report it with the output of --debug")
            ctx.exit(Code.FAULT)


@contextmanager
def _printable_messages() -> Iterator[None]:
    """Errors of usage quote what was typed; a control character in it must not reach the terminal."""
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = printable(error.message)  # declared final, though nothing else can be shown
        raise


@click.group(cls=Advisor, epilog=CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="advisor")
@click.option("--debug", is_flag=True, help="Show a traceback when the advisor itself fails.")
def advisor(debug: bool) -> None:
    """Do I need a container platform, which one, how big, and at what cost?

    Results go to stdout; progress and problems go to stderr. FILE is a requirement file (YAML or JSON), or - for
    stdin.
    """


def report_error(error: AdvisorError) -> Code:
    """Write an error to stderr, a line for each problem; returns the exit code it stands for."""
    if isinstance(error, InputError):
        for problem in error.problems:
            write_error_line(str(problem))
        return Code.KNOWLEDGE if isinstance(error, KnowledgeError | PriceError) else Code.INPUT
    write_error_line(str(error))
    return Code.MACHINERY


def write_error_line(text: str) -> None:
    """Write one line to stderr, if somebody can read it; the exit code says the rest."""
    line = printable(text).encode("utf-8", "backslashreplace").decode("utf-8")
    if sys.stderr is None:
        return
    try:
        click.echo(line, err=True)
    except OSError:
        _redirect_to_null(sys.stderr)


def write_result(text: str, output: Path | None = None) -> None:
    """Write a result to stdout, or to a file in one step. Ends quietly when the reader of stdout has gone."""
    write_bytes(text.encode("utf-8", "backslashreplace"), output)


def write_bytes(data: bytes, output: Path | None = None) -> None:
    """Write a result that is no text, such as a picture, as `write_result` does."""
    if output is not None and str(output) != DASH:
        write_whole(output, data)
        return
    if sys.stdout is None:
        raise MachineryError("stdout is closed; open it, or name a file with --output")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _redirect_to_null(sys.stdout)
        raise click.exceptions.Exit(Code.PIPE) from None
    except OSError as error:
        _redirect_to_null(sys.stdout)
        raise write_failed(Path("stdout"), error) from error


def text_width(output: Path | None) -> int:
    """Columns for a text: those of the terminal that it goes to, 100 at most; 100 for files and pipes."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return WIDTH
    return min(WIDTH, shutil.get_terminal_size().columns)


def write_page(text: str, form: str, output: Path | None = None) -> None:
    """Write an answer; of a text a line on stderr says what keeps the terminal from showing it as it is written."""
    if form == "text":
        remark_on_terminal(text, output)
    write_result(text, output)


def terminal_remarks(text: str, columns: int, encoding: str) -> list[str]:
    """What keeps a terminal from showing a text as it is written; a line each.

    >>> terminal_remarks("a caf\u00e9", 3, "ascii")[0]
    'the terminal has 3 columns and the text 6: long lines go on below; widen it, or write a file with --output'
    """
    widest = max(map(len, text.splitlines()), default=0)
    remarks = []
    if widest > columns:
        told = f"the terminal has {columns} columns and the text {widest}: long lines go on below"
        remarks.append(f"{told}; widen it, or write a file with --output")
    if not text.isascii() and encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
        told = f"the terminal takes {encoding} and the text is UTF-8: some letters look wrong"
        remarks.append(f"{told}; set PYTHONIOENCODING and the locale to UTF-8, or write a file with --output")
    return remarks


def remark_on_terminal(text: str, output: Path | None) -> None:
    """Write to stderr what keeps the terminal, if the result goes to one, from showing it as it is written."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return
    for remark in terminal_remarks(text, shutil.get_terminal_size().columns, sys.stdout.encoding or "ascii"):
        write_error_line(remark)


def with_progress(results: Iterator[_T], total: int | Callable[[], int], unit: str = "") -> Iterator[_T]:
    """The results; on a terminal, a bar on stderr moves with them, with the time left.

    Parameters:
        results: what is handed on.
        total: how many there will be; a function is asked when the first one has come.
        unit: what they are; the bar then says how many of them there are in a second.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None if callable(total) else total, rate="")
        for result in results:
            if callable(total) and progress.tasks[0].total is None:
                progress.update(task, total=total())
            progress.advance(task)
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            progress.update(task, rate=f"{speed:.1f} {unit}/s" if speed and unit else "")
            yield result


@contextmanager
def packing_progress(platform_id: str) -> Iterator[OnProgress | None]:
    """What writes how far packing for a platform has come, in one line on stderr that is gone at the end.

    The line is cut to the width of the terminal. None where stderr is no terminal.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False)

    def show(progress: Progress) -> None:
        told = Text(f"{platform_id}: {progress_line(progress)}")
        told.truncate(console.width - SPINNER_WIDTH, overflow="ellipsis")
        line.update(told)

    with console.status("") as line:
        yield show


def _redirect_to_null(stream: TextIO | None) -> None:
    """Point stdout or stderr at nothing, so that ending the process does not try to write what is left."""
    if stream is None:
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)
