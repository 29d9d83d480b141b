# SPDX-License-Identifier: Apache-2.0
"""The example that a first run loads survives the process that loads it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.demo.conftest import Gungho

BEGUN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from gungho.node.main import LocalNode
LocalNode().open(Path(sys.argv[1]), create=True)
from gungho.doors import beginning, working
said = beginning.Walk(
    language="en", body="hull", form="committee", name_en="Hull friends",
    currency="GBP", safe="folder", way="example",
)
beginning.keep(said)
print(working.ask_to_begin("example", now=datetime.now(UTC)).job)
"""
LATER = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as books:
    books.execute("UPDATE private_job SET beat = '2000-01-01T00:00:00Z'")
"""


def _python(code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.long
def test_the_example_goes_on_after_its_process_was_killed(
    tmp_path: Path, gungho: Gungho, told: tuple[Path, dict[str, Any]]
) -> None:
    """It adds up as the demo does, and the body stands in its midst."""
    home = tmp_path / "home"
    job = _python(BEGUN, str(home))
    words = [sys.executable, "-m", "gungho.node.main", "work", job, "--home", str(home)]
    worker = subprocess.Popen(words, start_new_session=True)
    time.sleep(15)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    cut = json.loads(gungho("jobs", "--json", home=home).stdout)[0]
    assert (cut["state"], cut["result"]) == ("running", "")
    assert gungho("work", home=home).stdout == "", "a job that lives is not taken"
    _python(LATER, str(home / "gungho.sqlite3"))
    assert "done" in gungho("work", home=home).stdout
    marks = json.loads(gungho("fingerprint", "--json", home=home).stdout)
    assert "hull" in marks
    assert len(marks) == told[1]["books"] + 1
    assert gungho("verify", home=home).returncode == 0
    kept = json.loads(gungho("demo", "--json", home=home).stdout)
    for name in ("co_ops", "members", "gifts", "given", "conserved"):
        assert kept[name] == told[1][name], name
