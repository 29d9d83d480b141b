# SPDX-License-Identifier: Apache-2.0
"""Why something was refused, in the reader's language: what, where, what to do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gungho.doors import reasons
from gungho.doors.sentences import Sentence, Tell, filled, plainly, read_folder
from gungho.errors import Corruption, GunghoError, Unavailable

GENERIC = Sentence(
    en="Refused ({code}). Nothing was changed. What is known: {facts}.",
    zh="未予办理（{code}）。没有任何改动。已知：{facts}。",
)
GENERIC_CORRUPTION = Sentence(
    en="Something that must hold does not ({code}). Stop and keep a copy of this "
    "folder. What is known: {facts}.",
    zh="账目核验不符（{code}）。请停止使用，并保留此文件夹的副本。已知：{facts}。",
)
GENERIC_UNAVAILABLE = Sentence(
    en="Not possible just now ({code}). Nothing was changed; try again. "
    "What is known: {facts}.",
    zh="目前无法办理（{code}）。没有任何改动，请稍后再试。已知：{facts}。",
)


@cache
def table() -> dict[str, Sentence]:
    """Every sentence of this folder's tables, by code."""
    return read_folder(Path(__file__).parent)


def codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(table())


def sentence(error: GunghoError, language: str, *, tell: Tell = plainly) -> str:
    """What a person is told; a code without a sentence is told with its facts.

    What the checker of plans finds wrong has its sentence among the reasons.
    """
    known = table().get(error.code) or reasons.table().get(error.code)
    told = filled(known.in_language(language), error.facts, tell) if known else None
    return told if told is not None else generic(error, language)


def generic(error: GunghoError, language: str) -> str:
    """A clear sentence for any error, made from its code and facts."""
    words = GENERIC
    if isinstance(error, Corruption):
        words = GENERIC_CORRUPTION
    elif isinstance(error, Unavailable):
        words = GENERIC_UNAVAILABLE
    facts = ", ".join(f"{name} = {fact}" for name, fact in error.facts.items()) or "-"
    told = filled(words.in_language(language), {"code": error.code, "facts": facts})
    return told or error.code
