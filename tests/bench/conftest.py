# SPDX-License-Identifier: Apache-2.0
"""A tiny home in the place of the demo's, so that every row can run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.homes import BenchHome
from bench.setup import Setup
from tests.support.homes import FreshHome

SIZE = 8  # too few moves for a sweep to be compiled


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the tiny home lies once a test has made it."""
    return tmp_path_factory.mktemp("bench") / "told"


@pytest.fixture
def setup(fresh_home: FreshHome, told: Path, tmp_path: Path) -> Setup:
    """Return a setup of two rounds; ``fresh_home`` puts Django's database back."""
    if not told.exists():
        BenchHome(told).fill(SIZE)
        fresh_home.point()
    folder = tmp_path / "measured"
    folder.mkdir()
    return Setup(rounds=2, size=SIZE, folder=folder, demo=told)
