# SPDX-License-Identifier: Apache-2.0
"""``trade``: what is offered, orders with all that came of them, and their papers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.sheets import FORMATS
from gungho.doors.trade_papers import SORTS, TradeWords, paper_of, sold_of
from gungho.errors import Refusal
from gungho.formats.paper_text import text_of
from gungho.formats.ubl import ubl_of
from gungho.measure import decimal_text
from gungho.store.reads import trade as reads
from gungho.store.reads.movement import item_scales
from gungho.store.reads.trade import Billed, Deal
from gungho.store.reads.trade_trail import joined

COUNTS = ("count", "delivered", "rejected", "exported")
MONEY = ("price", "amount", "total", "paid", "credited", "settled", "claim", "credit")


@click.group("trade")
def trade_group() -> None:
    """See what is offered and ordered, and write the papers."""


@trade_group.command("offers")
@home_option
@json_option
@click.option("--body", default="", help="Only this exporter's.")
@click.pass_obj
@told_errors
def offers_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List what co-ops offer, at which price, and how many are free by when."""
    opened = node.open(home)
    scales = item_scales()
    told = [
        {
            "body": one.body,
            **_row(one.row, scales, item=one.row.item, money=one.row.currency),
            "text": one.text,
            "free": decimal_text(one.free, scales.get(one.row.item, 0)),
            "spans": [_row(span, scales, item=one.row.item) for span in one.spans],
        }
        for one in reads.offers(today=str(opened.books.clock().date()), body=body)
    ]
    if as_json:
        say_json(told)
        return
    for one in told:
        say(
            f"{one['coop']:<20} {one['item']:<18} HS {one['hs']}  {one['currency']} "
            f"{one['price']}  {one['free']} free by {one['spans'][-1]['until']}"
        )


@trade_group.command("orders")
@home_option
@json_option
@click.option("--body", default="", help="Only this exporter's.")
@click.pass_obj
@told_errors
def orders_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List the orders, the newest first."""
    node.open(home)
    scales = item_scales()
    told = [
        {
            "body": owner,
            **_row(row, scales),
            "total": decimal_text(
                sum(line.amount for line in lines), scales.get(row.currency, 0)
            ),
        }
        for owner, row, lines in reads.orders(body=body)
    ]
    if as_json:
        say_json(told)
        return
    for one in told:
        say(
            f"{one['on']} {one['order']:<16} {one['buyer']:<16} {one['currency']} "
            f"{one['total']} {one['incoterm']} {one['place']}, due {one['due']}: "
            f"{one['status']}"
        )


@trade_group.command("show")
@home_option
@json_option
@click.argument("order")
@click.pass_obj
@told_errors
def show_command(node: Node, home: Path, order: str, *, as_json: bool) -> None:
    """Tell ORDER from the enquiry to the proceeds, and what gifts stand behind it."""
    node.open(home)
    deal = _deal(order)
    scales = item_scales()
    told = _deal_told(deal, scales)
    if as_json:
        say_json(told)
        return
    _say_deal(told)


@trade_group.command("paper")
@home_option
@click.argument("sort", type=click.Choice([*SORTS, "ubl"]))
@click.argument("order")
@click.option(
    "--format", "form", type=click.Choice([*FORMATS]), default="text",
    help="How it is written; a UBL file is always XML.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this file.")
@click.pass_obj
@told_errors
def paper_command(
    node: Node, home: Path, sort: str, order: str, *, form: str, out: Path | None
) -> None:
    """Write a paper of ORDER (or of an invoice): pro forma, invoice, packing list.

    ``origin`` is the statement of origin, ``ubl`` the invoice as a UBL 2.1 file.
    """
    node.open(home)
    deal, billed = _order_or_invoice(order)
    words = TradeWords.load(language(), deal.body)
    if sort == "ubl":
        if billed is None:
            raise Refusal("paper.none", order=deal.row.order)
        raw = ubl_of(sold_of(deal, billed, words))
    else:
        paper = paper_of(sort, deal, words, billed=billed)
        raw = text_of(paper).encode() if form == "text" else FORMATS[form][1](paper)
    if out:
        out.write_bytes(raw)
        say(str(out))
    else:
        sys.stdout.buffer.write(raw)


def _deal(order: str) -> Deal:
    found = reads.deal(order)
    if found is None:
        raise Refusal("order.unknown", order=order)
    return found


def _order_or_invoice(ident: str) -> tuple[Deal, Billed | None]:
    """Return an order with its first invoice, or the order of an invoice."""
    by_invoice = reads.deal_of_invoice(ident)
    if by_invoice is not None:
        return by_invoice
    deal = _deal(ident)
    return deal, next(iter(deal.billed), None)


def _row(
    row: msgspec.Struct, scales: dict[str, int], *, item: str = "", money: str = ""
) -> dict[str, Any]:
    """Return a row's facts, its counts as decimals."""
    told = msgspec.structs.asdict(row)
    told.pop("book", None)
    told.pop("seq", None)
    item = item or told.get("item", "") or told.get("commodity", "")
    money = money or told.get("currency", "")
    for names, code in ((COUNTS, item), (MONEY, money)):
        for name in names:
            if name in told and code and isinstance(told[name], int):
                told[name] = decimal_text(told[name], scales.get(code, 0))
    return told


