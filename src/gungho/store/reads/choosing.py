# SPDX-License-Identifier: Apache-2.0
"""Reading what a form lets choose, by the kind it writes: what still stands in a book.

Each choice is an id and what it is about: a body, a person, goods, or "".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gungho.store.reads.query import fetch

MOST = 200
Choice = tuple[str, str]  # an id, and what it is about
_BOOK = "(SELECT book FROM journal_head WHERE body = %s)"
_UNANSWERED = (
    f"FROM p_consent WHERE book = {_BOOK} AND given_on = '' AND refused_on = '' "
    "ORDER BY seq DESC"
)
_LETTERS_AGREED = (
    f"SELECT consent, of FROM p_consent WHERE book = {_BOOK} AND matter = 'letter' "
    "AND given_on <> '' ORDER BY seq DESC"
)
# By kind and field: what may be chosen, and nothing else; %s is the body.
CHOSEN: Mapping[str, str] = MappingProxyType({
    "thanks.sent.consent": _LETTERS_AGREED,
    "consent.given.consent": f"SELECT consent, of {_UNANSWERED}",
    "consent.given.giver": f"SELECT asked, consent {_UNANSWERED}",
    "consent.refused.consent": f"SELECT consent, of {_UNANSWERED}",
    "consent.refused.giver": f"SELECT asked, consent {_UNANSWERED}",
    "appeal.closed.appeal": f"SELECT appeal, fund FROM p_appeal WHERE book = {_BOOK} "
    "AND closed_on = '' ORDER BY seq DESC",
    "pledge.released.pledge": "SELECT pledge, giver FROM p_pledge "
    f"WHERE book = {_BOOK} AND status = 'made' AND paid + released < count "
    "ORDER BY seq DESC",
    "bill.settled.bill": f"SELECT bill, creditor FROM p_bill WHERE book = {_BOOK} "
    "AND status = 'received' AND settled < count ORDER BY seq DESC",
    "deposit.returned.deposit": "SELECT DISTINCT custody, party FROM p_held "
    f"WHERE book = {_BOOK} AND whose = 'theirs' AND count > back ORDER BY custody",
    "goods.unpacked.package": "SELECT DISTINCT package, commodity FROM p_package "
    f"WHERE book = {_BOOK} AND status = 'packed' AND line = 0 ORDER BY package",
    "loan.asked.product": "SELECT product, fund FROM p_loan_product "
    f"WHERE book = {_BOOK} ORDER BY seq DESC",
    "route.closed.route": f"SELECT route, target FROM p_route WHERE book = {_BOOK} "
    "AND closed = '' ORDER BY route",
})  # fmt: skip
_GIFTS = (
    f"SELECT gift, giver FROM p_gift WHERE book = {_BOOK} AND status = 'received' "
    f'ORDER BY "on" DESC, gift DESC LIMIT {MOST}'
)
_LOTS = (
    "SELECT l.lot, l.item FROM (SELECT DISTINCT book, lot FROM p_balance "
    f"WHERE book = {_BOOK} AND lot <> '' AND count > 0) b "
    "JOIN p_lot l ON l.book = b.book AND l.lot = b.lot "
    f'ORDER BY l."on" DESC, l.lot LIMIT {MOST}'
)
_TILLS = (
    "SELECT DISTINCT SUBSTR(name, LENGTH(%s) + 7), '' FROM p_name "
    f"WHERE book = {_BOOK} AND sort = 'account' "
    "AND name >= %s || '/cash/' AND name < %s || '/cash0' ORDER BY 1"
)
# By kind and field, or by field alone: what is known where another may be written.
KNOWN: Mapping[str, str] = MappingProxyType({
    "pledge.made.appeal": "SELECT DISTINCT appeal, fund FROM p_appeal "
    "WHERE closed_on = '' ORDER BY appeal",
    "gift": _GIFTS,
    "lot": _LOTS,
    "till": _TILLS,
    "source_till": _TILLS,
    "target_till": _TILLS,
    "consent.asked.of": f"SELECT letter, partner FROM p_letter WHERE book = {_BOOK} "
    f"UNION SELECT fund, '' FROM p_fund WHERE book = {_BOOK} "
    f"UNION SELECT coop, '' FROM p_coop WHERE book = {_BOOK} AND closed = ''",
    "creditor": f"SELECT DISTINCT creditor, '' FROM p_bill WHERE book = {_BOOK} "
    "ORDER BY creditor",
    "trade": "SELECT DISTINCT trade, '' FROM p_coop ORDER BY trade",
    "region": "SELECT DISTINCT region, '' FROM p_place WHERE region <> '' "
    "ORDER BY region",
})  # fmt: skip
# The same for fields in which several ids are written.
SEVERAL: Mapping[str, str] = MappingProxyType({
    "letter.shown.consents": _LETTERS_AGREED,
    "thanks.sent.gifts": _GIFTS,
    "need.verified.needs": "SELECT need, coop FROM p_need_row "
    f"WHERE book = {_BOOK} AND verified_on = '' AND withdrawn_on = '' "
    "ORDER BY seq DESC",
})  # fmt: skip


def chosen(kind: str, field: str, *, body: str) -> list[Choice] | None:
    """Return what may be chosen in a field of a kind's form; None if it is not said."""
    statement = CHOSEN.get(f"{kind}.{field}")
    return None if statement is None else _asked(statement, body)


def known_here(kind: str, field: str, *, body: str) -> list[Choice]:
    """Return what may be meant by a field in which another id may be written."""
    statement = KNOWN.get(f"{kind}.{field}", KNOWN.get(field, ""))
    return _asked(statement, body) if statement else []


def several(kind: str, field: str, *, body: str) -> list[Choice]:
    """Return the ids that a field of several of them may hold."""
    statement = SEVERAL.get(f"{kind}.{field}", "")
    return _asked(statement, body) if statement else []


def _asked(statement: str, body: str) -> list[Choice]:
    found = fetch(statement, [body] * statement.count("%s"))
    return [(str(ident), str(about)) for ident, about in found]
