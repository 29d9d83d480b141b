# SPDX-License-Identifier: Apache-2.0
"""Saying what a line of a bank is: a gift, a cost, or money from another till."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.name_line import FACTS, SORTS
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.bank import till_word
from gungho.doors.web.pages.bank_acts import book
from gungho.doors.web.pages.bank_till import sort_words
from gungho.doors.web.pages.enter_gift import privacy_words
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.doors.web.words import CAUSES as CAUSE_WORDS
from gungho.errors import GunghoError, Refusal
from gungho.reports.naming import INWARD, OUTWARD, named_by
from gungho.store import bank
from gungho.store.bank import Till
from gungho.store.reads import bank as reads
from gungho.store.reads.bank import InboxLine
from gungho.store.reads.committees import funds_of

NAMES = ("sort", "fund", "cause", "giver", "privacy", "till", "contains", "do")
CAUSES = ("bank", "freight", "customs", "rent", "wages", "postage", "repair", "other")


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, mark: str) -> HttpResponse:
    """Show one line with the form that names it, or book it."""
    try:
        found = reads.line_named(mark)
    except Refusal:
        raise Http404 from None
    back = redirect("till", found.body, found.till, found.currency)
    typed = Typed(values=_prefilled(found))
    refused = ""
    if request.method == "POST":
        typed = Typed(values={name: request.POST.get(name, "") for name in NAMES})
        refused = _done(found, typed)
        if not refused and not typed.errors:
            return back
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    texts = (found.line.text, found.line.other, found.line.reference)
    told = {
        "found": found,
        "body": names.body(found.body),
        "till": till_word(found.till),
        "texts": [one for one in texts if one],
        "amount": goods.amount(found.currency, found.line.amount),
        "fields": _fields(found, typed, names),
        "refused": refused,
    }
    wrong = bool(refused or typed.errors)
    return render(request, "gungho/bank_line.html", told, status=422 if wrong else 200)


def _prefilled(found: InboxLine) -> dict[str, str]:
    """Return what a rule says of the line, else what it is most likely."""
    rule = named_by(found.line, reads.rules(found.body), till=found.till)
    plain = {
        "sort": "gift" if found.line.amount > 0 else "cost",
        "fund": f"{found.body}:general",
        "giver": found.line.other if found.line.amount > 0 else "",
        "privacy": "private",
        "cause": "bank",
    }
    return plain | ({"sort": rule.sort, **rule.facts} if rule else {})


def _done(found: InboxLine, typed: Typed) -> str:
    """Book the line, or take it out; return what refused it."""
    sort = next((one for one in SORTS if one == typed["sort"]), None)
    try:
        if typed["do"] == "drop":
            bank.drop_line(found.line.mark)
            return ""
        if sort is None:
            typed.errors["sort"] = _("Choose what it was.")
            return ""
        facts = {name: typed[name].strip() for name in FACTS[sort] if typed[name]}
        if sort == "gift" and not facts.get("giver"):
            facts["privacy"] = "anonymous"
        book(found, sort, facts)
        if typed["contains"].strip():
            kept = {name: told for name, told in facts.items() if name != "privacy"}
            bank.add_rule(
                Till(body=found.body, till=found.till, currency=found.currency),
                contains=typed["contains"],
                sort=sort,
                facts=kept,
                now=found.line.on,
            )
    except GunghoError as error:
        return sentence(error, get_language() or "en")
    return ""


def _fields(found: InboxLine, typed: Typed, names: Names) -> list[Field]:
    fit = INWARD if found.line.amount > 0 else OUTWARD
    words = sort_words()
    sorts = tuple((sort, words[sort]) for sort in SORTS if sort in fit)
    funds = tuple((one.fund, names.fund(one.fund)) for one in funds_of(found.body))
    tills = tuple(
        dict.fromkeys(
            (one.till, till_word(one.till))
            for one in reads.tills(found.body)
            if one.till != found.till
        )
    )
    fields = [
        field_of(typed, "sort", _("What it was"), kind="select", choices=sorts),
        field_of(typed, "fund", _("Fund"), kind="select", choices=funds),
    ]
    if found.line.amount > 0:
        fields += [
            field_of(typed, "giver", _("Giver"), needed=False,
                     hint=_("Only for a gift. Kept on a card that can be erased, not "
                            "in the journal")),
            field_of(typed, "privacy", _("How the giver is shown"), kind="select",
                     choices=tuple(privacy_words().items())),
        ]  # fmt: skip
    else:
        causes = tuple((one, str(CAUSE_WORDS[one])) for one in CAUSES)
        fields += [
            field_of(typed, "cause", _("What the cost was for"), kind="select",
                     choices=causes, hint=_("Only for a cost")),
        ]  # fmt: skip
    if tills:
        fields.append(
            field_of(typed, "till", _("The other till"), kind="select", needed=False,
                     choices=(("", _("none")), *tills),
                     hint=_("Only for money moved between tills"))
        )  # fmt: skip
    fields.append(
        field_of(typed, "contains", _("Propose the same for lines that contain"),
                 needed=False, wide=True,
                 hint=_("A rule names lines like this one; it books nothing by "
                        "itself."))
    )  # fmt: skip
    return fields
