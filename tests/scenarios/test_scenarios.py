# SPDX-License-Identifier: Apache-2.0
"""Plain stories that a bookkeeper can read: commands, refusals, then the statement."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from gungho.actions.ports import Command
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.ledger.accounts import body_of, keeper_of
from gungho.ledger.balances import shelf
from gungho.measure import decimal_text
from tests.support.goods import SCALES, Desk, movement
from tests.support.homes import FreshHome

FOLDER = Path(__file__).parent
STATEMENT = re.compile(r"^  (\S+) +(-?[0-9.]+) (\S+) +(\S+)$")


def total(desk: Desk, account: str, code: str, fund: str) -> str:
    """Return what an account holds of a fund, its lots added up."""
    book = desk.books.bodies()[keeper_of(body_of(account))]
    lots = shelf(desk.books.state, book, account, code)
    if lots:
        return decimal_text(sum(n for pot, _, n in lots if pot == fund), SCALES[code])
    keeper = desk.at(keeper_of(body_of(account)))
    return keeper.holds(account, code, fund)


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem
)
def test_a_story_ends_as_it_says(fresh_home: FreshHome, path: Path) -> None:
    """Every command does what stands below it, and the balances are as stated."""
    desk = movement(fresh_home.books)[0]
    met: Refusal | None = None
    lot = 0
    stated = 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("{"):
            assert met is None, f"{met} was not told"
            command = msgspec.json.decode(line.replace("LOT", str(lot)), type=Command)
            try:
                receipt = record(desk.books, command)
            except Refusal as refusal:
                met = refusal
                continue
            if command.kind == "gift.received":
                lot = receipt.seq
        elif line.startswith("refused: "):
            assert met is not None, line
            assert met.code == line.removeprefix("refused: ")
            met = None
        elif found := STATEMENT.match(line):
            account, amount, code, fund = found.groups()
            assert total(desk, account, code, fund) == amount, line
            stated += 1
    assert met is None
    assert stated
    fresh_home.verify()
