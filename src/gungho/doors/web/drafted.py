# SPDX-License-Identifier: Apache-2.0
"""What a draft of a plan shows: groups of lines to choose from, and what binds.

Lines that are alike but for the co-op are one group, chosen together; a count can be
changed line by line. What a person chose is counted and checked at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gungho.actions.adopt_plan import told_facts
from gungho.doors.drafting import Kept
from gungho.doors.names import Names
from gungho.doors.plan_words import PlanWords
from gungho.doors.web.conditions import conditions
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.plans import Group, folded
from gungho.planning import Plan, Shadow, Violation, appeals, check
from gungho.planning.chosen import Choice, chosen, excess
from gungho.store.reads.committees import raised_by
from gungho.store.reads.plans import PPM, Evenness, PlanLine

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group of lines, whether it is taken, and what of it was changed by hand."""

    number: int
    group: Group
    is_taken: bool
    changed: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft as it is shown, in one language."""

    kept: Kept
    names: Names
    goods: Goods
    words: PlanWords
    whose: Mapping[str, tuple[str, str]]

    @property
    def final(self) -> Plan:
        """The plan as it was chosen."""
        return chosen(self.kept.problem, self.kept.plan, choice=self.kept.choice)

    def faults(self) -> list[str]:
        """Return what the checker has against the choice, in words."""
        kept = self.kept
        found = [
            *check(kept.problem, self.final),
            *excess(kept.problem, kept.plan, choice=kept.choice),
        ]
        return [self._fault(one) for one in found]

    def _fault(self, one: Violation) -> str:
        return self.words.say(one.code, {**one.facts, "more": 1})

    def groups(self) -> list[GroupRow]:
        """Return the groups in their order; a group is taken with its first line."""
        lines = list(self._lines())
        choice = self.kept.choice
        return [
            GroupRow(
                number=number,
                group=group,
                is_taken=not choice.left_out.issuperset(group.numbers),
                changed={
                    line: self._typed(line, count)
                    for line, count in choice.counts.items()
                    if line in group.numbers
                },
            )
            for number, group in enumerate(folded(lines, self.goods))
        ]

    def _typed(self, line: int, count: int) -> str:
        commodity = self.kept.plan.lines[line].commodity
        return self.goods.text(commodity, count).split(" ")[0].replace(",", "")

    def _lines(self) -> Iterator[PlanLine]:
        for number, line in enumerate(self.kept.plan.lines):
            coop, depot = self.whose.get(line.need, ("", ""))
            told = told_facts(line.reason)
            yield PlanLine(
                line=number,
                need=line.need,
                coop=coop,
                depot=depot,
                fund=line.supply.rpartition("|")[2],
                commodity=line.commodity,
                count=line.count,
                route=" ".join(line.route),
                reason=line.why.code,
                facts=" ".join(f"{name}={told[name]}" for name in sorted(told)),
            )

    def unmet(self) -> list[Group]:
        """Return what stays unmet, folded, each with its reason."""
        lines = []
        for number, miss in enumerate(self.final.unmet):
            coop, depot = self.whose.get(miss.need, ("", ""))
            told = told_facts(miss.reason)
            if miss.short:
                lines.append(
                    PlanLine(
                        line=number, need=miss.need, coop=coop, depot=depot, fund="",
                        commodity=miss.commodity, count=miss.short, route="",
                        reason=miss.reason.code,
                        facts=" ".join(f"{n}={told[n]}" for n in sorted(told)),
                    )
                )  # fmt: skip
        return folded(lines, self.goods)

    def supplies(self) -> list[dict[str, Any]]:
        """Return what is free and what the plan takes of it, the most used first."""
        taken = Counter[str]()
        for line in self.final.lines:
            taken[line.supply] += (
                line.bought_with[1] if line.bought_with else line.count
            )
        rows = sorted(
            self.kept.problem.supplies, key=lambda row: (-taken[row.id], row.id)
        )
        return [
            {
                "name": self.names.item(row.commodity),
                "where": self.names.place(row.place),
                "fund": self.names.fund(row.fund),
                "free": self.goods.amount(row.commodity, row.count),
                "taken": self.goods.amount(row.commodity, taken[row.id]),
            }
            for row in rows
            if taken[row.id]
        ]

    def evenness(self) -> list[Evenness]:
        """Return by region what was asked and what can be started."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        final = self.final
        for need in self.kept.problem.needs:
            sums[need.region][0] += need.units * PPM
            sums[need.region][1] += final.levels[need.id] * PPM
        return [
            Evenness(region=region, asked=asked, given=given)
            for region, (asked, given) in sorted(
                sums.items(), key=lambda item: -item[1][0]
            )
        ]

    def wishes(self, terms: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the conditions of the funds that the plan draws on, all kept."""
        funds = Counter(line.supply.rpartition("|")[2] for line in self.final.lines)
        return [
            {
                "name": self.names.fund(fund),
                "needs": count,
                "conditions": conditions(terms[fund], self.names),
                "href": f"/funds/{fund}/",
            }
            for fund, count in funds.most_common()
            if terms.get(fund, "{}") != "{}"
        ]

    def one_more(self) -> list[dict[str, Any]]:
        """Return what one more of what binds would bring."""
        return [self._shadow(one) for one in self.kept.plan.shadows[:SHOWN]]

    def _shadow(self, one: Shadow) -> dict[str, Any]:
        names = self.names
        parts = one.id.split("|")
        what = {
            "supply": lambda: f"{names.item(parts[-2])}, {names.place(parts[-3])}",
            "terms": lambda: names.fund(one.id),
            "stage": lambda: one.id,
        }[one.sort]()
        return {
            "what": what,
            "sort": one.sort,
            "step": self._step(one, parts),
            "units": f"{one.units:.2f}",
            "is_proved": one.proved,
        }

    def _step(self, one: Shadow, parts: list[str]) -> Amount | None:
        return self.goods.amount(parts[-2], one.step) if one.sort == "supply" else None

    def next_appeals(self) -> list[dict[str, Any]]:
        """Return what each committee could appeal for next."""
        found = appeals(self.kept.problem, self.kept.plan, givers=raised_by(), most=3)
        return [
            {
                "committee": self.names.body(one.committee),
                "what": self.names.item(one.commodity),
                "step": self.goods.amount(one.commodity, one.step),
                "units": f"{one.units:.2f}",
                "lacking": one.lacking,
            }
            for one in found
        ]


def choice_of(
    before: Choice,
    rows: list[GroupRow],
    *,
    shown: set[int],
    taken: set[int],
    counts: Mapping[int, int],
) -> Choice:
    """Return a choice with the groups of one page as they were ticked."""
    left_out = set(before.left_out)
    for row in rows:
        if row.number in shown:
            if row.number in taken:
                left_out -= set(row.group.numbers)
            else:
                left_out |= set(row.group.numbers)
    edited = {
        number for row in rows if row.number in shown for number in row.group.numbers
    }
    kept = {line: count for line, count in before.counts.items() if line not in edited}
    return Choice(left_out=frozenset(left_out), counts={**kept, **counts})


def step_words() -> dict[str, str]:
    """The sorts of what binds, in words."""
    return {
        "supply": _("supply"),
        "stage": _("road"),
        "terms": _("the giver’s conditions"),
    }
