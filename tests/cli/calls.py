"""The command line called in this process, or started in one of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

from click.testing import CliRunner, Result

from advisor.cli import main

ROOT = Path(__file__).resolve().parents[2]


SHOP = str(ROOT / "data" / "scenarios" / "five-service-shop.yaml")


def call(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def start(
    *arguments: str | Path, stdout: int | IO[bytes] = subprocess.PIPE, start_new_session: bool = False
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "advisor", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=stdout, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=start_new_session
    )
