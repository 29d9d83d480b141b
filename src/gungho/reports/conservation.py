# SPDX-License-Identifier: Apache-2.0
"""Conservation asks whether every unit that came in has one holder or one end (law 4).

For each commodity and fund, over a stated set of books: what came in, with what
exchange, purchase and making turned into it, equals what was paid out and lost plus
what is held plus what is on the way; what is on the way must agree, document by
document, with what was sent less what was counted, kept by banks and lost; and no
holding is below zero. What was counted after its loss had been accepted is found: it is
held and no longer lost, until the sender corrects the loss. A change of currency on the
way is an exchange: it leaves one commodity and enters another by both exact totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gungho.ledger.accounts import role_of

CAME_IN = (
    "gifts",
    "opening",
    "borrowed",
    "shares",
    "interest",
    "forgiven",
    "agency",
    "found",
    "payable",
    "bridged",
    "dues",
    "proceeds",
    "earned",
)
TURNED = ("trading", "work", "between", "sorting")
ENDED = ("costs", "losses", "used", "returned")
HELD = ("cash", "stock", "loans", "advanced", "exported", "receivable")
IN_HAND = (*HELD, "custody")
ON_THE_WAY = ("transit", "passed", "arrived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """One commodity and fund, in smallest units.

    ``found`` was accepted as lost and counted later; ``ended`` is without it.
    """

    commodity: str
    fund: str
    came_in: int
    turned_into: int
    ended: int
    held: int
    on_the_way: int
    found: int = 0

    @property
    def closes(self) -> bool:
        """True if what came in is all accounted for."""
        return (
            self.came_in + self.turned_into == self.ended + self.held + self.on_the_way
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conservation:
    """The sums by commodity and fund, and every fault that was found."""

    sums: tuple[Sums, ...]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True if nothing is missing and nothing is twice."""
        return not self.faults


def conserve(
    balances: Iterable[tuple[str, str, str, int]],
    passages: Iterable[tuple[str, str, str, int, int, int, int]],
) -> Conservation:
    """Return the conservation of a set of books.

    ``balances`` are ``(account, commodity, fund, count)`` with lots kept apart or added
    up; ``passages`` are ``(document, commodity, fund, sent, counted, fee, lost)``.
    """
    roles: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    faults = []
    for account, commodity, fund, count in balances:
        role = role_of(account)
        roles[commodity, fund][role] += count
        if role in (*IN_HAND, "transit") and count < 0:
            faults.append(f"below-zero {account} {commodity} {fund} {count}")
    way: dict[tuple[str, str], int] = defaultdict(int)
    back: dict[tuple[str, str], int] = defaultdict(int)
    for document, commodity, fund, sent, counted, fee, lost in passages:
        found = found_of(sent=sent, came=counted + fee, lost=lost)
        left = sent - counted - fee - lost + found
        way[commodity, fund] += left
        back[commodity, fund] += found
        if left < 0:
            faults.append(f"more-than-sent {document} {commodity} {fund} {left}")
    sums = tuple(_sums(key, one, found=back[key]) for key, one in sorted(roles.items()))
    for one in sums:
        if not one.closes:
            faults.append(f"does-not-close {one.commodity} {one.fund}")
        if one.on_the_way != way.get((one.commodity, one.fund), 0):
            faults.append(f"way-differs {one.commodity} {one.fund}")
    return Conservation(sums=sums, faults=tuple(faults))


def found_of(*, sent: int, came: int, lost: int) -> int:
    """Return how much of what was accepted as lost on the way has come after all."""
    return max(0, min(lost, came + lost - sent))


def _sums(key: tuple[str, str], roles: dict[str, int], *, found: int) -> Sums:
    def total(names: tuple[str, ...]) -> int:
        return sum(roles.get(name, 0) for name in names)

    return Sums(
        commodity=key[0],
        fund=key[1],
        came_in=-total(CAME_IN),
        turned_into=-total(TURNED),
        ended=total(ENDED) - found,
        held=total(IN_HAND),
        on_the_way=total(ON_THE_WAY) + found,
        found=found,
    )
