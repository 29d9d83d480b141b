# SPDX-License-Identifier: Apache-2.0
"""An account is a body's pot for one role: ``body/role`` or ``body/role/detail``.

The keeping book is read off the name (law 7): a body without a book of its own is
called ``keeper.local``, so ``baoji.0001/stock`` stands in the book of ``baoji``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from gungho.errors import Refusal

Class = Literal["asset", "liability", "fund", "income", "expense", "bridge"]

ROLES: dict[str, Class] = {
    "cash": "asset",
    "stock": "asset",
    "transit": "asset",
    "custody": "asset",
    "loans": "asset",
    "advanced": "asset",
    "exported": "asset",
    "receivable": "asset",
    "borrowed": "liability",
    "agency": "liability",
    "payable": "liability",
    "bridged": "liability",
    "proceeds": "liability",
    "shares": "fund",
    "opening": "income",
    "gifts": "income",
    "interest": "income",
    "forgiven": "income",
    "found": "income",
    "dues": "income",
    "earned": "income",
    "arrived": "income",
    "passed": "expense",
    "costs": "expense",
    "used": "expense",
    "returned": "expense",
    "losses": "expense",
    "trading": "bridge",
    "work": "bridge",
    "between": "bridge",
    "sorting": "bridge",
}
BETWEEN = "between"
BRIDGES_STRICT = frozenset({"trading"})


@lru_cache(maxsize=65536)
def role_of(account: str) -> str:
    """Return the role in an account's name.

    Raises Refusal ``account.unknown-role`` for a name outside the chart.
    """
    parts = account.split("/")
    if len(parts) < 2 or parts[1] not in ROLES:
        raise Refusal("account.unknown-role", account=account)
    return parts[1]


@lru_cache(maxsize=65536)
def class_of(account: str) -> Class:
    """Return the class of an account: asset, liability, fund, income, ..."""
    return ROLES[role_of(account)]


def body_of(account: str) -> str:
    """Return the body whose account this is."""
    return account.split("/", 1)[0]


def keeper_of(body: str) -> str:
    """Return the body that keeps the book in which this body's affairs stand."""
    return body.split(".", 1)[0]
