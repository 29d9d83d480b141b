# SPDX-License-Identifier: Apache-2.0
"""What a run is given: rounds, sizes, a folder on the disk that is measured, a demo."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Spent
from bench.programs import gungho, run


@dataclass(slots=True, kw_only=True)
class Setup:
    """One run's choices; ``size`` caps every made-up size, 0 caps none.

    ``demo`` is a home with the demo told in it; where none is named, one is told once.
    ``keep`` is where homes that are long in making stay for the next run.
    """

    rounds: int
    size: int
    folder: Path
    demo: Path | None = None
    keep: Path | None = None
    _copies: list[Path] = field(default_factory=list)

    def most(self, wanted: int) -> int:
        """Return a size, no larger than the cap."""
        return min(wanted, self.size) if self.size else wanted

    @property
    def kept(self) -> Path:
        """Where homes lie that are long in making."""
        path = self.keep or self.folder / "kept"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def fresh(self, name: str) -> Path:
        """Return a new empty folder."""
        path = self.folder / f"{name}-{len(self._copies)}"
        path.mkdir()
        self._copies.append(path)
        return path

    def tell(self) -> Spent:
        """Tell the demo on a fresh home, keep it for the rows, and say what it took."""
        home = self.fresh("told") / "home"
        spent = run([*gungho(), "demo", "--home", str(home)])
        self.demo = self.demo or home
        return spent

    def demo_home(self) -> Path:
        """Return a copy of the demo's home, which may be written."""
        if self.demo is None:
            self.tell()
        copy = self.fresh("demo") / "home"
        shutil.copytree(str(self.demo), copy)
        return copy

    def tidy(self, path: Path) -> None:
        """Remove a folder that is no longer wanted."""
        shutil.rmtree(path, ignore_errors=True)
