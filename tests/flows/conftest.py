# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from tests.support.goods import Desk, movement
from tests.support.memory import MemoryBooks


@pytest.fixture
def desks() -> tuple[Desk, Desk]:
    """The desks of a hub and of a depot with one co-op."""
    return movement(MemoryBooks())


@pytest.fixture
def hub(desks: tuple[Desk, Desk]) -> Desk:
    """The hub's desk."""
    return desks[0]


@pytest.fixture
def depot(desks: tuple[Desk, Desk]) -> Desk:
    """The depot's desk."""
    return desks[1]
