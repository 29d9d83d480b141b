# SPDX-License-Identifier: Apache-2.0
"""Where the published vectors lie: beside the project, or where GUNGHO_CASES says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("GUNGHO_CASES", ROOT.parent / "shared" / "cases"))
needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="no published vectors here; set GUNGHO_CASES"
)


def files(pattern: str) -> list[Path]:
    """Return the case files that fit a pattern, in order; none where none are."""
    return sorted(path for path in CASES.glob(pattern) if path.is_file())
