# SPDX-License-Identifier: Apache-2.0
"""The small parts every page is made of: figures, days, statuses, fields.

A figure that has a proof is a link to the entries it adds up; one that has none
must not look as if it had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gungho.actions.acting import Acting
from gungho.doors.figures import (
    day_text,
    figure,
    money,
    quarter_text,
    share_text,
)
from gungho.doors.forms import FORMS
from gungho.doors.rights import may_do
from gungho.doors.web import icons, opening
from gungho.doors.web.tables.listing import Listing
from gungho.doors.web.terms import TERMS
from gungho.doors.web.words import REGIONS, word

register = template.Library()

NAV: tuple[tuple[str, Any], ...] = (
    ("/", _("Movement")),
    ("/desks/", _("Desks")),
    ("/gifts/", _("Gifts")),
    ("/needs/", _("Needs")),
    ("/plans/", _("Plans")),
    ("/consignments/", _("On the road")),
    ("/papers/", _("Papers")),
    ("/loans/", _("Loans")),
    ("/stock/", _("Stock")),
    ("/funds/", _("Funds")),
    ("/statements/", _("Statements")),
    ("/bank/", _("Bank")),
    ("/committees/", _("Committees")),
    ("/co-ops/", _("Co-ops")),
    ("/trade/", _("Foreign trade")),
    ("/journal/", _("Journal")),
    ("/archive/", _("Archive")),
    ("/search/", _("Search")),
)


GIFTS = "/gifts/"

# Where a part of the site has a second address: co-ops begin at their formation, and
# where depots should open is planned too.
UNDER = {
    "/co-ops/": ("/co-ops/", "/formation/"),
    "/plans/": ("/plans/", "/siting/"),
}


def language() -> str:
    """The language of this page, ``en`` where none is set."""
    return get_language() or "en"


@register.simple_tag
def amount(
    count: int,
    scale: int = 0,
    code: str = "",
    href: str = "",
    *,
    unit: str = "",
    proof: object = False,
    big: object = False,
) -> SafeString:
    """A sum with its currency before it, or goods with their unit after it."""
    text = figure(count, scale) if unit or not code else money(count, scale)
    before = format_html("<i>{}</i> ", code) if code and not unit else ""
    after = format_html(" <i>{}</i>", unit) if unit else ""
    inside = mark_safe(f"{before}{text}{after}")
    return linked(inside, href, proof=proof, big=big)


@register.simple_tag
def opened(text: object, href: str = "", *, proof: object = False) -> SafeString:
    """Any short text in the look of a figure: a number of a gift, a share, a hash."""
    return linked(conditional_escape(str(text)), href, proof=proof, big=False)


def linked(
    inside: SafeString | str, href: str, *, proof: object, big: object
) -> SafeString:
    """A figure as a link to its proof, or plain where there is none or it is closed."""
    href = href if href and opening.opens(href) else ""
    classes = "n" + (" proof" if proof and href else "") + (" big" if big else "")
    if not href:
        return format_html('<span class="{}">{}</span>', classes, inside)
    return format_html('<a class="{}" href="{}">{}</a>', classes, href, inside)


@register.simple_tag
def day(value: date | str | None, form: str = "full") -> SafeString:
    """A day in the page's language; ``short`` has no year, ``iso`` is figures."""
    if not value:
        return mark_safe("")
    iso = value.isoformat() if isinstance(value, date) else value[:10]
    told = day_text(value, language(), form=form)
    return format_html('<time class="n" datetime="{}">{}</time>', iso, told)


@register.filter
def opens(href: str) -> bool:
    """Whether the reader may open an address."""
    return opening.opens(href)


@register.filter
def safe_svg(drawn: str) -> SafeString:
    """A picture that this program drew itself, from its first element on."""
    return mark_safe(drawn[drawn.index("<svg") :])


@register.filter
def in_quarter(value: str) -> str:
    """``1940Q3`` in words."""
    return quarter_text(value, language())


@register.simple_tag
def share_of(part: int, whole: int) -> str:
    """A share of the whole in per cent, one decimal."""
    return share_text(part, whole)


@register.filter(name="figure")
def figure_text(count: int, scale: int) -> str:
    """A count as bare decimals, as it would be typed."""
    return figure(count, scale)


@register.filter
def get(found: Mapping[Any, Any], key: object) -> object:
    """What a table has under a key, "" if nothing."""
    return found.get(key, "")


@register.filter
def region(code: str) -> str:
    """A region in words."""
    return word(REGIONS, code)


@register.simple_tag
def status(key: str, detail: object = "") -> SafeString:
    """One of the seven status words with its shape; a detail may replace the word."""
    word = str(detail) if detail else icons.STATUS_WORDS[key]
    return format_html('<span class="st st-{}">{}{}</span>', key, icons.icon(key), word)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign beside a word on a button."""
    return icons.icon(name)


@register.simple_tag
def term(word: str) -> str:
    """The plain word of the screens for a word of the code."""
    return str(TERMS[word])


@register.simple_tag
def named(english: str, chinese: str = "") -> SafeString:
    """A name in the page's language, marked when only the other one is known."""
    is_chinese = language().startswith("zh")
    wanted, other = (chinese, english) if is_chinese else (english, chinese)
    if wanted or not other:
        return conditional_escape(wanted)
    return format_html(
        '<span lang="{}">{}</span>', "en" if is_chinese else "zh-Hans", other
    )


