# SPDX-License-Identifier: Apache-2.0
"""Reading what the books know of a co-op that is about to be founded."""

from __future__ import annotations

from gungho.actions.found_coop import BooksKnow
from gungho.store.reads.movement import item_scales
from gungho.store.reads.query import one


def books_know(place: str, *, coop: str, need: str) -> BooksKnow:
    """Return what the books know of a place, a co-op and its first need."""
    noted = one("SELECT region FROM p_place WHERE place = %s", (place,))
    return BooksKnow(
        has_place=noted is not None,
        region=noted[0] if noted else "",
        scales=item_scales(),
        is_founded=one("SELECT 1 FROM p_coop WHERE coop = %s", (coop,)) is not None,
        is_stated=one("SELECT 1 FROM p_need_row WHERE need = %s", (need,)) is not None,
    )
