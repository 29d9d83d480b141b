# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from django.db import connection

from tests.support.goods import given, movement
from tests.support.homes import FreshHome


def test_a_fold_cut_short_while_upgrading_is_done_at_the_next_start(
    fresh_home: FreshHome,
) -> None:
    """The tables were made, and power failed before old entries stood in them."""
    from gungho.store.rebuild import digests  # noqa: PLC0415
    from gungho.store.settings import keep_setting  # noqa: PLC0415
    from gungho.store.setup import FOLDED, make_tables  # noqa: PLC0415

    hub, _ = movement(fresh_home.books)
    hub.tell("gift.received", gift="g", lines=[given("1.00 GBP @ main", "hk:general")])
    whole = digests()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM p_balance")
    keep_setting(FOLDED, "an older shape of the tables")
    assert digests() != whole
    make_tables()
    assert digests() == whole
