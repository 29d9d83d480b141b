# SPDX-License-Identifier: Apache-2.0
"""Desks: what waits for an office, what it writes down, and what was written last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.actions.acting import acting_now
from gungho.doors.desks import DESKS, LISTS, Desk
from gungho.doors.figures import upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.rights import may_record
from gungho.doors.web.context import today
from gungho.doors.web.pages.lists import Filter, entry_link
from gungho.store.reads.coops import coops_named
from gungho.store.reads.desks import Asked, books_of, heard_here, waiting
from gungho.store.reads.entries import written_last

LAST = 8


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Show every desk, and how much waits at each."""
    language = get_language() or "en"
    whose = _whose(request, Names.load(language), heard=heard_here())
    asked = {(q, one.of(q, whose.value)) for one in DESKS.values() for q in one.queues}
    counts = _counts(sorted(asked))
    told = {
        "filters": [whose],
        "asked": f"?{urlencode({'body': whose.value})}",
        "desks": [
            _named(one, language)
            | {"waits": sum(1 for q in one.queues if counts[q, one.of(q, whose.value)])}
            for one in DESKS.values()
        ],
    }
    return render(request, "gungho/desks.html", told)


@require_safe
def desk(request: HttpRequest, desk: str) -> HttpResponse:
    """Show one desk, of one body or of all that is heard here."""
    one = DESKS.get(desk)
    if one is None:
        raise Http404
    language = get_language() or "en"
    names = Names.load(language)
    heard = heard_here()
    whose = _whose(request, names, heard=heard)
    writes = whose.value if (whose.value, True) in heard else ""
    queues = _queues(one, whose.value, language=language)
    told = {
        "one": _named(one, language),
        "filters": [whose],
        "asked": f"?{urlencode({'body': whose.value})}",
        "queues": queues,
        "waits": sorted(
            (row for row in queues if row["count"]), key=lambda row: -row["count"]
        ),
        "acts": [
            {"word": _title(kind, language), "href": _form(kind, writes)}
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
            for body, seq, kind, on in written_last(
                LAST, kinds=one.acts, body=whose.value
            )
        ],
    }
    return render(request, "gungho/desk.html", told)


def _whose(
    request: HttpRequest, names: Names, *, heard: Sequence[tuple[str, bool]]
) -> Filter:
    """Return the choice of whose desk it is: one's own body unless said otherwise.

    One's own are the bodies that who asks holds an office or a role for; on a machine
    without accounts, those whose books are kept here. Where several are kept nobody can
    say which is meant, and all that is heard is told.
    """
    acting = acting_now()
    if acting:
        own = books_of([one.body for one in acting.held if one.body])
    else:
        own = [body for body, is_kept in heard if is_kept]
    first = own[:1] if acting or len(own) == 1 else []
    others = [body for body, _is_kept in heard if body not in own]
    value = request.GET.get("body", "".join(first))
    return Filter(
        name="body",
        label=_("Organisation"),
        value=value if value in (*own, *others) else "",
        choices=[(body, names.body(body)) for body in (*own, *others)],
        every=_("All that is heard here"),
    )


def _counts(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return how much waits in each queue of a body; "" for all."""
    day = today()
    return {
        (queue, body): waiting(queue, Asked(today=day, body=body))
        for queue, body in asked
    }


def _queues(one: Desk, body: str, *, language: str) -> list[dict[str, Any]]:
    """Return what waits at a desk, each with the list of just these rows."""
    of = {queue: one.of(queue, body) for queue in one.queues}
    counts = _counts(of.items())
    return [
        {
            "word": sentence(f"queue.{queue}", {}, language),
            "count": counts[queue, whose],
            "href": LISTS[queue].href(whose),
            "is_shared": bool(body) and queue in one.shared,
        }
        for queue, whose in of.items()
    ]


def _form(kind: str, body: str) -> str:
    """Return the form of a kind, with the book it is for where one may write in it."""
    is_for = body and may_record(kind, book=body)
    told = f"?{urlencode({'book': body})}" if is_for else ""
    return f"{reverse('form', args=[kind])}{told}"


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
