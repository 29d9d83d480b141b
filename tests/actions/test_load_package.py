# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gungho.actions.load_package import Keys, load_package
from gungho.errors import Refusal
from gungho.formats.package import read_package
from gungho.journal import NodeKey
from tests.support.homes import FreshHome
from tests.support.packages import (
    ROWS,
    columns,
    with_cell,
    write_package,
    write_table,
)

OTHER = NodeKey.generate("gungho-node", b"9" * 32)


def load(home: FreshHome, folder: Path) -> int:
    """Load a package into a home with its key and its clock."""

    def set_clock(now: Any) -> None:
        home.clock.now = now

    return load_package(
        read_package(folder),
        home.books,
        keys=Keys(key=home.key.public, recovery=b"r" * 32),
        set_clock=set_clock,
    )


def told(home: FreshHome, folder: Path) -> list[tuple[str, int, bytes]]:
    """Load a package and return the journal, and the seals beside it."""
    load(home, folder)
    seals = home.rows(
        "SELECT h.body, s.size, s.note FROM journal_seal s JOIN journal_head h "
        "ON h.book = s.book ORDER BY 1, 2"
    )
    return [*home.journal(), *((body, n, note.encode()) for body, n, note in seals)]


def test_loading_again_adds_nothing(fresh_home: FreshHome, tmp_path: Path) -> None:
    """The first time everything, the second time not one entry."""
    folder = write_package(tmp_path / "small")
    added = load(fresh_home, folder)
    before = fresh_home.journal()
    assert len(before) == added > 20
    fresh_home.reopened()
    assert load(fresh_home, folder) == 0
    assert fresh_home.journal() == before
    assert fresh_home.verify() == added
    kinds = {json.loads(raw)["kind"] for _, _, raw in before}
    assert {"gift.received", "coop.founded", "need.stated", "fund.opened"} <= kinds


def test_two_runs_with_one_key_and_clock_are_the_same_bytes(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """Entries and seals alike."""
    folder = write_package(tmp_path / "small")
    (home := tmp_path / "second").mkdir()
    first = told(fresh_home, folder)
    assert told(FreshHome(home), folder) == first


def test_another_key_changes_book_ids_and_keys_alone(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """Every other field of every entry is equal."""
    folder = write_package(tmp_path / "small")
    load(fresh_home, folder)
    first = fresh_home.journal()
    (home := tmp_path / "second").mkdir()
    other = FreshHome(home, key=OTHER)
    load(other, folder)
    second = other.journal()
    assert first != second
    assert [plain(raw) for _, _, raw in first] == [plain(raw) for _, _, raw in second]


def plain(raw: bytes) -> dict[str, Any]:
    """Return an entry without what comes from the key."""
    entry: dict[str, Any] = json.loads(raw)
    entry.pop("book")
    if entry["kind"] == "book.opened":
        for name in ("key", "nonce"):
            entry["payload"].pop(name)
        entry.pop("command_sha256")
    return entry


FAULTS: list[tuple[str, str, str, int]] = [
    ("gifts", "quantity", "12,50", 2),
    ("gifts", "quantity", "-5", 1),
    ("gifts", "quantity", "", 0),
    ("gifts", "happened", "last spring", 0),
    ("gifts", "happened", "1938-13-01", 1),
    ("gifts", "happened", "1938-02-30", 1),
    ("gifts", "form", "promise", 1),
    ("gifts", "id", "Gift One", 0),
    ("gifts", "standing", "perhaps", 0),
    ("bodies", "form", "bank", 1),
    ("bodies", "founded", "soon", 3),
    ("bodies", "id", "", 2),
    ("places", "lat", "north", 1),
    ("routes", "days", "nine", 0),
    ("routes", "cost_per_tonne", "much", 0),
    ("items", "scale", "two", 0),
    ("items", "id", "hand_loom", 1),
    ("items", "end_use", "hunting", 1),
    ("prices", "low", "cheap", 0),
    ("indexes", "value", "", 0),
    ("needs", "units", "1.5", 0),
    ("needs", "stated", "1938/09/01x", 0),
    ("production", "quarter", "1938Q5", 0),
    ("production", "output_cnc", "n/a", 0),
    ("funds", "revolving", "yes", 0),
    ("funds", "from_day", "then", 0),
]
UNKNOWN: list[tuple[str, str, str, int]] = [
    ("gifts", "committee", "mars", 1),
    ("gifts", "commodity", "GOLD", 2),
    ("gifts", "fund", "manila:none", 0),
    ("bodies", "keeper", "xian", 3),
    ("bodies", "place", "atlantis", 0),
    ("routes", "source_place", "atlantis", 0),
    ("funds", "opener", "mars", 0),
    ("needs", "coop", "baoji.9", 0),
    ("needs", "activity", "gold-mine", 0),
    ("production", "coop", "baoji.9", 0),
]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        *(("package.bad-value", fault) for fault in FAULTS),
        *(("package.unknown", fault) for fault in UNKNOWN),
    ],
)
def test_a_fault_is_refused_by_file_row_and_column(
    tmp_path: Path, code: str, fault: tuple[str, str, str, int]
) -> None:
    """The row as a spreadsheet counts it: the head is the first."""
    table, column, value, row = fault
    changed = {table: with_cell(table, column, value, row=row)}
    with pytest.raises(Refusal) as caught:
        read_package(write_package(tmp_path / "small", **changed))
    facts = caught.value.facts
    assert caught.value.code == code
    assert (facts["file"], facts["row"]) == (f"{table}.csv", row + 2)
    assert facts["column"] == column


