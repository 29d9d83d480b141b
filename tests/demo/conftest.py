# SPDX-License-Identifier: Apache-2.0
"""One told demo for all the tests that read it, made once for all test processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WAIT_SECONDS = 400
Gungho = Callable[..., subprocess.CompletedProcess[str]]


def run_gungho(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run one command on a home, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "gungho.node.main", *words, "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        env={**os.environ, "LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"},
        check=False,
    )


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return a home in which the whole movement was told, and its summary."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    home, summary = shared / "told-home", shared / "told.json"
    try:
        (shared / "told.lock").mkdir()
    except FileExistsError:
        _wait_for(summary)
    else:
        told = run_gungho("demo", "--json", home=home)
        fresh = shared / "told.new"
        fresh.write_text(
            json.dumps(
                {"code": told.returncode, "out": told.stdout, "err": told.stderr}
            )
        )
        fresh.rename(summary)
    found = json.loads(summary.read_text())
    assert found["code"] == 0, found["err"]
    return home, json.loads(found["out"])


def _wait_for(path: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not path.exists():
        if time.monotonic() > until:
            pytest.fail("the other test process did not tell the demo in time")
        time.sleep(0.2)


@pytest.fixture
def home(told: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """Return a copy of the told home that a test may change."""
    copy = tmp_path / "home"
    shutil.copytree(told[0], copy)
    return copy


@pytest.fixture
def gungho() -> Gungho:
    """Return the way to run one command."""
    return run_gungho
