# SPDX-License-Identifier: Apache-2.0
"""The desk for one fund's restrictions: only what can be done now is offered."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.restrict import Act, restrict
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.conditions import conditions
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.bank import till_word
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import GunghoError, Refusal
from gungho.flows.funds import Consent
from gungho.ledger.terms import FREE, Terms, terms_of, terms_text
from gungho.measure import count_of
from gungho.store.reads import funds as reads
from gungho.store.reads.bank import tills
from gungho.store.reads.entries import is_recorded
from gungho.store.reads.funds import FundHere

NUMBER = re.compile(r"[0-9a-f]{16}")
ALL = "all"
NAMES = (
    "do", "number", "reason", "asked", "clause", "consent", "into", "resolution",
    "person", "office", "until", "source", "money", "amount", "bridge", "words",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One act that can be done now: its title, what it does, its fields."""

    act: str
    title: str
    told: str
    fields: list[Field]
    is_grave: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, fund: str) -> HttpResponse:
    """Show what can be done about a fund's conditions, or do it."""
    known = reads.fund_here(fund)
    if known is None:
        raise Http404
    typed = Typed(values={name: request.POST.get(name, "") for name in NAMES})
    refused = ""
    if request.method == "POST":
        refused = _done(known, typed)
        if not refused:
            return redirect("fund", fund)
    names = Names.load(get_language() or "en")
    shown = _Desk(fund=known, typed=typed, goods=Goods.load(names))
    told = {
        "fund": known,
        "name": names.fund(fund),
        "conditions": conditions(known.terms, names),
        "refused": refused,
        "number": secrets.token_hex(8),
        "forms": list(shown.forms()),
        "asked": [shown.consent(one) for one in shown.consents],
        "must_return": terms_of(known.terms).left_over == "return",
    }
    status = 422 if refused else 200
    return render(request, "gungho/fund_desk.html", told, status=status)


def _done(fund: FundHere, typed: Typed) -> str:
    """Record an act; return what refused it."""
    values = dict(typed.values)
    if not NUMBER.fullmatch(typed["number"]):
        return _("The form is damaged. Open it again and type it once more.")
    if is_recorded(fund.opener, f"desk.{typed['number']}"):
        return ""
    till, _sign, currency = typed["money"].partition("/")
    values |= {"till": till, "currency": currency}
    try:
        if typed["amount"]:
            scale = Goods.load(Names.load("en")).scale(currency)
            values["count"] = str(count_of(typed["amount"].replace(",", ""), scale))
        consent = _consent(fund, typed["consent"])
        terms = terms_of(consent.terms) if consent else _asked_terms(fund, typed)
        values["giver"] = consent.asked if consent else ""
        restrict(
            Act(
                number=typed["number"], book=fund.opener, fund=fund.fund, on=today(),
                sort=typed["do"], typed=values,
            ),
            terms=terms,
            submit=import_string(settings.GUNGHO_SUBMIT),
            keep_cards=import_string(settings.GUNGHO_KEEP_CARDS),
            salts=lambda: secrets.token_bytes(16),
        )  # fmt: skip
    except GunghoError as error:
        return sentence(error, get_language() or "en")
    return ""


def _consent(fund: FundHere, ident: str) -> Consent | None:
    found = reads.consents_of(fund.fund, book=fund.opener)
    return next((one for one in found if one.consent == ident), None)


