# SPDX-License-Identifier: Apache-2.0
"""Why a plan gives what it gives, and what became of a gift, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gungho.doors.sentences import Sentence, Tell, filled, plainly, read_folder
from gungho.errors import Fact

GENERIC = Sentence(en="{code} ({facts})", zh="{code}（{facts}）")


@cache
def table() -> dict[str, Sentence]:
    """Every sentence of this folder's tables, by code."""
    return read_folder(Path(__file__).parent)


@cache
def codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(table())


def sentence(
    code: str, facts: Mapping[str, Fact], language: str, *, tell: Tell = plainly
) -> str:
    """One reason or one step of a story; an unknown code is told with its facts."""
    known = table().get(code)
    told = filled(known.in_language(language), facts, tell) if known else None
    if told is not None:
        return told
    listed = ", ".join(f"{name} = {fact}" for name, fact in facts.items()) or "-"
    return (
        filled(GENERIC.in_language(language), {"code": code, "facts": listed}) or code
    )


def unit_word(unit: str, *, is_one: bool, language: str) -> str:
    """Return a unit in words, as one or as many; the unit where it has none."""
    code = f"unit.{unit}"
    if is_one and f"{code}.one" in codes():
        code = f"{code}.one"
    return sentence(code, {}, language) if code in codes() else unit
