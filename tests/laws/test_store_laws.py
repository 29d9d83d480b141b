# SPDX-License-Identifier: Apache-2.0
"""Laws 1, 2 and 10: one truth, nothing changed, parts that add up to the whole."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.ledger.state import State
from gungho.measure import share
from gungho.store.rebuild import digests, rebuild
from tests.support.doings import TERMS, Doing, Story, doings
from tests.support.goods import dump
from tests.support.homes import FreshHome
from tests.support.memory import MemoryBooks, fold_raw

FEW = settings(
    max_examples=15,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)


class Stored(Story):
    """A story told into a database."""

    def __init__(self, home: FreshHome) -> None:
        self.home = home
        super().__init__(TERMS[:5], books=home.books)


@FEW
@examples(story=st.lists(doings(), max_size=25))
def test_the_journal_alone_gives_every_row_again(
    fresh_home: FreshHome, story: list[Doing]
) -> None:
    """Dropped and folded from their bytes, the summaries have equal rows (1)."""
    home = fresh_home.anew()
    telling = Stored(home)
    for doing in story:
        telling.tell(doing)
    before = digests()
    folded = rebuild(told=lambda *_: None)
    assert folded == len(home.journal())
    assert digests() == before
    in_memory = State()
    for body, _, raw in home.journal():
        fold_raw(in_memory, raw, body=body)
    for kind, rows in dump(in_memory).items():
        assert len(rows) == _count(home, kind)


def _count(home: FreshHome, kind: str) -> int:
    from gungho.store.models import PROJECTIONS  # noqa: PLC0415

    for row, model in PROJECTIONS.items():
        if row.__name__ == kind:
            table = model._meta.db_table
            ((found,),) = home.rows(f"SELECT COUNT(*) FROM {table}")
            return int(found)
    return -1


@FEW
@examples(story=st.lists(doings(), max_size=25))
def test_a_store_and_a_memory_decide_alike(
    fresh_home: FreshHome, story: list[Doing]
) -> None:
    """The same story gives the same entries to the byte, and the same refusals."""
    home = fresh_home.anew()
    stored, plain = Stored(home), Story(TERMS[:5])
    for doing in story:
        first, second = stored.tell(doing), plain.tell(doing)
        assert type(first) is type(second)
        if isinstance(first, Refusal) and isinstance(second, Refusal):
            assert (first.code, first.facts) == (second.code, second.facts)
    kept = plain.books
    assert isinstance(kept, MemoryBooks)
    assert home.journal() == [
        (body, one.entry.seq, one.raw)
        for body, made in sorted(kept.entries.items())
        for one in made
    ]


@FEW
@examples(story=st.lists(doings(), max_size=15), again=st.integers(0, 30))
def test_what_is_written_is_never_written_otherwise(
    fresh_home: FreshHome, story: list[Doing], again: int
) -> None:
    """The journal only grows: what stood before stands after, byte for byte (2)."""
    home = fresh_home.anew()
    telling = Stored(home)
    before = home.journal()
    for doing in story:
        telling.tell(doing)
        after = home.journal()
        assert set(before) <= set(after)
        before = after
    command = telling.hub.command("person.noted", person=f"p{again}")
    for _ in range(3):
        record(home.books, command)
    assert len(home.journal()) == len(before) + 1
    assert home.verify() == len(before) + 1


@examples(
    total=st.integers(-(10**15), 10**15),
    weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=30),
)
def test_shares_add_up_to_the_whole(total: int, weights: list[int]) -> None:
    """To the last unit, each within one unit of its exact part (10)."""
    if not sum(weights):
        weights[0] = 1
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


def test_nothing_carries_a_whole_without_weight() -> None:
    """And nothing is shared by a negative weight."""
    assert share(0, [0, 0]) == (0, 0)
    with pytest.raises(Refusal, match=r"share\.no-weight"):
        share(1, [0, 0])
    with pytest.raises(Refusal, match=r"share\.negative"):
        share(1, [1, -1])
