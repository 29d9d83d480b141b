# SPDX-License-Identifier: Apache-2.0
"""A gift's receipt on one sheet: what was given, its number and code, its proof."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from gungho.doors.donor_secrets import secret_of
from gungho.doors.giving_receipts import give_receipt
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.gift_more import form_words, giver_name, method_words
from gungho.errors import GunghoError
from gungho.flows.gift_ends import Valuation
from gungho.flows.gift_sums import GiftReceipt
from gungho.journal import open_seal
from gungho.store.reads import journal
from gungho.store.reads.giving import GiftTold, gift_told, series_of


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, gift: str) -> HttpResponse:
    """Show the newest receipt of a gift, ready to be printed; or give it one.

    It describes; a worth stands on it only where its series allows that and the
    receipt names the valuation.
    """
    told = gift_told(gift)
    if told is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            submit = import_string(settings.GUNGHO_SUBMIT)
            give_receipt(told, submit=submit, today=today())
        except GunghoError as error:
            refused = sentence(error, get_language() or "en")
        else:
            return redirect("receipt", gift)
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    secret = secret_of(gift)
    row = told.receipts[-1] if told.receipts else None
    shown = {
        "gift": told.gift,
        "body": names.body(told.body),
        "book": told.body,
        "receipt": row,
        "is_void": bool(row and (row.status == "void" or _is_corrected(told))),
        "giver": giver_name(told, told.gift.giver, names=names),
        "original": giver_name(told, told.gift.original, names=names),
        "lines": [
            {
                "form": form_words().get(line.form, line.form),
                "amount": goods.amount(line.commodity, line.count),
                "fund": names.fund(line.fund),
            }
            for line in told.lines
        ],
        "worth": _worth(told, row, goods=goods) if row else None,
        "proof": _proof(told.body, row.seq) if row else None,
        "secret": secret,
        "address": request.build_absolute_uri(
            f"{reverse('gift', args=[gift])}?{urlencode({'secret': secret})}"
        ),
        "may_give": row is None and not _is_corrected(told),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "gungho/receipt.html", shown, status=status)


def _is_corrected(told: GiftTold) -> bool:
    return told.gift.status != "received"


def _worth(told: GiftTold, row: GiftReceipt, *, goods: Goods) -> dict[str, Any] | None:
    """Return the worth that a receipt states, if its series lets it state one."""
    series = series_of(row.book, row.series)
    found: list[Valuation] = [
        one for one in told.values if one.valuation == row.valuation
    ]
    if not found or series is None or series.worth != "stated":
        return None
    (stated,) = found
    return {
        "row": stated,
        "amount": goods.amount(stated.currency, stated.worth),
        "method": method_words().get(stated.method, stated.method),
    }


def _proof(body: str, seq: int) -> dict[str, Any]:
    proof = journal.prove(body, seq)
    sealed = open_seal(proof.seal.note, proof.verifier)
    return {
        "seq": seq,
        "size": sealed.size,
        "leaf": proof.leaf.hex(),
        "root": sealed.root.hex(),
    }
