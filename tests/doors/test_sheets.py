# SPDX-License-Identifier: Apache-2.0
"""Every line a statement can have is said in both languages."""

from __future__ import annotations

import pytest

from gungho.doors.reasons import table
from gungho.flows.kinds import KINDS
from gungho.ledger.accounts import ROLES
from gungho.reports.sheets import NAMES
from gungho.reports.sides import DETAILED
from gungho.reports.statements import LENT, TRADED


@pytest.mark.parametrize("role", [*ROLES, "given", "had", "turned", "repaid"])
def test_every_role_of_the_chart_is_a_line_in_words(role: str) -> None:
    """Also those that only postings of the other side name."""
    assert f"sheet.line.{role}" in table()


def test_lines_by_till_place_and_cause_are_in_words() -> None:
    """And what is bought, sold, exchanged and lent; and each statement's title."""
    told = [f"line.{role}.of" for role in DETAILED]
    told += [f"line.{name}" for name in (*TRADED.values(), *LENT.values())]
    told += [f"title.{name}" for name in NAMES]
    assert not [code for code in told if f"sheet.{code}" not in table()]


def test_what_trading_means_is_said_of_kinds_that_there_are() -> None:
    """A kind that is renamed would fall out of the statements unseen."""
    assert set(TRADED) | set(LENT) <= set(KINDS)
