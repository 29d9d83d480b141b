# SPDX-License-Identifier: Apache-2.0
"""The columns of lists about gifts: gifts, pledges, appeals, committees, funds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, amounts, count, day, text
from gungho.doors.web.tables.shared import AMOUNT, BODY, FUND, KIND, PLACE, STATE


def known(row: Any) -> Any:
    """How a gift is known, or what became of its entry, in words."""
    line = row["line"]
    words = {
        "refused": _("refused"),
        "corrected": _("corrected"),
        "reconstructed": _("reconstructed"),
        "documented": _("documented"),
    }
    return words.get(line.status, words.get(line.standing, _("entered here")))


GIFTS = (
    text("gift", _("Gift"), "line.gift"),
    day("on", _("Received"), "line.on"),
    text("committee", _("Committee"), "committee"),
    FUND,
    AMOUNT,
    text("known", _("How it is known"), known),
)
COMMITTEE_GIFTS = tuple(one for one in GIFTS if one.name != "committee")
COMMITTEES = (
    text("name", _("Committee"), lambda row: row["name"][0] or row["name"][1]),
    PLACE,
    count("gifts", _("Gifts"), "line.gifts"),
    amounts(
        "given",
        _("Money given"),
        lambda row: [one for _word, given in row["given"] for one in given],
    ),
    day("news", _("Last news"), "line.news"),
)
PLEDGES = (
    text("pledge", _("Pledge"), "row.pledge"),
    BODY,
    STATE,
    text("giver", _("Giver"), "giver"),
    amount("count", _("Pledged"), "count"),
    amount("paid", _("Came"), "paid"),
    amount("released", _("Released"), "released"),
    amount("open", _("Still open"), "open"),
    text("appeal", _("Appeal"), "row.appeal"),
    day("due", _("Due"), lambda row: _first_due(row["parts"])),
)
APPEALS = (
    text("appeal", _("Appeal"), "row.appeal"),
    BODY,
    FUND,
    STATE,
    day("from_day", _("Since"), "row.from_day"),
    day("until_day", _("Until"), "row.until_day"),
    amounts("goal", _("Goal"), lambda row: _of(row["progress"], "goal")),
    amounts("came", _("Came"), lambda row: _of(row["progress"], "came")),
)
UNWANTED = (
    text("item", _("Item"), "item"),
    BODY,
    day("since", _("Since"), "row.since"),
    text("reason", _("Reason"), "row.reason"),
)
FUNDS = (
    text("fund", _("Fund"), "name"),
    text("opener", _("Organisation"), "opener"),
    text("state", _("State"), "word"),
    text("asked", _("What the giver asked"), "conditions"),
    amounts("came", _("Came in"), "came"),
    amounts("held", _("Held or on the way"), "held"),
)
FUND_GIFTS = (
    text("gift", _("Gift"), lambda row: row[0].gift),
    day("on", _("Received"), lambda row: row[0].on),
    text("giver", _("Giver"), lambda row: row[1]),
    amount("amount", _("Amount"), lambda row: row[2]),
)
FUND_REACHED = (
    text("coop", _("Co-op"), lambda row: row[1]),
    amount("granted", _("Granted"), lambda row: row[2][0] if row[0].granted else None),
    amount("lent", _("Lent"), lambda row: row[2][1] if row[0].lent else None),
    amount("repaid", _("Paid back"), lambda row: row[2][2] if row[0].repaid else None),
)
FUND_LIFE = (
    day("on", _("Date"), "deed.on"),
    KIND,
    text("body", _("In the book of"), "body"),
    text("parties", _("With"), "parties"),
    amounts("amount", _("Amount"), "amounts"),
)


def _of(progress: Any, name: str) -> list[Any]:
    return [line[name] for line in progress]


def _first_due(parts: Any) -> str:
    days = [part["on"].part.due for part in parts if part["on"].part.due]
    return min(days, default="")
