# SPDX-License-Identifier: Apache-2.0
"""Goods are packed: a package has a mark, a UN/ECE Rec 21 code, a weight and a volume.

Nothing is booked: the lots lie where they lay, known to be in this package. What is in
a package is not packed twice; a dispatch may name packages instead of lots.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.gifts import goods_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.passages import Line
from gungho.flows.wire import Code, Id, MaybeId, Natural, Payload
from gungho.ledger.balances import shelf
from gungho.ledger.state import Row, State
from gungho.measure.codes import PACKAGES

PACKED, OPENED, SENT = "packed", "opened", "sent"


class GoodsPacked(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Goods of a place go into a package, each lot named or the oldest picked.

    ``package`` is the mark; ``code`` is UN/ECE Rec 21; ``weight_g`` is gross and
    ``net_g`` without the package. ``owner`` is the co-op whose goods they are, where
    they are not this body's own.
    """

    package: Id
    place: Id
    code: Code
    weight_g: Natural
    volume_cm3: Natural
    lines: tuple[Line, ...]
    net_g: Natural = 0
    owner: MaybeId = ""


class GoodsUnpacked(Payload, frozen=True, kw_only=True):
    """A package is opened where it lies; what was in it is loose again."""

    package: Id
    reason: Id


class Package(Row, frozen=True, kw_only=True):
    """One lot in a package, where it was packed and what became of the package."""

    book: int
    package: str
    line: int
    place: str
    code: str
    weight_g: int
    net_g: int
    volume_cm3: int
    owner: str
    commodity: str
    fund: str
    lot: str
    count: int
    status: str
    document: str
    on: str
    seq: int
    key: ClassVar = ("book", "package", "line")
    indexes: ClassVar = {
        "package": ("book", "package"),
        "place": ("book", "place", "status"),
        "document": ("document",),
    }


def _pack(asking: Asking, facts: GoodsPacked) -> Decision:
    if asking.state.find(Package, "package", asking.book, facts.package):
        raise Refusal("package.exists", package=facts.package)
    if not facts.lines:
        raise Refusal("stock.empty", document=facts.package)
    if facts.code not in PACKAGES:
        raise Refusal("code.unlisted", code=facts.code, table="21")
    if facts.owner:
        coop_row(asking.state, asking.book, facts.owner)
    taken = _packed_at(asking, facts.place)
    lines: list[Line] = []
    for line in facts.lines:
        goods_row(asking.state, line.commodity)
        found = _loose(asking, line, facts=facts, taken=taken)
        for one in found:
            taken[one.lot, one.fund] += int(one.count)
        lines += found
    _require_weight(asking, facts)
    return Decision(replace(facts, lines=tuple(lines)))


def _require_weight(asking: Asking, facts: GoodsPacked) -> None:
    """Refuse a gross weight below the net one, stated or by the goods themselves.

    Raises Refusal ``package.gross``.
    """
    goods_g = sum(
        int(line.count) * item.weight_g // 10**item.scale
        for line in facts.lines
        for item in (goods_row(asking.state, line.commodity),)
    )
    net = facts.net_g or (goods_g if facts.owner else 0)
    if net > facts.weight_g:
        raise Refusal(
            "package.gross", package=facts.package, gross=str(facts.weight_g),
            net=str(net),
        )  # fmt: skip


def _packed_at(asking: Asking, place: str) -> Counter[tuple[str, str]]:
    """Return how much of each lot and fund is in packages at a place."""
    taken: Counter[tuple[str, str]] = Counter()
    for row in asking.state.find(Package, "place", asking.book, place, PACKED):
        taken[row.lot, row.fund] += row.count
    return taken


def _loose(
    asking: Asking, line: Line, *, facts: GoodsPacked, taken: Counter[tuple[str, str]]
) -> list[Line]:
    """Return a line by lots, of what lies at the place and is in no package."""
    account = f"{facts.owner or asking.body}/stock/{facts.place}"
    wanted, found = int(line.count), []
    for fund, lot, held in shelf(asking.state, asking.book, account, line.commodity):
        if fund != line.fund or line.lot not in ("", lot):
            continue
        part = min(wanted, held - taken[lot, fund])
        if part > 0:
            found.append(replace(line, lot=lot, count=str(part)))
            wanted -= part
    if wanted:
        raise Refusal(
            "package.short", item=line.commodity, place=facts.place,
            loose=str(int(line.count) - wanted), asked=line.count,
        )  # fmt: skip
    return found


def _packed(state: State, at: At, facts: GoodsPacked) -> None:
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                Package, at, facts, line=number, commodity=line.commodity,
                fund=line.fund, lot=line.lot, count=int(line.count), status=PACKED,
                document="",
            )
        )  # fmt: skip


def lines_of(asking: Asking, packages: tuple[str, ...], *, place: str) -> list[Line]:
    """Return what is in packages that are to leave a place.

    Raises Refusal ``package.not-there``.
    """
    lines = []
    for package in dict.fromkeys(packages):
        rows = asking.state.find(Package, "package", asking.book, package)
        if not rows or (rows[0].status, rows[0].place, rows[0].owner) != (
            PACKED, place, "",
        ):  # fmt: skip
            raise Refusal("package.not-there", package=package, place=place)
        lines += [
            Line(
                commodity=row.commodity, count=str(row.count), fund=row.fund,
                lot=row.lot,
            )
            for row in rows
        ]  # fmt: skip
    return lines


def holds(lines: Iterable[Line], packed: Iterable[Line]) -> bool:
    """True if lines name all that is in packages, lot by lot."""
    named: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        named[line.commodity, line.fund, line.lot] += int(line.count)
    for line in packed:
        named[line.commodity, line.fund, line.lot] -= int(line.count)
    return all(count >= 0 for count in named.values())


def note_packages_sent(
    state: State, at: At, packages: tuple[str, ...], *, document: str
) -> None:
    """Note under which document packages have left."""
    for package in packages:
        for row in state.find(Package, "package", at.book, package):
            state.put(replace(row, status=SENT, document=document))


def _unpack(asking: Asking, facts: GoodsUnpacked) -> Decision:
    rows = asking.state.find(Package, "package", asking.book, facts.package)
    if not rows or rows[0].status != PACKED:
        raise Refusal("package.not-packed", package=facts.package)
    return Decision(facts)


def _unpacked(state: State, at: At, facts: GoodsUnpacked) -> None:
    for row in state.find(Package, "package", at.book, facts.package):
        state.put(replace(row, status=OPENED))


ROWS: tuple[type[Row], ...] = (Package,)
KINDS = (
    Kind(
        name="goods.packed",
        version=2,
        payload=GoodsPacked,
        decide=_pack,
        evolve=_packed,
        subject="package",
    ),
    Kind(
        name="goods.unpacked",
        payload=GoodsUnpacked,
        decide=_unpack,
        evolve=_unpacked,
        subject="package",
    ),
)
