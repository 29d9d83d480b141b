# SPDX-License-Identifier: Apache-2.0
"""Laws 4, 7, 8 and 9 over whole stories of far-apart nodes, one seed each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import msgspec
import pytest

from gungho.federation.fork import Fork, check_fork
from gungho.ledger.balances import Balance, name_of
from gungho.ledger.state import State
from gungho.reports.conservation import Conservation, conserve
from tests.support.memory import fold_raw

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.simulator.world import World
    from tests.support.nodes import FarNode

QUICK = 30
DEEP = 1000


@pytest.fixture
def open_database(
    _django: None, django_db_blocker: DjangoDbBlocker | None
) -> Iterator[None]:
    """Let a test keep databases of its own."""
    with django_db_blocker.unblock() if django_db_blocker else nullcontext():
        yield


@contextmanager
def told(seed: int) -> Iterator[World]:
    """Tell the story of a seed."""
    from tests.simulator.world import World  # noqa: PLC0415

    world = World(seed)
    try:
        world.run()
        yield world
    finally:
        world.close()


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_story_of_twenty_nodes_ends_in_one_truth(
    seed: int, open_database: None
) -> None:
    """Whatever the post, the power and the cheats have done on the way."""
    with told(seed) as world:
        check(world)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(QUICK, DEEP))
def test_a_thousand_stories_end_in_one_truth(seed: int, open_database: None) -> None:
    """As above, for the nights."""
    with told(seed) as world:
        check(world)


def test_a_seed_tells_the_same_story_again(open_database: None) -> None:
    """To the same entries, letters and crashes."""
    with told(3) as one, told(3) as other:
        assert one.trace.digest() == other.trace.digest()
        for body, node in one.nodes.items():
            assert node.digest(body) == other.nodes[body].digest(body)


def check(world: World) -> None:
    """Check what must hold after every story."""
    check_one_state(world)
    check_nothing_lost(world)
    check_conservation(world)
    check_cheats(world)


def check_one_state(world: World) -> None:
    """All honest nodes that have the same entries have the same state (law 8)."""
    states: dict[tuple[str, int, bytes], set[str]] = defaultdict(set)
    for node in world.honest():
        for shelf in node.shelves.shelves():
            if not shelf.frozen:
                at = (shelf.body, shelf.size, shelf.frontier.root())
                states[at].add(node.digest(shelf.body))
    assert all(len(found) == 1 for found in states.values()), world.seed
    roots = defaultdict(set)
    for body, size, root in states:
        roots[body, size].add(root)
    honest = {node.body for node in world.honest()}
    for (body, size), found in roots.items():
        assert len(found) == 1 or body not in honest, (world.seed, body, size)


def check_nothing_lost(world: World) -> None:
    """What was acknowledged stands in its keeper's book and, honest, at the hub."""
    hub = world.nodes["hub"]
    for node in world.honest():
        own = node.shelves.shelf(node.number)
        assert own is not None
        leaves = set(own.leaves(0, own.size))
        known = world.known[node.body]
        if not known.resumed:
            assert set(known.leaves.values()) <= leaves, (world.seed, node.body)
        assert hub.sizes()[node.body] == own.size, (world.seed, node.body)
        assert hub.digest(node.body) == node.digest(node.body)
        assert node.standing(node.body) == "kept"


def conserved(node: FarNode) -> Conservation:
    """Return the conservation of every book that stands at a node, folded anew."""
    state = State()
    for shelf in node.shelves.shelves():
        for raw in shelf.entries(0):
            fold_raw(state, raw, body=shelf.body)
    balances = []
    for row in state.rows(Balance):
        account = name_of(state, row.book, "account", row.account)
        commodity = name_of(state, row.book, "commodity", row.commodity)
        fund = name_of(state, row.book, "fund", row.fund)
        balances.append((account, commodity, fund, row.count))
    return conserve(balances, passages(state))


def passages(state: State) -> Iterator[tuple[str, str, str, int, int, int, int]]:
    """Yield what was sent, counted, kept by banks and lost, line by line."""
    from gungho.flows.passages import ArrivalLine, PassageLine  # noqa: PLC0415

    came: Counter[tuple[str, str, str, str]] = Counter()
    fees: Counter[tuple[str, str, str, str]] = Counter()
    for row in state.rows(ArrivalLine):
        what = (row.document, row.commodity, row.fund, row.lot)
        came[what] += row.count
        fees[what] += row.fee
    for line in state.rows(PassageLine):
        what = (line.document, line.commodity, line.fund, line.lot)
        yield *what[:3], line.sent, came[what], fees[what], line.lost


def check_conservation(world: World) -> None:
    """Nothing is missing and nothing is twice (law 4).

    A fund overdrawn by a cheque that bounced is a fact and no fault.
    """
    faults = [
        fault
        for fault in conserved(world.nodes["hub"]).faults
        if not (fault.startswith("below-zero") and "/cash/main" in fault)
    ]
    lost_papers = any(known.resumed for known in world.known.values())
    assert lost_papers or faults == [], (world.seed, faults)


def check_cheats(world: World) -> None:
    """Every dishonesty that reached two honest readers is proved against its author."""
    hub = world.nodes["hub"]
    breaches = hub.rows(
        "SELECT h.body, b.seq FROM p_breach b JOIN journal_head h ON h.book = b.book"
    )
    proved = [(world.overspender, seq) for seq in world.overspent]
    assert breaches == proved, world.seed
    if world.forker:
        check_fork_found(world)
    guilty = {world.forker, world.overspender}
    for node in world.honest():
        frozen = node.rows("SELECT body FROM journal_head WHERE standing = 'frozen'")
        assert {body for (body,) in frozen} <= guilty, (world.seed, node.body, frozen)


def check_fork_found(world: World) -> None:
    """Both versions reach the hub in the end: its proof can be checked by anyone."""
    hub, key = world.nodes["hub"], world.nodes[world.forker].key
    assert hub.standing(world.forker) == "frozen", world.seed
    proofs = hub.rows("SELECT proof FROM intake_finding WHERE body = %s", world.forker)
    for (proof,) in proofs:
        check_fork(msgspec.json.decode(proof, type=Fork), verifiers=[key.verifier])
