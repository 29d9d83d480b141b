# SPDX-License-Identifier: Apache-2.0
"""Tidy finds what it says it finds, and lets nothing grow."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from tools import tidy

HERE = tidy.ROOT / "src" / "gungho" / "sample.py"


def sizes(text: str) -> dict[str, int]:
    """Return the measurements of one function, by ceiling."""
    return {size.ceiling: size.value for size in tidy.sizes_of(HERE, dedent(text))}


def test_the_house_is_tidy(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is past its ceiling beyond what is recorded, and no word is banned."""
    assert tidy.main([]) == 0, capsys.readouterr().out


def test_no_recorded_size_is_below_its_ceiling() -> None:
    """What has shrunk below its ceiling is struck from the record by `write`."""
    known = tidy.json.loads(tidy.SIZES.read_text("utf-8"))
    assert all(
        value > tidy.CEILINGS[ceiling]
        for ceiling, held in known.items()
        for value in held.values()
    )


def test_lines_of_a_function_are_counted_from_def_to_end() -> None:
    """A decorator is not counted."""
    assert sizes("@cache\ndef f():\n    a = 1\n    return a\n")["function"] == 3


def test_elif_is_no_deeper_than_if() -> None:
    """A chain of elif stands at one depth; a loop inside it is one deeper."""
    text = """
        def f(a):
            if a:
                pass
            elif a > 1:
                for _ in a:
                    pass
            elif a > 2:
                pass
    """
    assert sizes(text)["nesting"] == 2


def test_nesting_looks_into_every_branch() -> None:
    """What lies in else, except, finally and case is counted."""
    for head in ("if a:\n  pass\n else:", "try:\n  pass\n except OSError:"):
        text = f"def f(a):\n {head}\n  while a:\n   with a:\n    pass\n"
        assert sizes(text)["nesting"] == 3
    cases = "def f(a):\n match a:\n  case 1:\n   if a:\n    pass\n"
    assert sizes(cases)["nesting"] == 2


def test_self_and_protocols_are_no_positional_arguments() -> None:
    """A protocol's own arguments count as one."""
    assert sizes("class C:\n def f(self, a, b): ...\n")["positional"] == 2
    assert sizes("def evolve(state, at, payload): ...\n")["positional"] == 2
    assert sizes("def f(a, b, c, *, d): ...\n") | {"file": 0} == {
        "file": 0,
        "function": 1,
        "nesting": 0,
        "positional": 3,
        "arguments": 4,
    }


def test_a_size_past_its_ceiling_is_a_fault_unless_recorded() -> None:
    """The ratchet lets an old size stand and fall, and never rise."""
    size = tidy.Size(ceiling="function", key="x::f", value=70)
    assert len(list(tidy.grown([size], {}))) == 1
    assert not list(tidy.grown([size], {"function": {"x::f": 70}}))
    assert len(list(tidy.grown([size], {"function": {"x::f": 69}}))) == 1
    assert tidy.recorded([size])["function"] == {"x::f": 70}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("def make_donation(): ...", "gift"),
        ("class StockManager: ...", "the name"),
        ("transaction = 1", "booking"),
        ("def f(batch): ...", "lot"),
        ("def process_gift(): ...", "a verb"),
    ],
)
def test_a_banned_name_is_told_with_its_replacement(text: str, word: str) -> None:
    """Each ban names the word to use."""
    (fault,) = tidy.name_faults(HERE, text)
    assert word in fault.told


def test_a_name_that_is_only_imported_is_free() -> None:
    """Django's own words may be called, not defined."""
    text = "from django.db import transaction\nwith transaction.atomic():\n    pass\n"
    assert not list(tidy.name_faults(HERE, text))


def test_work_put_off_names_its_issue() -> None:
    """A mark without a number is a fault."""
    mark = "TO" + "DO"
    assert list(tidy.later_faults(HERE, f"# {mark}: later\n"))
    assert not list(tidy.later_faults(HERE, f"# {mark}: later, see #12\n"))


def test_a_file_opens_with_its_licence_and_a_sentence() -> None:
    """The first line is the licence; the docstring begins with a sentence."""
    good = f'{tidy.SPDX}\n"""A lot is a traceable quantity."""\n'
    assert not list(tidy.opening_faults(HERE, good))
    assert len(list(tidy.opening_faults(HERE, '"""a lot"""\n'))) == 2


def test_a_screen_says_no_banned_word() -> None:
    """In either language."""
    path = HERE.with_suffix(".html")
    assert list(tidy.screen_faults(path, "<p>Your Donation</p>"))
    assert list(tidy.screen_faults(path, "<p>形成 闭环 了</p>"))
    assert not list(tidy.screen_faults(path, "<p>Your gift</p>"))


def test_inner_functions_are_measured_by_their_whole_name() -> None:
    """A method and a function in a function have dotted names."""
    tree = ast.parse("class A:\n def b(self):\n  def c(): ...\n")
    assert [name for name, _ in tidy.functions_of(tree)] == ["A.b", "A.b.c"]
