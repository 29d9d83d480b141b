# SPDX-License-Identifier: Apache-2.0
"""Published location problems are read by what stands in them and solved with proof."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bench.orlibrary import Reading, Unreadable, read
from bench.published import decimal_text, main
from tests.support.cases import CASES, files, needs_cases

CFLP, WHOLE, MEDIANS = (
    files(f"planning/{pattern}")
    for pattern in ("cflp/cap*.txt", "sscflp/or_p*.txt", "pmedcap/*.txt")
)
TINY = "2 3\n9 5\n9 7.5\n1\n10 20\n2\n30.25 40\n3\n50 60\n"
TINY_WHOLE = "2 3\n9 5\n9 7.5\n1 2 3\n10 30.25 50\n20 40 60\n"
TINY_MEDIANS = "1 5\n3 1 9\n1 0 0 2\n2 3 4 2\n3 0 1 2\n"


def solved(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path
) -> tuple[int, list[dict[str, str]], str]:
    """Run the command; return its status, its lines and what it said."""
    status = main([str(word) for word in arguments])
    said = capsys.readouterr()
    return status, list(csv.DictReader(io.StringIO(said.out))), said.err


def optima() -> dict[str, Decimal]:
    """Return the published optimum of every instance, by the file's name."""
    readme = (CASES / "planning" / "README.md").read_text("utf-8")
    found = {
        f"{name}.txt": Decimal(value)
        for name, value in re.findall(r"\| (cap\d+) \| ([0-9.]+) ", readme)
    }
    told = (CASES / "planning" / "sscflp" / "optima.txt").read_text("utf-8").split()
    found |= {f"or_p{n}.txt": Decimal(one) for n, one in enumerate(told, start=1)}
    found |= {
        path.name: Decimal(path.read_text("utf-8").split()[1]) for path in MEDIANS
    }
    return found


