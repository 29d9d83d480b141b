# SPDX-License-Identifier: Apache-2.0
"""The tour tells the truth: its files, its entries, its commands and its pages."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOUR = (ROOT / "docs" / "tour.md").read_text("utf-8")
Told = tuple[Path, dict[str, Any]]
Gungho = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.xdist_group("demo")


def test_every_file_of_the_tour_is_there() -> None:
    """Each path in backticks exists."""
    paths = re.findall(r"`((?:src|movements|tests|docs)/[^`]+)`", TOUR)
    assert len(paths) > 12
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_kind_of_the_tour_is_in_the_books(told: Told) -> None:
    """Each kind of entry that the tour names was recorded."""
    kinds = set(re.findall(r"`([a-z]+\.[a-z]+)`", TOUR))
    assert {"use.blocked", "terms.changed", "goods.made"} <= kinds
    recorded = {kind for (kind,) in _ask(told, "SELECT DISTINCT kind FROM p_entry_row")}
    assert kinds <= recorded


def test_the_earmark_was_blocked_asked_agreed_and_changed_in_this_order(
    told: Told,
) -> None:
    """The fund's own book tells its life in the order the law demands."""
    rows = _ask(
        told,
        "SELECT e.kind FROM p_entry_row e JOIN journal_head h ON h.book = e.book "
        "WHERE h.body = 'baguio' AND e.kind IN ('use.blocked', 'consent.asked', "
        "'consent.given', 'terms.changed') ORDER BY e.seq",
    )
    order = ["use.blocked", "consent.asked", "consent.given", "terms.changed"]
    assert [kind for (kind,) in rows] == order


def test_the_earmark_is_spent_only_in_the_northwest(told: Told) -> None:
    """After the change every grant and loan of the fund went to a Northwest co-op."""
    rows = _ask(
        told,
        "SELECT DISTINCT c.region FROM p_coop c WHERE c.coop IN ("
        "SELECT coop FROM p_grant WHERE fund = 'baguio:northwest-centre' UNION "
        "SELECT coop FROM p_loan WHERE fund = 'baguio:northwest-centre')",
    )
    assert rows == [("northwest",)]


def test_the_commands_of_the_tour_say_what_it_says(
    home: Path, gungho: Gungho, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line under a command is found in what the command prints."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```console\n(.*?)```", TOUR, re.DOTALL)
    assert len(blocks) >= 3
    for block in blocks:
        printed = ""
        for line in block.splitlines():
            if line.startswith("$ gungho "):
                done = gungho(*shlex.split(line)[2:], home=home)
                assert done.returncode == 0, done.stderr
                printed = done.stdout
            else:
                assert line in printed, (line, printed[:2000])


def test_the_pages_of_the_tour_are_found(home: Path) -> None:
    """Each address in backticks is served."""
    paths = re.findall(r"`(/[a-z][^`]*)`", TOUR)
    assert len(paths) >= 4
    script = (
        "import sys, django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(HTTP_HOST='127.0.0.1')\n"
        "print([p for p in sys.argv[1:] if client.get(p).status_code != 200])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *paths],
        capture_output=True,
        text=True,
        env={
            "GUNGHO_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "gungho.node.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "PATH": "",
        },
        check=False,
    )
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr


def _ask(told: Told, statement: str) -> list[tuple[Any, ...]]:
    store = sqlite3.connect(f"file:{told[0]}/gungho.sqlite3?mode=ro", uri=True)
    return store.execute(statement).fetchall()
