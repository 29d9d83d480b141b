# SPDX-License-Identifier: Apache-2.0
"""What leads to a closed door is not offered: whether an address of ours opens."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve

from gungho.actions.acting import acting_now
from gungho.doors.rights import KIND, Page, holds_page, may_open, rights

KNOWN_MOST = 4096


def opens(href: str) -> bool:
    """Return whether who asks now may open an address; anyone's own machine may all.

    Where it hangs on an entry that the address does not name, it is left to the gate.
    A gift opens to a stranger by its secret alone, which is asked for under gifts; to
    whoever is signed in, by right.
    """
    acting = acting_now()
    path = href.partition("#")[0].partition("?")[0]
    if acting is None or not path.startswith("/"):
        return True
    name, parts = _resolved(path)
    if KIND in rights().pages.get(name, ()) and "kind" not in parts:
        return True
    page = Page(name=name, parts=parts)
    by_right = name == "gift" or (name == "gifts" and bool(acting.person))
    return holds_page(acting, page) if by_right else may_open(acting, page)


@lru_cache(maxsize=KNOWN_MOST)
def _resolved(path: str) -> tuple[str, dict[str, Any]]:
    try:
        found = resolve(path)
    except Resolver404:
        return "", {}
    return found.url_name or "", found.kwargs
