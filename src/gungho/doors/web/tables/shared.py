# SPDX-License-Identifier: Apache-2.0
"""The columns that several lists have alike: the same word, value and order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, day, text

STATE = text("state", _("State"), "state")
BODY = text("body", _("Organisation"), "body")
AMOUNT = amount("amount", _("Amount"), "amount")
FUND = text("fund", _("Fund"), "fund")
ITEM = text("item", _("What"), "item")
COOP = text("coop", _("Co-op"), "coop")
DATE = day("on", _("Date"), "row.on")
OWED = amount("left", _("Still owed"), "left")
SENDER = text("sender", _("From"), "sender")
RECEIVER = text("receiver", _("To"), "receiver")
PLACE = text("place", _("Place"), "place")
KIND = text("kind", _("What happened"), "word")
BUYER = text("buyer", _("Buyer"), "buyer")
BOOK = text("book", _("Book"), "name")
BANK_WORDS = text("words", _("Words of the bank"), "words")
ENTRY = text("entry", _("Entry"), lambda row: f"{row['line'].book}/{row['line'].seq}")
LINE_DATE = day("on", _("Date"), "line.on")
BANK_DATE = day("on", _("Line"), "line.on")
