# SPDX-License-Identifier: Apache-2.0
"""The locks hold every dependency by its hash and name no place to fetch it from."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements" / name for name in ("run.txt", "pg.txt", "dev.txt")]
PEERS = ROOT / "requirements" / "bench.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _pinned(lock: Path) -> dict[str, str]:
    text = lock.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    return {line.split("==")[0].strip(): line for line in lines}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", [*LOCKS, PEERS], ids=lambda lock: lock.stem)
def test_every_line_is_pinned_and_hashed(lock: Path) -> None:
    """A name, a version, and at least one hash."""
    pinned = _pinned(lock)
    assert pinned
    assert all("==" in line and "--hash=sha256:" in line for line in pinned.values())


@pytest.mark.parametrize("lock", [*LOCKS, PEERS], ids=lambda lock: lock.stem)
def test_no_lock_names_an_index(lock: Path) -> None:
    """Where to fetch from is the machine's own affair."""
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert "index" not in text


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """A dependency without a line in its lock means `make lock` was forgotten."""
    groups = PROJECT["dependency-groups"]
    asked = {_name(text) for text in PROJECT["project"]["dependencies"]}
    build = {_name(text) for text in groups["build"]}
    tools = {_name(text) for text in groups["dev"] if isinstance(text, str)}
    assert asked | build <= _pinned(LOCKS[0]).keys()
    assert asked | build | tools <= _pinned(LOCKS[-1]).keys()


def test_both_locks_agree() -> None:
    """What runs is what was tested."""
    run, pg, dev = map(_pinned, LOCKS)
    for one in (run, pg):
        assert {name: dev[name] for name in one if name in dev} == {
            name: told for name, told in one.items() if name in dev
        }
    assert run.keys() - dev.keys() == set()


def test_the_peers_of_the_bench_stand_beside_what_was_tested() -> None:
    """Both peers are there, and nothing that is tested is put in another version."""
    peers, dev = _pinned(PEERS), _pinned(LOCKS[-1])
    named = {_name(text) for text in PROJECT["dependency-groups"]["bench"]}
    assert named <= peers.keys()
    for name in peers.keys() & dev.keys():
        assert peers[name].split()[0] == dev[name].split()[0]


def _imported(tree: str) -> set[str]:
    """Return the first part of every module that a tree imports.

    What is called otherwise than its distribution, as PIL of pillow is, gets its name.
    """
    names: set[str] = set()
    for path in (ROOT / tree).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    given = packages_distributions()
    return {_name(given[name][0]) if name in given else name for name in names}


def test_what_the_code_imports_is_asked_for() -> None:
    """Nothing is there only because something else happens to need it."""
    asked = {_name(text) for text in PROJECT["project"]["dependencies"]}
    others = _imported("src") - set(sys.stdlib_module_names) - {"gungho"}
    assert others - asked == set()


def test_what_is_asked_for_is_used() -> None:
    """A dependency that nothing imports is struck."""
    asked = {_name(text) for text in PROJECT["project"]["dependencies"]}
    named = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "src" / "gungho").rglob("*.py")
    )
    used = _imported("src") | _imported("tools")
    assert {name for name in asked - used if name not in named} == set()