def _asked_terms(fund: FundHere, typed: Typed) -> Terms:
    """Return the terms that are asked for: without one clause, or none at all."""
    terms = terms_of(fund.terms)
    if typed["clause"] in ("", ALL):
        return FREE
    if typed["clause"] not in Terms.__struct_fields__:
        raise Refusal("desk.unknown", act=typed["clause"][:40])
    default = getattr(FREE, typed["clause"])
    return msgspec.structs.replace(terms, **{typed["clause"]: default})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    fund: FundHere
    typed: Typed
    goods: Goods

    @property
    def consents(self) -> list[Consent]:
        """What was asked about this fund."""
        return reads.consents_of(self.fund.fund, book=self.fund.opener)

    def consent(self, one: Consent) -> dict[str, Any]:
        """A consent as it is shown: who was asked what, and the answer."""
        answer = _("not answered yet")
        if one.given_on:
            answer = _("agreed")
        elif one.refused_on:
            answer = _("did not agree")
        return {
            "one": one,
            "asked": self.goods.names.any(one.asked),
            "terms": conditions(one.terms, self.goods.names) or [_("no condition")],
            "answer": answer,
            "day": one.given_on or one.refused_on or one.on,
        }

    def forms(self) -> Iterator[Form]:
        """Yield what can be done now, the most urgent first."""
        restricted = self.fund.terms != terms_text(FREE)
        if self.fund.overdrawn:
            yield from (self._assign(), self._bridge())
        waiting = [x for x in self.consents if not (x.given_on or x.refused_on)]
        if waiting:
            yield from self._answers(waiting)
        agreed = [
            one
            for one in self.consents
            if one.given_on and one.terms != self.fund.terms
        ]
        if agreed and restricted:
            yield from self._agreed(agreed)
        if not restricted:
            return
        if not self.fund.blocked:
            yield self._block()
        yield self._ask()
        yield from self._ends()

    def _field(self, name: str, label: str, **more: Any) -> Field:
        return field_of(self.typed, name, label, **more)

    def _into(self, *, rule: str = "") -> Field:
        """What may take the rest: under the rule ``general`` the own general fund."""
        names, opener = self.goods.names, self.fund.opener
        known = reads.known_funds(opener)
        if rule == "general":
            known = [one for one in known if one == (f"{opener}:general", "general")]
        known.sort(key=lambda one: one[1] != "general")
        funds = tuple(
            (fund, names.fund(fund)) for fund, _sort in known if fund != self.fund.fund
        )
        return self._field("into", _("What is left goes to"), kind="select",
                           choices=funds, wide=True)  # fmt: skip

    def _words(self, label: str) -> Field:
        return self._field(
            "words", label, kind="textarea", wide=True, needed=False,
            hint=_("Kept on a card that can be erased, not in the journal"),
        )  # fmt: skip

    def _block(self) -> Form:
        reasons = (
            ("road-closed", _("the road is closed")),
            ("place-lost", _("the place is lost")),
            ("not-needed", _("it is needed no more")),
            ("cannot-buy", _("it cannot be bought")),
        )
        return Form(
            act="block", title=_("The use has become impossible"),
            told=_("The fund waits until its givers have been asked."),
            fields=[self._field("reason", _("Why"), kind="select", choices=reasons)],
            is_grave=True,
        )  # fmt: skip

    def _ask(self) -> Form:
        names = self.goods.names
        givers = dict.fromkeys(
            [one.giver for one in reads.gifts_to(self.fund.fund) if one.giver]
        )
        asked = tuple((one, names.any(one)) for one in (*givers, self.fund.opener))
        clauses = [(ALL, _("every condition"))]
        terms = terms_of(self.fund.terms)
        for clause in Terms.__struct_fields__:
            if getattr(terms, clause) != getattr(FREE, clause):
                alone = Terms(**{clause: getattr(terms, clause)})
                told = conditions(terms_text(alone), names)
                clauses.append((clause, "; ".join(told) or clause))
        return Form(
            act="ask", title=_("Ask a giver"),
            told=_("Nothing changes by asking; the answer is written down when it "
                   "comes."),
            fields=[
                self._field("asked", _("Who is asked"), kind="select", choices=asked),
                self._field("clause", _("Which condition should fall"), kind="select",
                            choices=tuple(clauses)),
            ],
        )  # fmt: skip

    def _answers(self, waiting: list[Consent]) -> Iterator[Form]:
        choices = tuple(
            (one.consent, f"{self.goods.names.any(one.asked)}, {one.on}")
            for one in waiting
        )
        for act, title in (
            ("agree", _("The giver agrees")),
            ("refuse", _("The giver does not agree")),
        ):
            yield Form(
                act=act, title=title, told="",
                fields=[
                    self._field("consent", _("Asked"), kind="select", choices=choices),
                    self._words(_("What the giver wrote")),
                ],
            )  # fmt: skip

    def _agreed(self, agreed: list[Consent]) -> Iterator[Form]:
        names = self.goods.names

        def choices(found: list[Consent]) -> tuple[tuple[str, str], ...]:
            return tuple(
                (one.consent, f"{names.any(one.asked)}, {one.given_on}")
                for one in found
            )

        freed = [one for one in agreed if one.terms == terms_text(FREE)]
        changed = [one for one in agreed if one not in freed]
        if changed:
            yield Form(
                act="change", title=_("Change the conditions as agreed"), told="",
                fields=[self._field("consent", _("By the answer of"), kind="select",
                                    choices=choices(changed))],
            )  # fmt: skip
        if freed:
            yield Form(
                act="release", title=_("Release the fund as agreed"), told="",
                fields=[
                    self._field("consent", _("By the answer of"), kind="select",
                                choices=choices(freed)),
                    self._into(),
                ],
                is_grave=True,
            )  # fmt: skip

    def _ends(self) -> Iterator[Form]:
        terms = terms_of(self.fund.terms)
        rule = terms.left_over
        if rule != "return":
            yield Form(
                act="fulfil", title=_("What the giver asked is done"),
                told=_("What is left goes on by the giver’s own rule."),
                fields=[self._into(rule=rule), self._words(_("The evidence"))],
                is_grave=True,
            )  # fmt: skip
        if rule != "return" and terms.until_day and terms.until_day < today():
            yield Form(
                act="lapse", title=_("Its last day is over"), told="",
                fields=[self._into(rule=rule)], is_grave=True,
            )  # fmt: skip
        yield Form(
            act="release", title=_("Release it by a resolution"),
            told=_("Where no giver can be reached any more."),
            fields=[
                self._field("resolution", _("Number of the resolution")),
                self._into(), self._words(_("How the givers were looked for")),
            ],
            is_grave=True,
        )  # fmt: skip

    def _assign(self) -> Form:
        return Form(
            act="assign", title=_("Someone answers for it"),
            told=_("The fund is below zero; it is to be cured by a day."),
            fields=[
                self._field("person", _("Person")),
                self._field("office", _("Office")),
                self._field("until", _("By when"), hint=_("Year, month, day")),
            ],
        )  # fmt: skip

    def _bridge(self) -> Form:
        names, opener = self.goods.names, self.fund.opener
        sources = tuple(
            (fund, names.fund(fund))
            for fund, sort in reads.known_funds(opener)
            if sort == "general"
        )
        money = tuple(
            (f"{one.till}/{one.currency}", f"{till_word(one.till)}, {one.currency}")
            for one in tills(opener)
        )
        return Form(
            act="bridge", title=_("Bridge it with free money"),
            told=_("A loan between funds: it is paid back by its day."),
            fields=[
                self._field("source", _("From"), kind="select", choices=sources),
                self._field("money", _("Till"), kind="select", choices=money),
                self._field("amount", _("Amount")),
                self._field("until", _("By when"), hint=_("Year, month, day")),
            ],
        )  # fmt: skip
