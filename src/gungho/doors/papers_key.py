# SPDX-License-Identifier: Apache-2.0
"""The recovery key on one sheet of paper, in both languages, with a square to scan."""

from __future__ import annotations

from gungho.doors.beginning import Walk
from gungho.doors.paper_words import LANGUAGES
from gungho.doors.reasons import sentence
from gungho.formats.paper import Paper, PaperMark, PaperSheet, PaperText

HINTS = ("use", "keep", "how")


def recovery_paper(said: Walk, *, letters: str, digits: str, today: str) -> Paper:
    """Return the paper; ``letters`` are the key, ``digits`` the book's fingerprint."""
    texts = tuple(
        PaperText(
            name="",
            text="\n".join(_word(hint, language) for hint in HINTS),
            language=language.partition("-")[0],
        )
        for language in LANGUAGES
    )
    sheet = PaperSheet(
        number=said.body,
        number_name=_both("code"),
        mark=PaperMark(address=letters, code=digits),
        labels=(_both("fingerprint"), "", _both("square")),
        sum_name=_both("letters"),
        sum=letters,
        texts=texts,
    )
    return Paper(
        title=_both("title"),
        body=said.names,
        stated=(
            (_both("made"), today),
            (_both("form"), _named(f"choice.form.{said.form}")),
            (_both("currency"), said.currency),
        ),
        parts=(),
        language="en",
        sheet=sheet,
    )


def _word(code: str, language: str) -> str:
    return sentence(f"keypaper.{code}", {}, language)


def _both(code: str) -> str:
    return _named(f"keypaper.{code}")


def _named(code: str) -> str:
    return "\n".join(sentence(code, {}, language) for language in LANGUAGES)
