# SPDX-License-Identifier: Apache-2.0
"""A forming as its pages show it: rows of proposals, a map by place, who is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gungho.doors import forming
from gungho.doors.form_words import FormWords
from gungho.doors.forming import Situation
from gungho.doors.names import Names
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA
from gungho.planning.forming import Proposal
from gungho.store.forming import DRAFT, FOUNDED, PUT_BY
from gungho.store.reads.places import Spot, spots
from gungho.store.reads.register import (
    Kept,
    left_over,
    site_names,
    worker_names,
)

STATE = {DRAFT: "promised", PUT_BY: "held", FOUNDED: "arrived"}
LINES_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Forming:
    """The situation with the words of the page's language."""

    here: Situation
    words: FormWords

    @classmethod
    def load(cls) -> Forming:
        """Return it as it stands now."""
        names = Names.load(get_language() or "en")
        words = FormWords(names=names, people=worker_names(), sites=site_names())
        return cls(here=forming.situation(), words=words)

    def row(self, kept: Kept) -> dict[str, Any]:
        """Return one proposal as a row of the table."""
        value = self.here.proposals.get(kept.proposal) or kept.value()
        known = any(site.id == value.site for site in self.here.problem.sites)
        return {
            "kept": kept,
            "title": self.words.title(value, self.here.problem) if known else kept.site,
            "people": len(value.members),
            "machines": len(value.machines),
            "status": STATE.get(kept.state, "held"),
            "state": state_word(kept.state),
            "materials": self._materials(value),
            "why": [self.words.say(one) for one in value.why],
            "missing": [
                {
                    "word": self.words.missing(one, currency=self.here.sheds.currency),
                    "status": "promised" if one.sort == "loan" else "held",
                }
                for one in value.missing
            ],
            "order": value.order[1]
            and f"{value.order[1]:,} {self.words.names.item(value.order[0])}",
            "spare": value.spare,
        }

    def _materials(self, value: Proposal) -> str:
        recipe = next(r for r in self.here.problem.recipes if r.id == value.recipe)
        return ", ".join(self.words.names.item(item) for item in recipe.materials)

    def left(self) -> list[dict[str, Any]]:
        """Return the reasons why people and machines are left, most first."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for row in left_over():
            told = self.words.say(row.reason)
            one = found.setdefault(
                (row.sort, told), {"sort": row.sort, "why": told, "count": 0}
            )
            one["count"] += 1
        return sorted(found.values(), key=lambda one: (one["sort"], -one["count"]))

    def map(self, chosen: Kept | None) -> dict[str, Any]:
        """Return the map of who is where, by place only, and what is not on it."""
        where = spots()
        at = {row.id: row.place for row in self.here.problem.sites}
        people = Counter(row.place for row in self.here.problem.workers)
        idle = Counter(
            row.place
            for row in self.here.problem.machines
            if row.id not in self.here.register.used_by
        )
        sheds: dict[str, list[int]] = {}
        for kept in self.here.kept:
            if kept.state != PUT_BY and kept.site in at:
                sheds.setdefault(at[kept.site], []).append(kept.number)
        shown = [one for one in {*people, *idle, *sheds} if one in where]
        points = [(where[one].lon, where[one].lat) for one in shown]
        if not points:
            return {"svg": "", "unplaced": sorted({*people, *idle, *sheds})}
        places = [
            self._place(one, people, sheds=sheds, where=where) for one in sorted(shown)
        ]
        chart = maps.china_map(
            label=_(
                "Where people without work are, by place, and where co-ops could be; "
                "the tables say the same."
            ),
            places=places,
            routes=self._lines(chosen, at, where=where),
            frame=maps.fitted(CHINA, points),
        )
        hidden = sorted(one for one in {*people, *idle, *sheds} if one not in where)
        return {"svg": chart, "unplaced": hidden}

    def _place(
        self,
        place: str,
        people: Counter[str],
        *,
        sheds: dict[str, list[int]],
        where: dict[str, Spot],
    ) -> maps.Place:
        numbers = sheds.get(place, [])
        name = self.words.place(place)
        told = f"{name} · {people[place]:,}" if people[place] else name
        return maps.Place(
            lon=where[place].lon,
            lat=where[place].lat,
            label=told,
            symbol="coop" if numbers else "port",
            rank="strong" if numbers else "minor",
            tone="indigo" if numbers else "ink",
        )

    def _lines(
        self, chosen: Kept | None, at: dict[str, str], *, where: dict[str, Spot]
    ) -> list[maps.Route]:
        """Return who would come from where, for the chosen proposal."""
        if chosen is None or chosen.site not in at:
            return []
        home = {row.id: row.place for row in self.here.problem.workers}
        home |= {row.id: row.place for row in self.here.problem.machines}
        target = at[chosen.site]
        come = {home[seat.worker] for seat in chosen.seats if seat.worker in home}
        come |= {home[one] for one in chosen.machines if one in home}
        return [
            maps.Route(
                points=(
                    (where[one].lon, where[one].lat),
                    (where[target].lon, where[target].lat),
                ),
                state="plan",
                width=2.0,
            )
            for one in sorted(come - {target})[:LINES_MOST]
            if one in where and target in where
        ]


def map_key() -> SafeString:
    """What the signs of the map mean."""
    return maps.key(
        [
            ("port", _("People without work, how many")),
            ("coop", _("A co-op could be here")),
            ("plan", _("Who would come")),
        ]
    )


def state_word(state: str) -> str:
    """Return the word for a proposal's state."""
    words = {DRAFT: _("Proposed"), PUT_BY: _("Put by"), FOUNDED: _("Founded")}
    return words.get(state, state)
