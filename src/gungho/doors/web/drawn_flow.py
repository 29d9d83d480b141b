# SPDX-License-Identifier: Apache-2.0
"""A gift's flow as a drawing: co-ops folded, nodes named, letters told on a phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gungho.doors.figures import figure
from gungho.doors.names import Names
from gungho.doors.web.charts.sankey import (
    PHONE,
    WIDE,
    Link,
    Node,
    folded,
    letters,
    sankey,
)
from gungho.doors.web.charts.svg import Tone
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.telling import amount_text
from gungho.reports.gift_flow import Flow, FlowNode
from gungho.store.reads.places import body_places

TONES: dict[str, Tone] = {
    "gift": "indigo",
    "body": "indigo",
    "coop": "arrived",
    "lent": "received",
    "lost": "lost",
    "costs": "promised",
    "used": "arrived",
    "returned": "held",
    "held": "held",
    "way": "transit",
    "unknown": "overdue",
}
COOPS_SHOWN = 6
FRAME = replace(WIDE, right=215)
REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A node of the drawing beside its letter."""

    letter: str
    label: str
    amount: Amount
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The drawing, wide and for a phone, and what the phone's letters mean."""

    wide: SafeString
    phone: SafeString
    nodes: tuple[Named, ...]


def drawn_flow(flow: Flow, *, code: str, goods: Goods, label: str) -> Drawn:
    """Draw a flow of one commodity."""
    nodes, links = _folded(flow, goods.names, homes=body_places())
    through = _through(links)
    nodes = [
        replace(node, detail=_detail(code, through.get(node.id, 0), goods))
        for node in nodes
    ]
    signs = letters(nodes, links)
    told = [
        Named(
            letter=signs[node.id],
            label=node.label,
            amount=goods.amount(code, through.get(node.id, 0)),
            href=node.href,
        )
        for node in nodes
    ]
    return Drawn(
        wide=sankey(nodes, links, label=label, frame=FRAME),
        phone=sankey(nodes, links, label=label, frame=PHONE),
        nodes=tuple(sorted(told, key=lambda one: (len(one.letter), one.letter))),
    )


def _folded(
    flow: Flow, names: Names, *, homes: Mapping[str, str]
) -> tuple[list[Node], list[Link]]:
    """Return nodes and links; of many co-ops the largest, the others joined."""
    nodes = [
        Node(
            id=node.id,
            column=node.column,
            label=_label(node, names, homes=homes),
            tone=TONES[node.sort],
            href=f"/co-ops/{node.body}/" if node.sort == "coop" else "",
        )
        for node in flow.nodes
    ]
    links = [Link(source=a, target=b, value=count) for a, b, count in flow.links]
    coops = {node.id for node in flow.nodes if node.sort == "coop"}
    if len(coops) <= COOPS_SHOWN + 1:
        return nodes, links
    label = ngettext("%(n)s more co-op", "%(n)s more co-ops", len(coops)) % {
        "n": figure(len(coops) - COOPS_SHOWN, 0)
    }
    column = next(node.column for node in nodes if node.id in coops)
    rest = Node(id=REST, column=column, label=label, tone="arrived")
    others = [node for node in nodes if node.id not in coops]
    few, few_links = folded(
        [node for node in nodes if node.id in coops],
        links,
        column=column,
        most=COOPS_SHOWN + 1,
        rest=rest,
    )
    return others + few, few_links


def _through(links: list[Link]) -> dict[str, int]:
    """Return what entered each node; of the first, what left it."""
    into: dict[str, int] = defaultdict(int)
    out: dict[str, int] = defaultdict(int)
    for link in links:
        into[link.target] += link.value
        out[link.source] += link.value
    return {name: into.get(name) or out[name] for name in {*into, *out}}


def _detail(code: str, count: int, goods: Goods) -> str:
    if code.isupper():
        return amount_text(code, count, goods)
    return goods.text(code, count)


def _label(node: FlowNode, names: Names, *, homes: Mapping[str, str]) -> str:
    words = {
        "gift": _("The gift"),
        "lent": _("Lent to co-ops"),
        "lost": _("Lost"),
        "costs": _("Freight and charges"),
        "used": _("Used as it was given"),
        "returned": _("Given back or passed on"),
        "held": _("Held, not yet used"),
        "way": _("On the way"),
        "unknown": _("Not known"),
    }
    if node.sort == "body" and homes.get(node.body):
        return names.place(homes[node.body])
    return words.get(node.sort) or names.body(node.body)
