# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from bench.sitings import siting_problem
from gungho.planning import check_siting, site


def test_made_up_sitings_are_the_same_for_the_same_seed() -> None:
    """And proved where they are small."""
    problem = siting_problem(8, 40, depots=3)
    assert (problem.costs == siting_problem(8, 40, depots=3).costs).all()
    siting = site(problem)
    assert siting.proved
    assert check_siting(problem, siting) == ()


@pytest.mark.long
def test_a_siting_of_capa_size_is_proved() -> None:
    """A hundred candidates for a thousand demands, as in capa, capb and capc."""
    problem = siting_problem(100, 1000)
    siting = site(problem, seconds=600.0)
    assert siting.proved
    assert len(siting.open) >= 6
    assert check_siting(problem, siting) == ()
