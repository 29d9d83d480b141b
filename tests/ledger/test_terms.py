# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gungho.ledger.terms import (
    FREE,
    Terms,
    Use,
    breaches,
    terms_of,
    terms_sha256,
    terms_text,
)

USE: dict[str, Any] = {
    "on": "1940-04-01",
    "place": "baoji",
    "region": "northwest",
    "trade": "textiles",
    "item": "hand-loom",
    "purpose": "start",
    "body": "baoji.0001",
    "military": True,
    "resale": True,
    "gives_away": True,
}


@pytest.mark.parametrize(
    ("clause", "broken", "kept"),
    [
        ("places", ("lanchow",), ("lanchow", "baoji")),
        ("regions", ("southeast",), ("northwest",)),
        ("trades", ("leather",), ("textiles",)),
        ("items", ("lathe",), ("hand-loom",)),
        ("purposes", ("relief",), ("start",)),
        ("bodies", ("baoji.0002",), ("baoji.0001",)),
        ("from_day", "1940-04-02", "1940-04-01"),
        ("until_day", "1940-03-31", "1940-04-01"),
        ("forbid_military", True, False),
        ("forbid_resale", True, False),
        ("revolving", True, False),
    ],
)
def test_each_clause_says_no_by_its_name(clause: str, broken: Any, kept: Any) -> None:
    """And yes when the use is what it means."""
    assert breaches(Terms(**{clause: broken}), Use(**USE)) == (clause,)
    assert breaches(Terms(**{clause: kept}), Use(**USE)) == ()


def test_a_clause_that_a_use_does_not_touch_is_not_broken() -> None:
    """Sending money says nothing of a trade; an unknown place is not any place."""
    terms = Terms(trades=("leather",), places=("baoji",))
    assert breaches(terms, Use(on="1940-04-01")) == ()
    assert breaches(terms, Use(on="1940-04-01", place="")) == ("places",)


def test_terms_have_one_text_and_one_hash() -> None:
    """Clauses that say nothing are left out; the text gives the terms back."""
    assert terms_text(FREE) == "{}"
    assert FREE.free
    terms = Terms(items=("hand-loom",), left_over="return")
    assert terms_text(terms) == '{"items":["hand-loom"],"left_over":"return"}'
    assert terms_of(terms_text(terms)) == terms
    assert not terms.free
    assert terms_sha256(terms) != terms_sha256(FREE)


def test_the_vocabulary_is_closed() -> None:
    """A clause that is not known is refused, not ignored."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"colours": ["red"]}, Terms)
