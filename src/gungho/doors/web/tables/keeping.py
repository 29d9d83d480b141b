# SPDX-License-Identifier: Apache-2.0
"""The columns of lists about books and money: the journal, tills, statements, nodes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gungho.doors.web.tables.columns import amount, count, day, text
from gungho.doors.web.tables.shared import (
    AMOUNT,
    BANK_DATE,
    BANK_WORDS,
    BOOK,
    ENTRY,
    KIND,
    LINE_DATE,
)

ENTRIES = (
    ENTRY,
    LINE_DATE,
    text("book", _("Book"), "book"),
    KIND,
    text("subject", _("What it is about"), "subject"),
    AMOUNT,
    text("hash", _("Hash"), "line.leaf"),
)
REGISTER = (
    ENTRY,
    LINE_DATE,
    KIND,
    text("into", _("Into"), "line.debit"),
    text("out_of", _("Out of"), "line.credit"),
    AMOUNT,
    amount("held", _("Then held"), "held"),
)
TILLS = (
    text("till", _("Till"), lambda row: [row["body"], row["till"]]),
    amount("held", _("The book has"), "held"),
    day("until", _("Reconciled until"), "last.until"),
    count("waiting", _("Waiting"), "one.waiting"),
    day("oldest", _("the oldest of"), "one.oldest"),
)
WAITING_LINES = (
    BANK_DATE,
    text("till", _("Till"), "till"),
    BANK_WORDS,
    AMOUNT,
)
BANK_LINES = (
    BANK_DATE,
    BANK_WORDS,
    AMOUNT,
    text("rule", _("What it is"), "rule"),
)
TILL_ENTRIES = (
    day("on", _("Entry"), "entry.on"),
    text("words", _("What happened"), lambda row: [row["words"], row["known_as"]]),
    AMOUNT,
)
STATEMENTS = (
    BOOK,
    text("statements", _("Statement"), lambda row: [one for _, one in row.statements]),
    day(
        "closed",
        _("Last closed"),
        lambda row: row.keeper.periods[-1].until if row.keeper.periods else "",
    ),
    count("entries", _("Entries"), "keeper.size"),
)
NODES = (
    BOOK,
    text("standing", _("How it stands"), "word"),
    count("entries", _("Entries"), "book.size"),
    day("recorded", _("Last entry"), "book.recorded"),
    day("learned", _("Heard here"), "book.learned"),
    text("recognised", _("Recognised by"), "recognised_by"),
)
FINDINGS = (
    BOOK,
    text("told", _("What was found"), "told"),
    count("place", _("Entry"), "found.place"),
    text("sender", _("Sender"), "found.sender"),
    day("learned", _("Since"), "found.learned"),
)
NEWS = (
    text("book", _("Book"), lambda row: row[0]),
    count("entries", _("Entries"), lambda row: row[1].size),
    text("root", _("Root"), lambda row: row[1].root),
    day("recorded", _("Last entry"), lambda row: row[1].recorded),
)
PARCELS = (
    text("at", _("When"), "parcel.at"),
    text("way", _("Parcel"), "way"),
    count("entries", _("Entries"), "parcel.entries"),
    text("books", _("Books"), "books"),
)
CHECKED = (
    text("book", _("Book"), "body"),
    count("entries", _("Entries"), "size"),
    text("key", _("Key"), "verifier"),
)
CARDS_OPENED = (
    text("at", _("When"), "one.at"),
    text("who", _("Who"), lambda row: row["one"].name or row["one"].person),
    text("what", _("What"), lambda row: row["reason"] or row["one"].page),
    text("card", _("Card"), "one.card"),
)
