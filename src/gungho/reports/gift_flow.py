# SPDX-License-Identifier: Apache-2.0
"""A gift's flow is where each part of it went, as nodes in columns and links between.

Columns follow the hands it passes through: the gift, the committee, the hub, the depot,
the end. What goes forth and back between two nodes is shown net. Links are whole:
what enters a node leaves it, and the ends are the very counts of the gift's table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.provenance import Forward
from gungho.ledger.trail import Pool, Trail
from gungho.measure import share

COLUMN_OF_FORM = {
    "giver": 1,
    "committee": 1,
    "hub": 2,
    "headquarters": 2,
    "depot": 3,
    "federation": 3,
}
LAST = 4
ENDS_OF_ROLE = {
    "losses": "lost",
    "costs": "costs",
    "loans": "lent",
    "used": "used",
    "returned": "returned",
    "agency": "returned",
}
END_OF_SORT = {"coop": "reached"}
PARTS = 10_000  # of the smallest unit, to weigh by
DUST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """One hand or end.

    ``sort`` is gift, body, coop, lent, lost, costs, used, returned, held, way or
    unknown.
    """

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
    trail: Trail,
    way: Forward,
    *,
    forms: Mapping[str, str],
    ended: Mapping[str, int],
) -> Flow:
    """Return the flow of an amount that went this way, by the bodies' forms.

    ``ended`` is what became of it in whole counts, by end; it adds up to the amount.
    """
    nodes: dict[str, FlowNode] = {}
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for move in np.flatnonzero(way.flow).tolist():
        source = int(trail.moves.source[move])
        target = int(trail.moves.target[move])
        if source < 0 or target < 0:
            continue
        giver = _node(trail.pools[source], forms, nodes, None)
        taker = _node(trail.pools[target], forms, nodes, giver)
        if giver.id != taker.id:
            sums[giver.id, taker.id] += float(way.flow[move])
    _ends(trail, way, forms, nodes, sums)
    links = _settled(_net(sums), nodes, ended)
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
    if role == "gifts" or (role == "agency" and giver is None):
        made = FlowNode(id="gift", column=0, sort="gift")
    elif "." in body and role != "losses":
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
    if "." in body:
        return LAST + 1
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
    for number in np.flatnonzero(way.kept > DUST).tolist():
        pool = trail.pools[number]
        if role_of(pool[1]) == "agency":
            continue
        node = _node(pool, forms, nodes, None)
        if node.sort != "body":
            continue
        sort = "way" if role_of(pool[1]) == "transit" else "held"
        column = node.column + 1
        end = FlowNode(id=f"{sort}-{column}", column=column, sort=sort)
        nodes.setdefault(end.id, end)
        sums[node.id, end.id] += float(way.kept[number])


def _net(sums: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    found = {}
    for (source, target), flow in sums.items():
        left = flow - sums.get((target, source), 0.0)
        if left > DUST:
            found[source, target] = left
    return found


def _settled(
    net: Mapping[tuple[str, str], float],
    nodes: dict[str, FlowNode],
    ended: Mapping[str, int],
) -> tuple[tuple[str, str, int], ...]:
    """Return the links in whole counts, from the ends back to the gift."""
    lying = _lying(net, nodes, ended)
    out: dict[str, int] = defaultdict(int)
    links = {}
    for name in _backward(net):
        into = [
            (source, flow) for (source, target), flow in net.items() if target == name
        ]
        parts = _shared(lying.get(name, 0) + out[name], [flow for _, flow in into])
        for (source, _), part in zip(into, parts, strict=True):
            links[source, name] = part
            out[source] += part
    return tuple((a, b, links[a, b]) for a, b in net if links.get((a, b)))


def _lying(
    net: Mapping[tuple[str, str], float],
    nodes: Mapping[str, FlowNode],
    ended: Mapping[str, int],
) -> dict[str, int]:
    """Return what lies at each node in the end: each end's count, shared out."""
    left: dict[str, float] = defaultdict(float)
    for (source, target), flow in net.items():
        left[source] -= flow
        left[target] += flow
    groups: dict[str, list[str]] = defaultdict(list)
    for name, rest in left.items():
        sort = nodes[name].sort
        if sort == "gift" or rest <= DUST:
            continue
        groups["unknown" if sort == "body" else END_OF_SORT.get(sort, sort)].append(
            name
        )
    found: dict[str, int] = {}
    for end, names in groups.items():
        parts = _shared(ended.get(end, 0), [left[name] for name in names])
        found.update(zip(names, parts, strict=True))
    return found


def _shared(count: int, weights: list[float]) -> tuple[int, ...]:
    if not weights:
        return ()
    return share(count, [max(1, round(weight * PARTS)) for weight in weights])


def _backward(net: Mapping[tuple[str, str], float]) -> list[str]:
    """Return the nodes so that each comes after all that it gives to."""
    givers: dict[str, list[str]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    for source, target in net:
        givers[target].append(source)
        waiting[source] += 1
        waiting[target] += 0
    ready = [name for name, count in waiting.items() if not count]
    for name in ready:
        for source in givers[name]:
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    return ready
