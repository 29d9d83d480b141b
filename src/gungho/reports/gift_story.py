# SPDX-License-Identifier: Apache-2.0
"""A gift's story is what its entries did, step by step, as codes and facts.

Like entries of one book and day are one step. A step names who took part and what
went, in whole counts by commodity; a door tells it in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gungho.ledger.accounts import body_of

Counts = Mapping[str, int]
Posted = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of the story: its place, kind, day, facts and postings.

    ``postings`` are ``(debit, credit, commodity, count)``; ``part_ppm`` is the part
    of the gift that went along, or None for what befell its fund.
    """

    book: str
    seq: int
    kind: str
    on: str
    payload: Mapping[str, Any]
    postings: tuple[Posted, ...] = ()
    part_ppm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Like entries of one book and day.

    ``code`` is a sentence's; ``what`` and ``price`` are counts by commodity; ``who``
    are the bodies on the other side; ``facts`` is what else the sentence needs.
    """

    code: str
    kind: str
    book: str
    on: str
    entries: tuple[tuple[str, int], ...]
    part_ppm: int | None
    what: Counts
    price: Counts
    who: tuple[str, ...]
    documents: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def story(entries: Iterable[Told]) -> tuple[Step, ...]:
    """Return the steps of a story, oldest first."""
    groups: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for one in sorted(entries, key=lambda one: one.on):
        groups[one.on, one.book, one.kind + _changed(one)].append(one)
    return tuple(_step(group) for group in groups.values())


def _step(group: list[Told]) -> Step:
    first = group[0]
    what, price, who = _READERS.get(first.kind, _plainly)(group)
    parts = [one.part_ppm for one in group if one.part_ppm is not None]
    return Step(
        code=f"story.{first.kind}{_way_of(first, price)}",
        kind=first.kind,
        book=first.book,
        on=first.on,
        entries=tuple((one.book, one.seq) for one in group),
        part_ppm=min(sum(parts), 1_000_000) if parts else None,
        what=what,
        price=price,
        who=tuple(dict.fromkeys(who)),
        documents=tuple(dict.fromkeys(filter(None, map(_document, group)))),
        facts=first.payload,
    )


def _document(one: Told) -> str:
    return str(one.payload.get("document", ""))


def _changed(one: Told) -> str:
    """Say whether a bank changed the currency of money that came."""
    if one.kind != "money.arrived":
        return ""
    return "-changed" if any(line.get("of") for line in _told_lines(one)) else ""


def _way_of(first: Told, price: Counts) -> str:
    """Say how money came: changed by a bank, whole, or less a fee (said plainly)."""
    if first.kind != "money.arrived" or _changed(first):
        return _changed(first)
    return "" if any(price.values()) else "-whole"


def _told_lines(one: Told) -> Sequence[Mapping[str, Any]]:
    lines: Sequence[Mapping[str, Any]] = one.payload.get("lines", ())
    return lines


Read = tuple[Counts, Counts, list[str]]


def _lines(group: list[Told], name: str = "count") -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for one in group:
        for line in one.payload.get("lines", ()):
            sums[line.get("commodity") or line["item"]] += int(line.get(name) or 0)
    return dict(sums)


def _single(group: list[Told], *, code: str, count: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for one in group:
        sums[one.payload[code]] += int(one.payload[count])
    return dict(sums)


def _with(name: str) -> Callable[[list[Told]], Read]:
    def read(group: list[Told]) -> Read:
        return _lines(group), {}, [str(one.payload.get(name, "")) for one in group]

    return read


def _arrived(group: list[Told]) -> Read:
    """Read what was counted, and what banks kept of it or had changed it from."""
    senders = [str(one.payload["sender"]) for one in group]
    before: dict[str, int] = defaultdict(int)
    for one in group:
        for line in _told_lines(one):
            if line.get("of"):
                before[line["of"]] += int(line["of_count"])
    if before:
        return _lines(group), dict(before), senders
    return _lines(group), _lines(group, "fee"), senders


def _bought(group: list[Told]) -> Read:
    what = _single(group, code="item", count="count")
    who = [str(one.payload["party"]) for one in group]
    return what, _single(group, code="currency", count="cost"), who


def _exchanged(group: list[Told]) -> Read:
    what = _single(group, code="source", count="source_count")
    return what, _single(group, code="target", count="target_count"), []


def _sold(group: list[Told]) -> Read:
    price = _single(group, code="currency", count="proceeds")
    return _lines(group), price, [str(one.payload["coop"]) for one in group]


def _made(group: list[Told]) -> Read:
    what = _single(group, code="item", count="count")
    return what, {}, [str(one.payload["coop"]) for one in group]


def _lent(group: list[Told]) -> Read:
    what = _single(group, code="currency", count="count")
    return what, {}, [str(one.payload["coop"]) for one in group]


def _repaid(group: list[Told]) -> Read:
    sums: dict[str, int] = defaultdict(int)
    who = []
    for one in group:
        for _debit, credit, commodity, count in one.postings:
            sums[commodity] += count
            who.append(credit.split("/", 2)[2] if "/loans/" in credit else "")
    return dict(sums), {}, [name for name in who if name]


def _plainly(group: list[Told]) -> Read:
    sums: dict[str, int] = defaultdict(int)
    who = []
    for one in group:
        for debit, _credit, commodity, count in one.postings:
            sums[commodity] += count
            who.append(body_of(debit))
    return dict(sums), {}, who


_READERS: dict[str, Callable[[list[Told]], Read]] = {
    "gift.received": _with("giver"),
    "money.sent": _with("receiver"),
    "goods.dispatched": _with("receiver"),
    "money.arrived": _arrived,
    "goods.arrived": _arrived,
    "money.exchanged": _exchanged,
    "goods.bought": _bought,
    "grant.made": _with("coop"),
    "loan.made": _lent,
    "loan.repaid": _repaid,
    "materials.used": _with("coop"),
    "goods.made": _made,
    "goods.sold": _sold,
    "loss.accepted": _with("custodian"),
}
