# SPDX-License-Identifier: Apache-2.0
"""A hub and two committees, each on its own node, who have recognised each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.support.nodes import FarNode


@dataclass
class Three:
    """The hub, London and New York."""

    hub: FarNode
    london: FarNode
    newyork: FarNode

    @property
    def nodes(self) -> tuple[FarNode, FarNode, FarNode]:
        """All three."""
        return self.hub, self.london, self.newyork


@pytest.fixture
def three(_django: None, django_db_blocker: DjangoDbBlocker | None) -> Iterator[Three]:
    """Return three nodes that know each other."""
    from tests.support.nodes import FarNode, acquainted  # noqa: PLC0415

    with django_db_blocker.unblock() if django_db_blocker else nullcontext():
        made = Three(
            hub=FarNode("hk", form="hub").found("HKD"),
            london=FarNode("london").found("GBP"),
            newyork=FarNode("newyork").found("USD"),
        )
        acquainted(*made.nodes)
        yield made
        for node in made.nodes:
            node.close()
