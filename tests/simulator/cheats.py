# SPDX-License-Identifier: Apache-2.0
"""Keepers who cheat: one seals two histories, one spends what it does not have."""

from __future__ import annotations

from gungho.actions.ports import Command, Made
from gungho.actions.record import fold
from gungho.flows.kinds import KINDS
from gungho.journal import Booking, Entry, Posting, command_digest, encode, leaf_hash
from gungho.ledger import booking
from gungho.measure import instant_text
from tests.support.nodes import FarNode


def fork(node: FarNode) -> FarNode:
    """Return a second installation with the same key and another history."""
    twin = FarNode(node.body, form=node.form, seed=node.seed)
    twin.restore(node.backup())
    twin.clock.now = node.clock.now
    twin.witness.seen = dict(node.witness.seen)
    line = {
        "form": "cash",
        "commodity": "GBP",
        "count": "77777",
        "fund": f"{node.body}:general",
        "at": "main",
    }
    twin.tell(
        "gift.received", "told-otherwise", gift=f"{node.body}-otherwise", giver="",
        lines=[line], words="", standing="kept", cited="",
    )  # fmt: skip
    return twin


def overspend(node: FarNode) -> int:
    """Enter a sending of more than is held, past every decision; return its place."""
    now, count = instant_text(node.clock()), 9_000_000
    fund = f"{node.body}:general"
    facts = {
        "document": f"{node.body}-too-much",
        "receiver": "hub",
        "till": "main",
        "due": "",
        "lines": [{"commodity": "GBP", "count": str(count), "fund": fund}],
        "standing": "kept",
    }
    command = Command(
        book=node.body, id="too-much", kind="money.sent", happened=now[:10], facts=facts
    )
    accounts = (f"{node.body}/transit/{node.body}-too-much", f"{node.body}/cash/main")
    posting = booking.Posting(
        debit=accounts[0], credit=accounts[1], commodity="GBP", fund=fund, amount=count
    )
    with node.books.block(node.body) as block:
        entry = Entry(
            book=str(block.head.number), seq=block.head.size, id="too-much",
            command_sha256=command_digest(facts), kind="money.sent", v=1,
            happened=now[:10], recorded=now, by="operator", office="operator",
            authority="", corrects="", payload=facts,
            booking=Booking(
                postings=(Posting(*accounts, "GBP", fund, str(count), ""),),
                scales={"GBP": 2},
            ),
        )  # fmt: skip
        raw = encode(entry)
        payload = _payload(command)
        fold(node.books.state, entry, payload, (posting,), body=node.body)
        block.append(Made(entry=entry, raw=raw, leaf=leaf_hash(raw)))
        block.head.size += 1
        block.head.recorded = now
    return entry.seq


def _payload(command: Command) -> object:
    import msgspec  # noqa: PLC0415

    return msgspec.convert(command.facts, KINDS[command.kind].payload)
