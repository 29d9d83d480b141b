# SPDX-License-Identifier: Apache-2.0
"""Long work is done once, says that it lives, and is taken up again when cut short."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from gungho.doors.cli.main import cli
from gungho.errors import Refusal
from gungho.store import jobs
from gungho.store.jobs import ALIVE, DONE, KEPT_MOST, RUNNING, STOPPED, WAITING
from tests.store.test_papers import OpenNode
from tests.support.homes import FreshHome

ROOT = Path(__file__).resolve().parents[2]


def asked(home: FreshHome, job: str = "j1") -> None:
    """Put a job down."""
    jobs.ask_for(job, sort="verify", facts="{}", now=home.clock())


def test_a_job_is_taken_by_one_alone(fresh_home: FreshHome) -> None:
    """The second is refused, and so is one that is not there."""
    asked(fresh_home)
    assert jobs.take("j1", now=fresh_home.clock()).state == RUNNING
    with pytest.raises(Refusal, match=r"job\.taken"):
        jobs.take("j1", now=fresh_home.clock())
    with pytest.raises(Refusal, match=r"job\.unknown"):
        jobs.take("j9", now=fresh_home.clock())


def test_a_stopped_job_ends_at_its_next_step(fresh_home: FreshHome) -> None:
    """Its result is not noted any more."""
    asked(fresh_home)
    now = fresh_home.clock()
    jobs.take("j1", now=now)
    assert jobs.beat("j1", done_ppm=5, told="a", now=now)
    jobs.stop("j1", now=now)
    assert not jobs.beat("j1", done_ppm=6, told="b", now=now)
    jobs.end("j1", state=DONE, result="/", now=now)
    row = jobs.job_of("j1")
    assert (row.state, row.result, row.done_ppm) == (STOPPED, "", 5)
    with pytest.raises(Refusal, match=r"job\.over"):
        jobs.stop("j1", now=now)
    assert jobs.again("j1", now=now)
    assert not jobs.again("j1", now=now)
    assert jobs.job_of("j1").state == WAITING


def test_what_was_cut_short_is_offered_again(fresh_home: FreshHome) -> None:
    """Only when it has not been heard of for a while."""
    asked(fresh_home)
    asked(fresh_home, "j2")
    now = fresh_home.clock()
    jobs.take("j1", now=now)
    assert jobs.offer_again(now=now + ALIVE) == ["j2"]
    assert set(jobs.offer_again(now=now + ALIVE + timedelta(seconds=1))) == {"j1", "j2"}


def test_old_jobs_go_and_open_ones_stay(fresh_home: FreshHome) -> None:
    """However many have come since."""
    asked(fresh_home, "first")
    for number in range(KEPT_MOST + 5):
        asked(fresh_home, f"n{number:04}")
        jobs.take(f"n{number:04}", now=fresh_home.clock())
        jobs.end(f"n{number:04}", state=DONE, now=fresh_home.clock())
    assert jobs.job_of("first").state == WAITING
    assert len(jobs.jobs()) <= KEPT_MOST + 2


def test_jobs_are_listed_and_done_at_the_command_line(fresh_home: FreshHome) -> None:
    """By name or all that wait; and stopped."""
    asked(fresh_home)
    asked(fresh_home, "j2")
    node = OpenNode(fresh_home)

    def run(*words: str) -> str:
        return CliRunner().invoke(cli, list(words), obj=node).output

    assert "j2" in run("jobs", "--stop", "j2")
    assert "done" in run("work")
    found = json.loads(run("jobs", "--json"))
    assert {one["job"]: one["state"] for one in found} == {"j1": DONE, "j2": STOPPED}


@pytest.mark.engines("sqlite")
def test_a_job_survives_the_process_that_was_killed(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """A real home, a worker killed in the middle, another that ends the work."""
    home = tmp_path / "real"
    words = [sys.executable, "-m", "gungho.node.main"]
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    def gungho(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*words, *more, "--home", str(home)], env=told, check=False,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    assert gungho("init", "hk", "--form", "hub").returncode == 0, gungho("init").stderr
    code = (
        "import os, sys; from gungho.node.main import LocalNode; "
        "from pathlib import Path; "
        f"opened = LocalNode().open(Path({str(home)!r})); "
        "from gungho.store import jobs; now = opened.books.clock(); "
        "jobs.ask_for('j1', sort='verify', facts='{}', now=now); "
        "jobs.take('j1', now=now); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code], env=told, check=False,
                            timeout=120)  # fmt: skip
    assert killed.returncode == -9
    before = json.loads(gungho("jobs", "--json").stdout)
    assert [one["state"] for one in before] == [RUNNING]
    later = (
        "import sqlite3; "
        f"c = sqlite3.connect({str(home / 'gungho.sqlite3')!r}); "
        "c.execute(\"UPDATE private_job SET beat = '2000-01-01T00:00:00Z'\"); "
        "c.commit()"
    )
    subprocess.run([sys.executable, "-c", later], check=True, timeout=60)
    assert "done" in gungho("work").stdout
    assert fresh_home
