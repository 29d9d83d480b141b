# SPDX-License-Identifier: Apache-2.0
"""Every code that the source can raise has a sentence that its facts can fill."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gungho.doors.refusals import table
from gungho.doors.sentences import placeholders

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gungho"
ERRORS = {"Refusal", "Corruption", "Unavailable"}


def raised() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Yield ``(code, where, facts)`` of each place that raises a fixed code."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in ERRORS and isinstance(first, ast.Constant):
                facts = {word.arg for word in node.keywords}
                known = None if None in facts else frozenset(map(str, facts))
                where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                yield str(first.value), where, known


RAISED = list(raised())


@pytest.mark.parametrize("code", sorted({code for code, _, _ in RAISED}))
def test_a_code_has_a_sentence_that_its_facts_fill(code: str) -> None:
    """Everywhere it is raised, each placeholder of the sentence is given."""
    assert code in table(), [where for told, where, _ in RAISED if told == code]
    wanted = placeholders(table()[code].en)
    for told, where, facts in RAISED:
        if told == code and facts is not None:
            assert wanted <= facts, f"{where} does not give {wanted - facts}"


def test_no_sentence_is_left_over() -> None:
    """A sentence for a code that nothing raises is struck."""
    source = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    assert [code for code in table() if f'"{code}"' not in source] == []


@pytest.mark.parametrize("code", sorted(table()))
def test_a_sentence_says_what_and_what_to_do(code: str) -> None:
    """At least two clauses in English, a full stop in both languages, no code words."""
    words = table()[code]
    assert words.en.endswith((".", "?"))
    assert words.zh.endswith(("。", "？"))
    assert words.en.count(". ") + words.en.count("; ") + words.en.count(": ") >= 1, code
