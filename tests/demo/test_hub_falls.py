# SPDX-License-Identifier: Apache-2.0
"""The hub falls as docs/hub-falls.md tells it: its commands, run in their order."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "hub-falls.md").read_text("utf-8")
Told = tuple[Path, dict[str, Any]]
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.long]


def run(script: str, folder: Path) -> str:
    """Run a script as the page's reader would; return what it says."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PATH": _path(folder)},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def _path(folder: Path) -> str:
    """Return a search path on which ``gungho`` is this tree's."""
    words = folder / "bin"
    words.mkdir(exist_ok=True)
    command = words / "gungho"
    command.write_text(
        "#!/bin/sh\n"
        f'PYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" '
        '-m gungho.node.main "$@"\n'
    )
    command.chmod(0o755)
    return f"{words}:{os.environ['PATH']}"


def test_the_hub_falls_and_the_movement_goes_on(told: Told, tmp_path: Path) -> None:
    """Lost is what is named as lost, and June 1942 has its documented figures."""
    home, _ = told
    shutil.copytree(home, tmp_path / "hk")
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
    assert len(blocks) > 10
    said = run("\n".join(blocks), tmp_path)
    assert not (tmp_path / "hk").exists()
    assert "1,590 co-ops with 22,680 members on 1942-06-30" in said
    assert said.count("Every hash, seal and balance holds") == 4
    assert "london.wire-2" in said
    assert "hk.case-last" in said
    found = json.loads(run("gungho recovered hk --json --home chengdu", tmp_path))
    papers = {(one["sort"], one["document"]): one for one in found["papers"]}
    assert papers["not-counted", "london.wire-2"]["amount"] == "9.00"
    assert papers["not-sent", "hk.case-last"]["amount"] == "11"
    assert ("not-counted", "london.wire-1") not in papers
    assert found["held"] == []
    _same_state(tmp_path)


def _same_state(folder: Path) -> None:
    """What two installations hold of one book, they hold with the same seal."""
    seals: dict[str, set[tuple[int, bytes]]] = {}
    for name in ("chengdu", "london", "new-york", "baoji"):
        base = sqlite3.connect(folder / name / "gungho.sqlite3")
        for body, size, root in base.execute(
            "SELECT h.body, s.size, s.root FROM journal_head h "
            "JOIN journal_seal s ON s.book = h.book AND s.size = h.size"
        ):
            seals.setdefault(body, set()).add((size, root))
        base.close()
    shared = {body: found for body, found in seals.items() if body != "baoji"}
    assert {body for body, found in shared.items() if len(found) > 1} <= {
        "london",
        "new-york",
        "hub-chengdu",
    }
