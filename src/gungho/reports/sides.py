# SPDX-License-Identifier: Apache-2.0
"""What a body's postings say to its own statements, side by side.

A posting has two sides. A body's statements take the sides that are its own; where the
other side belongs to another body of the same book (a grant to a co-op whose affairs
are kept there), the counterpart is *given* or *had* (decision 0007). So the sides of
any body add up to nothing, by commodity and fund.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from gungho.ledger.accounts import body_of, class_of, role_of

OWN = frozenset({"asset", "liability"})
DETAILED = frozenset({"cash", "stock", "costs", "losses"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """All postings of one kind, pair, commodity and fund: before and within a span."""

    kind: str
    debit: str
    credit: str
    commodity: str
    fund: str
    before: int
    within: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a flow, debit positive; ``detail`` is a till, place or cause.

    ``whose`` is all that its account names below the role (a document, a co-op too);
    ``account`` is where it is proved, and ``other`` the role on the other side.
    """

    kind: str
    role: str
    detail: str
    whose: str
    account: str
    other: str
    commodity: str
    fund: str
    before: int
    within: int

    @property
    def is_own(self) -> bool:
        """True for what a body has or owes; false for what explains a change of it."""
        return self.role not in ("given", "had") and _class(self.role) in OWN

    @property
    def after(self) -> int:
        """What there is at the end."""
        return self.before + self.within


def sides_of(flows: Iterable[Flow], *, body: str, fund: str = "") -> Iterator[Side]:
    """Yield the sides of a body; of one fund alone if it is named."""
    for flow in flows:
        if fund and flow.fund != fund:
            continue
        ours = body_of(flow.debit) == body, body_of(flow.credit) == body
        if ours[0]:
            other = role_of(flow.credit) if ours[1] else "had"
            yield _side(flow, flow.debit, other=other, sign=1)
        if ours[1]:
            other = role_of(flow.debit) if ours[0] else "given"
            yield _side(flow, flow.credit, other=other, sign=-1)
        if ours == (True, False):
            yield _counterpart(flow, "had", proof=flow.debit, sign=-1)
        if ours == (False, True):
            yield _counterpart(flow, "given", proof=flow.credit, sign=1)


def _side(flow: Flow, account: str, *, other: str, sign: int) -> Side:
    role, detail, whose, proof = _named(account)
    return Side(
        kind=flow.kind,
        role=role,
        detail=detail,
        whose=whose,
        account=proof,
        other=other,
        commodity=flow.commodity,
        fund=flow.fund,
        before=sign * flow.before,
        within=sign * flow.within,
    )


def _counterpart(flow: Flow, role: str, *, proof: str, sign: int) -> Side:
    return Side(
        kind=flow.kind,
        role=role,
        detail="",
        whose="",
        account=_named(proof)[3],
        other=role_of(proof),
        commodity=flow.commodity,
        fund=flow.fund,
        before=sign * flow.before,
        within=sign * flow.within,
    )


@lru_cache(maxsize=65536)
def _named(account: str) -> tuple[str, str, str, str]:
    role, body = role_of(account), body_of(account)
    whose = account.removeprefix(f"{body}/{role}").removeprefix("/")
    detail = whose if role in DETAILED else ""
    proof = f"{body}/{role}/{detail}" if detail else f"{body}/{role}"
    return role, detail, whose, proof


def _class(role: str) -> str:
    return class_of(f"any/{role}")
