# SPDX-License-Identifier: Apache-2.0
"""What the contracts of the floors cannot say about parts of Django."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gungho"
TABLES = {"store", "node"}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize(
    "floor", sorted(path.name for path in SOURCE.iterdir() if path.is_dir())
)
def test_only_the_store_and_the_node_touch_the_database(floor: str) -> None:
    """Any other floor that imports django.db would go round the store."""
    met = {
        str(path.relative_to(SOURCE))
        for path in (SOURCE / floor).rglob("*.py")
        if any(f"{name}.".startswith("django.db.") for name in _imports(path))
    }
    assert floor in TABLES or met == set()
