# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gungho.doors.refusals import table
from gungho.doors.sentences import placeholders

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gungho"


def _raised() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each code that the two packages raise, with the names of its facts."""
    paths = [*SOURCE.glob("measure/*.py"), *SOURCE.glob("journal/*.py")]
    for node in (n for path in paths for n in ast.walk(ast.parse(path.read_text()))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in {"Refusal", "Corruption", "Unavailable"}:
            code = ast.literal_eval(node.args[0])
            yield code, frozenset(str(one.arg) for one in node.keywords)


@pytest.mark.parametrize(("code", "facts"), sorted({*_raised()}, key=str))
def test_a_sentence_tells_every_fact_of_its_code(
    code: str, facts: frozenset[str]
) -> None:
    """Wherever it is raised, nothing is known that is not told, and nothing missing."""
    sentence = table()[code]
    assert placeholders(sentence.en) == placeholders(sentence.zh) == facts
