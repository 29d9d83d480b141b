# SPDX-License-Identifier: Apache-2.0
"""All books that stand here as one statement, and how old each body's news is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.charts.wholebar import Part, percent, whole_bar
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.lists import wanted
from gungho.doors.web.tables.columns import amount, text
from gungho.doors.web.tables.keeping import NEWS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.reports.consolidated import FIGURES, Line, over_funds
from gungho.store.reads import consolidated as reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line with its name, the figures in the order of the columns."""

    name: str
    opener: str
    href: str
    amounts: list[tuple[str, Amount]]


def columns() -> dict[str, str]:
    """The figures of a line, in words."""
    return {
        "came_in": _("Came in"),
        "unheard": _("From books not heard"),
        "turned_into": _("Made or changed into"),
        "ended": _("Ended"),
        "held": _("Held"),
        "on_the_way": _("On the way"),
        "eliminated": _("Taken out: passed inside"),
    }


@require_safe
def consolidated(request: HttpRequest) -> HttpResponseBase:
    """Show every commodity over all books, or the funds of one commodity."""
    names, day = Names.load(get_language() or "en"), today()
    goods = Goods.load(names)
    found = reads.consolidated(today=day)
    whole = over_funds(found.lines)
    named = sorted((goods.names.item(one.commodity), one.commodity) for one in whole)
    choices = [(code, name) for name, code in named]
    filters = [wanted(request, "commodity", _("What"), choices)]
    code = filters[0].value
    lines = [one for one in found.lines if one.commodity == code] if code else whole
    kinds = [
        text("name", _("Fund") if code else _("What"), "name"),
        *(
            amount(name, word, partial(_figure, at=at))
            for at, (name, word) in enumerate(columns().items())
        ),
    ]
    rows = InHand(
        lines=lines,
        columns=kinds,
        make=lambda some: [_row(one, goods) for one in some],
    )
    chosen = next((one for one in whole if one.commodity == code), None)
    told = {
        "filters": filters,
        "rows": Listing(request, kinds, rows=rows, title=_("All books as one")),
        "columns": list(columns()),
        "chosen": names.item(code) if code else "",
        "picture": _picture(chosen, goods) if chosen else None,
        "closes": found.closes,
        "news": Listing(
            request,
            NEWS,
            rows=[(names.body(one.body), one) for one in found.news],
            title=_("How old the news is"),
            name="news",
        ),
        "missing": [names.body(one) for one in found.missing],
        "today": day,
    }
    return shown(request, "gungho/consolidated.html", told=told)


def _figure(row: Row, *, at: int) -> Amount:
    return row.amounts[at][1]


def _row(line: Line, goods: Goods) -> Row:
    return Row(
        name=(
            goods.names.fund(line.fund)
            if line.fund
            else goods.names.item(line.commodity)
        ),
        opener=goods.names.body(line.fund.partition(":")[0]) if line.fund else "",
        href="" if line.fund else f"?commodity={line.commodity}",
        amounts=[
            (word, goods.amount(line.commodity, getattr(line, name)))
            for (name, word) in zip(FIGURES, columns().values(), strict=True)
        ],
    )


def _picture(
    line: Line, goods: Goods
) -> tuple[SafeString, list[tuple[Part, Amount, str]]]:
    """Return where all that came is now: a bar that adds up to the whole."""
    parts = [
        Part(label=_("Ended"), value=line.ended, tone="arrived"),
        Part(label=_("Held"), value=line.held, tone="held"),
        Part(label=_("On the way"), value=line.on_the_way, tone="transit"),
    ]
    name = goods.names.item(line.commodity)
    bar = whole_bar(parts, label=_("All %(what)s, by where it is now") % {"what": name})
    return bar, [
        (part, goods.amount(line.commodity, part.value), percent(parts, part))
        for part in parts
    ]
