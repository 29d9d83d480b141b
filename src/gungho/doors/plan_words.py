# SPDX-License-Identifier: Apache-2.0
"""A plan in words: sentences for groups of equal lines, and reasons with names in them.

Facts of a reason are ids and counts of smallest units; a teller makes names and
decimals of them, the same for pages and for the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gungho.doors.figures import figure, money
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence, unit_word
from gungho.doors.sentences import Tell
from gungho.errors import Fact
from gungho.planning import Comparison, Plan, Problem, Proof, explain
from gungho.store.reads.query import fetch

COUNTS = ("count", "short", "left", "per_unit", "before", "step")
PLACES = ("place", "target")
ITEMS = ("commodity", "other", "currency")
SECTIONS = ("whole", "level", "line", "unmet", "more")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """Names and scales in one language, to tell a plan with."""

    names: Names
    things: Mapping[str, tuple[int, str, str]] = field(repr=False)

    @classmethod
    def load(cls, names: Names) -> PlanWords:
        """Read what the books say of every item."""
        found = fetch("SELECT item, scale, unit, form FROM p_item")
        return cls(names=names, things={item: tuple(rest) for item, *rest in found})

    def amount(self, item: str, count: int) -> str:
        """Return a count with its unit, or money with its currency."""
        scale, unit, form = self.things.get(item, (0, "", "item"))
        if form == "currency":
            return f"{item} {money(count, scale)}"
        told = unit_word(unit, is_one=abs(count) == 10**scale, language=self.language)
        return f"{figure(count, scale)} {told}".strip()

    @property
    def language(self) -> str:
        """The language of the names, and so of the words."""
        return self.names.language

    def bare(self, item: str, count: int) -> str:
        """Return a count for a sentence that names its currency itself."""
        scale, _, form = self.things.get(item, (0, "", "item"))
        return money(count, scale) if form == "currency" else self.amount(item, count)

    def tell(self, facts: Mapping[str, Fact]) -> Tell:
        """Return what turns the ids and counts of a reason into names and decimals."""
        commodity = str(facts.get("commodity", ""))
        names = self.names

        def told(name: str, fact: Fact) -> str:
            text = str(fact)
            if name in COUNTS and commodity and text.lstrip("-").isdecimal():
                return self.bare(commodity, int(text))
            if name == "paid":
                return self.bare(str(facts.get("currency", "")), int(text))
            if name in ITEMS:
                return names.item(text)
            if name in PLACES:
                return names.place(text)
            if name == "fund":
                return names.fund(text)
            return self.word(name, text)

        return told

    def word(self, name: str, text: str) -> str:
        """Return a code such as a region or a trade in words, where it has some."""
        code = f"{name}.{text}"
        return sentence(code, {}, self.names.language) if code in codes() else text

    def say(self, code: str, facts: Mapping[str, Fact]) -> str:
        """Return one reason as a sentence."""
        return sentence(code, facts, self.names.language, tell=self.tell(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence of a plan: which part it belongs to, and if it is proved."""

    section: str
    text: str
    needs: int
    is_proved: bool


def told(problem: Problem, plan: Plan, *, words: PlanWords) -> Iterator[Said]:
    """Yield a plan's sentences: the whole, levels, lines, what is unmet, one more."""
    for one in explain(problem, plan):
        section = one.code.split(".")[1]
        yield Said(
            section=section,
            text=words.say(one.code, {"needs": len(one.needs), **one.facts}),
            needs=len(one.needs),
            is_proved=one.proved,
        )


def proof_told(proof: Proof, words: PlanWords) -> str:
    """Return what solving again said, with its verdict."""
    verdict = words.say(f"plan.verdict.{proof.verdict}", {})
    return f"{verdict} {words.say(proof.code, proof.facts)}".strip()


def compared(both: Comparison, words: PlanWords) -> Iterator[str]:
    """Yield who gains and who loses, class by class, and what carriage comes to."""
    for one in both.classes:
        facts: dict[str, Fact] = {
            "region": one.region, "trade": one.trade, "purpose": one.purpose,
            "before": one.before, "after": one.after,
        }  # fmt: skip
        sort = "gains" if one.after > one.before else "loses"
        if one.after != one.before:
            yield words.say(f"plan.compare.{sort}", facts)
    yield words.say(
        "plan.compare.whole",
        {
            "before_units": both.units_before, "after_units": both.units_after,
            "lines": len(both.lines), "gaining": len(both.gains),
            "losing": len(both.losses), "kg_before": both.haul_before.kg,
            "kg_after": both.haul_after.kg, "days_before": both.haul_before.days,
            "days_after": both.haul_after.days,
        },
    )  # fmt: skip