@register.simple_tag
def both(english: str, chinese: str) -> SafeString:
    """A name in both languages, the page's own first."""
    if not (english and chinese) or english == chinese:
        return conditional_escape(english or chinese)
    if language().startswith("zh"):
        return format_html('{} <span lang="en" class="q">{}</span>', chinese, english)
    return format_html('{} <span lang="zh-Hans" class="q">{}</span>', english, chinese)


@register.simple_tag
def short_hash(value: str, groups: int = 2) -> SafeString:
    """The first groups of four signs of a hash."""
    parts = [value[i : i + 4] for i in range(0, 4 * groups, 4)]
    return format_html("<code>{}</code>", " ".join(part for part in parts if part))


@register.simple_tag
def whole_hash(value: str) -> SafeString:
    """A whole hash in groups of eight signs."""
    parts = [value[i : i + 8] for i in range(0, len(value), 8)]
    return format_html('<span class="hash">{}</span>', " ".join(parts))


@register.simple_tag
def standing(value: str) -> SafeString:
    """Says of a fact that it is reconstructed; a documented one needs no mark."""
    if value != "reconstructed":
        return mark_safe("")
    return format_html('<span class="standing">{}</span>', TERMS["reconstructed"])


@register.simple_tag
def emblem() -> SafeString:
    """The emblem, hidden from readers: the name stands beside it."""
    return icons.EMBLEM


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One entry of the main navigation."""

    href: str
    word: str
    is_here: bool


@register.inclusion_tag("gungho/parts/nav.html")
def main_nav(path: str, acting: Acting | None = None) -> dict[str, object]:
    """The main navigation, with the part of the site the path lies in marked.

    What the reader may not open is not offered.
    """

    def here(href: str) -> bool:
        return path == href if href == "/" else path.startswith(UNDER.get(href, href))

    is_donor = acting is not None and not acting.person
    items = [
        NavItem(
            href=href,
            word=gettext("My gift") if is_donor and href == GIFTS else str(word),
            is_here=here(href),
        )
        for href, word in NAV
        if opening.opens(href)
    ]
    return {"items": items}


@register.simple_tag
def may_enter(kind: str) -> bool:
    """Tell whether the reader may send the form of a kind."""
    return may_do("form", kind=kind)


@register.inclusion_tag("gungho/parts/kv.html")
def kv(rows: Sequence[tuple[object, object]]) -> dict[str, object]:
    """Words on the left, values on the right."""
    return {"rows": rows}


@register.inclusion_tag("gungho/parts/empty.html")
def empty(
    text: object, *, sample: object = "", href: str = "", action: object = ""
) -> dict[str, object]:
    """An empty list teaches: what will be here, one marked example, one next step."""
    return {"text": text, "sample": sample, "href": href, "action": action}


@register.simple_tag
def entering(kind: str) -> str:
    """Return the address of the form of a kind; of all forms, where it has none."""
    return reverse("form", args=[kind]) if kind in FORMS else reverse("forms")


@register.inclusion_tag("gungho/parts/pager.html")
def pager(
    first: int,
    last: int,
    total: int,
    *,
    before: str = "",
    after: str = "",
    of: object = "",
) -> dict[str, object]:
    """Where in a long list one is, and the links to the next and last part.

    ``of`` names the list, to tell the pagers of one page apart.
    """
    return {
        "first": first,
        "last": last,
        "total": total,
        "before": before,
        "after": after,
        "of": of,
    }


@register.inclusion_tag("gungho/parts/heading.html")
def heading(listing: Listing, name: str) -> dict[str, object]:
    """The head of a column, a link that sorts by it where the list can be sorted so."""
    return {"head": listing.head(name)}


@register.inclusion_tag("gungho/parts/list_foot.html")
def list_foot(listing: Listing) -> dict[str, object]:
    """Below a list: its pages, its orders where no heads stand, its files."""
    return {"listing": listing, "pages": listing.page}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form as it is shown: what was typed is never thrown away.

    ``kind`` is an input type, ``select`` or ``textarea``; ``choices`` are pairs of
    value and word; ``error`` says how to put it right.
    """

    name: str
    label: object
    value: str = ""
    kind: str = "text"
    help: object = ""
    error: str = ""
    choices: tuple[tuple[str, object], ...] = ()
    is_needed: bool = True
    is_wide: bool = False
    autocomplete: str = "off"


@register.inclusion_tag("gungho/parts/field.html")
def field(shown: Field, form: int = 0) -> dict[str, object]:
    """Label above, help below, error below help and tied to the input.

    ``form`` tells fields of one name apart where a page has several forms.
    """
    ident = f"{shown.name}-{form}" if form else shown.name
    described = " ".join(
        f"{ident}-{part}"
        for part, said in (("help", shown.help), ("error", shown.error))
        if said
    )
    return {"field": shown, "id": ident, "described": described}


@register.inclusion_tag("gungho/parts/errors.html")
def form_errors(fields: Sequence[Field], general: str = "") -> dict[str, object]:
    """The box above a form: counts what is to be put right and links to each."""
    wrong = [shown for shown in fields if shown.error]
    return {"wrong": wrong, "general": general}