def _deal_told(deal: Deal, scales: dict[str, int]) -> dict[str, Any]:
    money = deal.row.currency

    def every(found: Any, **more: str) -> list[dict[str, Any]]:
        return [_row(one, scales, **more) for one in found]

    return {
        "body": deal.body,
        "order": _row(deal.row, scales),
        "buyer": deal.buyer_text.partition("\n")[0] or deal.row.buyer,
        "lines": every(deal.lines, money=money),
        "shares": every(deal.shares),
        "advances": every(deal.advances),
        "deliveries": every(deal.deliveries),
        "shipments": [
            {**_row(one.row, scales), "lines": every(one.lines)} for one in deal.sent
        ],
        "invoices": [_billed_told(one, scales) for one in deal.billed],
    }


def _billed_told(billed: Billed, scales: dict[str, int]) -> dict[str, Any]:
    money = billed.row.currency
    scale = scales.get(money, 0)
    trace = joined(billed.row)
    return {
        **_row(billed.row, scales),
        "left": decimal_text(billed.row.left, scale),
        "lines": [_row(one, scales, money=money) for one in billed.lines],
        "shares": [_row(one, scales, money=money) for one in billed.shares],
        "payments": [
            {
                **_row(one, {}),
                "count": decimal_text(one.count, scale),
                **{
                    name: decimal_text(getattr(one, name), scales.get(one.currency, 0))
                    for name in ("came", "fee", "expected")
                },
            }
            for one in billed.payments
        ],
        "sharings": [
            _sharing_told(one, parts, scales) for one, parts in billed.sharings
        ],
        "complaints": [_row(one, scales, money=money) for one in billed.complaints],
        "behind": [
            {"coop": one.coop, "gift": one.gift, "part": decimal_text(one.count, scale)}
            for one in trace.behind
        ],
        "own": {
            coop: decimal_text(count, scale) for coop, count in trace.unknown.items()
        },
        "uses": [
            {
                "coop": one.coop, "role": one.role, "detail": one.detail,
                "part": decimal_text(one.count, scale),
            }
            for one in trace.uses
        ],
    }  # fmt: skip


def _sharing_told(one: Any, parts: Any, scales: dict[str, int]) -> dict[str, Any]:
    scale = scales.get(one.currency, 0)
    names = ("came", "fee", "charges", "commission", "levy")
    mine = ("gross", "fee", "charges", "commission", "levy", "net", "recovered")
    return {
        "sharing": one.sharing,
        "on": one.on,
        "currency": one.currency,
        "agent": one.agent,
        "levy_fund": one.levy_fund,
        **{name: decimal_text(getattr(one, name), scale) for name in names},
        "coops": [
            {
                "coop": part.coop,
                **{name: decimal_text(getattr(part, name), scale) for name in mine},
            }
            for part in parts
        ],
    }


def _say_deal(told: dict[str, Any]) -> None:
    order = told["order"]
    say(
        f"{order['order']}: {told['buyer']}, {order['incoterm']} {order['place']}, due "
        f"{order['due']}: {order['status']}"
    )
    for line in told["lines"]:
        say(
            f"  {line['item']}: {line['count']} at {order['currency']} {line['price']} "
            f"= {line['amount']}"
        )
    for one in told["shares"]:
        say(
            f"  {one['coop']}: {one['count']} of {one['item']}, delivered "
            f"{one['delivered']}, sent back {one['rejected']}, sent {one['exported']}"
        )
    for invoice in told["invoices"]:
        _say_invoice(invoice)


def _say_invoice(invoice: dict[str, Any]) -> None:
    money = invoice["currency"]
    say(
        f"  invoice {invoice['invoice']} of {invoice['on']}: {money} "
        f"{invoice['total']}, paid {invoice['paid']}, credited {invoice['credited']}, "
        f"left {invoice['left']}"
    )
    for one in invoice["sharings"]:
        say(
            f"    shared {one['on']}: {one['currency']} {one['came']} came, fee "
            f"{one['fee']}, charges {one['charges']}, commission {one['commission']}, "
            f"levy {one['levy']}"
        )
        for part in one["coops"]:
            say(
                f"      {part['coop']}: {part['net']}, of which {part['recovered']} "
                "repay an advance"
            )
    for one in invoice["behind"]:
        say(f"    behind {one['coop']}: gift {one['gift']}, {money} {one['part']}")
    for coop, part in invoice["own"].items():
        say(f"    behind {coop}: its own and what no gift is behind, {money} {part}")
    for one in invoice["uses"]:
        where = f"{one['role']} {one['detail']}".strip()
        say(f"    {one['coop']} has {money} {one['part']} of it in {where}")
