"""Locks the dependencies of pyproject.toml in requirements.txt and requirements-dev.txt, and tells when they are stale.

`python -m tools.lock check` needs nothing but Python; `write` and `upgrade` need uv, which requirements-dev.txt brings.
Each lock opens with a digest of the lists it was made from. docs/decisions/001-lock-file.md gives the reasons.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"
LOCKS = {
    "requirements.txt": (),
    "requirements-dev.txt": ("--group", "dev", "--constraint", "requirements.txt"),
}
DIGEST_LINE = "# Made from the dependency lists with SHA-256 "
HEADER = "# Locked versions of everything in pyproject.toml, for Python 3.11 and later: do not edit, run `make lock`.\n"


def digest_dependencies() -> str:
    """SHA-256 of every list in pyproject.toml that the locks are made from; order and layout do not matter."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = {
        "python": pyproject["project"]["requires-python"],
        "run": sorted(pyproject["project"]["dependencies"]),
        "groups": {
            name: sorted(json.dumps(entry, sort_keys=True) for entry in group)
            for name, group in pyproject["dependency-groups"].items()
        },
    }
    return hashlib.sha256(json.dumps(lists, sort_keys=True).encode()).hexdigest()


def list_stale() -> list[str]:
    """The locks that are missing or were made from other lists than pyproject.toml has now."""
    line = DIGEST_LINE + digest_dependencies()
    return [
        name
        for name in LOCKS
        if not (ROOT / name).is_file() or line not in (ROOT / name).read_text(encoding="utf-8").splitlines()[:3]
    ]


def write_locks(*, upgrade: bool) -> None:
    """Resolve and write both locks; versions already locked are kept unless `upgrade` is set.

    Raises CalledProcessError when no set of versions satisfies the lists.
    """
    find_uv_bin = importlib.import_module("uv").find_uv_bin
    for name, options in LOCKS.items():
        subprocess.run(
            [
                find_uv_bin(),
                *("pip", "compile", "pyproject.toml", *options, "--output-file", name),
                *("--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
                *("--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"),
                *(("--upgrade",) if upgrade else ()),
            ],
            cwd=ROOT,
            check=True,
        )
        lock = ROOT / name
        lock.write_text(HEADER + DIGEST_LINE + digest_dependencies() + "\n" + lock.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> int:
    """Run one command; the exit code is 1 for a stale lock and 2 for a wrong command."""
    match arguments:
        case ["check"]:
            stale = list_stale()
            if stale:
                print(f"{', '.join(stale)}: not made from the dependencies in pyproject.toml; run `make lock`")
            return 1 if stale else 0
        case ["write"]:
            write_locks(upgrade=False)
            return 0
        case ["upgrade"]:
            write_locks(upgrade=True)
            return 0
    print("usage: python -m tools.lock check|write|upgrade", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
