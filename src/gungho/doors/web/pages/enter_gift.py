# SPDX-License-Identifier: Apache-2.0
"""The form to enter a gift of money or goods, with the giver's wish and conditions.

What was typed is never thrown away, and the same form sent twice adds nothing.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.receive_gift import GiftAsked, receive_gift
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.typing_back import receipt_command, require_unused
from gungho.doors.web.conditions import purpose_word
from gungho.doors.web.context import today
from gungho.doors.web.pages.gift_more import form_words
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.doors.web.words import REGIONS, TRADES
from gungho.errors import GunghoError, Refusal
from gungho.flows.gifts import REFUSED_HAZARDS, USED
from gungho.ledger.terms import Terms
from gungho.measure import count_of, parse_day
from gungho.store.reads import committees as reads

NUMBER = re.compile(r"[0-9a-f]{16}")
PURPOSES = ("start", "materials", "machines", "school", "relief", "depot")
NAMES = (
    "number", "commodity", "amount", "happened", "giver", "words", "fund",
    "region", "trade", "item", "purpose", "form", "privacy", "receipt",
)  # fmt: skip
PRIVACY = ("public", "private", "anonymous")
NEW = "new"


@require_http_methods(["GET", "HEAD", "POST"])
def enter_gift(request: HttpRequest, committee: str) -> HttpResponse:
    """Show the form, or record what it says."""
    line = reads.committee(committee)
    if line is None:
        raise Http404
    if request.method == "POST":
        typed = Typed(values={name: request.POST.get(name, "") for name in NAMES})
        done, general = _record(line, typed)
        if done:
            return redirect(reverse("gift", args=[done]) + "?entered=1")
        return _form(request, line, typed, general=general, status=422)
    values = {
        "number": secrets.token_hex(8),
        "commodity": line.currency,
        "happened": today(),
        "fund": f"{committee}:general",
        "receipt": request.GET.get("receipt", "")[:20],
    }
    return _form(request, line, Typed(values=values))


def _record(line: reads.CommitteeLine, typed: Typed) -> tuple[str, str]:
    """Record the gift; return its number, or what refused it."""
    if not NUMBER.fullmatch(typed["number"]):
        return "", _("The form is damaged. Open it again and type it once more.")
    known = reads.form_entry(line.body, typed["number"])
    if known:
        return known, ""
    asked = _asked(line, typed)
    if asked is None:
        return "", ""
    submit = import_string(settings.GUNGHO_SUBMIT)
    try:
        if typed["receipt"]:
            require_unused(typed["receipt"], body=line.body)
        receive_gift(
            asked,
            submit=submit,
            keep_cards=import_string(settings.GUNGHO_KEEP_CARDS),
            salts=lambda: secrets.token_bytes(16),
        )
        if typed["receipt"]:
            submit(receipt_command(asked, typed["receipt"]))
    except GunghoError as error:
        known = reads.form_entry(line.body, typed["number"])
        if known:
            return known, ""
        if isinstance(error, Refusal):
            # The giver and the fund may stand recorded under the old number.
            typed.values["number"] = secrets.token_hex(8)
        return "", sentence(error, get_language() or "en")
    return asked.gift, ""


def _asked(line: reads.CommitteeLine, typed: Typed) -> GiftAsked | None:
    items = {item: (form, scale) for item, form, scale, _hazard in reads.items_given()}
    form, scale = items.get(typed["commodity"], ("", 0))
    _check_goods(typed)
    count = 0
    try:
        count = count_of(typed["amount"].replace(",", ""), scale, typed["commodity"])
    except Refusal as refusal:
        typed.errors["amount"] = _amount_error(refusal)
    else:
        if count <= 0:
            typed.errors["amount"] = _("Write an amount above zero.")
    _check_day(typed)
    _check_choices(typed)
    known = {fund.fund for fund in reads.funds_of(line.body)}
    if typed["fund"] not in known | {NEW}:
        typed.errors["fund"] = _("Choose what the gift is for.")
    terms = _terms(typed) if typed["fund"] == NEW else Terms()
    if typed["fund"] == NEW and terms.free:
        typed.errors["fund"] = _("New conditions need at least one choice below.")
    if typed.errors:
        return None
    return GiftAsked(
        number=typed["number"],
        committee=line.body,
        gift=reads.next_gift(line.body),
        happened=typed["happened"].strip(),
        form="cash" if form == "currency" else typed["form"] or "goods",
        commodity=typed["commodity"],
        count=count,
        at="main" if form == "currency" else line.place or line.body,
        fund=typed["fund"],
        giver=typed["giver"],
        words=typed["words"],
        privacy=typed["privacy"] or "public",
        terms=terms,
    )


def _check_goods(typed: Typed) -> None:
    hazards = {item: hazard for item, _form, _scale, hazard in reads.items_given()}
    hazard = hazards.get(typed["commodity"])
    if hazard is None:
        typed.errors["commodity"] = _("Choose a currency or a kind of goods.")
    elif hazard in REFUSED_HAZARDS:
        refusal = Refusal("goods.refused-class", item=typed["commodity"], hazard=hazard)
        typed.errors["commodity"] = sentence(refusal, get_language() or "en")


def _check_day(typed: Typed) -> None:
    day = typed["happened"].strip()
    try:
        parse_day(day)
    except Refusal:
        typed.errors["happened"] = _("Write the day as year, month, day: 1941-11-30.")
        return
    if day > today():
        refusal = Refusal("clock.happened-later", happened=day, now=today())
        typed.errors["happened"] = sentence(refusal, get_language() or "en")


def _check_choices(typed: Typed) -> None:
    if typed["form"] not in ("", *USED):
        typed.errors["form"] = _("Choose how it was given.")
    if typed["privacy"] not in ("", *PRIVACY):
        typed.errors["privacy"] = _("Choose how the giver is shown.")
    elif typed["privacy"] == "anonymous" and typed["giver"].strip():
        typed.errors["giver"] = _("An anonymous gift names nobody; leave this out.")


def _amount_error(refusal: Refusal) -> str:
    if refusal.code == "quantity.decimals":
        return _("That has more decimals than this can have: at most %(n)s.") % {
            "n": refusal.facts.get("scale", 0)
        }
    if refusal.code == "quantity.too-large":
        return _("That is more than the books can hold.")
    return _("Write the amount in figures, such as 18.00")


def _terms(typed: Typed) -> Terms:
    def one(name: str) -> tuple[str, ...]:
        return (typed[name],) if typed[name] else ()

    chosen = (one("region"), one("trade"), one("item"), one("purpose"))
    if not any(chosen):
        return Terms()
    regions, trades, items, purposes = chosen
    return Terms(
        regions=regions,
        trades=trades,
        items=items,
        purposes=purposes,
        forbid_military=True,
    )


def _form(
    request: HttpRequest,
    line: reads.CommitteeLine,
    typed: Typed,
    *,
    general: str = "",
    status: int = 200,
) -> HttpResponse:
    names = Names.load(get_language() or "en")
    context = {
        "line": line,
        "name": names.body(line.body),
        "number": typed["number"],
        "receipt": typed["receipt"],
        "fields": _fields(line, typed, names),
        "conditions": _condition_fields(typed, names),
        "general": general,
    }
    return render(request, "gungho/enter_gift.html", context, status=status)


def _fields(line: reads.CommitteeLine, typed: Typed, names: Names) -> list[Field]:
    goods = tuple(
        (item, names.item(item) if form == "item" else item)
        for item, form, _scale, _hazard in reads.items_given()
        if item != "price-index"
    )
    funds = [(fund.fund, names.fund(fund.fund)) for fund in reads.funds_of(line.body)]
    return [
        field_of(typed, "giver", _("Giver"), needed=False,
               hint=_("Kept on a card that can be erased, not in the journal")),
        field_of(typed, "commodity", _("Currency or goods"), kind="select",
               choices=goods),
        field_of(typed, "amount", _("Amount"), hint=_("In figures, such as 18.00")),
        field_of(typed, "form", _("How it was given"), kind="select", needed=False,
               choices=(("", _("As money or goods")), *_used_words())),
        field_of(typed, "privacy", _("How the giver is shown"), kind="select",
               choices=tuple(privacy_words().items())),
        field_of(typed, "happened", _("Received on"), hint=_("Year, month, day")),
        field_of(typed, "words", _("The giver’s wish, in their own words"),
               kind="textarea", needed=False, wide=True,
               hint=_("The hub must follow this. It is kept on an erasable card.")),
        field_of(typed, "fund", _("What it is for"), kind="select", wide=True,
               choices=(*funds, (NEW, _("New conditions, chosen below")))),
    ]  # fmt: skip


def _used_words() -> tuple[tuple[str, str], ...]:
    words = form_words()
    return tuple((form, words[form]) for form in USED)


def privacy_words() -> dict[str, str]:
    """How a giver may be shown, in words."""
    return {
        "public": _("By name, where a card names them"),
        "private": _("Not at all; known to us"),
        "anonymous": _("Not at all; unknown to us too"),
    }


def _condition_fields(typed: Typed, names: Names) -> list[Field]:
    anything = (("", _("Any")),)
    items = tuple(
        (item, names.item(item))
        for item, form, _scale, _hazard in reads.items_given()
        if form == "item" and item != "price-index"
    )
    regions = tuple((key, str(word)) for key, word in REGIONS.items() if key != "hub")
    trades = tuple((key, str(word)) for key, word in TRADES.items())
    purposes = tuple((key, purpose_word(key)) for key in PURPOSES)
    return [
        field_of(typed, "region", _("Only in the region"), kind="select",
               choices=anything + regions, needed=False),
        field_of(typed, "trade", _("Only for the trade"), kind="select",
               choices=anything + trades, needed=False),
        field_of(typed, "purpose", _("Only for the purpose"), kind="select",
               choices=anything + purposes, needed=False),
        field_of(typed, "item", _("Only as"), kind="select", choices=anything + items,
               needed=False),
    ]  # fmt: skip
