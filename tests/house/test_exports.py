# SPDX-License-Identifier: Apache-2.0
"""A package exports its public names and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gungho"
PACKAGES = sorted(SOURCE.rglob("__init__.py"))


def _exported(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return None


def _offered(tree: ast.Module) -> list[str]:
    """Return the names a package takes from its own modules."""
    return [
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] == "gungho"
        for alias in node.names
    ]


def _defined(tree: ast.Module) -> list[str]:
    names = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names += [t.id for t in node.targets if isinstance(t, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return [name for name in names if not name.startswith("_")]


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_a_package_exports_what_it_offers(path: Path) -> None:
    """``__all__`` equals what is taken in for others; ruff keeps its order."""
    tree = ast.parse(path.read_text("utf-8"))
    exported = _exported(tree)
    if exported is None:
        assert _defined(tree) or not _offered(tree), "it re-exports without __all__"
        return
    assert len(exported) == len(set(exported))
    assert set(exported) <= {*_offered(tree), *_defined(tree)}
    assert set(exported) >= set(_defined(tree))
    if not _defined(tree):
        assert set(exported) == set(_offered(tree))


def test_only_packages_have_all() -> None:
    """A module's public names are those without an underscore."""
    modules = (path for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
    assert [m for m in modules if "\n__all__ " in m.read_text("utf-8")] == []
