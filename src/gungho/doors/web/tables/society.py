# SPDX-License-Identifier: Apache-2.0
"""The columns of lists about the society: members, offices, resolutions, friends."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, amounts, count, day, text
from gungho.doors.web.tables.shared import BODY, DATE, STATE


def _votes(row: Any) -> str:
    """For, against and abstained."""
    return f"{row.row.votes_for}:{row.row.votes_against}:{row.row.abstained}"


MEMBERS = (
    text("person", _("Person"), "name"),
    BODY,
    STATE,
    day("dues", _("Dues paid until"), "row.dues_until"),
)
BALLOTS = (
    text("resolution", _("Resolution"), "row.resolution"),
    BODY,
    count("in_favour", _("In favour"), "row.votes_for"),
    count("against", _("Against"), "row.votes_against"),
    count("abstained", _("Abstained"), "row.abstained"),
    count("proxies", _("By proxy"), "row.proxies"),
    count("postal", _("By post"), "row.postal"),
)
OFFICES = (
    text("office", _("Office"), "row.office"),
    BODY,
    text("person", _("Person"), "person"),
    day("since", _("Since"), "row.on"),
    day("until", _("Until"), lambda row: row.row.left or row.row.until),
    text(
        "state",
        _("State"),
        lambda row: _("in office") if row.is_held else _("no longer in office"),
    ),
)
LIMITS = (
    text("office", _("Office"), "row.office"),
    BODY,
    amount("alone", _("May spend alone"), "alone"),
    amount("pair", _("Two persons above"), "pair"),
    text("resolution", _("Resolution"), "row.resolution"),
)
RESOLUTIONS = (
    text("number", _("Number"), "row.resolution"),
    BODY,
    DATE,
    text("matter", _("Matter"), "row.matter"),
    text("votes", _("Votes"), _votes),
    text("allows", _("Allows"), "allows"),
    amount("left", _("Left of it"), "left"),
)
AGREEMENTS = (
    text("partners", _("Partners"), lambda row: [row["body"], row["partner"]]),
    text("form", _("Kind of agreement"), "form"),
    day("since", _("Since"), "one.row.on"),
    day("until", _("Until"), "one.row.until"),
    STATE,
)
CONSENTS = (
    text("person", _("Person"), "person"),
    text("of", _("What it is about"), "of"),
    BODY,
    day("on", _("Asked on"), "row.on"),
)
VISITS = (
    text("visit", _("Visit"), "one.row.visit"),
    BODY,
    text("host", _("Host"), "host"),
    text("places", _("Place"), "places"),
    day("since", _("Since"), "one.row.on"),
    day("until", _("Until"), "one.row.until"),
    count("delegates", _("People"), "delegates"),
    text("purpose", _("For"), "purpose"),
    amounts(
        "costs",
        _("Costs"),
        lambda row: [cost["amount"] for cost in row["costs"]],
    ),
)
LETTERS = (
    text("letter", _("Letter"), "row.letter"),
    text("from", _("From"), lambda row: row["from_to"][0]),
    text("to", _("To"), lambda row: row["from_to"][1]),
    DATE,
    text("language", _("Language"), "row.language"),
    text("translation", _("Translation"), "state"),
)
