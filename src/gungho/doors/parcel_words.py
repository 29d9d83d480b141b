# SPDX-License-Identifier: Apache-2.0
"""What a parcel of books turned out to be, in words for a page and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gungho.actions.read_bundle import Heard, Reading
from gungho.doors.reasons import sentence

Naming = Callable[[str], str]
Facts = dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTold:
    """What became of one book of a parcel; ``is_new`` if entries were added."""

    word: str
    is_new: bool
    is_harmful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTold:
    """A reading in words: of the parcel, of each book in it, and of its seal."""

    before: tuple[str, ...]
    parts: tuple[PartTold, ...]
    after: tuple[str, ...]


def told_reading(
    reading: Reading, language: str, *, named: Naming = str
) -> ReadingTold:
    """Return a reading in words; ``named`` turns a body's id into its name."""
    facts: Facts = {"sender": named(reading.sender), "made": reading.made}
    codes = ["heard.bundle"]
    codes += [] if reading.known else ["heard.sender-unknown"]
    codes += [] if reading.for_us else ["heard.not-for-us"]
    codes += ["heard.clock-off"] if reading.clock_off else []
    after = ["heard.cosigned"] if reading.cosigned else []
    return ReadingTold(
        before=tuple(sentence(code, facts, language) for code in codes),
        parts=tuple(_part(one, language, named=named) for one in reading.heard),
        after=tuple(sentence(code, facts, language) for code in after),
    )


def _part(one: Heard, language: str, *, named: Naming) -> PartTold:
    facts: Facts = {
        "body": named(one.body),
        "first": one.first,
        "size": one.size,
        "count": one.size - one.first,
        "problem": one.problem,
    }
    return PartTold(
        word=sentence(f"heard.{one.outcome.value}", facts, language),
        is_new=one.outcome.value == "new",
        is_harmful=one.outcome.harmful,
    )
