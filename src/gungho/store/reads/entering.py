# SPDX-License-Identifier: Apache-2.0
"""Reading what a form may suggest: the ids that a book knows, by the field's name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gungho.store.reads.query import fetch, one

# By field: which ids there are, in the book that is written in.
IN_BOOK: Mapping[str, str] = {
    "buyer": "SELECT buyer FROM p_buyer WHERE book = %s ORDER BY seq",
    "coop": "SELECT coop FROM p_coop WHERE book = %s AND closed = '' ORDER BY coop",
    "offer": "SELECT offer FROM p_offer WHERE book = %s ORDER BY seq DESC",
    "enquiry": "SELECT enquiry FROM p_enquiry WHERE book = %s ORDER BY seq DESC",
    "quotation": "SELECT quotation FROM p_quotation WHERE book = %s ORDER BY seq DESC",
    "order": 'SELECT "order" FROM p_order WHERE book = %s ORDER BY seq DESC',
    "shipment": "SELECT shipment FROM p_shipment WHERE book = %s ORDER BY seq DESC",
    "invoice": "SELECT invoice FROM p_invoice WHERE book = %s ORDER BY seq DESC",
    "payment": "SELECT payment FROM p_buyer_payment WHERE book = %s ORDER BY seq DESC",
    "complaint": "SELECT complaint FROM p_complaint WHERE book = %s ORDER BY seq DESC",
    "agreement": "SELECT agreement FROM p_agreement WHERE book = %s ORDER BY seq DESC",
    "letter": "SELECT letter FROM p_letter WHERE book = %s ORDER BY seq DESC",
    "meeting": "SELECT meeting FROM p_meeting WHERE book = %s ORDER BY seq DESC",
    "member": "SELECT person FROM p_membership WHERE book = %s ORDER BY person",
    "fund": "SELECT fund FROM p_fund WHERE book = %s ORDER BY mirrored, fund",
    "need": "SELECT need FROM p_need_row WHERE book = %s AND withdrawn_on = '' "
    "ORDER BY seq DESC",
    "loan": "SELECT loan FROM p_loan WHERE book = %s AND repaid < count ORDER BY seq "
    "DESC",
    "lending": "SELECT DISTINCT lending FROM p_lending WHERE book = %s "
    "AND lent > returned",
    "resolution": "SELECT resolution FROM p_resolution WHERE book = %s "
    "ORDER BY seq DESC",
}
# By field: which ids there are, in all books heard here.
EVERYWHERE: Mapping[str, str] = {
    "item": "SELECT DISTINCT item FROM p_item WHERE form = 'item' ORDER BY item",
    "currency": "SELECT DISTINCT item FROM p_item WHERE form = 'currency' "
    "ORDER BY item",
    "commodity": "SELECT DISTINCT item, form FROM p_item ORDER BY form, item",
    "plan": "SELECT plan FROM p_plan_row ORDER BY seq DESC",
    "body": "SELECT DISTINCT body FROM p_body WHERE form <> 'giver' ORDER BY body",
}
# By field: what is known and may be written, where another word may be written too.
SUGGESTED: Mapping[str, str] = MappingProxyType({
    "place": "SELECT DISTINCT place FROM p_place ORDER BY place",
    "activity": "SELECT DISTINCT activity FROM p_need_row ORDER BY activity",
    "purpose": "SELECT DISTINCT purpose FROM p_need_row ORDER BY purpose",
    "hs": "SELECT DISTINCT hs FROM p_offer ORDER BY hs",
    "office": "SELECT DISTINCT office FROM p_office ORDER BY office",
})  # fmt: skip
# By field: the same, where it is asked of the body that is written for.
SUGGESTED_TO: Mapping[str, str] = MappingProxyType({
    "person": "SELECT p.person FROM p_person p JOIN journal_head h ON h.book = p.book "
    "WHERE h.body = %s UNION SELECT m.person FROM p_membership m "
    "JOIN journal_head h ON h.book = m.book WHERE h.body = %s ORDER BY 1",
    "document": "SELECT p.document FROM p_passage p WHERE p.receiver = %s AND NOT "
    "EXISTS (SELECT 1 FROM p_arrival_line a WHERE a.document = p.document "
    "AND a.sender = p.sender AND a.count + a.fee > 0) ORDER BY p.seq DESC LIMIT 200",
})  # fmt: skip
PACKED = (
    "SELECT DISTINCT package FROM p_package p JOIN journal_head h ON h.book = p.book "
    "WHERE h.body = %s AND p.status = 'packed' ORDER BY package"
)
SUGGESTED_AS: Mapping[str, str] = {"source": "place", "target": "place", "at": "place"}
SAME_AS: Mapping[str, str] = {
    "levy_fund": "fund", "home": "currency", "partner": "body", "host": "body",
    "owner": "coop", "answers": "letter", "agent": "body",
    "proxy": "member", "receiver": "body", "sender": "body", "custodian": "body",
    "keeper": "body",
}  # fmt: skip
_MONEY_OF: Mapping[str, str] = {
    "invoice": "SELECT currency FROM p_invoice WHERE invoice = %s",
    "payment": "SELECT currency FROM p_buyer_payment WHERE payment = %s",
    "complaint": "SELECT i.currency FROM p_complaint c JOIN p_invoice i "
    "ON i.book = c.book AND i.invoice = c.invoice WHERE c.complaint = %s",
    "order": 'SELECT currency FROM p_order WHERE "order" = %s',
    "loan": "SELECT currency FROM p_loan WHERE loan = %s",
}


def books() -> list[str]:
    """Return the bodies whose books stand here, in the order of their names."""
    return [body for (body,) in fetch("SELECT body FROM journal_head ORDER BY body")]


def known(field: str, *, body: str) -> list[str]:
    """Return the ids that may be meant by a field, the newest first; none if free."""
    name = SAME_AS.get(field, field)
    if name in EVERYWHERE:
        return [ident for ident, *_ in fetch(EVERYWHERE[name])]
    if name not in IN_BOOK:
        return []
    found = one("SELECT book FROM journal_head WHERE body = %s", [body])
    return [ident for (ident,) in fetch(IN_BOOK[name], found)] if found else []


def suggested(field: str, *, body: str) -> list[str]:
    """Return what may be meant by a field in which any word may be written."""
    name = SUGGESTED_AS.get(field, field)
    if name in SUGGESTED:
        return [word for (word,) in fetch(SUGGESTED[name])]
    if name in SUGGESTED_TO:
        statement = SUGGESTED_TO[name]
        asked = [body] * statement.count("%s")
        return [word for (word,) in fetch(statement, asked)]
    return []


def packed(body: str) -> list[str]:
    """Return the packages that lie packed and were not sent."""
    return [package for (package,) in fetch(PACKED, [body])]


def code_of(name: str, typed: Mapping[str, str]) -> str:
    """Return the commodity that an amount counts in, by the document it belongs to."""
    if typed.get("kind") == "complaint.raised":
        return _item_of_line(typed)
    for field in ("complaint", "invoice", "payment", "order", "loan"):
        if typed.get(field) and name:
            found = one(_MONEY_OF[field], [typed[field]])
            if found:
                return str(found[0])
    return ""


def _item_of_line(typed: Mapping[str, str]) -> str:
    line = typed.get("line", "0")
    if not line.isdecimal():
        return ""
    found = one(
        "SELECT item FROM p_invoice_line WHERE invoice = %s AND line = %s",
        [typed.get("invoice", ""), int(line)],
    )
    return str(found[0]) if found else ""


def place_of(body: str, entry: str) -> int:
    """Return where an entry of a body's book stands."""
    found = one(
        "SELECT e.seq FROM p_entry_row e JOIN journal_head h ON h.book = e.book "
        "WHERE h.body = %s AND e.entry = %s",
        [body, entry],
    )
    return int(found[0]) if found else 0
