# SPDX-License-Identifier: Apache-2.0
"""``gungho site`` tells where depots open, from a package, a home or plain tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gungho.doors.cli.main import cli
from tests.store.test_papers import OpenNode
from tests.support.homes import FreshHome
from tests.support.planned import planned

ROOT = Path(__file__).resolve().parents[2]
INDUSCO = str(ROOT / "movements" / "indusco")
SITES = "id,capacity,opening\nnear,5,1.50\nfar,9,1\n"
DEMANDS = "id,demand\na,3\nb,3\n"
COSTS = "candidate,demand,cost\nnear,a,3\nnear,b,3\nfar,a,9\nfar,b,30.25\n"


def told(*words: str, node: Any = None, **environment: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["site", *words], obj=node, env=environment)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """Return three plain tables."""
    found = {}
    for name, text in (("sites", SITES), ("demands", DEMANDS), ("costs", COSTS)):
        found[name] = tmp_path / f"{name}.csv"
        found[name].write_text(text, "utf-8")
    return found


def named(tables: dict[str, Path]) -> list[str]:
    """Return the options that name the tables."""
    return [word for name, path in tables.items() for word in (f"--{name}", str(path))]


def test_plain_tables_are_sited(tables: dict[str, Path]) -> None:
    """Decimals come back as they were written."""
    result = told(*named(tables), "--json")
    assert result.exit_code == 0
    found = json.loads(result.output)
    assert (found["objective"], found["bound"], found["proved"]) == (
        "10.50", "10.50", True,
    )  # fmt: skip
    assert found["open"] == ["near", "far"]
    split = {(line["demand"], line["candidate"]): line for line in found["served"]}
    assert split["a", "far"]["count"] == "1"
    assert split["a", "far"]["cost"] == "3.00"
    assert "near would be 6.00 cheaper" in split["a", "far"]["sentence"]


def test_each_may_be_served_from_one_depot_only(tables: dict[str, Path]) -> None:
    """And in words, in the reader's language."""
    result = told(*named(tables), "--single-source", LANG="zh_CN.UTF-8", LC_ALL="")
    assert result.exit_code == 0
    assert "已证明" in result.output
    assert "合计 14.50" in result.output


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sites", SITES.replace("capacity", "room"), "no column capacity"),
        ("sites", SITES.replace(",5,", ",many,"), "“many”"),
        ("sites", SITES.replace(",5,", ",-5,"), "“-5”"),
        ("sites", SITES.replace(",5,", ",0,"), "count 0"),
        ("sites", "id,capacity,opening\n", "no place where"),
        ("sites", SITES.replace(",9,", ",0.5,"), "room for"),
        ("demands", "id,demand\n", "nobody to serve"),
        ("demands", DEMANDS + "c,1\n", "No candidate has a way to “c”"),
        ("demands", DEMANDS + "a,1\n", "stands twice"),
        ("costs", COSTS + "near,z,1\n", "stands in no other table"),
        ("costs", COSTS + "near,a,1\n", "twice"),
        ("costs", COSTS.replace("30.25", "999999999999999.5"), "too large"),
        ("costs", "", "no column candidate"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    name: str, text: str, said: str, tables: dict[str, Path]
) -> None:
    """What, where, what to do; exit code 1."""
    tables[name].write_text(text, "utf-8")
    result = told(*named(tables))
    assert result.exit_code == 1
    assert said in result.output


def test_bytes_and_missing_files_are_refused(tables: dict[str, Path]) -> None:
    """A picture is no table; a file that is not there is named."""
    tables["costs"].write_bytes(b"\xff\xfe\x00")
    assert "no table" in told(*named(tables)).output
    tables["costs"].unlink()
    assert "There is no costs.csv" in told(*named(tables)).output


@pytest.mark.parametrize(
    "words",
    [
        ["--demands", "d.csv"],
        ["--package", INDUSCO, "--demand", "needs"],
        ["--seconds", "0"],
        ["--seconds", "-1"],
        ["--capacity", "0"],
        ["--kg", "many"],
    ],
)
def test_what_does_not_go_together_is_bad_usage(words: list[str]) -> None:
    """Exit code 2."""
    assert told(*words).exit_code == 2


def test_a_package_is_sited() -> None:
    """Four depots for the co-ops of June 1940, each place of co-ops with one."""
    result = told("--package", INDUSCO, "--on", "1940-06-01", "--depots", "4", "--json")
    assert result.exit_code == 0
    found = json.loads(result.output)
    assert found["proved"]
    assert len(found["open"]) == 4
    assert len(found["served"]) >= 30


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--candidates", "atlantis"], "atlantis"),
        (["--depots", "99"], "from 1 to"),
        (["--depots", "0"], "from 1 to"),
        (["--capacity", "1000"], "room for"),
        (["--candidates", "new-york", "--on", "1937-01-01"], "nobody to serve"),
        (["--on", "yesterday"], "yesterday"),
        (["--opening", "much"], "much"),
    ],
)
def test_what_cannot_be_sited_is_refused(words: list[str], said: str) -> None:
    """Plainly, with exit code 1."""
    result = told("--package", INDUSCO, *words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.fixture
def node(fresh_home: FreshHome) -> Any:
    """Return a home with two co-ops, a depot at Baoji, the hub, and a road between."""
    hub = planned(fresh_home.books)
    hub.tell("route.opened", route="baoji-shuangshipu", source="baoji",
             target="shuangshipu", mode="road", days=2, capacity_kg=10_000, loss_ppm=0,
             cost_per_tonne=1000)  # fmt: skip
    return OpenNode(fresh_home)


def test_the_needs_of_a_home_are_sited(node: Any) -> None:
    """A unit of ten spindles weighs 50 kg; Baoji is nearer than the hub."""
    found = json.loads(told("--demand", "needs", "--each", "--json", node=node).output)
    assert found["open"] == ["baoji"]
    assert {
        line["demand"]: (line["count"], line["cost"]) for line in found["served"]
    } == {
        "baoji.0001": ("150", "1.50"),
        "baoji.0002": ("50", "0.50"),
    }
    assert found["proved"]


def test_the_members_of_a_home_are_sited(node: Any) -> None:
    """So many kilograms each, their places put together, over days."""
    result = told("--by", "days", "--kg", "10", "--depots", "1", node=node)
    assert result.exit_code == 0
    assert "shuangshipu is served from baoji" in result.output
    assert "proved" in result.output


def test_an_opening_costs_what_ways_cost(node: Any) -> None:
    """Over days it is in tonne-days, from an option or a table alike."""
    words = ["--by", "days", "--kg", "10", "--opening", "0.5", "--json"]
    found = json.loads(told(*words, "--candidates", "baoji", node=node).output)
    assert found["objective"] == "0.840"


def test_roads_are_those_of_the_day(node: Any) -> None:
    """Before anything stood, there is nobody to serve."""
    result = told("--on", "1930-01-01", node=node)
    assert result.exit_code == 1
    assert "nobody to serve" in result.output
