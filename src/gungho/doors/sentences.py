# SPDX-License-Identifier: Apache-2.0
"""Sentences in English and Chinese, kept beside each other in tables.

A folder holds one table (TOML) per area; each code has ``en`` and ``zh`` with the
facts as ``{names}``.  A door looks a code up and fills the facts in; the floors
below know codes and facts only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gungho.errors import Fact

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
Tell = Callable[[str, Fact], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One thing said in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The words for a language tag such as ``zh-hans`` or ``en-GB``."""
        return self.zh if language.lower().startswith("zh") else self.en


def read_folder(folder: Path) -> dict[str, Sentence]:
    """Every code of every table in a folder.

    Raises ValueError when a code stands twice or lacks a language.
    """
    found: dict[str, Sentence] = {}
    for path in sorted(folder.glob("*.toml")):
        for code, words in tomllib.loads(path.read_text("utf-8")).items():
            if code in found or set(words) != {"en", "zh"}:
                raise ValueError(
                    f"{path.name}: {code} stands twice or is not en and zh"
                )
            found[code] = Sentence(en=words["en"], zh=words["zh"])
    return found


def plainly(_name: str, fact: Fact) -> str:
    """A fact as it is; a door may pass a better teller that knows names."""
    return str(fact)


def filled(words: str, facts: Mapping[str, Fact], tell: Tell = plainly) -> str | None:
    """The sentence with its facts, or nothing when one is missing."""
    wanted = set(PLACEHOLDER.findall(words))
    if not wanted <= facts.keys():
        return None
    return PLACEHOLDER.sub(lambda hit: tell(hit[1], facts[hit[1]]), words)


def placeholders(words: str) -> frozenset[str]:
    """The names of the facts a sentence asks for."""
    return frozenset(PLACEHOLDER.findall(words))
