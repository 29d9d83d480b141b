# SPDX-License-Identifier: Apache-2.0
"""Make the pictures of the desks in docs/desks anew, in a real Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Tell the demo, show each desk, write its picture; return pytest's code."""
    words = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*words, "tests/demo/test_desk_pictures.py", *sys.argv[1:]],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "DESK_PICTURES": "1"},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
