# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "movements" / "indusco"
END = "1941-12-07"
HELD = {
    "1938Q4": (69, 1049),
    "1939Q4": (1284, 15625),
    "1940Q4": (1739, 25682),
    "1941Q2": (1867, 29284),
    "1941Q4": (1737, 23088),
}
YUNNAN = {"kunming", "dali", "yuxi", "qujing", "lijiang"}
Row = dict[str, str]


def _read(name: str) -> list[Row]:
    with (PACKAGE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Return the descriptor."""
    return dict(json.loads((PACKAGE / "datapackage.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def tables(described: dict[str, Any]) -> dict[str, list[Row]]:
    """Return every table by name."""
    return {part["name"]: _read(part["name"]) for part in described["resources"]}


@pytest.fixture(scope="module")
def coops(tables: dict[str, list[Row]]) -> dict[str, Row]:
    """Return the co-ops by id."""
    return {row["id"]: row for row in tables["bodies"] if row["form"] == "coop"}


def _at(tables: dict[str, list[Row]], quarter: str) -> list[Row]:
    return [row for row in tables["production"] if row["quarter"] == quarter]


def test_national_series_is_met_exactly(tables: dict[str, list[Row]]) -> None:
    """Societies and members are those of the dated series."""
    for quarter, held in HELD.items():
        rows = _at(tables, quarter)
        assert (len(rows), sum(int(row["members"]) for row in rows)) == held


def test_growth_is_steady_between_the_dates(tables: dict[str, list[Row]]) -> None:
    """Societies and members rise to June 1941 and fall after it."""
    counts = Counter(row["quarter"] for row in tables["production"])
    members: Counter[str] = Counter()
    for row in tables["production"]:
        members[row["quarter"]] += int(row["members"])
    for figures in (counts, members):
        line = [figures[quarter] for quarter in sorted(figures)]
        top = line.index(max(line))
        assert sorted(counts)[top] == "1941Q2"
        assert line[: top + 1] == sorted(line[: top + 1])
        assert line[top:] == sorted(line[top:], reverse=True)


def test_output_meets_the_months_of_the_series(tables: dict[str, list[Row]]) -> None:
    """The dated months stand as printed and each quarter is the sum of its months."""
    months = {row["month"]: row for row in tables["months"]}
    assert months["1940-05"]["output_cnc"] == "7000000.00"
    assert months["1940-12"]["output_cnc"] == "9392154.00"
    assert months["1941-12"]["output_cnc"] == "14478892.00"
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    for month, row in months.items():
        quarter = f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"
        wanted[quarter] += Decimal(row["counted_cnc"])
    made: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in tables["production"]:
        made[row["quarter"]] += Decimal(row["output_cnc"])
    assert made == wanted
    line = [Decimal(row["output_cnc"]) for row in tables["months"]]
    assert line == sorted(line)


def test_regional_figures_are_met(
    tables: dict[str, list[Row]], coops: dict[str, Row]
) -> None:
    """Yunnan, the border region, Shuangshipu, Gan county and the Northwest hold."""
    yunnan = [r for r in _at(tables, "1939Q4") if coops[r["coop"]]["place"] in YUNNAN]
    assert (len(yunnan), sum(int(row["members"]) for row in yunnan)) == (35, 436)
    trades = Counter(coops[row["coop"]]["trade"] for row in yunnan)
    assert [trades[name] for name in ("textiles", "chemicals", "food")] == [11, 8, 3]
    for quarter, count in (("1939Q3", 15), ("1940Q4", 17), ("1941Q2", 30)):
        assert len(_of_depot(tables, quarter, depot="yanan")) == count
    made = sum(Decimal(r["output_cnc"]) for r in _of_depot(tables, "1940Q4", "yanan"))
    assert made == 3 * 34470
    places = Counter(coops[row["coop"]]["place"] for row in _at(tables, "1940Q4"))
    assert places["shuangshipu"] == 50
    places = Counter(coops[row["coop"]]["place"] for row in _at(tables, "1940Q2"))
    assert places["ganxian"] >= 30
    assert sum(row["region"] == "northwest" for row in coops.values()) <= 500


def _of_depot(tables: dict[str, list[Row]], quarter: str, depot: str) -> list[Row]:
    return [r for r in _at(tables, quarter) if r["coop"].startswith(f"{depot}.")]


def test_co_ops_are_lawful_and_named_once(
    tables: dict[str, list[Row]], coops: dict[str, Row]
) -> None:
    """Every co-op has at least seven members, its own name, and a fitting keeper."""
    assert 2000 <= len(coops) <= 2350
    assert len(tables["production"]) <= 16_500
    assert min(int(row["members"]) for row in tables["production"]) >= 7
    assert min(int(row["members"]) for row in coops.values()) >= 7
    for column in ("name_en", "name_zh"):
        assert len({row[column] for row in coops.values()}) == len(coops)
    depots = {row["id"]: row["depot"] for row in tables["regions"]}
    towns = {row["id"]: row["region"] for row in tables["places"]}
    for name, row in coops.items():
        assert row["keeper"] == name.split(".")[0] == depots[row["region"]]
        assert towns[row["place"]] == row["region"]
    founded = {row["id"]: row["founded"] for row in tables["bodies"]}
    assert all(row["founded"] >= founded[row["keeper"]] for row in coops.values())
    assert coops["baoji.0001"]["members"] == "9"


def test_production_lies_inside_a_co_ops_life(
    tables: dict[str, list[Row]], coops: dict[str, Row]
) -> None:
    """A co-op has a row for each quarter's end at which it stood, and no other."""
    for row in tables["production"]:
        coop = coops[row["coop"]]
        year, number = int(row["quarter"][:4]), int(row["quarter"][5:])
        last = f"{year}-{3 * number:02d}-{(31, 30, 30, 31)[number - 1]}"
        assert coop["founded"] <= min(last, END)
        assert not coop["closed"] or coop["closed"] > min(last, END)


def test_trades_have_their_shares(
    tables: dict[str, list[Row]], coops: dict[str, Row]
) -> None:
    """Textiles, chemicals and tailoring have the shares of the series."""
    counts = Counter(row["trade"] for row in coops.values())
    assert sum(Decimal(row["share_pct"]) for row in tables["trades"]) == 100
    for row in tables["trades"]:
        share = Decimal(100 * counts[row["id"]]) / len(coops)
        assert abs(share - Decimal(row["share_pct"])) < Decimal("0.1")


def test_dates_lie_inside(tables: dict[str, list[Row]]) -> None:
    """No date but a printed one in series.csv lies past 7 December 1941."""
    columns = {
        "bodies": ("founded", "closed"),
        "routes": ("opened", "closed"),
        "prices": ("as_of",),
        "indexes": ("as_of",),
        "rates": ("as_of",),
        "funds": ("from_day", "until_day"),
        "gifts": ("happened",),
        "needs": ("stated",),
        "events": ("day",),
    }
    found = {
        row[column]
        for name, days in columns.items()
        for row in tables[name]
        for column in days
        if row[column]
    }
    for day in found:
        assert date.fromisoformat(day).isoformat() == day
        assert "1938-08-05" <= day <= END


def test_tables_are_as_described(
    described: dict[str, Any], tables: dict[str, list[Row]]
) -> None:
    """Columns, needed values, closed lists and primary keys hold."""
    for part in described["resources"]:
        schema, rows = part["schema"], tables[part["name"]]
        assert list(rows[0]) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            limits, values = field["constraints"], {row[field["name"]] for row in rows}
            assert not limits["required"] or "" not in values
            assert values <= set(limits.get("enum", values)) | {""}
            if field["type"] in {"integer", "number"}:
                kind = int if field["type"] == "integer" else Decimal
                assert all(kind(value) is not None for value in values if value)
        keys = [tuple(row[key] for key in schema.get("primaryKey", ())) for row in rows]
        assert not schema.get("primaryKey") or len(set(keys)) == len(keys)


def test_foreign_keys_resolve(
    described: dict[str, Any], tables: dict[str, list[Row]]
) -> None:
    """Every reference, the sources' among them, finds its row."""
    for part in described["resources"]:
        for key in part["schema"]["foreignKeys"]:
            target = key["reference"]["resource"] or part["name"]
            known = {row["id"] for row in tables[target]} | {""}
            assert {row[key["fields"]] for row in tables[part["name"]]} <= known


def test_every_row_says_where_it_stands(tables: dict[str, list[Row]]) -> None:
    """Standing, source and confidence are there; unsourced is never documented."""
    for name, rows in tables.items():
        for row in rows if name != "sources" else ():
            assert row["standing"] in {"documented", "reconstructed"}
            assert row["source"]
            assert row["confidence"] in {"low", "medium", "high"}
            if row["standing"] == "reconstructed":
                assert row["confidence"] == "low"
            else:
                assert row["source"] not in {"UNSOURCED", "RULE"}


def test_words_inside_cells_resolve(tables: dict[str, list[Row]]) -> None:
    """Recipes name items, funds name places, regions, trades and items."""
    named = ("places", "regions", "trades", "items", "bodies")
    known = {name: {row["id"] for row in tables[name]} for name in named}
    known["regions"] |= {row["region"] for row in tables["places"]}
    for row in tables["recipes"]:
        for part in f"{row['inputs']} {row['start_up']}".split():
            item, _, count = part.partition(":")
            assert item in known["items"]
            assert Decimal(count) > 0
    for row in tables["funds"]:
        for column in named:
            assert set(row[column].split()) <= known[column]
        assert row["id"].startswith(f"{row['opener']}:")
    for row in tables["events"]:
        assert json.loads(row["facts"])


def test_quantities_fit_their_scales(tables: dict[str, list[Row]]) -> None:
    """No gift has more decimals than its commodity."""
    scales = {row["id"]: int(row["scale"]) for row in tables["items"]}
    for row in tables["gifts"]:
        assert len(row["quantity"].partition(".")[2]) <= scales[row["commodity"]]
        assert Decimal(row["quantity"]) > 0


def test_documented_gifts_stand_as_printed(tables: dict[str, list[Row]]) -> None:
    """The earmarks are exact; no reconstructed gift from abroad names a giver."""
    found = [row for row in tables["gifts"] if row["standing"] == "documented"]
    assert sorted(Decimal(row["quantity"]) for row in found) == [
        Decimal(text) for text in ("2447.69", "15000", "25440.89", "90000", "200000")
    ]
    assert all(row["words"] and row["giver"] for row in found)
    made = [row for row in tables["gifts"] if row["standing"] == "reconstructed"]
    assert {row["giver"] for row in made} == {"", "chongqing.executive-yuan"}
    parts = [r for r in made if r["giver"]]
    assert sum(Decimal(row["quantity"]) for row in parts) == 5_000_000
    assert 1200 <= len(tables["gifts"]) <= 1500


def test_gifts_fall_after_their_committee(tables: dict[str, list[Row]]) -> None:
    """No committee receives a gift before it is founded."""
    founded = {row["id"]: row["founded"] for row in tables["bodies"]}
    for row in tables["gifts"]:
        assert row["happened"] >= founded[row["committee"]]
        assert row["fund"].split(":")[0] == row["committee"]


def test_each_co_op_asks_once_to_start(
    tables: dict[str, list[Row]], coops: dict[str, Row]
) -> None:
    """Every co-op states a start; some a second need a year on, while they stand."""
    starts = [row for row in tables["needs"] if row["purpose"] == "start"]
    assert {row["coop"] for row in starts} == set(coops)
    assert len(starts) == len(coops)
    for row in tables["needs"]:
        assert 1 <= int(row["units"]) <= 4
        assert row["activity"] == coops[row["coop"]]["activity"]
        assert row["stated"] <= (coops[row["coop"]]["closed"] or END)
    again = len(tables["needs"]) - len(starts)
    assert 0.13 < again / len(coops) < 0.17


def _reach(routes: list[Row], start: str, day: str) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for row in routes:
            open_now = row["opened"] <= day <= (row["closed"] or END)
            new = row["source_place"] == here and row["target_place"] not in found
            if open_now and new:
                found.add(row["target_place"])
                todo.append(row["target_place"])
    return found


def test_network_connects(tables: dict[str, list[Row]]) -> None:
    """Committees reach the hub, the hub the depots and towns, while roads are open."""
    bodies, routes = tables["bodies"], tables["routes"]
    homes = {row["place"] for row in bodies if row["form"] == "committee"}
    towns = {row["place"] for row in bodies if row["form"] in {"coop", "depot"}}
    for day in ("1939-03-01", "1940-01-01", "1940-08-01", "1941-01-01", "1941-11-01"):
        for home in homes - ({"paris"} if day > "1940-06-30" else set()):
            assert "hong-kong" in _reach(routes, home, day)
        shut = {"yanan", "luochuan"} if day > "1940-12-31" else set()
        assert towns - shut <= _reach(routes, "hong-kong", day)
        burma = _reach(routes, "lashio", day)
        assert ("kunming" in burma) == (day != "1940-08-01")
        assert towns - shut <= _reach(routes, "rangoon", day)
        assert "wutai" not in _reach(routes, "hong-kong", day)


def test_known_closings_are_kept(tables: dict[str, list[Row]]) -> None:
    """The Burma Road and the Haiphong railway close when the sources say."""
    routes = {row["id"]: row for row in tables["routes"]}
    assert routes["burma-road.1"]["closed"] == "1940-07-18"
    assert routes["burma-road.2"]["opened"] == "1940-10-18"
    assert "1940-06" <= routes["haiphong-kunming"]["closed"] <= "1940-09-30"


def test_figures_that_disagree_stand_side_by_side(
    tables: dict[str, list[Row]],
) -> None:
    """Every row of the national and the regional series is there."""
    for name in ("national_series", "regional_series"):
        with (PACKAGE / "sources" / f"{name}.csv").open(encoding="utf-8") as lines:
            found = list(csv.DictReader(lines))
        kept = Counter((r["as_of"], r["measure"], r["value"]) for r in tables["series"])
        assert not Counter((r["as_of"], r["measure"], r["value"]) for r in found) - kept


def test_making_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """The package in the repository is what the tool makes."""
    subprocess.run(
        [sys.executable, ROOT / "tools" / "make_indusco.py", tmp_path],
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 22
    for name in made:
        assert (tmp_path / name).read_bytes() == (PACKAGE / name).read_bytes(), name
