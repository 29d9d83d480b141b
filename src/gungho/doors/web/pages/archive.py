# SPDX-License-Identifier: Apache-2.0
"""The archive: people, bodies, places, events, letters, figures, each with its source.

Anyone may read what names no place inland and is old enough to be told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors import archive as kept
from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.lists import PAGE, entry_link, page_of, pages, wanted
from gungho.doors.web.words import REGIONS, word
from gungho.formats.archive import SORTS, ArchiveFact
from gungho.reports.openness import told_until
from gungho.store.reads.archive import entries_about

LIVE = {
    "gifts": "/gifts/{}/",
    "funds": "/funds/{}/",
    "committee": "/committees/{}/",
    "hub": "/committees/{}/",
    "coop": "/co-ops/{}/",
}


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Search the archive as whoever works here sees it."""
    return _list(request, kept.archive(), withheld=0)


@require_safe
def open_archive(request: HttpRequest) -> HttpResponse:
    """Search the archive as anyone may see it."""
    every = kept.archive()
    shown = _open()
    return _list(request, shown, withheld=len(every) - len(shown))


@require_safe
def fact(request: HttpRequest, **at: str) -> HttpResponse:
    """Show one fact, what else speaks of it, and the entries of the books about it."""
    return _fact(request, kept.archive(), books=True, **at)


@require_safe
def open_fact(request: HttpRequest, **at: str) -> HttpResponse:
    """Show one fact as anyone may see it: without the books."""
    return _fact(request, _open(), books=False, **at)


def _open() -> tuple[ArchiveFact, ...]:
    until = told_until(date.fromisoformat(today())).isoformat()
    return kept.open_facts(kept.archive(), until=until)


def _list(
    request: HttpRequest, facts: tuple[ArchiveFact, ...], *, withheld: int
) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    words = sort_words()
    sort = wanted(
        request, "sort", _("Sort of fact"), [(one, words[one]) for one in SORTS]
    )
    standing = wanted(
        request, "standing", _("Standing"), list(standing_words().items())
    )
    sure = wanted(
        request, "confidence", _("How sure"), list(confidence_words().items())
    )
    found = [
        one
        for one in kept.searched(facts, asked)
        if sort.value in ("", one.sort)
        and standing.value in ("", one.standing)
        and sure.value in ("", one.confidence)
    ]
    shown = pages(request, len(found))
    first = (page_of(request) - 1) * PAGE
    told = {
        "asked": asked,
        "filters": [sort, standing, sure],
        "rows": [_row(one) for one in found[first : first + PAGE]],
        "pages": shown,
        "every": len(facts),
        "withheld": withheld,
    }
    return render(request, "gungho/archive.html", told)


def _fact(
    request: HttpRequest,
    facts: tuple[ArchiveFact, ...],
    *,
    sort: str,
    key: str,
    books: bool,
) -> HttpResponse:
    found = next(
        (one for one in facts if one.sort == sort and one.key.lower() == key.lower()),
        None,
    )
    if found is None or not key:
        raise Http404
    spoken = []
    if books and sort != "sources":
        spoken = [
            {
                "href": entry_link(one.body, one.seq),
                "word": kind_word(one.kind),
                "place": f"{one.body}/{one.seq}",
                "on": one.on,
            }
            for one in entries_about(found.key, told=f"event.{found.key}")
        ]
    told = {
        "one": _row(found),
        "others": [_row(one) for one in facts if _speaks(one, found)],
        "spoken": spoken,
        "live": _live(found) if books else "",
        "books": books and sort != "sources",
    }
    return render(request, "gungho/archive_fact.html", told)


def _speaks(one: ArchiveFact, of: ArchiveFact) -> bool:
    """Return whether a fact speaks of another: cites it, or is about its body."""
    if one == of:
        return False
    if of.sort == "sources":
        return one.source == of.key and one.sort != "sources"
    if of.sort == "bodies":
        return of.key in one.bodies
    return bool(one.sort == "bodies" and one.key in of.bodies)


def _live(found: ArchiveFact) -> str:
    address = LIVE.get(found.sort) or LIVE.get(found.kind, "")
    return address.format(found.key) if found.sort != "series" else ""


def _row(one: ArchiveFact) -> dict[str, Any]:
    chinese = (get_language() or "en").startswith("zh")
    return {
        "fact": one,
        "sort": sort_words()[one.sort],
        "name": _name(one),
        "text": (one.text_zh or one.text_en) if chinese else one.text_en,
        "foreign": chinese and not one.text_zh and bool(one.text_en),
        "region": word(REGIONS, one.region) if one.region else "",
        "sure": confidence_words().get(one.confidence, one.confidence),
        "href": reverse("archive-fact", args=[one.sort, one.key]) if one.key else "",
        "source": reverse("archive-fact", args=["sources", one.source])
        if one.source and one.sort != "sources"
        else "",
    }


def _name(one: ArchiveFact) -> tuple[str, str]:
    """Return what a fact is called in English and in Chinese."""
    if one.sort in ("events", "letters"):
        said = kind_word(one.kind)
        return (said, said)
    if one.sort == "series":
        said = str(measures().get(one.kind, one.name_en))
        return (said, said)
    if one.sort == "gifts":
        said = _("Gift %(gift)s") % {"gift": one.key}
        return (said, said)
    if one.sort == "routes":
        names = Names.load(get_language() or "en")
        said = names.any(f"route/{one.key}")
        return (one.name_en, "") if said == f"route/{one.key}" else (said, said)
    return (one.name_en, one.name_zh)


def sort_words() -> dict[str, str]:
    """Return the sorts of facts in words."""
    return {
        "people": _("People"),
        "bodies": _("Organisations"),
        "places": _("Places"),
        "events": _("Events"),
        "letters": _("Letters"),
        "series": _("Figures printed"),
        "funds": _("Funds"),
        "gifts": _("Gifts"),
        "routes": _("Roads"),
        "sources": _("Sources"),
    }


def standing_words() -> dict[str, str]:
    """Return how a fact stands, in words."""
    return {"documented": _("documented"), "reconstructed": _("reconstructed")}


def confidence_words() -> dict[str, str]:
    """Return how sure a fact is, in words."""
    return {"high": _("sure"), "medium": _("fairly sure"), "low": _("not sure")}


def measures() -> dict[str, str]:
    """Return the measures that are printed most, in words."""
    return {
        "societies": _("Co-ops"),
        "members": _("Members"),
        "monthly_output": _("Output of a month"),
        "share_textiles": _("Share of textiles"),
        "share_chemicals": _("Share of chemicals"),
        "share_tailoring": _("Share of tailoring"),
        "army_blankets": _("Army blankets"),
        "target_societies": _("Co-ops aimed at"),
    }
