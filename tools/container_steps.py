"""Does the steps of deploy/Dockerfile without Docker, in a folder that is thrown away, and tries what comes out.

`python -m tools.container_steps` takes what .dockerignore lets through, does COPY and RUN in their order (but no
apt-get, and no FROM: the Python that is named, or the one that runs this, takes the place of the image's), takes away
the right to write, starts the server as ENTRYPOINT says, asks as HEALTHCHECK does, and ends it. As root, the server
runs as another user. It needs a package index, and some minutes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
PORT = 8501
PATIENCE_SECONDS = 180
NOBODY = 10001


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """The instructions of a Dockerfile with what follows each."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest


def taken() -> list[str]:
    """What .dockerignore lets through: it forbids everything and names the exceptions."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def copy_context(target: Path) -> None:
    """Copy what the builder would be sent."""
    for name in taken():
        source, place = ROOT / name, target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, place)


class Image:
    """The folder that stands for the root of the image."""

    def __init__(self, folder: Path, python: str) -> None:
        self.python = python
        self.context, self.root = folder / "context", folder / "root"
        self.environment = dict(os.environ)

    def place(self, text: str) -> str:
        """A line with the folders of the image in place of those at the root of this machine."""
        return re.sub(r"(?<![\w./])/(app|venv|tmp)\b", rf"{self.root}/\1", text)

    def copy(self, rest: str) -> None:
        """COPY, from the context; between stages there is nothing to do, since both have one root."""
        *sources, target = rest.split()
        if sources[0].startswith("--from="):
            return
        place = Path(self.place(target))
        for source in (self.context / name for name in sources):
            if source.is_dir():
                shutil.copytree(source, place)
            else:
                into = place / source.name if target.endswith("/") else place
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, into)

    def run(self, rest: str) -> None:
        """RUN, in a shell."""
        if rest.startswith("apt-get"):
            return
        command = self.place(rest).replace("python -m venv", f"{self.python} -m venv")
        subprocess.run(["sh", "-ec", command], cwd=self.root, check=True)

    def build(self) -> dict[str, list[str]]:
        """Do all steps; gives the commands that start the server and ask for its health."""
        commands = {}
        for word, rest in instructions(DOCKERFILE.read_text(encoding="utf-8")):
            print(f"{word} {rest[:90]}", file=sys.stderr)
            if word == "COPY":
                self.copy(rest)
            elif word == "RUN":
                self.run(rest)
            elif word == "ENV":
                self.environment.update(pair.split("=", 1) for pair in self.place(rest).split())
            elif word in ("ENTRYPOINT", "HEALTHCHECK"):
                commands[word] = [self.place(part) for part in json.loads(rest[rest.index("[") :])]
        return commands

    def take_away_rights(self) -> int | None:
        """Leave only /tmp to be written to; gives whom the server runs as, None where this user may not choose."""
        for path in (*(self.root / "app").rglob("*"), *(self.root / "venv").rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & 0o555 | 0o444)
        (self.root / "tmp").mkdir(exist_ok=True)
        if os.geteuid() != 0:
            return None
        (self.root / "tmp").chmod(0o1777)
        for folder in (self.root, *self.root.parents):
            if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
                folder.chmod(0o755)
        python = self.root / "venv" / "bin" / "python"
        try:
            subprocess.run([python, "-c", ""], check=True, user=NOBODY, group=NOBODY)
        except PermissionError:
            print("this Python is for one user alone: the server runs as that one", file=sys.stderr)
            return None
        return NOBODY


def try_out(image: Image, commands: dict[str, list[str]]) -> None:
    """Start the server, wait until it is healthy, and end it. Ends this program where something fails."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            sys.exit(f"something listens on port {PORT} already")
    room = image.root / "tmp"
    env = {**image.environment, "TMPDIR": str(room)}
    who = image.take_away_rights()
    check = partial(subprocess.run, commands["HEALTHCHECK"], stderr=subprocess.DEVNULL, check=False, cwd=room, env=env)
    with subprocess.Popen(commands["ENTRYPOINT"], cwd=room, env=env, user=who, group=who) as server:
        try:
            end = time.monotonic() + PATIENCE_SECONDS
            while check().returncode:
                if server.poll() is not None or time.monotonic() > end:
                    sys.exit("the server does not become healthy")
                time.sleep(1)
            server.send_signal(signal.SIGTERM)
            if server.wait(timeout=20) != 128 + signal.SIGTERM:
                sys.exit(f"the server ended with exit code {server.returncode}")
        finally:
            server.kill()


def main() -> None:
    """Build, and try what was built."""
    with tempfile.TemporaryDirectory() as folder:
        image = Image(Path(folder), sys.argv[1] if len(sys.argv) > 1 else sys.executable)
        copy_context(image.context)
        image.root.mkdir()
        try_out(image, image.build())
    print("the steps of deploy/Dockerfile give a server that becomes healthy and ends cleanly")


if __name__ == "__main__":
    main()
