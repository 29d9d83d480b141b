# SPDX-License-Identifier: Apache-2.0
"""Sitings are kept apart from the journal, the newest of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gungho.errors import Refusal
from gungho.store.sitings import KEPT_MOST, KeptSiting, keep_siting, siting_of, sitings
from tests.support.homes import FreshHome

ROW = KeptSiting(
    siting="s", made="1940-01-01T00:00:00Z", request="{}", depots=2, cost="7/2",
    proved=1, outcome="{}",
)  # fmt: skip


def test_a_siting_is_kept_in_the_place_of_its_id(fresh_home: FreshHome) -> None:
    """Made again it stands once; what is not there is refused."""
    keep_siting(ROW)
    keep_siting(replace(ROW, depots=3))
    assert siting_of("s") == replace(ROW, depots=3)
    assert sitings() == [replace(ROW, depots=3, outcome="")]
    with pytest.raises(Refusal, match=r"siting\.unknown"):
        siting_of("none")
    assert fresh_home.journal() == []


def test_the_oldest_sitings_go(fresh_home: FreshHome) -> None:
    """So many are kept, the newest first."""
    for number in range(KEPT_MOST + 2):
        keep_siting(
            replace(ROW, siting=f"s{number:02}", made=f"1940-01-01T{number:02}")
        )
    kept = [one.siting for one in sitings()]
    assert kept == [f"s{number:02}" for number in range(KEPT_MOST + 1, 1, -1)]
    with pytest.raises(Refusal, match=r"siting\.unknown"):
        siting_of("s00")
    assert fresh_home
