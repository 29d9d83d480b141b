# SPDX-License-Identifier: Apache-2.0
"""The first winter's formation: its page is true, and its desk walks in a browser."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.demo.conftest import run_gungho
from tests.demo.test_browser import _page, axe, browser, served
from tools import first_winter

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
assert browser  # a fixture of the other walk


@pytest.mark.slow
def test_the_page_of_the_first_winter_is_what_forming_says(tmp_path: Path) -> None:
    """Written anew from the seed, text and map are byte for byte the same."""
    answer = subprocess.run(
        [sys.executable, "tools/first_winter.py", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    for name in (first_winter.PAGE, first_winter.MAP):
        written = (tmp_path / name).read_text("utf-8")
        assert written == (ROOT / "docs" / name).read_text("utf-8"), (
            f"docs/{name} is out of date; run tools/first_winter.py"
        )


def test_the_register_is_reconstructed_and_says_so() -> None:
    """Nobody real stands in it, and the page keeps it apart from what is documented."""
    people = first_winter.register()["people"].splitlines()[1:]
    assert len(people) == first_winter.PEOPLE
    assert all(",Reconstructed " in row for row in people)
    page = (ROOT / "docs" / first_winter.PAGE).read_text("utf-8")
    assert "**reconstructed**" in page
    assert "never added to the documented figures" in page


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a depot at Baoji with the first winter's register read and formed."""
    home = tmp_path_factory.mktemp("formed") / "home"
    folder = tmp_path_factory.mktemp("sheets")
    first_winter.main(["register", str(folder)])
    (folder / "places.jsonl").write_text("\n".join(_places()), "utf-8")
    paper = str(folder / "paper.txt")
    steps = [
        ("init", "baoji", "--form", "depot", "--currency", "CNC", "--paper", paper),
        ("record", str(folder / "places.jsonl")),
        *(("form", "read", str(folder / f"{name}.csv"))
          for name in ("people", "machines", "sites")),
        ("form", "propose", "--seconds", "15"),
    ]  # fmt: skip
    for step in steps:
        done = run_gungho(*step, home=home)
        assert done.returncode == 0, done.stderr + done.stdout
    yield from served(home)


def _places() -> Iterator[str]:
    """Yield the commands that note the six towns."""
    with (ROOT / "movements/indusco/places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["id"] not in first_winter.TOWNS:
                continue
            facts = {
                "place": row["id"], "role": "town", "region": "northwest", "card": "",
                "lat_e4": round(float(row["lat"]) * 10_000),
                "lon_e4": round(float(row["lon"]) * 10_000),
                "standing": "documented", "cited": "",
            }  # fmt: skip
            yield json.dumps(
                {"book": "baoji", "id": f"place.{row['id']}", "kind": "place.noted",
                 "happened": "1938-12-01", "facts": facts}
            )  # fmt: skip


@pytest.mark.browser
@pytest.mark.xdist_group("formation")
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1440), ("zh", "dark", 360)],
)
def test_the_desk_is_accessible_and_fits(
    desk: str, browser: Browser, language: str, scheme: str, width: int
) -> None:
    """Axe finds nothing and nothing overflows, on the desk and on a proposal."""
    page = _page(browser, language=language, scheme=scheme, width=width)
    faults = []
    for path in ("/formation/", "/formation/1/"):
        page.goto(desk + path)
        found = axe.Axe().run(page)
        faults += [
            (path, fault["id"], fault["nodes"][0]["html"][:120])
            for fault in found.response["violations"]
        ]
        wide = page.evaluate(
            "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
        )
        if wide > 0:
            faults.append((path, "overflow", str(wide)))
    page.context.close()
    assert faults == []


@pytest.mark.browser
@pytest.mark.xdist_group("formation")
def test_an_organiser_walks_from_the_desk_to_the_founding(
    desk: str, browser: Browser
) -> None:
    """Open a proposal, write down everyone's yes, found it, and see the co-op."""
    page = _page(browser, language="en", scheme="light", width=390)
    page.goto(f"{desk}/formation/")
    page.click("table.cards tbody tr:first-child th a")
    page.wait_for_url("**/formation/*/")
    assert "cannot be founded" not in page.inner_text("main")
    for choice in page.locator("select[name^='answer.']").all():
        choice.select_option("yes")
    page.click("button[value=answer]")
    page.wait_for_load_state()
    assert "Everyone named has answered." in page.inner_text("main")
    page.select_option("#f-keeper", "baoji")
    page.fill("#f-zh", "宝鸡织布社")
    page.click("button[value=found]")
    page.wait_for_load_state()
    page.click("span.push a")
    page.wait_for_url("**/co-ops/**")
    assert "baoji" in page.inner_text("main").lower()
    page.context.close()
