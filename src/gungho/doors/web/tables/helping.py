# SPDX-License-Identifier: Apache-2.0
"""The columns of lists about help: co-ops, needs, plans, loans, long work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, amounts, count, day, text
from gungho.doors.web.tables.shared import COOP, FUND, OWED, PLACE, STATE


def coop_state(row: Any) -> Any:
    """Whether a co-op is at work, in words."""
    return _("Closed") if row["line"].closed else _("At work")


COOPS = (
    text("coop", _("Co-op"), lambda row: row["name"][0] or row["name"][1]),
    text("trade", _("Trade"), "trade"),
    PLACE,
    text("region", _("Region"), "region"),
    count("members", _("Members"), "line.members"),
    day("opened", _("Founded"), "line.opened"),
    text("state", _("State"), coop_state),
    day("closed", _("Closed"), "line.closed"),
)
NEEDS = (
    COOP,
    text("region", _("Region"), "region"),
    text("activity", _("For"), "activity"),
    count("units", _("How many"), "line.units"),
    day("on", _("Stated"), "line.on"),
    amounts("asked", _("Asked"), "asked"),
    STATE,
    text("plan", _("Plan"), "line.plan"),
    amounts("came", _("What came"), "came"),
)
PLANS = (
    text("plan", _("Plan"), "plan"),
    day("on", _("Adopted"), "on"),
    count("needs", _("Needs"), "needs"),
    count("lines", _("Lines"), "lines"),
    count("unmet", _("Unmet"), "unmet"),
    text("facts", _("Facts"), "facts_sha256"),
)
DRAFTS = (
    text("draft", _("Draft"), "row.draft"),
    text("for", _("For"), "body"),
    day("on", _("As the books were on"), "row.on"),
    STATE,
)
PLAN_LINES = (
    text("depot", _("Depot"), "depot"),
    COOP,
    text("need", _("Need"), "need"),
    amount("amount", _("Quantity"), "amount"),
    FUND,
    text("why", _("Why"), "why"),
)
PLAN_LEFT = (
    text("source", _("From"), "source"),
    text("depot", _("To"), "depot"),
    text("what", _("Goods or money"), "to_give.name"),
    amount("to_send", _("To be sent"), "to_send"),
    amount("to_give", _("To be given"), "to_give"),
)
LOANS = (
    text("loan", _("Loan"), "loan.told.loan"),
    STATE,
    COOP,
    FUND,
    amount("lent", _("Lent"), "lent"),
    OWED,
    amount("late", _("Late"), "late"),
    day("due", _("Falls due"), "loan.next_due"),
    day("on", _("Date"), "loan.told.on"),
)
LOAN_FUNDS = (
    text("fund", _("Fund"), "name"),
    amount("lent", _("Lent"), "lent"),
    amount("repaid", _("Paid back"), "repaid"),
    amount("written_off", _("Written off"), "written_off"),
    OWED,
    amount("late", _("Late"), "late"),
    amount("interest", _("Interest paid"), "interest_paid"),
)
LATE = (
    text("age", _("Late for"), "age"),
    count("parts", _("Parts"), "parts"),
    amount("principal", _("Principal"), "principal"),
    amount("interest", _("Interest"), "interest"),
    amount("aside", _("To set aside"), "aside"),
)
QUARTERS = (
    text("quarter", _("Quarter"), "quarter"),
    amounts("in", _("Materials in"), "in"),
    amounts("out", _("Goods out"), "out"),
    amounts("sold", _("Sold for"), "sold"),
    amounts("wages", _("Wages"), "wages"),
)
GRANTS = (
    day("on", _("Granted"), "first.on"),
    amounts("what", _("What"), "amounts"),
    text("fund", _("Fund"), "funds"),
    text("plan", _("Plan"), "first.plan"),
)
BEHIND = (
    FUND,
    count("gifts", _("Gifts"), "count"),
    amount("part", _("Attributed to this co-op"), "part"),
    amount("whole", _("Of gifts of"), "whole"),
)
SITINGS = (
    text("siting", _("Siting"), "row.siting"),
    text("asked", _("What was asked"), "asked"),
    day("day", _("Of the day"), "day"),
    count("depots", _("Depots that open"), "row.depots"),
    amount("cost", _("Cost"), "cost"),
    text("state", _("Proof"), "state"),
    day("made", _("Asked for"), "row.made"),
)
SITED_OPEN = (
    text("place", _("Place"), "place"),
    amount("load", _("Serves"), "load"),
    count("served", _("How many are served"), "served"),
    amount("room", _("Room left"), "room"),
    amount("opening", _("Opening"), "opening"),
    text("why", _("Why"), "why"),
)
SITED_SERVED = (
    text("demand", _("Who is served"), "demand"),
    text("place", _("Place"), "place"),
    text("depot", _("Served from"), "depot"),
    amount("count", _("Quantity"), "count"),
    amount("cost", _("Cost"), "cost"),
    text("why", _("Why"), "why"),
)
SITED_CLOSED = (
    text("place", _("Place"), "place"),
    text("why", _("Why"), "why"),
)
JOBS = (
    text("sort", _("What"), "sort"),
    STATE,
    count("done", _("Done"), "per_cent"),
    day("made", _("Asked for"), "row.made"),
)
PROPOSALS = (
    text("title", _("Proposed co-operative"), "title"),
    count("people", _("People"), "people"),
    count("machines", _("Machines"), "machines"),
    text("materials", _("Material"), "materials"),
    text("why", _("Why here"), lambda row: " ".join(str(one) for one in row["why"])),
    text(
        "missing",
        _("Still missing"),
        lambda row: [one["word"] for one in row["missing"]],
    ),
)
LEFT_OUT = (
    text("why", _("Why"), "why"),
    count("count", _("How many"), "count"),
)
