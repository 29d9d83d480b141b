# SPDX-License-Identifier: Apache-2.0
"""Desks: what waits for an office, what it writes down, and what was written last."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.actions.acting import acting_now
from gungho.doors.desks import DESKS, LISTS, Desk
from gungho.doors.figures import upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.web.context import today
from gungho.doors.web.pages.lists import entry_link
from gungho.store.reads.coops import coops_named
from gungho.store.reads.desks import waiting
from gungho.store.reads.entries import written_last

LAST = 8


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Show every desk, and how much waits at each."""
    language = get_language() or "en"
    every = {queue for one in DESKS.values() for queue in one.queues}
    counts = waiting(sorted(every), today=today())
    told = {
        "desks": [
            _named(one, language)
            | {"waits": sum(1 for queue in one.queues if counts[queue])}
            for one in DESKS.values()
        ]
    }
    return render(request, "gungho/desks.html", told)


@require_safe
def desk(request: HttpRequest, desk: str) -> HttpResponse:
    """Show one desk."""
    one = DESKS.get(desk)
    if one is None:
        raise Http404
    language = get_language() or "en"
    names = Names.load(language)
    counts = waiting(one.queues, today=today())
    queues: list[dict[str, Any]] = [
        {
            "word": sentence(f"queue.{queue}", {}, language),
            "count": counts[queue],
            "href": LISTS[queue],
        }
        for queue in one.queues
    ]
    told = {
        "one": _named(one, language),
        "queues": queues,
        "waits": sorted(
            (row for row in queues if row["count"]), key=lambda row: -row["count"]
        ),
        "acts": [
            {"word": _title(kind, language), "href": f"/enter/{kind}/"}
            for kind in one.acts
        ],
        "pages": [
            {"word": sentence(f"desk.page.{page}", {}, language), "href": href}
            for page, href in one.pages
        ],
        "sheets": _sheets(names) if one.desk == "co-op" else [],
        "last": [
            {
                "word": _title(kind, language),
                "body": names.body(body),
                "on": on,
                "href": entry_link(body, seq),
            }
            for body, seq, kind, on in written_last(LAST, kinds=one.acts)
        ],
    }
    return render(request, "gungho/desk.html", told)


def _sheets(names: Names) -> list[dict[str, str]]:
    """Return the day's sheet of each co-op that who asks keeps books for."""
    acting = acting_now()
    bodies = {one.body for one in acting.held} if acting else set()
    return [
        {
            "name": names.body(one.coop),
            "href": reverse("day-sheet", args=[one.coop]),
        }
        for one in coops_named(bodies)
    ]


def _named(one: Desk, language: str) -> dict[str, Any]:
    return {
        "desk": one.desk,
        "name": sentence(f"desk.{one.desk}", {}, language),
        "told": sentence(f"desk.told.{one.desk}", {}, language),
    }


def _title(kind: str, language: str) -> str:
    return upper_first(sentence(f"kind.{kind}", {}, language))
