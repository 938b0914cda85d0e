"""The manifests that the tests and the documentation import, beside the schemas of Kubernetes itself.

    python -m venv build/schemas
    build/schemas/bin/python -m pip install --require-hashes --requirement benchmarks/requirements-kubernetes.txt
    build/schemas/bin/python -m benchmarks.kubernetes_schemas [FOLDER]

What is imported there should be real Kubernetes, or a test would hold what nobody writes. Files of FOLDER are looked at
too. Each object without a schema, such as one of an operator, is named; exit code 1 where one does not keep to its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate  # not among the tools of the project: it has an environment of its own
import yaml

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests" / "importers" / "seeds"
PAGE = ROOT / "docs" / "importing.md"
SHOWN = re.compile(r"```yaml\n# (manifests\.yaml)\n(.*?)```", re.DOTALL)


def texts(folder: Path | None) -> Iterator[tuple[str, str]]:
    """The texts to look at, each with its name."""
    for path in sorted(SEEDS.glob("*.k8s.*")):
        yield path.name, path.read_text(encoding="utf-8")
    yield from SHOWN.findall(PAGE.read_text(encoding="utf-8"))
    for path in sorted(folder.rglob("*")) if folder is not None else ():
        if path.suffix in (".yaml", ".yml", ".json"):
            yield str(path.relative_to(folder or ROOT)), path.read_text(encoding="utf-8")


def objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a text, those of lists one by one."""
    for document in yaml.safe_load_all(text):
        if isinstance(document, dict) and document.get("kind") == "List":
            yield from document["items"]
        elif document:
            yield document


def main(folder: Path | None = None) -> int:
    """Print what is not by its schema, and what has none; returns the exit code."""
    version = kubernetes_validate.latest_version()
    valid, without, wrong = 0, [], 0
    for name, text in texts(folder):
        for one in objects(text):
            called = f"{name}: {one.get('apiVersion')} {one.get('kind')} {(one.get('metadata') or {}).get('name')}"
            try:
                kubernetes_validate.validate(one, version)
                valid += 1
            except kubernetes_validate.SchemaNotFoundError:
                without.append(called)
            except kubernetes_validate.ValidationError as error:
                wrong += 1
                print(f"{called}: {'.'.join(map(str, error.path))}: {error.message}")
    print(f"Kubernetes {version}: {valid} objects keep to their schema, {wrong} do not; {len(without)} have none:")
    print("\n".join(f"    {called}" for called in without))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
