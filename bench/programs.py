# SPDX-License-Identifier: Apache-2.0
"""Other programs as lanes: wall, CPU and peak memory of one run each."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Lane, Spent

LAUNCH = Path(__file__).with_name("launch.py")


def program(command: Sequence[str]) -> Lane:
    """Make a lane of a command; it must succeed."""
    return lambda: run(command)


def run(command: Sequence[str]) -> Spent:
    """Run a command once and return what it took; RuntimeError if it failed."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        launch = [sys.executable, "-I", "-S", str(LAUNCH), str(answer), *command]
        done = subprocess.run(launch, check=True, stderr=subprocess.PIPE)
        told = json.loads(answer.read_text("ascii"))
    if told.pop("code"):
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode()[:400]}")
    return Spent(**told)


def found(name: str) -> str:
    """Return where a program lies, or nothing."""
    return shutil.which(name) or ""


def gungho() -> list[str]:
    """Return the command line's beginning for this installation's own program."""
    return [sys.executable, "-m", "gungho.node.main"]
