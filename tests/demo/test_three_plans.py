# SPDX-License-Identifier: Apache-2.0
"""The page of plans on three days says what the planner says, figure by figure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_three_days_is_what_the_planner_says(
    told: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """Written anew from a told home, text and maps are byte for byte the same."""
    answer = subprocess.run(
        [sys.executable, "tools/three_plans.py", str(told[0]), str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert len(written) == 4
    for path in written:
        assert (tmp_path / path).read_text("utf-8") == (ROOT / "docs" / path).read_text(
            "utf-8"
        ), f"{path} is out of date; run tools/three_plans.py"
    page = (ROOT / "docs" / "plans-three-days.md").read_text("utf-8")
    assert "| Units that can start | 21 | 307 | 55 |" in page
