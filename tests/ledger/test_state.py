# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterable

from gungho.ledger.balances import Balance, Overdraft
from gungho.ledger.state import Key, R, State, key_of


def shelf(number: int, count: int) -> Balance:
    """A balance on account 1."""
    return Balance(
        book=1, account=1, commodity=1, fund=1, lot=f"hk:{number}.0", count=count
    )


class Table:
    """A source that counts how often it is asked."""

    def __init__(self, *rows: Balance) -> None:
        self.rows = rows
        self.asked = 0

    def get(self, kind: type[R], key: Key) -> R | None:
        """Return the row under a key."""
        self.asked += 1
        found = [
            row for row in self.rows if isinstance(row, kind) and key_of(row) == key
        ]
        return found[0] if found else None

    def find(self, kind: type[R], index: str, values: Key) -> Iterable[R]:
        """Return every row."""
        self.asked += 1
        names = kind.indexes[index]
        return [
            row
            for row in self.rows
            if isinstance(row, kind)
            and row.indexed
            and tuple(getattr(row, name) for name in names) == values
        ]


def test_the_source_is_asked_once() -> None:
    """What is held, and what is known to be absent, is not asked again."""
    table = Table(shelf(1, 5))
    state = State(table)
    for _ in range(2):
        assert state.get(Balance, *key_of(shelf(1, 0))) == shelf(1, 5)
        assert state.get(Balance, *key_of(shelf(2, 0))) is None
    assert table.asked == 2


def test_a_change_held_here_is_seen_before_the_tables() -> None:
    """An index is the source's rows with the changes laid over them."""
    state = State(Table(shelf(1, 5), shelf(2, 6)))
    state.put(shelf(1, 0))
    state.put(shelf(3, 7))
    assert state.find(Balance, "shelf", 1, 1, 1) == (shelf(2, 6), shelf(3, 7))
    assert state.find(Balance, "shelf", 1, 1, 1) == (shelf(2, 6), shelf(3, 7))
    assert len(state) == 3


def test_changes_are_handed_over_once() -> None:
    """The last state of each row; forgetting drops what waits."""
    state = State(Table())
    state.put(shelf(1, 1))
    state.put(shelf(1, 2))
    assert state.drain() == {Balance: (shelf(1, 2),)}
    assert state.drain() == {}
    state.put(shelf(1, 3))
    state.forget()
    assert state.drain() == {}
    assert list(state.rows(Balance)) == []


def test_a_book_opened_here_is_not_asked_of_the_tables() -> None:
    """All of its rows are held."""
    table = Table()
    state = State(table)
    state.born(1)
    assert state.get(Balance, *key_of(shelf(1, 0))) is None
    assert state.find(Balance, "shelf", 1, 1, 1) == ()
    assert table.asked == 0
    assert state.get(Balance, 2, 1, 1, 1, "") is None
    assert table.asked == 1


def test_rows_come_in_the_order_of_their_keys() -> None:
    """However they were put; what is known to be absent is no row."""
    state = State()
    for fund in (3, 1, 2):
        state.put(Overdraft(book=1, fund=fund, below=0))
    assert state.get(Overdraft, 1, 9) is None
    assert [row.fund for row in state.rows(Overdraft)] == [1, 2, 3]
