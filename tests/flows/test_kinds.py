# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gungho.flows.kind import At
from gungho.flows.kinds import KINDS, ROWS, permitted_for
from gungho.ledger.accounts import BRIDGES_STRICT, ROLES
from gungho.ledger.state import State
from gungho.ledger.terms import FREE

BRIDGING = {
    "money.exchanged",
    "money.arrived",
    "goods.bought",
    "goods.sold",
    "materials.advanced",
    "invoice.issued",
    "proceeds.shared",
}
NEWER = {
    "money.arrived": 2,
    "loan.made": 2,
    "loan.repaid": 2,
    "gift.received": 2,
    "gift.refused": 2,
    "goods.dispatched": 2,
    "cost.paid": 2,
    "goods.packed": 2,
    "plan.adopted": 2,
}
AT = At(book=1, body="hk", seq=3, id="e", happened="1940-04-01")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_permitted_pairs_are_of_known_roles(name: str) -> None:
    """And the bridges are touched only by the kinds that trade (law 3)."""
    kind = KINDS[name]
    roles = {role for pair in kind.permitted for role in pair}
    assert roles <= ROLES.keys()
    assert not roles & BRIDGES_STRICT or name in BRIDGING
    assert kind.version == NEWER.get(name, 1)
    assert kind.reads(kind.version)
    assert not kind.reads(kind.version + 1)
    noun, _, deed = name.partition(".")
    assert noun.isalpha()
    assert deed.replace("_", "").isalpha()


def test_a_correction_may_post_the_mirror_image_and_nothing_else() -> None:
    """Of the kind it corrects; another kind is not widened by what it points at."""
    mirror = permitted_for(KINDS["correction.made"], "gift.received")
    taken_in = {("gifts", "cash"), ("gifts", "stock"), ("gifts", "used")}
    assert mirror == {*taken_in, ("agency", "custody")}
    assert permitted_for(KINDS["correction.made"]) == frozenset()
    cost = KINDS["cost.paid"]
    assert permitted_for(cost, "gift.received") == cost.permitted


def test_every_row_has_its_book_first_in_its_key() -> None:
    """Rows of one book are touched by that book's entries only (law 8)."""
    for row in ROWS:
        assert row.key[0] == "book", row
        assert set(row.key) <= set(row.__struct_fields__)


def facts_of(name: str) -> Any:
    """Return any payload of a kind, its lines empty."""
    payload = KINDS[name].payload
    plain: dict[str, Any] = {
        "members": 9,
        "count": 1,
        "lines": (),
        "schedule": (),
        "needs": (),
        "gifts": (),
        "goal": (),
        "parts": (),
        "line": 0,
        "first_number": 1,
        "last_number": 9,
        "terms": FREE,
        "given_on": "",
    }
    values = {
        field.name: plain.get(field.name, "1")
        for field in msgspec.structs.fields(payload)
        if field.required
    }
    return payload(**values)


@pytest.mark.parametrize(
    "name",
    "coop.closed member.joined member.left consent.given terms.changed use.blocked "
    "route.closed loan.repaid loan.rescheduled loan.written_off need.verified "
    "dispatch.settled item.wanted appeal.closed pledge.released gift.returned "
    "gift.passed_on".split(),
)
def test_what_speaks_of_an_unknown_row_never_fails(name: str) -> None:
    """Folding refuses nothing: what another book should have said is not invented."""
    state = State()
    facts = facts_of(name)
    KINDS[name].evolve(state, AT, facts)
    changed = {kind.__name__ for kind in state.drain()}
    assert changed <= ({"Block"} if name == "use.blocked" else set())


def test_a_reversal_of_an_unknown_gift_changes_nothing() -> None:
    """The undoing of a gift that is not here."""
    undo = KINDS["gift.received"].undo
    assert undo is not None
    state = State()
    undo(state, AT, "nobody")
    assert state.drain() == {}
