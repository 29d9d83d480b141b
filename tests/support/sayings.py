# SPDX-License-Identifier: Apache-2.0
"""What a far node records in tests: gifts of money, sendings and arrivals."""

from __future__ import annotations

from typing import Any

from gungho.actions.mail import Peer
from gungho.actions.ports import Receipt
from tests.support.nodes import FarNode


def gives(
    node: FarNode, entry: str, *, count: int = 500, currency: str = ""
) -> Receipt:
    """A gift of money comes to a node's general fund."""
    code = currency or own_currency(node)
    line = {
        "form": "cash",
        "commodity": code,
        "count": str(count),
        "fund": f"{node.body}:general",
        "at": "main",
    }
    return node.tell(
        "gift.received",
        entry,
        gift=f"{node.body}-{entry}",
        giver="",
        lines=[line],
        words="",
        standing="kept",
        cited="",
    )


def own_currency(node: FarNode) -> str:
    """Return the currency that a node's own book was opened in."""
    found = node.rows("SELECT item FROM p_item WHERE book = %s", node.number)
    return str(found[0][0])


def line(count: int, code: str, fund: str) -> dict[str, Any]:
    """Return a line of money."""
    return {"commodity": code, "count": str(count), "fund": fund}


def sends(node: FarNode, document: str, *, to: str, count: int) -> Receipt:
    """Money leaves a node for another body."""
    told = line(count, own_currency(node), f"{node.body}:general")
    return node.tell(
        "money.sent",
        f"sent.{document}",
        document=document,
        receiver=to,
        till="main",
        due="",
        lines=[told],
        standing="kept",
    )


def ahead(maker: FarNode, reader: FarNode, entry: str) -> bytes:
    """Return a bundle of one further entry, as to a reader that has all before it."""
    peer = maker.shelves.peer(reader.body)
    shelf = maker.shelves.shelf(maker.number)
    assert shelf is not None
    root = shelf.frontier.root().hex()
    stands = {**peer.stands, str(maker.number): (maker.sizes()[maker.body], root)}
    gives(maker, entry)
    maker.shelves.keep_peer(
        Peer(body=peer.body, key=peer.key, made=peer.made, stands=stands)
    )
    made = maker.make(reader.body).raw
    maker.shelves.keep_peer(peer)
    return made