@needs_cases
@pytest.mark.parametrize("path", [*CFLP, *WHOLE, *MEDIANS], ids=lambda path: path.stem)
def test_an_instance_is_solved_to_its_published_optimum(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the cent in which it was published, with a proof."""
    status, (line,), _ = solved(capsys, path)
    assert status == 0
    assert line["file"] == str(path)
    assert line["objective"] == line["bound"]
    wanted = optima()[path.name]
    assert abs(Decimal(line["objective"]) - wanted) <= Decimal("0.005")
    assert float(line["seconds"]) >= 0


@needs_cases
@pytest.mark.parametrize("path", [CFLP[:1], WHOLE[3:4], MEDIANS[1:2]])
def test_the_name_of_a_file_decides_nothing(
    path: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy under another name, its lines broken anew where that may be."""
    words = path[0].read_text("utf-8").split()
    copy = tmp_path / "copy"
    text = path[0].read_text("utf-8").replace("\n", "\r\n")
    if "pmedcap" not in path[0].name:
        text = "\n".join(" ".join(words[at : at + 7]) for at in range(0, len(words), 7))
    copy.write_text(text, "utf-8")
    status, (line,), _ = solved(capsys, copy)
    assert status == 0
    wanted = optima()[path[0].name]
    assert abs(Decimal(line["objective"]) - wanted) <= Decimal("0.005")


@needs_cases
def test_a_form_may_be_overruled(capsys: pytest.CaptureFixture[str]) -> None:
    """cap64 served whole is or_p4, and or_p4 divided is cap64."""
    _, (whole,), _ = solved(capsys, "--single-source", CFLP[3])
    _, (divided,), _ = solved(capsys, "--divisible", WHOLE[3])
    assert (whole["objective"], divided["objective"]) == ("1053197.4375", "1045650.25")


@pytest.mark.parametrize(
    ("text", "form", "whole", "places"),
    [
        (TINY, "cap", False, 2),
        (TINY_WHOLE, "single-source", True, 2),
        (TINY_MEDIANS, "pmedcap", True, 0),
    ],
)
def test_a_form_is_told_by_its_numbers(
    text: str, form: str, *, whole: bool, places: int, tmp_path: Path
) -> None:
    """The same problem in both layouts, and medians with distances rounded down."""
    path = tmp_path / "any"
    path.write_text(text, "utf-8")
    (published,) = read(path)
    assert (published.form, published.places) == (form, places)
    assert published.problem.whole is whole
    if form == "pmedcap":
        assert published.problem.costs.tolist() == [[0, 5, 1], [5, 0, 4], [1, 4, 0]]
        return
    assert published.problem.costs.tolist() == [[1000, 3025, 5000], [2000, 4000, 6000]]
    assert [row.opening for row in published.problem.candidates] == [500, 750]


def test_many_medians_in_one_file_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the library's own file holds twenty."""
    path = tmp_path / "medians"
    path.write_text("2\n" + TINY_MEDIANS * 2, "utf-8")
    status, lines, _ = solved(capsys, path)
    assert status == 0
    assert [line["file"] for line in lines] == [f"{path}#1", f"{path}#2"]
    assert {line["objective"] for line in lines} == {"5"}


def test_an_open_capacity_is_stated_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in capa, capb and capc."""
    path = tmp_path / "capa"
    path.write_text(TINY.replace("9 ", "capacity "), "utf-8")
    status, lines, said = solved(capsys, path)
    assert (status, lines) == (1, [])
    assert "--capacity" in said
    status, (line,), _ = solved(capsys, "--capacity", "6", path)
    assert (status, line["objective"]) == (0, "95.25")
    status, (line,), _ = solved(capsys, "--capacity", "3", path)
    assert (status, line["bound"]) == (0, line["objective"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("2", "stops after"),
        (TINY[:-4], "stops early"),
        (TINY + "5", "goes on too long"),
        (TINY.replace("30.25", "much"), "'much' where a number"),
        (TINY.replace("30.25", "nan"), "'nan' where a number"),
        (TINY.replace("30.25", "1e400"), "cannot be counted"),
        (TINY.replace("30.25", "-30"), "negative"),
        (TINY.replace("30.25", "0.12345678901"), "11 decimals"),
        (TINY.replace("9 5", "0 5"), "count 0"),
        (TINY.replace("9 ", "2 "), "room for 4"),
        ("0 3\n", "where a size"),
        ("1000000 1000000\n", "stops early"),
        ("2 3\n9 5\n9 7\n1 1 1\n1 2 1\n2 1 1\n", "may be read"),
        (TINY_MEDIANS[:-3], "stops early"),
        ("9\n" + TINY_MEDIANS, "stops before"),
    ],
)
def test_what_cannot_be_solved_is_said_and_the_others_are_solved(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line on the side that carries errors, status 1, and the good file's line."""
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.write_text(text, "utf-8")
    good.write_text(TINY, "utf-8")
    status, lines, told = solved(capsys, bad, tmp_path / "missing", good)
    assert status == 1
    assert [line["file"] for line in lines] == [str(good)]
    assert lines[0]["objective"] == "95.25"
    assert said in told
    assert "No such file" in told
    assert "Traceback" not in told


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    """A picture is no problem."""
    path = tmp_path / "picture"
    path.write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(Unreadable, match="no text"):
        read(path)


def test_a_reading_may_fill_and_overrule(tmp_path: Path) -> None:
    """The form's own is only where nothing else is asked."""
    path = tmp_path / "any"
    path.write_text(TINY, "utf-8")
    (published,) = read(path, Reading(whole=True))
    assert published.problem.whole


def test_what_can_be_read_in_two_ways_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And read as it is then said."""
    path = tmp_path / "any"
    path.write_text("2 3\n9 5\n9 7\n1 1 1\n1 2 1\n2 1 1\n", "utf-8")
    for flag, objective in (("--divisible", "9"), ("--single-source", "9")):
        status, (line,), _ = solved(capsys, flag, path)
        assert (status, line["objective"]) == (0, objective)


def test_a_decimal_is_exact_where_it_ends() -> None:
    """And rounded where it does not."""
    assert decimal_text(Fraction(103497697500), places=5) == "1034976.975"
    assert decimal_text(Fraction(713), places=0) == "713"
    assert decimal_text(Fraction(1, 3), places=0) == "0.333333333"
