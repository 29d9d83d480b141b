# SPDX-License-Identifier: Apache-2.0
"""Makers that read like goods, and a desk at which a test records what happens."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec
import pytest

from gungho.actions.open_book import Founding, open_book
from gungho.actions.ports import Books, Command, Receipt
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.flows.kinds import KINDS, ROWS
from gungho.journal import NodeKey
from gungho.ledger.balances import balance
from gungho.ledger.state import State
from gungho.ledger.terms import Terms, terms_sha256
from gungho.measure import count_of, decimal_text

KEY = NodeKey.generate("gungho-node", b"1" * 32)
DAY = "1940-04-01"
SCALES = {
    "CNC": 2,
    "GBP": 2,
    "HKD": 2,
    "cotton-yarn": 1,
    "hand-loom": 0,
    "cotton-cloth": 1,
    "case": 0,
    "helmet": 0,
    "rifle": 0,
    "labour-day": 2,
    "room-month": 0,
}
SERVED = {"labour-day": "DAY", "room-month": "MON"}
HAZARDS = {"rifle": "weapons"}
MILITARY = ("rifle", "helmet")
LEFT_OUT: dict[str, Any] = {
    "standing": "kept",
    "interest_ppm": 0,
    "part_ppm": 1_000_000,
    "route": [],
    **dict.fromkeys(
        "appeal card cited country custodian document due evidence giver letter "
        "nearest need opening place plan region trade until_day wages words".split(),
        "",
    ),
}


def counted(text: str) -> dict[str, str]:
    """Return ``12.5 cotton-yarn`` as a commodity and a count of smallest units."""
    amount, code = text.split()
    return {"commodity": code, "count": str(count_of(amount, SCALES[code]))}


def line(text: str, fund: str, lot: str = "") -> dict[str, str]:
    """Return a line: so much, of a fund, of a lot."""
    return {**counted(text), "fund": fund, **({"lot": lot} if lot else {})}


def given(text: str, fund: str) -> dict[str, str]:
    """Return a gift's line: ``12 hand-loom @ hong-kong`` or ``125.00 CNC @ main``."""
    what, _, at = text.partition(" @ ")
    held = counted(what)
    form = "cash" if held["commodity"].isupper() else "goods"
    form = {"labour-day": "labour", "room-month": "premises"}.get(
        held["commodity"], form
    )
    return {**held, "form": form, "fund": fund, "at": at}


def served(desk: Desk) -> None:
    """Let the movement know what is used as it is given: labour, rooms."""
    for code, unit in SERVED.items():
        desk.tell(
            "item.defined",
            _id=f"served-{code}",
            item=code,
            form="item",
            scale=SCALES[code],
            unit=unit,
            weight_g=0,
            hazard="none",
            end_use="civil",
        )


def material(text: str, fund: str = "", lot: str = "") -> dict[str, str]:
    """Return a line of materials."""
    held = counted(text)
    more = {name: told for name, told in (("fund", fund), ("lot", lot)) if told}
    return {"item": held["commodity"], "count": held["count"], **more}


class Desk:
    """A place to record at: facts by name, what is left out filled in plainly."""

    def __init__(self, books: Books, body: str = "hk", day: str = DAY) -> None:
        self.books = books
        self.body = body
        self.day = day
        self._numbers = count(1)

    def at(self, body: str) -> Desk:
        """Return the desk of another body."""
        desk = Desk(self.books, body, self.day)
        desk._numbers = self._numbers
        return desk

    def command(self, kind: str, **facts: Any) -> Command:
        """Return a command without recording it."""
        envelope = {
            name: facts.pop("_" + name)
            for name in ("id", "happened", "by", "office", "authority", "corrects")
            if "_" + name in facts
        }
        known = {one.name: one for one in msgspec.structs.fields(KINDS[kind].payload)}
        for name, told in LEFT_OUT.items():
            if name in known and known[name].required and name not in facts:
                facts[name] = told
        return Command(
            **{
                "book": self.body,
                "id": f"{kind}-{next(self._numbers)}",
                "kind": kind,
                "happened": self.day,
                "facts": facts,
                **envelope,
            }
        )

    def tell(self, kind: str, **facts: Any) -> Receipt:
        """Record what happened or was decided."""
        return record(self.books, self.command(kind, **facts))

    def refused(self, kind: str, **facts: Any) -> Refusal:
        """Return the refusal that this meets."""
        before = dump(self.books.state)
        with pytest.raises(Refusal) as caught:
            self.tell(kind, **facts)
        after = dump(self.books.state)
        assert not before or all(after[row] == before[row] for row in after)
        return caught.value

    def code(self, kind: str, **facts: Any) -> str:
        """Return the code of the refusal that this meets."""
        return self.refused(kind, **facts).code

    def holds(self, account: str, code: str, fund: str, lot: str = "") -> str:
        """Return a balance as a decimal text."""
        number = self.books.bodies()[self.body]
        found = balance(self.books.state, number, account, code, fund, lot)
        return decimal_text(found, SCALES[code])


def dump(state: State) -> dict[str, tuple[Any, ...]]:
    """Return every row of a state in memory, by kind, in key order."""
    if state._source is not None:
        return {}
    return {kind.__name__: tuple(state.rows(kind)) for kind in ROWS}


def opened(
    books: Books, body: str, form: str, *, key: NodeKey = KEY, day: str = DAY
) -> Desk:
    """Open a body's book and return its desk."""
    open_book(
        books,
        Founding(
            body=body,
            form=form,
            currency="CNC",
            key=key.public,
            recovery=b"2" * 32,
            nonce=b"3" * 32,
        ),
    )
    return Desk(books, body, day)


def fund(desk: Desk, name: str, **terms: Any) -> str:
    """Open a fund at a desk; with terms it is restricted."""
    ident = f"{desk.body}:{name}"
    sort = "restricted" if terms else "own" if name == "own" else "general"
    desk.tell("fund.opened", fund=ident, sort=sort, terms=terms)
    return ident


def mirror(desk: Desk, ident: str, **terms: Any) -> str:
    """Let a desk know another body's fund."""
    held = msgspec.convert(terms, Terms)
    desk.tell(
        "fund.mirrored",
        fund=ident,
        sort="restricted" if terms else "general",
        terms=terms,
        terms_sha256=terms_sha256(held),
    )
    return ident


def movement(books: Books, *, key: NodeKey = KEY, day: str = DAY) -> tuple[Desk, Desk]:
    """Return the desks of a hub and of a depot with one co-op."""
    hub = opened(books, "hk", "hub", key=key, day=day)
    for code, scale in SCALES.items():
        if code in SERVED:
            continue
        hub.tell(
            "item.defined",
            item=code,
            form="currency" if code.isupper() else "item",
            scale=scale,
            unit=code if code.isupper() else "H87",
            weight_g=0,
            hazard=HAZARDS.get(code, "none"),
            end_use="military" if code in MILITARY else "civil",
        )
    for body, form, region in (
        ("hk", "hub", ""),
        ("london", "committee", ""),
        ("baoji", "depot", "northwest"),
    ):
        hub.tell(
            "body.registered",
            body=body,
            form=form,
            keeper=body,
            region=region,
            currency="CNC",
        )
    fund(hub, "general")
    depot = opened(books, "baoji", "depot", key=key, day=day)
    fund(depot, "own")
    mirror(depot, "hk:general")
    depot.tell(
        "coop.founded",
        coop="baoji.0001",
        trade="textiles",
        place="shuangshipu",
        region="northwest",
        members=9,
        currency="CNC",
        opening="50000",
    )
    return hub.at("hk"), depot.at("baoji")
