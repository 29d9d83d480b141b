# SPDX-License-Identifier: Apache-2.0
"""A booking is the balanced postings an entry causes (law 3).

A posting has one debit and one credit of one amount, so every commodity and every fund
balances by its form; what is left to check is that each pair of roles is permitted for
the entry's kind, that every account stands in the book, and that a bridge account is
entered by one commodity and left by another, once for each fund; the bridge between
funds is left by just what entered it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from gungho.errors import Refusal
from gungho.ledger.accounts import BETWEEN, BRIDGES_STRICT, body_of, keeper_of, role_of
from gungho.measure import MAX_COUNT

Pairs = frozenset[tuple[str, str]]


class Posting(msgspec.Struct, frozen=True):
    """One debit and one credit of one amount (a count of smallest units, > 0)."""

    debit: str
    credit: str
    commodity: str
    fund: str
    amount: int
    lot: str = ""


def check_booking(
    postings: Iterable[Posting], *, keeper: str, kind: str, permitted: Pairs
) -> None:
    """Refuse a booking that does not mean what its kind says.

    Raises Refusal ``booking.amount``, ``booking.too-large``, ``booking.pair``,
    ``booking.foreign-account``, ``booking.self`` or ``booking.bridge``.
    """
    bridges: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    between: dict[tuple[str, str, str], int] = {}
    for posting in postings:
        _check_posting(posting, keeper=keeper, kind=kind, permitted=permitted)
        for account, side in ((posting.debit, 0), (posting.credit, 1)):
            if role_of(account) in BRIDGES_STRICT:
                met = bridges.setdefault((account, posting.fund), (set(), set()))
                met[side].add(posting.commodity)
            elif role_of(account) == BETWEEN:
                what = (account, posting.commodity, posting.lot)
                sign = 1 if side else -1
                between[what] = between.get(what, 0) + sign * posting.amount
    for (account, fund), (entered, left) in bridges.items():
        if len(entered) != 1 or len(left) != 1 or entered == left:
            raise Refusal("booking.bridge", kind=kind, account=account, fund=fund)
    for (account, code, _), rest in between.items():
        if rest:
            raise Refusal("booking.bridge", kind=kind, account=account, fund=code)


def _check_posting(
    posting: Posting, *, keeper: str, kind: str, permitted: Pairs
) -> None:
    if posting.amount <= 0:
        raise Refusal("booking.amount", kind=kind, amount=str(posting.amount))
    if posting.amount >= MAX_COUNT:
        raise Refusal("booking.too-large", kind=kind, amount=str(posting.amount))
    if posting.debit == posting.credit:
        raise Refusal("booking.self", kind=kind, account=posting.debit)
    pair = (role_of(posting.debit), role_of(posting.credit))
    if pair not in permitted:
        raise Refusal("booking.pair", kind=kind, debit=pair[0], credit=pair[1])
    for account in (posting.debit, posting.credit):
        if keeper_of(body_of(account)) != keeper:
            raise Refusal("booking.foreign-account", account=account, book=keeper)


def mirrored(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """Return the postings that reverse these, last first."""
    return tuple(
        msgspec.structs.replace(posting, debit=posting.credit, credit=posting.debit)
        for posting in reversed(tuple(postings))
    )


def scales_of(postings: Iterable[Posting], scales: Mapping[str, int]) -> dict[str, int]:
    """Return the scale of each commodity a booking names."""
    return {posting.commodity: scales[posting.commodity] for posting in postings}
