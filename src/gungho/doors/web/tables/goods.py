# SPDX-License-Identifier: Apache-2.0
"""The columns of lists about goods on shelves and on the road, and of foreign trade."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, amounts, count, day, text
from gungho.doors.web.tables.shared import (
    AMOUNT,
    BODY,
    BUYER,
    COOP,
    DATE,
    FUND,
    ITEM,
    OWED,
    PLACE,
    RECEIVER,
    SENDER,
    STATE,
)


def _delivery(row: Any) -> list[str]:
    return [row["row"].incoterm, row["place"]]


CONSIGNMENTS = (
    text("document", _("Paper"), "line.document"),
    SENDER,
    RECEIVER,
    amounts("sent", _("What was sent"), "every"),
    day("on", _("Left on"), "line.on"),
    day("due", _("Due"), "line.due"),
    STATE,
    day("counted", _("counted"), "line.day"),
)
SENT_ON = (
    text("document", _("Paper"), "line.document"),
    RECEIVER,
    day("on", _("Sent"), "line.on"),
    amounts("sent", _("Amount"), "every"),
    STATE,
)
PAPERS = (
    text("document", _("Paper"), "paper.sides.document"),
    STATE,
    text("must", _("Who must answer"), "body"),
    SENDER,
    RECEIVER,
    amounts("sent", _("Sent"), lambda row: [one for one, _ in row.every if one.count]),
    amounts(
        "counted", _("Counted"), lambda row: [one for _, one in row.every if one.count]
    ),
    count("age", _("Age"), "paper.days"),
)
STOCK = (
    ITEM,
    text("body", _("Whose"), "body"),
    PLACE,
    FUND,
    AMOUNT,
)
NUMBERS = (
    text("fund", _("Fund"), lambda row: row[0]),
    amount("booked", _("Booked"), lambda row: row[1][0]),
    amount("on_hand", _("On hand"), lambda row: row[1][1]),
    amount("on_the_way", _("On the way"), lambda row: row[1][2]),
    amount("promised", _("Promised by plans"), lambda row: row[1][3]),
    amount("free", _("Free"), lambda row: row[1][4]),
)
LENT = (
    ITEM,
    COOP,
    amount("left", _("Still out"), "left"),
    day("due", _("Falls due"), "lent.due"),
)
EXPIRING = (
    ITEM,
    AMOUNT,
    day("expires", _("Expires"), "one.expires"),
)
HELD = (
    ITEM,
    text(
        "whose",
        _("Whose, and with whom"),
        lambda row: [row["body"], row["party"]][:: 1 if row["is_ours"] else -1],
    ),
    AMOUNT,
    day("due", _("Falls due"), "row.due"),
)
COUNTS = (
    day("on", _("Date"), "count.on"),
    text("where", _("Where"), lambda row: [row["body"], row["place"]]),
    ITEM,
    amount("counted", _("Counted"), "counted"),
    amount("short", _("Short"), "short"),
    amount("over", _("Over"), "over"),
)
LIES = (
    text("where", _("Place"), "where"),
    FUND,
    AMOUNT,
)
STEPS = (
    day("on", _("Date"), "on"),
    text("kind", _("What happened"), "what"),
    AMOUNT,
)
BILLS = (
    text("creditor", _("Creditor"), "creditor"),
    text("cause", _("For"), "cause"),
    FUND,
    amount("count", _("Amount"), "count"),
    OWED,
    STATE,
    day("due", _("Due"), "one.due"),
    BODY,
)
ORDERS = (
    text("order", _("Order"), "row.order"),
    BUYER,
    text("terms", _("Terms of delivery"), _delivery),
    amount("total", _("Total"), "total"),
    day("due", _("Due"), "row.due"),
    STATE,
)
ENQUIRIES = (
    text("enquiry", _("Enquiry"), "row.enquiry"),
    BUYER,
    DATE,
    amounts("wanted", _("Goods"), "wanted"),
    day("until", _("Wanted by"), "row.wanted"),
    BODY,
)
UNPAID = (
    text("invoice", _("Invoice"), "row.invoice"),
    text("order", _("Order"), "row.order"),
    BUYER,
    amount("total", _("Total"), "total"),
    OWED,
    day("due", _("Due"), "row.due"),
)
COMPLAINTS = (
    text("complaint", _("Complaint"), "row.complaint"),
    text("invoice", _("Invoice"), "row.invoice"),
    DATE,
    text("defect", _("Defect"), "defect"),
)
OFFERS = (
    text("item", _("Goods"), "item"),
    text("coop", _("Made by"), "coop"),
    text("hs", _("HS heading"), "row.hs"),
    amount("price", _("Unit price"), "price"),
    amount("free", _("Free until then"), "free"),
    day("until", _("Until"), "last"),
)