@pytest.mark.parametrize("table", ["bodies", "places", "items", "funds"])
def test_what_has_no_name_in_either_language_is_refused(
    tmp_path: Path, table: str
) -> None:
    """One of the two is enough."""
    nameless = with_cell(table, "name_en", " ")
    read_package(write_package(tmp_path / "small", **{table: nameless}))
    nameless[0]["name_zh"] = ""
    told = refused(write_package(tmp_path / "small", **{table: nameless}))
    assert (told.facts["row"], told.facts["column"]) == (2, "name_en")


def refused(folder: Path) -> Refusal:
    """Return the refusal that reading a package meets."""
    with pytest.raises(Refusal) as caught:
        read_package(folder)
    return caught.value


def test_a_package_that_is_no_package_is_refused(tmp_path: Path) -> None:
    """No description, one that is no object, no list, or names nothing."""
    folder = tmp_path / "small"
    assert refused(folder).code == "package.not-found"
    write_package(folder)
    described = folder / "datapackage.json"
    for words in ("[", "[]", '{"resources": 3}', '{"resources": [{"name": "x"}]}'):
        described.write_text(words, "utf-8")
        told = refused(folder)
        assert (told.code, told.facts["file"]) == (
            "package.malformed",
            "datapackage.json",
        )


def test_a_table_that_is_missing_or_leaves_the_folder_is_refused(
    tmp_path: Path,
) -> None:
    """By its name."""
    folder = write_package(tmp_path / "small")
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    fewer = [one for one in described["resources"] if one["name"] != "funds"]
    (folder / "datapackage.json").write_text(json.dumps({"resources": fewer}), "utf-8")
    told = refused(folder)
    assert (told.code, told.facts["table"]) == ("package.no-table", "funds")
    away = [{"name": "bodies", "path": "../secret.csv"}]
    (tmp_path / "secret.csv").write_text("id\n", "utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"resources": away}), "utf-8")
    assert refused(folder).code == "package.not-found"


def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A column is missing, a row ragged, an id there twice, the text no UTF-8."""
    folder = write_package(tmp_path / "small")
    path = folder / "gifts.csv"
    good = path.read_text("utf-8")
    path.write_text(good.replace("quantity", "amount"), "utf-8")
    told = refused(folder)
    assert (told.code, told.facts["column"]) == ("package.no-column", "quantity")
    path.write_text(good + "one,two\n", "utf-8")
    told = refused(folder)
    assert (told.code, told.facts["row"]) == ("package.bad-value", 5)
    write_table(folder, "gifts", [*ROWS["gifts"], ROWS["gifts"][0]])
    told = refused(folder)
    assert (told.code, told.facts["row"]) == ("package.twice", 5)
    path.write_bytes(b"\xff\xfe" + good.encode())
    assert refused(folder).code == "package.malformed"
    assert "quantity" in columns("gifts")


def test_a_faulty_package_changes_nothing(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """It is read whole before the first entry."""
    changed = with_cell("gifts", "quantity", "x", row=2)
    folder = write_package(tmp_path / "small", gifts=changed)
    with pytest.raises(Refusal):
        load(fresh_home, folder)
    assert fresh_home.journal() == []
