# SPDX-License-Identifier: Apache-2.0
"""The words of printed papers: in both languages where it travels, else in one.

What is said in both stands with the English on the first line of a text and the Chinese
on the second; a name that is the same in both is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from gungho.doors.figures import day_text, figure, money
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.doors.sums import sum_words
from gungho.errors import Refusal
from gungho.formats.paper import (
    Paper,
    PaperCell,
    PaperLine,
    PaperMark,
    PaperPart,
    PaperSheet,
    PaperText,
)
from gungho.measure.check_code import checked, code_digits
from gungho.store.reads.marks import SIGNS, Marked, head_of, marked_at
from gungho.store.reads.trade import item_kinds

LANGUAGES = ("en", "zh-hans")
GROUP = 4
DAY_SIGNS = 5  # year, month and day as one number, until the year 3355
NO_SUM: tuple[str, str, tuple[str, ...]] = ("", "", ())
BOX = PaperCell(text="", box=True)
Stated = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWords:
    """What a paper is written with: names by language, scales and units, addresses.

    ``root`` is what addresses begin with; ``today`` is the day it is printed on.
    """

    tongues: tuple[Names, ...]
    kinds: dict[str, tuple[int, str, str]] = field(repr=False)
    root: str
    today: str

    @classmethod
    def load(cls, languages: Iterable[str], *, root: str, today: str) -> PaperWords:
        """Return the words in these languages."""
        return cls(
            tongues=tuple(Names.load(one) for one in languages),
            kinds=item_kinds(),
            root=root.rstrip("/"),
            today=today,
        )

    @property
    def language(self) -> str:
        """The first language."""
        return self.tongues[0].language

    def said(self, told: Callable[[Names], str]) -> str:
        """Return a text in every language of the paper, each once."""
        return "\n".join(dict.fromkeys(map(told, self.tongues)))

    def word(self, code: str, **facts: str) -> str:
        """Return one of the words of these papers."""
        return self.known(f"print.{code}", **facts)

    def known(self, code: str, **facts: str) -> str:
        """Return any sentence of the tables; a code without one is said plainly."""
        if code not in codes():
            return code.rpartition(".")[2].replace("-", " ")
        return self.said(lambda names: sentence(code, facts, names.language))

    def item(self, code: str) -> str:
        """Return what goods or money are called."""
        return self.said(lambda names: names.item(code))

    def body(self, key: str) -> str:
        """Return a body's name."""
        return self.said(lambda names: names.body(key))

    def place(self, key: str) -> str:
        """Return a place's name."""
        return self.said(lambda names: names.place(key))

    def fund(self, key: str) -> str:
        """Return a fund's name."""
        return self.said(lambda names: names.fund(key))

    def day(self, day: str) -> str:
        """Return a day in words: of one language, or as figures for both."""
        if len(self.tongues) > 1:
            return day
        return day_text(day, self.language)

    def figure(self, code: str, count: int) -> str:
        """Return a count as text without its unit."""
        scale, _, form = self.kinds.get(code, (0, "", ""))
        return (money if form == "currency" else figure)(count, scale)

    def amount(self, code: str, count: int) -> PaperCell:
        """Return a count as a cell."""
        scale = self.kinds.get(code, (0, "", ""))[0]
        return PaperCell(
            text=self.figure(code, count), count=count, scale=scale, code=code
        )

    def unit(self, code: str) -> PaperCell:
        """Return what something is counted in: money by its code."""
        _, unit, form = self.kinds.get(code, (0, "", ""))
        if form == "currency":
            return PaperCell(text=code)
        return PaperCell(text=self.known(f"unit.{unit}"))

    def sum(self, code: str, count: int) -> tuple[str, tuple[str, ...]]:
        """Return an amount of money in figures, and in words in both languages."""
        scale = self.kinds.get(code, (2, "", ""))[0]
        told = f"{code} {money(count, scale)}"
        return told, sum_words(count, code=code, scale=scale)

    def part(
        self,
        name: str,
        columns: Iterable[str],
        *,
        lines: Iterable[PaperLine],
        first: str = "goods",
    ) -> PaperPart:
        """Return a table with its heads in words."""
        return PaperPart(
            name=self.word(name) if name else "",
            first=self.word(first),
            columns=tuple(map(self.word, columns)),
            lines=tuple(lines),
        )

    def marked(self, found: Marked | None, *, day: str = "") -> PaperMark:
        """Return the mark of an entry, or refuse ``print.none``.

        A paper for one day carries the day in its code.
        """
        if found is None:
            raise Refusal("print.none", sort="-", id="-")
        return PaperMark(
            address=f"{self.root}/journal/{found.body}/{found.seq}/",
            code=entry_code(found, day=day),
            head=head_of(found.body),
        )

    def mark(self, body: str, seq: int, *, day: str = "") -> PaperMark:
        """Return the mark of the entry at a place."""
        return self.marked(marked_at(body, seq), day=day)

    def sheet(
        self,
        number: str,
        mark: PaperMark,
        *,
        name: str = "number",
        signers: Iterable[str] = (),
        summed: tuple[str, str, tuple[str, ...]] = NO_SUM,
        texts: Iterable[PaperText] = (),
    ) -> PaperSheet:
        """Return what makes a paper one sheet.

        ``summed`` is what a sum is called, the sum in figures, and in words.
        """
        return PaperSheet(
            number=number,
            number_name=self.word(name),
            mark=mark,
            labels=(self.word("code"), self.word("head"), self.word("opens")),
            sum_name=self.word(summed[0]) if summed[0] else "",
            sum=summed[1],
            words=summed[2],
            texts=tuple(texts),
            signers=tuple(self.word(f"sign.{one}") for one in signers),
        )

    def paper(
        self,
        title: str,
        body: str,
        *,
        stated: Iterable[tuple[str, str]],
        parts: Iterable[PaperPart],
        sheet: PaperSheet,
        notes: Iterable[str] = (),
    ) -> Paper:
        """Return a paper under a title of its own."""
        return Paper(
            title=self.word(f"title.{title}"),
            body=self.body(body),
            stated=tuple((self.word(name), told) for name, told in stated if told),
            parts=tuple(parts),
            notes=tuple(self.word(f"note.{one}") for one in notes),
            language=self.language,
            sheet=sheet,
        )


def entry_code(found: Marked, *, day: str = "") -> str:
    """Return the code of an entry as it is printed, in groups of four signs."""
    digits = code_digits(found.bits, least=SIGNS)
    if day:
        digits += code_digits(int(day.replace("-", "")), least=DAY_SIGNS)
    return grouped(checked(digits))


def grouped(code: str) -> str:
    """Return a code with its signs in fours, five where one would stand alone."""
    digits, _, check = code.partition("-")
    ends = [*range(GROUP, len(digits) - 1, GROUP), len(digits)]
    return "-".join([*(digits[a:b] for a, b in pairwise([0, *ends])), check])
