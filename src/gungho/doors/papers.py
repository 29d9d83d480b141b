# SPDX-License-Identifier: Apache-2.0
"""Every printed paper by its name: who makes it, and in which languages it is.

What travels, or is filled by pen, is in both languages, because the clerk at either end
may read only one; the rest is in the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from gungho.doors.minutes import minutes_paper
from gungho.doors.paper_words import LANGUAGES, PaperWords
from gungho.doors.papers_coop import production_sheet
from gungho.doors.papers_giving import blank_receipt, donor_statement, receipt, thanks
from gungho.doors.papers_goods import arrival_sheet, packing_list, waybill
from gungho.doors.papers_help import grant_letter, loan_deed, need_form
from gungho.doors.papers_month import month_statement
from gungho.doors.trade_papers import TradeWords, paper_of
from gungho.errors import Refusal
from gungho.formats.paper import Paper
from gungho.store.reads.minutes import minutes as read_minutes
from gungho.store.reads.printed import order_of_shipment
from gungho.store.reads.trade import deal, deal_of_invoice

Make = Callable[[str, PaperWords], Paper]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One sort of paper: whether it is in both languages, and what makes it."""

    is_both: bool
    make: Make


def _minutes(ident: str, words: PaperWords) -> Paper:
    """Return the minutes of ``MEETING``, or of ``MEETING@BODY`` where two have one."""
    meeting, _, body = ident.partition("@")
    told = read_minutes(meeting, body=body)
    if told is None:
        raise Refusal("print.none", sort="minutes", id=ident[:80])
    mark = words.mark(told.body, told.meeting.seq)
    sheet = words.sheet(meeting, mark, signers=("chair", "secretary"))
    paper = minutes_paper(told, words.tongues[0])
    return replace(paper, notes=paper.notes[:-1], sheet=sheet)


def _invoice(ident: str, words: PaperWords) -> Paper:
    """Return the invoice of an order, or the one so named."""
    found = deal_of_invoice(ident)
    dealt = found[0] if found else deal(ident)
    billed = found[1] if found else next(iter(dealt.billed), None) if dealt else None
    if dealt is None or billed is None:
        raise Refusal("print.none", sort="invoice", id=ident[:80])
    trade = TradeWords.load(words.language, dealt.body)
    mark = words.mark(dealt.body, billed.row.seq)
    sheet = words.sheet(billed.row.invoice, mark)
    return replace(paper_of("invoice", dealt, trade, billed=billed), sheet=sheet)


def _packing(ident: str, words: PaperWords) -> Paper:
    """Return the packing list of a consignment, or of a shipment to a buyer."""
    order = order_of_shipment(ident)
    dealt = deal(order) if order else None
    if dealt is None:
        return packing_list(ident, words)
    sent = next(one for one in dealt.sent if one.row.shipment == ident)
    trade = TradeWords.load(words.language, dealt.body)
    sheet = words.sheet(
        ident, words.mark(dealt.body, sent.row.seq), signers=("packed",)
    )
    only = replace(dealt, sent=[sent])
    return replace(paper_of("packing-list", only, trade), sheet=sheet)


PAPERS: Mapping[str, Printed] = MappingProxyType({
    "receipt": Printed(is_both=True, make=receipt),
    "blank-receipt": Printed(is_both=True, make=blank_receipt),
    "thanks": Printed(is_both=True, make=thanks),
    "waybill": Printed(is_both=True, make=waybill),
    "packing-list": Printed(is_both=False, make=_packing),
    "arrival": Printed(is_both=True, make=arrival_sheet),
    "grant": Printed(is_both=False, make=grant_letter),
    "loan": Printed(is_both=True, make=loan_deed),
    "donor": Printed(is_both=False, make=donor_statement),
    "need": Printed(is_both=True, make=need_form),
    "production": Printed(is_both=True, make=production_sheet),
    "month": Printed(is_both=False, make=month_statement),
    "minutes": Printed(is_both=False, make=_minutes),
    "invoice": Printed(is_both=False, make=_invoice),
})  # fmt: skip


def printed(sort: str, ident: str, *, language: str, root: str, today: str) -> Paper:
    """Return a paper by its sort and what it is of.

    Raises Refusal ``print.sort``, ``print.none``, and those of its maker.
    """
    if sort not in PAPERS:
        raise Refusal("print.sort", sort=sort[:40], sorts=", ".join(PAPERS))
    kind = PAPERS[sort]
    tongues = LANGUAGES if kind.is_both else (language,)
    return kind.make(ident, PaperWords.load(tongues, root=root, today=today))
