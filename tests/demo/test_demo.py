# SPDX-License-Identifier: Apache-2.0
"""The main job: the whole movement, told, traced, verified, and told again."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Told = tuple[Path, dict[str, Any]]
Gungho = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.xdist_group("demo")


def test_summary_keeps_its_contract(told: Told) -> None:
    """Scripts rely on these names."""
    _, result = told
    wanted = {"bodies", "co_ops", "members", "gifts", "given", "conserved", "verified"}
    assert wanted | {"seconds"} <= set(result)
    assert result["conserved"] is True
    assert result["verified"] is True
    assert all(Decimal(amount) > 0 for amount in result["given"].values())


def test_movement_meets_the_dated_series(told: Told) -> None:
    """OWI's figures for the end of 1941 are met on the last day."""
    _, result = told
    assert (result["co_ops"], result["members"]) == (1737, 23088)


def test_movement_stays_within_its_grain(told: Told) -> None:
    """The whole movement, in at most 60,000 entries."""
    _, result = told
    assert 40_000 < result["entries"] <= 60_000


def test_documented_and_reconstructed_gifts_add_up_to_all(told: Told) -> None:
    """The two totals are shown apart and are the whole together."""
    _, result = told
    for code, amount in result["given"].items():
        parts = (result["given_documented"], result["given_reconstructed"])
        assert sum(Decimal(part.get(code, "0")) for part in parts) == Decimal(amount)
    assert result["given_documented"]["USD"] == "2447.69"


def test_every_gift_is_traced_to_the_last_unit(told: Told) -> None:
    """Where gifts ended adds up to what was given, commodity by commodity."""
    home, result = told
    store = sqlite3.connect(f"file:{home}/gungho.sqlite3?mode=ro", uri=True)
    given = dict(
        store.execute(
            "SELECT commodity, SUM(count) FROM p_gift_line_row GROUP BY commodity"
        )
    )
    ended = result["traced"]["ended"]
    assert {code: sum(parts.values()) for code, parts in ended.items()} == given
    assert "unknown" not in {end for parts in ended.values() for end in parts}


def test_told_again_adds_nothing(home: Path, gungho: Gungho) -> None:
    """A second telling finds everything there, and says so in seconds."""
    before = _journal(home)
    again = gungho("demo", "--json", home=home)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["again"] is True
    assert _journal(home) == before


def test_rebuilding_gives_equal_rows(home: Path, gungho: Gungho) -> None:
    """Every projection of the whole demo is folded again to equal rows (law 1)."""
    rebuilt = gungho("rebuild", "--json", home=home)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert json.loads(rebuilt.stdout)["changed"] == []


def test_a_changed_byte_is_found(home: Path, gungho: Gungho) -> None:
    """One byte changed behind the guards' back fails the check with exit code 3."""
    store = sqlite3.connect(home / "gungho.sqlite3")
    (guard,) = store.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'journal_entry_no_update'"
    ).fetchone()
    store.execute("DROP TRIGGER journal_entry_no_update")
    store.execute(
        "UPDATE journal_entry SET raw = "
        "CAST(replace(CAST(raw AS TEXT), '1940', '1941') AS BLOB) "
        "WHERE seq = 30 AND book = (SELECT book FROM journal_head "
        "WHERE body = 'baguio')"
    )
    store.execute(guard)
    store.commit()
    store.close()
    checked = gungho("verify", "--book", "baguio", home=home)
    assert checked.returncode == 3
    assert "baguio" in checked.stderr


def test_books_start_only_behind_their_guards(home: Path, gungho: Gungho) -> None:
    """Without a trigger nothing starts."""
    store = sqlite3.connect(home / "gungho.sqlite3")
    store.execute("DROP TRIGGER journal_entry_no_delete")
    store.commit()
    store.close()
    assert gungho("balances", home=home).returncode == 3


def test_bundle_is_checked_without_a_home(
    home: Path, gungho: Gungho, tmp_path: Path
) -> None:
    """A plain bundle verifies by itself; a cut one is told apart."""
    file = tmp_path / "baguio.bundle"
    made = gungho("bundle", "make", "baguio", str(file), home=home)
    assert made.returncode == 0, made.stderr
    nowhere = tmp_path / "nowhere"
    assert gungho("verify", "--bundle", str(file), home=nowhere).returncode == 0
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:5] + lines[6:]))
    assert gungho("verify", "--bundle", str(file), home=nowhere).returncode == 3


def test_encrypted_bundle_names_no_gift(
    home: Path, gungho: Gungho, tmp_path: Path
) -> None:
    """A bundle for one body is an age file; nothing of it can be read on the way."""
    file = tmp_path / "for-hub.age"
    made = gungho("bundle", "make", "baguio", str(file), "--to", "hk", home=home)
    assert made.returncode == 0, made.stderr
    raw = file.read_bytes()
    assert raw.startswith(b"age-encryption.org/")
    assert b"gift.received" not in raw


def test_exported_ledger_balances(told: Told, gungho: Gungho) -> None:
    """The text journal of a book adds up to what ``balances`` says of it."""
    home, _ = told
    text = gungho("export", "ledger", "--book", "baguio", home=home).stdout
    assert "    ; standing: documented" in text
    assert "    ; standing: reconstructed" in text
    sums: dict[tuple[str, str], Decimal] = {}
    for line in text.splitlines():
        if line.startswith("    ") and not line.startswith("    ;"):
            account, amount, code = line.split(";")[0].split()
            key = (account, code.strip('"'))
            sums[key] = sums.get(key, Decimal(0)) + Decimal(amount)
    told_lines = json.loads(
        gungho("balances", "--book", "baguio", "--json", home=home).stdout
    )
    for line in told_lines:
        name = ":".join(
            part.replace(":", "-")
            for part in (*line["account"].split("/"), line["fund"])
        )
        assert sums.pop((name, line["commodity"])) == Decimal(line["amount"])
    assert not any(sums.values())


def _journal(home: Path) -> list[tuple[Any, ...]]:
    store = sqlite3.connect(f"file:{home}/gungho.sqlite3?mode=ro", uri=True)
    return store.execute(
        "SELECT body, size, recorded FROM journal_head ORDER BY body"
    ).fetchall()
