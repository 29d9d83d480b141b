# SPDX-License-Identifier: Apache-2.0
"""Proposals, reasons and rows of a register, in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.doors.sentences import Tell
from gungho.errors import Fact
from gungho.planning import Reason, Violation
from gungho.planning.forming import FormProblem, Missing, Proposal

CRAFTS = frozenset({"trade"})
PLACES = frozenset({"place"})
WHO = frozenset({"worker"})
SITES = frozenset({"site"})
THINGS = frozenset({"what", "kind", "piece", "product", "role"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWords:
    """Words for forming in one language; ``people`` and ``sites`` by opaque id."""

    names: Names
    people: Mapping[str, str]
    sites: Mapping[str, str]

    @property
    def language(self) -> str:
        """The language of these words."""
        return self.names.language

    def word(self, sort: str, code: str) -> str:
        """Return the word for a code, or the code."""
        key = f"{sort}.{code}"
        return sentence(key, {}, self.language) if key in codes() else code

    def thing(self, code: str) -> str:
        """Return what a role, a trade, a machine or a good is called."""
        for sort in ("role", "craft"):
            if f"{sort}.{code}" in codes():
                return self.word(sort, code)
        return self.names.item(code)

    def place(self, code: str) -> str:
        """Return a place's name; a village that the books do not know as it stands."""
        return self.names.place(code)

    def title(self, proposal: Proposal, problem: FormProblem) -> str:
        """Return what a proposed co-op may be called: its place and its guild."""
        place = next(row.place for row in problem.sites if row.id == proposal.site)
        guild = self.word("guild", proposal.recipe)
        gap = "" if self.language.startswith("zh") else " "
        return f"{self.place(place)}{gap}{guild}"

    def say(self, told: Reason | Violation) -> str:
        """Return a reason or a fault as a sentence."""
        return sentence(told.code, told.facts, self.language, tell=self._tell())

    def _tell(self) -> Tell:
        def tell(name: str, fact: Fact) -> str:
            text = str(fact)
            if name in CRAFTS:
                return self.word("craft", text)
            if name in PLACES:
                return self.place(text)
            if name in WHO or (name == "id" and text in self.people):
                return self.people.get(text, text)
            if name in SITES:
                return self.sites.get(text, text)
            if name in THINGS:
                return self.sites.get(text) or self.thing(text)
            return f"{fact:,}" if isinstance(fact, int) else text

        return tell

    def missing(self, one: Missing, *, currency: str) -> str:
        """Return what is missing, in a few words."""
        if one.sort == "loan":
            return f"{currency} {one.count:,}.00 · {self.word('role', 'loan')}"
        if one.count == 1:
            return self.thing(one.piece)
        return f"{one.count:,} {self.thing(one.piece)}"
