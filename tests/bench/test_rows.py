# SPDX-License-Identifier: Apache-2.0
"""Every row runs with a tiny size and gives a whole table; no time is asserted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import peers
from bench.chains import chain_problem
from bench.exports import beancount_text, ledger_text
from bench.homes import BenchHome
from bench.measure import Row, Spent
from bench.paths import gifts_of, wander
from bench.problems import problem
from bench.programs import run
from bench.rows import ROWS, balances
from bench.setup import Setup
from gungho.ledger.provenance import holdings
from gungho.planning import allocate, check

pytestmark = pytest.mark.engines("sqlite")  # what is measured is a file's
INSIDE = [name for name in ROWS if name != "command"]


def whole(row: Row, *, rounds: int) -> None:
    """Hold a row to its form."""
    assert row.lines
    assert len(row.machine) == rounds
    assert all(rate.syncs > 0 and rate.hash_mb > 0 for rate in row.machine)
    for line in row.lines:
        assert line.label
        assert line.amount > 0
        assert all(one.wall > 0 for one in line.spent)
        assert all(ratio.least <= ratio.median <= ratio.most
                   for ratio in line.ratios.values())  # fmt: skip


@pytest.mark.parametrize("name", INSIDE)
def test_a_row_gives_a_whole_table(
    setup: Setup, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each lane once a round; other programs are left out."""
    monkeypatch.setattr(balances, "found", lambda _: "")
    row = ROWS[name](setup)
    whole(row, rounds=2)
    assert row.name == name
    assert all(len(line.spent) == 2 for line in row.lines)


def test_whole_commands_are_programs_of_their_own(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start each round, the demo once."""
    once = Spent(wall=1.0, cpu=1.0, peak=1.0)
    monkeypatch.setattr(Setup, "tell", lambda _: once)
    row = ROWS["command"](setup)
    whole(row, rounds=2)
    assert [len(line.spent) for line in row.lines] == [2, 1]
    assert row.lines[0].peak() > 0


def test_a_peer_that_is_here_stands_beside_ours(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By wall and by CPU, in the same rounds."""
    monkeypatch.setattr(
        balances, "found", lambda name: "/bin/true" * (name == "ledger")
    )
    row = balances.measure(setup)
    assert row.lines[-1].name == "ledger"
    assert len(row.lines[0].ratios) == 2
    assert sum("skipped" in note for note in row.notes) == 2


def test_peers_that_are_not_here_are_told(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row does without them."""
    monkeypatch.setattr(peers, "installed", lambda _: False)
    row = ROWS["peers"](setup)
    whole(row, rounds=2)
    assert len(row.lines) == 2
    assert sum("skipped" in note for note in row.notes) == len(peers.PEERS)


def test_the_two_builds_are_short_of_different_things() -> None:
    """In a star roads and money bind, in a chain its far stages; all keep the rules."""
    for build in (problem, chain_problem):
        case = build(60)
        made = allocate(case, seed=1)
        assert check(case, made) == ()
        assert 0 < sum(made.levels.values()) <= sum(need.units for need in case.needs)
    assert len(problem(60).stages) < len(chain_problem(60).stages)


def test_a_program_that_fails_stops_the_row() -> None:
    """No figure is made of it."""
    with pytest.raises(RuntimeError, match="failed"):
        run(["/bin/false"])


def test_the_texts_hold_every_posting(setup: Setup, tmp_path: Path) -> None:
    """Two lines a posting in both, and each account opened once for beancount."""
    BenchHome(setup.demo_home())
    ledger_text(tmp_path / "l")
    beancount_text(tmp_path / "b")
    ledger = (tmp_path / "l").read_text("utf-8").splitlines()
    bean = (tmp_path / "b").read_text("utf-8").splitlines()
    notes = sum(line.startswith("    ;") for line in ledger)
    booked = re.compile(r"  [A-Z]\S+  -?[0-9.]+ [A-Z]")
    assert sum(line.startswith("    ") for line in ledger) - notes == sum(
        booked.match(line) is not None for line in bean
    )
    opened = [line for line in bean if " open " in line]
    assert len(opened) == len(set(opened)) > 0


def test_made_up_moves_are_moves(tmp_path: Path) -> None:
    """As many as asked for, each gift coming in before it is pooled."""
    moves = wander(100)
    assert len(moves) == 100
    assert (holdings(moves)[: gifts_of(100)] == 0).all()


def test_an_unknown_row_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    assert bench.main(["speed"]) == 2
    assert "durable" in capsys.readouterr().err


def test_a_run_writes_its_samples(
    setup: Setup, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table on the screen, every sample in the file."""
    file = tmp_path / "figures.json"
    wanted = ["plan", "--rounds", "1", "--size", "4", "--json", str(file)]
    assert bench.main([*wanted, "--folder", str(tmp_path)]) == 0
    assert "## plan" in capsys.readouterr().out
    assert '"spent"' in file.read_text("utf-8")
