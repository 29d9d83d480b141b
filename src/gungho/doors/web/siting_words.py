# SPDX-License-Identifier: Apache-2.0
"""A siting on a page: what was asked in words, its costs and loads as amounts."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gungho.doors.figures import day_text, figure
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.siting import Asked
from gungho.doors.web.goods import Amount, unit_word
from gungho.measure import count_of

PARTS_OF_A_CENT = 6
NAMED_MOST = 3


def cost_amount(cost: Fraction | int, asked: Asked) -> Amount:
    """Return an exact cost as it is shown, to a millionth of its smallest unit."""
    scale, count = asked.cost_scale, Fraction(cost)
    if count.denominator != 1:
        scale, count = scale + PARTS_OF_A_CENT, Fraction(round(count * 10**6))
    unit = ""
    if asked.by == "days":
        unit = sentence("site.unit.days", {}, get_language() or "en")
    return Amount(count=int(count), scale=scale, code="", unit=unit, name="")


def decimals(count: int, scale: int) -> str:
    """Return a count as pages write it: money with two decimals at the least."""
    return figure(count, scale, least=min(2, scale))


def cost_told(cost: Fraction | int, asked: Asked) -> str:
    """Return an exact cost as text."""
    one = cost_amount(cost, asked)
    return f"{decimals(one.count, one.scale)} {one.unit}".strip()


def kg_amount(count: int) -> Amount:
    """Return kilograms as they are shown."""
    unit = unit_word("KGM", count=count, scale=0)
    return Amount(count=count, scale=0, code="", unit=unit, name="")


def kg_text(count: int) -> str:
    """Return kilograms as plain text."""
    return f"{figure(count, 0)} {unit_word('KGM', count=count, scale=0)}"


def demand_words(asked: Asked) -> str:
    """Return what each is served with."""
    if asked.demand == "needs":
        return _("what the needs ask, by weight")
    return _("%(kg)s for each member") % {"kg": kg_text(asked.kg)}


def number_words(asked: Asked) -> str:
    """Return how many depots are asked for."""
    if asked.depots is None:
        return _("as many as come cheapest")
    text = ngettext("exactly %(n)s depot", "exactly %(n)s depots", asked.depots)
    return text % {"n": asked.depots}


def asked_short(asked: Asked, names: Names) -> str:
    """Return what was asked in one line."""
    count = len(asked.candidates)
    places = ngettext("%(n)s candidate", "%(n)s candidates", count) % {"n": count}
    if count <= NAMED_MOST:
        places = ", ".join(names.place(one) for one in asked.candidates)
    parts = (places, demand_words(asked), number_words(asked))
    return " · ".join(parts)


def asked_rows(asked: Asked, names: Names) -> list[tuple[str, str]]:
    """Return what was asked, word by word."""
    opening = cost_told(count_of(asked.opening, asked.cost_scale), asked)
    room = _("as many as are asked")
    if asked.capacity is not None:
        room = kg_text(asked.capacity)
    return [
        (_("Day"), day_text(asked.day, get_language() or "en")),
        (_("What each is served with"), demand_words(asked)),
        (
            _("Who is served"),
            _("each co-op by itself") if asked.each else _("each place of co-ops"),
        ),
        (
            _("From how many depots"),
            _("one only for each") if asked.whole else _("several, if cheaper"),
        ),
        (
            _("What a way costs"),
            _("days on the road") if asked.by == "days" else _("money"),
        ),
        (_("Cost of opening one"), opening),
        (_("Kilograms one can serve"), room),
        (_("How many depots"), number_words(asked)),
        (_("Candidates"), ", ".join(names.place(one) for one in asked.candidates)),
        (_("Seconds it may take"), f"{asked.seconds:g}"),
    ]
