# SPDX-License-Identifier: Apache-2.0
"""The form of a siting: its fields, what was typed read exactly, refused where it is.

Nothing that was typed is lost, and what the planning itself would refuse at once is
said beside the field that can put it right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.siting import KG, SECONDS, Asked, check_here, known_places
from gungho.doors.web.context import today
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import Refusal
from gungho.measure import count_of, parse_day
from gungho.store.reads.places import spots

NAMES = ("day", "demand", "kg", "by", "each", "capacity", "opening", "depots",
         "whole", "others", "seconds")  # fmt: skip
USUAL = {"demand": "members", "kg": str(KG), "by": "cost", "each": "place",
         "opening": "0", "whole": "no", "seconds": str(int(SECONDS))}  # fmt: skip
KG_MOST = 1_000_000
CAPACITY_MOST = 1_000_000_000_000
DEPOTS_MOST = 10_000
SECONDS_MOST = 3600
TYPED_MOST = 80
SPLIT = re.compile(r"[,，、;；\n]")
# Where what the planning refuses is put right.
WHERE = MappingProxyType({
    "planning.no-demands": "demand",
    "planning.no-candidates": "others",
    "planning.unknown-place": "others",
    "planning.pairs": "each",
    "planning.count": "kg",
    "planning.depots": "depots",
    "planning.few-depots": "depots",
    "planning.no-room": "capacity",
    "planning.too-large": "capacity",
})  # fmt: skip


@dataclass(slots=True, kw_only=True)
class SitingForm:
    """What was typed and ticked, and where a depot is now."""

    typed: Typed
    ticked: tuple[str, ...]
    depots: tuple[str, ...]
    names: Names

    @classmethod
    def sent(
        cls, post: QueryDict, *, depots: tuple[str, ...], names: Names
    ) -> SitingForm:
        """Return the form as it was sent."""
        values = {name: post.get(name, "")[:TYPED_MOST].strip() for name in NAMES}
        values["others"] = post.get("others", "").strip()
        ticked = tuple(one for one in depots if one in post.getlist("at"))
        return cls(
            typed=Typed(values=values), ticked=ticked, depots=depots, names=names
        )

    @classmethod
    def usual(cls, *, depots: tuple[str, ...], names: Names) -> SitingForm:
        """Return the form as it stands at first: every place with a depot ticked."""
        typed = Typed(values=dict(USUAL))
        return cls(typed=typed, ticked=depots, depots=depots, names=names)

    @classmethod
    def again(
        cls, asked: Asked, *, depots: tuple[str, ...], names: Names
    ) -> SitingForm:
        """Return the form as it was filled in for an earlier siting."""
        others = [one for one in asked.candidates if one not in depots]
        values = {
            "day": asked.day,
            "demand": asked.demand,
            "kg": str(asked.kg),
            "by": asked.by,
            "each": "co-op" if asked.each else "place",
            "capacity": str(asked.capacity or ""),
            "opening": asked.opening,
            "depots": str(asked.depots or ""),
            "whole": "yes" if asked.whole else "no",
            "others": ", ".join(names.place(one) for one in others),
            "seconds": f"{asked.seconds:g}",
        }
        ticked = tuple(one for one in depots if one in asked.candidates)
        return cls(
            typed=Typed(values=values), ticked=ticked, depots=depots, names=names
        )

    def asked(self) -> Asked | None:
        """Return what is asked; None, with what is wrong noted, where it cannot be."""
        typed = self.typed
        read = Asked(
            day=self._day(),
            demand=self._one("demand", ("members", "needs")),
            kg=self._count("kg", most=KG_MOST) or KG,
            by=self._one("by", ("cost", "days")),
            each=self._one("each", ("place", "co-op")) == "co-op",
            candidates=self._candidates(),
            capacity=self._count("capacity", most=CAPACITY_MOST, needed=False),
            opening=typed["opening"].replace(",", "") or "0",
            whole=self._one("whole", ("no", "yes")) == "yes",
            depots=self._count("depots", most=DEPOTS_MOST, needed=False),
            seconds=float(self._count("seconds", most=SECONDS_MOST) or SECONDS),
        )
        self._opening(read)
        if not typed.errors:
            self._check(read)
        return None if typed.errors else read

    def _check(self, asked: Asked) -> None:
        try:
            check_here(asked)
        except Refusal as refusal:
            self._refuse(WHERE.get(refusal.code, "others"), refusal)

    def _refuse(self, name: str, refusal: Refusal) -> None:
        self.typed.errors[name] = sentence(refusal, get_language() or "en")

    def _day(self) -> str:
        if not self.typed["day"]:
            return today()
        try:
            return parse_day(self.typed["day"]).isoformat()
        except Refusal as refusal:
            self._refuse("day", refusal)
        return today()

    def _one(self, name: str, known: tuple[str, str]) -> str:
        told = self.typed[name]
        if told and told not in known:
            self.typed.errors[name] = _("Choose one of those in the list.")
        return told if told in known else known[0]

    def _count(self, name: str, *, most: int, needed: bool = True) -> int | None:
        told = self.typed[name].replace(",", "")
        if not told and not needed:
            return None
        try:
            found = count_of(told, 0)
        except Refusal:
            found = 0
        if 1 <= found <= most:
            return found
        self.typed.errors[name] = _(
            "Write a whole number in figures, from 1 to %(most)s."
        ) % {"most": f"{most:,}"}
        return None

    def _opening(self, asked: Asked) -> None:
        try:
            if count_of(asked.opening, asked.cost_scale) < 0:
                self.typed.errors["opening"] = _("Write zero or more.")
        except Refusal as refusal:
            self._refuse("opening", refusal)

    def _candidates(self) -> tuple[str, ...]:
        """Return the places ticked and those typed, by id or by name in either word."""
        known = known_places(self.names, spots())
        words = (one.strip() for one in SPLIT.split(self.typed["others"]))
        typed = [known.get(one.casefold(), one) for one in words if one]
        found = tuple(dict.fromkeys((*self.ticked, *typed)))
        if not found:
            self._refuse("others", Refusal("planning.no-candidates"))
        return found

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """The places with a depot: id, name, whether it is ticked."""
        found = [
            (one, self.names.place(one), one in self.ticked) for one in self.depots
        ]
        return sorted(found, key=lambda box: box[1])

    @property
    def fields(self) -> list[Field]:
        """The fields, in the order in which they are asked."""
        return [*self.served, *self.paid, self.others]

    @property
    def served(self) -> list[Field]:
        """The fields on who is served with what."""
        typed = self.typed
        return [
            field_of(
                typed, "day", _("Day"), needed=False,
                hint=_("Co-ops and roads of a day such as 1940-06-28; now if empty"),
            ),
            field_of(
                typed, "demand", _("What each is served with"), kind="select",
                choices=(
                    ("members", _("kilograms for each member")),
                    ("needs", _("what the needs ask, by weight")),
                ),
            ),
            field_of(
                typed, "kg", _("Kilograms for each member"),
                hint=_("Not counted where the needs are"),
            ),
            field_of(
                typed, "each", _("Who is served"), kind="select",
                choices=(
                    ("place", _("each place of co-ops")),
                    ("co-op", _("each co-op by itself")),
                ),
            ),
            field_of(
                typed, "whole", _("From how many depots"), kind="select",
                choices=(
                    ("no", _("several, if cheaper")),
                    ("yes", _("one only for each")),
                ),
            ),
        ]  # fmt: skip

    @property
    def paid(self) -> list[Field]:
        """The fields on what it costs, how much a depot can serve, and the time."""
        typed = self.typed
        return [
            field_of(
                typed, "by", _("What a way costs"), kind="select",
                choices=(("cost", _("money")), ("days", _("days on the road"))),
            ),
            field_of(
                typed, "opening", _("Cost of opening one"),
                hint=_("In the money of the roads, or in tonne-days"),
            ),
            field_of(
                typed, "capacity", _("Room of one, kg"), needed=False,
                hint=_("What one can serve; without end, if left empty"),
            ),
            field_of(
                typed, "depots", _("How many depots"), needed=False,
                hint=_("Exactly so many; as come cheapest, if left empty"),
            ),
            field_of(
                typed, "seconds", _("Seconds it may take"),
                hint=_("Then the best so far, and how far it is from proved"),
            ),
        ]  # fmt: skip

    @property
    def others(self) -> Field:
        """The field of places that have no depot yet."""
        return field_of(
            self.typed, "others", _("Other places where one could open"),
            needed=False, wide=True,
            hint=_("Names of places on a road, with commas between them"),
        )  # fmt: skip
