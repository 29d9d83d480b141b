# SPDX-License-Identifier: Apache-2.0
"""On the told movement every count of a desk is the number of rows it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gungho.doors.desks import LISTS

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

BODIES = ("", "hk", "baoji", "london", "chongqing")


@pytest.fixture
def told_books(
    _django: None, home: Path, django_db_blocker: DjangoDbBlocker | None
) -> Iterator[None]:
    """The books of the told movement, open in this process."""
    from django.db import connection, connections  # noqa: PLC0415 - after Django

    from tests.support.homes import FreshHome  # noqa: PLC0415

    before = connections.databases["default"]
    # Without settings of its own, pytest-django blocks nothing and has no blocker.
    with django_db_blocker.unblock() if django_db_blocker else nullcontext():
        FreshHome(home)
        yield
        connection.close()
    connections.databases["default"] = before
    del connections["default"]


@pytest.mark.usefixtures("told_books")
def test_every_count_is_the_number_of_rows_of_its_list() -> None:
    """Of each queue, for all that is heard and for one body after another."""
    from tests.support.desk_counts import counted, listed  # noqa: PLC0415
    from tests.support.pages import CLIENT  # noqa: PLC0415

    found = {
        (queue, body): (counted(queue, body), listed(CLIENT, queue, body))
        for queue in LISTS
        for body in BODIES
    }
    assert {key: pair for key, pair in found.items() if pair[0] != pair[1]} == {}
    assert {queue for (queue, _body), (count, _rows) in found.items() if count} >= {
        "loans-late", "papers-open", "receipts-due"
    }  # fmt: skip
