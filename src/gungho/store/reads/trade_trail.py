# SPDX-License-Identifier: Apache-2.0
"""Reading what stands behind an invoice, and what co-ops did with its proceeds.

Behind: the trail up to the invoice's own entry is swept backward from each co-op's
claim, through the goods, their materials and the grants, to the gifts. Forward: the
claim's whole amount is followed through the money to where it lies or ended.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from gungho.flows.deliveries import Advance
from gungho.flows.invoices import Invoice, InvoiceShare
from gungho.ledger.accounts import role_of
from gungho.ledger.provenance import Moves, backward, forward
from gungho.ledger.trail import Trail
from gungho.measure import share
from gungho.store.reads.given import GIVING
from gungho.store.reads.query import fetch, rows
from gungho.store.reads.trails import trail

LEAST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A gift behind a co-op's claim: so much of the claim, in its smallest unit."""

    coop: str
    gift: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where so much of a co-op's proceeds lies or ended: a role and its detail.

    ``count`` is in the smallest unit of the invoice's currency.
    """

    coop: str
    role: str
    detail: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An invoice's trace: gifts behind it, materials lent for it, uses of its proceeds.

    ``unknown`` maps a co-op to what of its claim has no gift behind it: its own work
    and money, and what came from outside.
    """

    invoice: Invoice
    behind: list[Behind]
    unknown: dict[str, int]
    lent: list[Advance]
    uses: list[Use]


def joined(invoice: Invoice) -> Joined:
    """Return what stands behind an invoice and what became of its proceeds."""
    woven = trail()
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    shares = rows(
        InvoiceShare,
        "book = %s AND invoice = %s",
        [invoice.book, invoice.invoice],
        order="coop",
    )
    then = _until(woven, (invoice.book, invoice.seq))
    behind: list[Behind] = []
    uses: list[Use] = []
    unknown: dict[str, int] = {}
    for one in shares:
        account = f"{one.coop}/receivable/{invoice.invoice}"
        own = f"{bodies[invoice.book]}:own"
        pool = woven.numbers.get((invoice.book, account, invoice.currency, own, ""))
        if pool is None:
            continue
        gifts = _behind(woven, then, pool=pool, amount=one.amount)
        behind += [
            Behind(coop=one.coop, gift=gift, count=count)
            for gift, count in gifts.items()
            if gift
        ]
        unknown[one.coop] = gifts.get("", 0)
        uses += _uses(woven, pool=pool, coop=one.coop, amount=one.amount)
    lent = rows(
        Advance,
        'book = %s AND "order" = %s',
        [invoice.book, invoice.order],
        order="seq",
    )
    return Joined(invoice=invoice, behind=behind, unknown=unknown, lent=lent, uses=uses)


def _until(woven: Trail, place: tuple[int, int]) -> Moves:
    """Return the moves up to an entry and with it, in causal order."""
    ends = np.flatnonzero((woven.places == place).all(axis=1))
    last = int(ends.max(initial=-1)) + 1
    moves = woven.moves
    return Moves(
        source=moves.source[:last],
        out=moves.out[:last],
        target=moves.target[:last],
        into=moves.into[:last],
        pools=moves.pools,
    )


def _behind(woven: Trail, then: Moves, *, pool: int, amount: int) -> dict[str, int]:
    """Return gift to its part of a claim; under "" what has no gift behind it."""
    owed = backward(then, pool)
    parts: dict[str, float] = defaultdict(float)
    for number in np.flatnonzero(
        (owed > LEAST) & np.isin(woven.roles, GIVING)
    ).tolist():
        parts[woven.pools[number][1].split("/", 2)[2]] += float(owed[number])
    names = sorted(parts, key=lambda gift: (-parts[gift], gift))
    rest = max(0.0, amount - sum(parts.values()))
    weights = [int(parts[gift] * 2**20) for gift in names] + [int(rest * 2**20)]
    counts = share(amount, weights)
    return dict(zip([*names, ""], counts, strict=True))


def _uses(woven: Trail, *, pool: int, coop: str, amount: int) -> list[Use]:
    """Return where what entered a claim lies or ended."""
    kept = forward(woven.moves, pool, amount).kept
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for number in np.flatnonzero(kept > LEAST).tolist():
        account, commodity = woven.pools[number][1:3]
        role = role_of(account)
        named = account.split("/", 2)[2:] if role in ("costs", "losses") else []
        detail = named[0] if named else "" if number == pool else commodity
        sums[role, detail] += float(kept[number])
    keys = sorted(sums, key=lambda key: (-sums[key], key))
    if not keys:
        return []
    counts = share(amount, [int(sums[key] * 2**20) for key in keys])
    return [
        Use(coop=coop, role=role, detail=detail, count=count)
        for (role, detail), count in zip(keys, counts, strict=True)
        if count
    ]
