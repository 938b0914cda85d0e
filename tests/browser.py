"""Finds a Chromium for the browser tests, or gets one; `python -m tests.browser` prints its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LAUNCH_FLAGS = (
    "--headless",
    "--no-sandbox",  # CI containers run as root, where Chromium refuses its sandbox
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "The browser tests need Chromium or Google Chrome, and none was found or could be installed. Install one that "
    "`chromium` or `google-chrome` starts, or run `.venv/bin/python -m playwright install --with-deps chromium`."
)


class BrowserMissingError(Exception):
    """There is no browser here and none could be installed."""


def find_browser() -> str | None:
    """The path of a browser that starts: one on PATH, else one that Playwright has downloaded before."""
    on_path = (path for name in NAMES if (path := shutil.which(name)))
    return next((path for path in on_path if starts(path)), None) or find_downloaded()


def find_downloaded() -> str | None:
    """The path of the Chromium that Playwright keeps for itself, if it is there and starts."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if starts(path) else None


def starts(path: str) -> bool:
    """Whether the program runs at all: it may be a stub of a package manager or lack a shared library."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install_browser() -> None:
    """Try the ways to get a browser, from the one that touches the system least; none of them may work."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "update", "--quiet"], ["apt-get", "install", "--quiet", "--yes", "chromium"]]
    for command in attempts:
        if find_browser():
            return
        print(f"No browser for the tests yet; running: {' '.join(command)}", file=sys.stderr)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=600, check=False)


def ensure_browser() -> str:
    """The path of a browser that starts, installed if need be; raises BrowserMissingError when there is no way."""
    path = find_browser()
    if path is None:
        install_browser()
        path = find_browser()
    if path is None:
        raise BrowserMissingError(MISSING)
    return path


if __name__ == "__main__":
    try:
        print(ensure_browser())
    except BrowserMissingError as error:
        sys.exit(str(error))
