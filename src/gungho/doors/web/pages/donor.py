# SPDX-License-Identifier: Apache-2.0
"""A donor follows their own gift by the secret on the receipt.

The secret is 80 bits of an HMAC over the gift's place in its book, under the home's own
key, so that nothing about a donor is kept. Wrong ones are throttled by address and by
gift. A donor sees what became of every part, regions and trades, the letters meant for
them, and the proof.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.donor_secrets import secret_of
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages import gift as pages
from gungho.doors.web.words import REGIONS, TRADES, word
from gungho.errors import Refusal
from gungho.measure.check_code import typed_code
from gungho.store.reads.giving import receipt_gift
from gungho.store.reads.openness import coarse_coops, gift_place
from gungho.store.reads.places import body_forms
from gungho.store.reads.stories import gift_story

TOLD = frozenset({"committee", "hub", "headquarters"})
WRONG_MAX = 10
WRONG_SECONDS = 600
MISREAD = str.maketrans("018", "OIB")


@require_safe
def donor_gift(request: HttpRequest, gift: str) -> HttpResponse:
    """Show a gift to whoever holds its receipt, or ask for the secret."""
    refused = _refused(request, gift)
    if refused is not None:
        return refused
    story = gift_story(gift)
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    coops = coarse_coops({step["book"] for step in story["story"]} | _thanked(story))
    shown = {
        "story": story,
        "committee": names.body(story["committee"]),
        "lines": [
            pages.line_told(story, {**line, "gift": story["gift"]}, goods=goods)
            for line in story["lines"]
        ],
        "steps": _steps(story, names),
        "letters": [
            {**letter, "from": _from(coops.get(letter["coop"]))}
            for letter in pages.letters_told(story["thanks"], names)
        ],
        "secret": request.GET["secret"],
    }
    answer = render(request, "gungho/donor.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def donor_entry(request: HttpRequest, gift: str) -> HttpResponse:
    """Give the gift's own entry with its proof, to be checked at home."""
    refused = _refused(request, gift)
    place = gift_place(gift)
    if refused is not None or place is None:
        return refused or _asked(request, gift, status=403)
    answer = HttpResponse(pages.proved(*place), content_type="application/jsonl")
    answer["Content-Disposition"] = (
        f'attachment; filename="{place[0]}-{place[1]}.jsonl"'
    )
    return answer


@require_safe
def donor_find(request: HttpRequest) -> HttpResponseBase:
    """Ask for the number of a gift and its secret, and lead to it.

    Whether a number is known is not told: the secret is asked for in any case.
    """
    said = request.GET.get("find", "").strip()[:80]
    if not said:
        return render(request, "gungho/donor_secret.html")
    code = typed_code(said)
    gift = (receipt_gift(code) if code else "") or said.lower().replace("/", "-")
    secret = request.GET.get("secret", "")
    more = "?" + urlencode({"secret": secret}) if secret else ""
    return redirect(reverse("gift", args=[gift]) + more)


def _refused(request: HttpRequest, gift: str) -> HttpResponse | None:
    """Return the page that asks for the secret, unless the right one was given."""
    given = request.GET.get("secret", "")
    if not given:
        return _asked(request, gift, status=403)
    address = str(request.META.get("REMOTE_ADDR", ""))
    keys = [f"donor.{sha256(one.encode()).hexdigest()}" for one in (address, gift)]
    if any(cache.get(key, 0) >= WRONG_MAX for key in keys):
        return _asked(request, gift, code="donor.too-often", status=429)
    wanted = secret_of(gift)
    if wanted and hmac.compare_digest(_plain(given), _plain(wanted)):
        return None
    for key in keys:
        cache.add(key, 0, timeout=WRONG_SECONDS)
        cache.incr(key)
    return _asked(request, gift, code="donor.secret", status=403)


def _plain(secret: str) -> bytes:
    """Return what a person typed without hyphens, in capitals; misread signs put right.

    Base 32 has no 0, 1 and 8.
    """
    kept = secret.upper().translate(MISREAD)
    return "".join(sign for sign in kept if sign.isalnum()).encode()


def _asked(
    request: HttpRequest, gift: str, *, status: int, code: str = ""
) -> HttpResponse:
    told = sentence(Refusal(code), get_language() or "en") if code else ""
    shown = {"gift": gift, "refused": told}
    return render(request, "gungho/donor_secret.html", shown, status=status)


def _thanked(story: dict[str, Any]) -> set[str]:
    return {letter["coop"] for letter in story["thanks"]}


def _from(coop: Any) -> str:
    if coop is None:
        return ""
    return _("a co-op, %(region)s, %(trade)s") % {
        "region": word(REGIONS, coop.region),
        "trade": word(TRADES, coop.trade),
    }


def _steps(story: dict[str, Any], names: Names) -> list[dict[str, Any]]:
    """Return what happened, by month; only committees and hubs are named."""
    found: list[dict[str, Any]] = []
    forms = body_forms()
    for step in sorted(story["story"], key=lambda one: one["on"]):
        told = {
            "month": step["on"][:7],
            "what": kind_word(step["kind"]),
            "who": names.body(step["book"]) if forms.get(step["book"]) in TOLD else "",
        }
        if told not in found:
            found.append(told)
    return found
