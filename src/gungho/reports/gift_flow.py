# SPDX-License-Identifier: Apache-2.0
"""A gift's flow is where each part of it went, as nodes in columns and links between.

Columns follow the hands it passes through: the gift, the committee, the hub, the depot,
the end. What goes forth and back between two nodes is shown net.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.provenance import Forward, forward
from gungho.ledger.trail import Pool, Trail

COLUMN_OF_FORM = {
    "giver": 1,
    "committee": 1,
    "hub": 2,
    "headquarters": 2,
    "depot": 3,
    "federation": 3,
}
LAST = 4
ENDS_OF_ROLE = {"losses": "lost", "costs": "costs", "loans": "lent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """One hand or end: ``sort`` is gift, body, coop, lent, lost, costs, held or way."""

    id: str
    column: int
    sort: str
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Nodes, and links ``(source, target, count)`` in the gift's smallest unit."""

    nodes: tuple[FlowNode, ...]
    links: tuple[tuple[str, str, int], ...]


def gift_flow(
    trail: Trail, pool: int, amount: int, *, forms: Mapping[str, str]
) -> Flow:
    """Return the flow of an amount that entered one pool, by the bodies' forms."""
    way = forward(trail.moves, pool, amount)
    nodes: dict[str, FlowNode] = {}
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for move in np.flatnonzero(way.flow):
        source = int(trail.moves.source[move])
        target = int(trail.moves.target[move])
        if source < 0 or target < 0:
            continue
        giver = _node(trail.pools[source], forms, nodes, None)
        taker = _node(trail.pools[target], forms, nodes, giver)
        if giver.id != taker.id:
            sums[giver.id, taker.id] += float(way.flow[move])
    _ends(trail, way, forms, nodes, sums)
    links = _net(sums)
    used = {name for source, target, _ in links for name in (source, target)}
    return Flow(
        nodes=tuple(node for node in nodes.values() if node.id in used), links=links
    )


def _node(
    pool: Pool,
    forms: Mapping[str, str],
    nodes: dict[str, FlowNode],
    giver: FlowNode | None,
) -> FlowNode:
    body, role = body_of(pool[1]), role_of(pool[1])
    if role == "gifts":
        made = FlowNode(id="gift", column=0, sort="gift")
    elif "." in body:
        made = FlowNode(id=body, column=LAST, sort="coop", body=body)
    elif role in ENDS_OF_ROLE:
        sort = ENDS_OF_ROLE[role]
        column = _after(body, forms, giver)
        made = FlowNode(id=f"{sort}-{column}", column=column, sort=sort)
    else:
        column = COLUMN_OF_FORM.get(forms.get(body, ""), 2)
        made = FlowNode(id=body, column=column, sort="body", body=body)
    return nodes.setdefault(made.id, made)


def _after(body: str, forms: Mapping[str, str], giver: FlowNode | None) -> int:
    column = COLUMN_OF_FORM.get(forms.get(body, ""), 2)
    if giver is not None and giver.sort == "body":
        column = giver.column
    return column + 1


def _ends(
    trail: Trail,
    way: Forward,
    forms: Mapping[str, str],
    nodes: dict[str, FlowNode],
    sums: dict[tuple[str, str], float],
) -> None:
    """Let what a body still holds, or has on the way, flow to an end of its own."""
    for number in np.flatnonzero(way.kept > 0.5):
        pool = trail.pools[number]
        node = _node(pool, forms, nodes, None)
        if node.sort != "body":
            continue
        sort = "way" if role_of(pool[1]) == "transit" else "held"
        column = node.column + 1
        end = FlowNode(id=f"{sort}-{column}", column=column, sort=sort)
        nodes.setdefault(end.id, end)
        sums[node.id, end.id] += float(way.kept[number])


def _net(sums: Mapping[tuple[str, str], float]) -> tuple[tuple[str, str, int], ...]:
    links = []
    for (source, target), flow in sums.items():
        left = round(flow - sums.get((target, source), 0.0))
        if left > 0:
            links.append((source, target, left))
    return tuple(links)
