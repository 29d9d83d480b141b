# SPDX-License-Identifier: Apache-2.0
"""A world of twenty nodes: a seeded clock, post and power; one seed tells one story.

Each day some nodes do something, write letters (bundles) to one another, lose power in
the middle, fall back to an old backup, or cheat. Letters are lost, doubled, delayed by
weeks, reordered and damaged. What each node was told is done, it remembers: nothing
acknowledged may be missing at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from random import Random

from gungho.actions.change_keeper import resume_book
from gungho.actions.make_bundle import HELD
from gungho.errors import GunghoError, Refusal
from gungho.federation.envelope import encrypt
from gungho.ledger.terms import Terms, terms_sha256
from tests.simulator.deeds import (
    COMMITTEES,
    DEPOTS,
    HUB,
    YARN,
    Acknowledged,
    Deeds,
    currency_of,
)
from tests.support.nodes import Crash, FarNode

DAYS = 45
FREE = terms_sha256(Terms())
DAMAGED = frozenset(
    {
        "bundle.malformed",
        "bundle.damaged",
        "bundle.not-for-us",
        "bundle.other-version",
        "bundle.encrypted",
        "note.malformed",
        "note.signature",
        "note.unsigned",
        "key.verifier",
    }
)


@dataclass(slots=True)
class Letter:
    """A bundle on its way: to whom, on which day it comes."""

    receiver: str
    day: int
    raw: bytes


@cache
def founded() -> dict[str, bytes]:
    """Return the database of each node on the first day, all known to the hub."""
    nodes = {body: _node(body).found(currency_of(body)) for body in _bodies()}
    hub = nodes[HUB]
    _define(hub)
    for at, node in enumerate(nodes.values()):
        if node is not hub:
            hub.recognise(node, numbers=(at * 1000, at * 1000 + 999))
    for node in nodes.values():
        if node is not hub:
            node.recognise(hub)
            _mirror(hub, node)
    for node in nodes.values():
        if node is not hub:
            hub.read(node.make(HUB))
            node.read(hub.make(node.body))
    raw = {body: node.backup() for body, node in nodes.items()}
    for node in nodes.values():
        node.close()
    return raw


def _bodies() -> tuple[str, ...]:
    return (HUB, *COMMITTEES, *DEPOTS)


def _node(body: str) -> FarNode:
    form = "committee" if body in COMMITTEES else "depot"
    return FarNode(body, form="hub" if body == HUB else form)


def _define(hub: FarNode) -> None:
    hub.tell(
        "item.defined", "yarn", item=YARN, form="item", scale=1, unit="KGM",
        weight_g=1000, hazard="none", end_use="civil", card="",
    )  # fmt: skip


def _mirror(hub: FarNode, node: FarNode) -> None:
    """Let both sides know the funds that may travel between them."""
    keeper, fund = (hub, node.body) if node.body in COMMITTEES else (node, HUB)
    ident = f"{fund}:general"
    keeper.tell(
        "fund.mirrored", f"mirror.{ident}", fund=ident, sort="general", terms={},
        terms_sha256=FREE,
    )  # fmt: skip


class World(Deeds):
    """Twenty nodes and everything between them, told by one seed."""

    def __init__(self, seed: int, *, cheats: bool = True) -> None:
        self.seed = seed
        self.chance = Random(sha256(f"world {seed}".encode()).digest())
        self.nodes: dict[str, FarNode] = {}
        self.known: dict[str, Acknowledged] = {}
        self.post: list[Letter] = []
        self.backups: dict[str, tuple[bytes, int]] = {}
        self.silent: dict[str, int] = {}
        self.day = 0
        self.made = 0
        for body, raw in founded().items():
            node = _node(body)
            node.restore(raw)
            for shelf in node.shelves.shelves():
                if shelf.kept:
                    root = shelf.frontier.root()
                    node.witness.acknowledge(shelf.body, size=shelf.size, root=root)
            self.nodes[body] = node
            self.known[body] = Acknowledged()
        chosen = self.chance.sample(COMMITTEES, 2)
        self.forker = chosen[0] if cheats and self.chance.random() < 0.5 else ""
        self.overspender = chosen[1] if cheats and self.chance.random() < 0.5 else ""
        self.twin: FarNode | None = None
        self.overspent: list[int] = []
        self.false_papers = {f"{self.overspender}-too-much"}
        self.trace = sha256()

    def honest(self) -> list[FarNode]:
        """Return the nodes that do not cheat."""
        cheats = {self.forker, self.overspender}
        return [node for body, node in self.nodes.items() if body not in cheats]

    def run(self, days: int = DAYS) -> None:
        """Tell the story to its end, then let all post arrive and all speak."""
        for self.day in range(1, days + 1):
            for node in self._all():
                node.clock.now += timedelta(days=1)
            self._some_day()
        self._heal()

    def _all(self) -> list[FarNode]:
        return [*self.nodes.values(), *([self.twin] if self.twin else [])]

    def _some_day(self) -> None:
        chance = self.chance
        for body in chance.sample(_bodies(), 4):
            self._powered(self.nodes[body], lambda body=body: self._act(body))
        if chance.random() < 0.3:
            body = chance.choice(_bodies())
            self.backups[body] = (self.nodes[body].backup(), self.day)
        if chance.random() < 0.06 and self.backups:
            self._restore(chance.choice(sorted(self.backups)))
        if chance.random() < 0.1:
            self.silent[chance.choice(_bodies())] = self.day + chance.randrange(7, 30)
        if self.day == DAYS // 3:
            self._cheat()
        for body in chance.sample(_bodies(), 4):
            self._write(body)
        self._deliver()

    def _powered(self, node: FarNode, deed: Callable[[], None]) -> None:
        """Do something; now and then the power fails in the middle of it."""
        if self.chance.random() >= 0.08:
            deed()
            return
        try:
            with node.crashing(self.chance.randrange(1, 80)):
                deed()
        except Crash:
            self.trace.update(b"crash")

    def _restore(self, body: str) -> None:
        raw, _ = self.backups.pop(body)
        if body in (self.forker, self.overspender):
            return
        self.nodes[body].restore(raw)
        self.trace.update(f"restore {body} {self.day}".encode())

    # ---- who cheats ---------------------------------------------------------------

    def _cheat(self) -> None:
        from tests.simulator.cheats import fork, overspend  # noqa: PLC0415

        if self.forker:
            self.twin = fork(self.nodes[self.forker])
            self._give(self.nodes[self.forker])
        if self.overspender:
            self.overspent.append(overspend(self.nodes[self.overspender]))

    # ---- the post -----------------------------------------------------------------

    def _write(self, body: str) -> None:
        """Write a letter to the hub, or from the hub; now and then relay others' books.

        A forker shows its twin to the other committees.
        """
        if self.silent.get(body, 0) > self.day:
            return
        node, to = self.nodes[body], HUB
        others = [one for one in _bodies() if one != body]
        if body == HUB or self.chance.random() < 0.15:
            to = self.chance.choice(others)
        if body == self.forker and self.twin and to != HUB:
            node = self.twin
        book = HELD if self.chance.random() < 0.2 else "all"
        self._posted(node, to, book=book)

    def _posted(self, node: FarNode, to: str, *, book: str) -> None:
        try:
            raw = node.make(to, book=book).raw
        except Refusal as refusal:
            self.expect(refusal, {"bundle.receiver-unknown"})
            return
        if self.chance.random() < 0.1:
            raw = encrypt(raw, public=self.nodes[to].key.public)
        for _ in range(self.chance.choice((0, 1, 1, 1, 1, 1, 1, 1, 2))):
            day = self.day + self.chance.choice((0, 0, 1, 2, 9, 20))
            self.post.append(Letter(to, day, self._weather(raw)))

    def _weather(self, raw: bytes) -> bytes:
        if self.chance.random() >= 0.04:
            return raw
        at = self.chance.randrange(len(raw))
        return (
            raw[:at] + bytes([raw[at] ^ 1 << self.chance.randrange(8)]) + raw[at + 1 :]
        )

    def _deliver(self, *, everything: bool = False) -> None:
        due = [one for one in self.post if everything or self._comes(one)]
        self.post = [one for one in self.post if one not in due]
        self.chance.shuffle(due)
        for one in due:
            node = self.nodes[one.receiver]
            self._powered(node, lambda one=one, node=node: self._read(node, one.raw))

    def _comes(self, letter: Letter) -> bool:
        return (
            letter.day <= self.day and self.silent.get(letter.receiver, 0) <= self.day
        )

    def _read(self, node: FarNode, raw: bytes) -> None:
        try:
            node.read(raw)
        except GunghoError as error:
            self.expect(error, DAMAGED)

    # ---- the end ------------------------------------------------------------------

    def _heal(self) -> None:
        """All post arrives, all speak with the hub, and who is behind resumes."""
        self.silent.clear()
        for _ in range(2):
            self._deliver(everything=True)
            self._speak()
        for node in self.honest():
            self._resume(node)
        self._speak()

    def _speak(self) -> None:
        hub = self.nodes[HUB]
        for node in self._all():
            if node is not hub:
                self._read(hub, node.make(HUB, book=HELD).raw)
        for node in self.nodes.values():
            if node is not hub:
                self._read(node, hub.make(node.body, book=HELD).raw)

    def _resume(self, node: FarNode) -> None:
        """What nobody holds any more is given up by a person's word."""
        shelf = node.shelves.shelf(node.number)
        assert shelf is not None
        if shelf.kept and node.witness.last(node.body)[0] > shelf.size:
            resume_book(node.books, shelf, reason="disk-lost")
            self.known[node.body].resumed = True

    def close(self) -> None:
        """Let every database go."""
        for node in self._all():
            node.close()
