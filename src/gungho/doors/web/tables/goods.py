# SPDX-License-Identifier: Apache-2.0
"""The columns of lists about goods on shelves and on the road, and of foreign trade."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, amounts, count, day, text


def _delivery(row: Any) -> list[str]:
    return [row["row"].incoterm, row["place"]]


CONSIGNMENTS = (
    text("document", _("Paper"), "line.document"),
    text("sender", _("From"), "sender"),
    text("receiver", _("To"), "receiver"),
    amounts("sent", _("What was sent"), "every"),
    day("on", _("Left on"), "line.on"),
    day("due", _("Due"), "line.due"),
    text("state", _("State"), "state"),
    day("counted", _("counted"), "line.day"),
)
SENT_ON = (
    text("document", _("Paper"), "line.document"),
    text("receiver", _("To"), "receiver"),
    day("on", _("Sent"), "line.on"),
    amounts("sent", _("Amount"), "every"),
    text("state", _("State"), "state"),
)
PAPERS = (
    text("document", _("Paper"), "paper.sides.document"),
    text("state", _("State"), "state"),
    text("must", _("Who must answer"), "body"),
    text("sender", _("From"), "sender"),
    text("receiver", _("To"), "receiver"),
    amounts("sent", _("Sent"), lambda row: [one for one, _ in row.every if one.count]),
    amounts(
        "counted", _("Counted"), lambda row: [one for _, one in row.every if one.count]
    ),
    count("age", _("Age"), "paper.days"),
)
STOCK = (
    text("item", _("What"), "item"),
    text("body", _("Whose"), "body"),
    text("place", _("Place"), "place"),
    text("fund", _("Fund"), "fund"),
    amount("amount", _("Amount"), "amount"),
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
    text("item", _("What"), "item"),
    text("coop", _("Co-op"), "coop"),
    amount("left", _("Still out"), "left"),
    day("due", _("Falls due"), "lent.due"),
)
EXPIRING = (
    text("item", _("What"), "item"),
    amount("amount", _("Amount"), "amount"),
    day("expires", _("Expires"), "one.expires"),
)
HELD = (
    text("item", _("What"), "item"),
    text(
        "whose",
        _("Whose, and with whom"),
        lambda row: [row["body"], row["party"]][:: 1 if row["is_ours"] else -1],
    ),
    amount("amount", _("Amount"), "amount"),
    day("due", _("Falls due"), "row.due"),
)
COUNTS = (
    day("on", _("Date"), "count.on"),
    text("where", _("Where"), lambda row: [row["body"], row["place"]]),
    text("item", _("What"), "item"),
    amount("counted", _("Counted"), "counted"),
    amount("short", _("Short"), "short"),
    amount("over", _("Over"), "over"),
)
LIES = (
    text("where", _("Place"), "where"),
    text("fund", _("Fund"), "fund"),
    amount("amount", _("Amount"), "amount"),
)
STEPS = (
    day("on", _("Date"), "on"),
    text("kind", _("What happened"), "what"),
    amount("amount", _("Amount"), "amount"),
)
BILLS = (
    text("creditor", _("Creditor"), "creditor"),
    text("cause", _("For"), "cause"),
    text("fund", _("Fund"), "fund"),
    amount("count", _("Amount"), "count"),
    amount("left", _("Still owed"), "left"),
    text("state", _("State"), "state"),
    day("due", _("Due"), "one.due"),
    text("body", _("Organisation"), "body"),
)
ORDERS = (
    text("order", _("Order"), "row.order"),
    text("buyer", _("Buyer"), "buyer"),
    text("terms", _("Terms of delivery"), _delivery),
    amount("total", _("Total"), "total"),
    day("due", _("Due"), "row.due"),
    text("state", _("State"), "state"),
)
ENQUIRIES = (
    text("enquiry", _("Enquiry"), "row.enquiry"),
    text("buyer", _("Buyer"), "buyer"),
    day("on", _("Date"), "row.on"),
    amounts("wanted", _("Goods"), "wanted"),
    day("until", _("Wanted by"), "row.wanted"),
    text("body", _("Organisation"), "body"),
)
UNPAID = (
    text("invoice", _("Invoice"), "row.invoice"),
    text("order", _("Order"), "row.order"),
    text("buyer", _("Buyer"), "buyer"),
    amount("total", _("Total"), "total"),
    amount("left", _("Still owed"), "left"),
    day("due", _("Due"), "row.due"),
)
COMPLAINTS = (
    text("complaint", _("Complaint"), "row.complaint"),
    text("invoice", _("Invoice"), "row.invoice"),
    day("on", _("Date"), "row.on"),
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
