# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows import wire
from gungho.flows.gifts import GiftLine, GiftReceived
from gungho.measure import MAX_COUNT

WORDS = {name: hint for name, hint in wire.WORDS.items() if hint.__origin__ is str}


@pytest.mark.parametrize("word", sorted(WORDS))
@examples(text=st.text(max_size=60))
def test_no_word_takes_a_sign_beyond_printable_ascii(word: str, text: str) -> None:
    """Neither a line's end nor a digit of another script gets into an entry."""
    try:
        found = msgspec.convert(text, WORDS[word])
    except msgspec.ValidationError:
        return
    assert found.isascii()
    assert found.isprintable()
    assert " " not in found


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Id", "hk\n"),
        ("Code", "CNC\n"),
        ("Amount", "1\n"),
        ("Amount", "1٣"),
        ("Amount", "0"),
        ("Amount", "-1"),
        ("Amount", "1.5"),
        ("Day", "1940-01-01\n"),
        ("Id", "Two words"),
        ("MaybeLot", "loom"),
        ("Commitment", "a name"),
    ],
)
def test_a_word_ends_where_it_ends(word: str, text: str) -> None:
    """These look right at a glance."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, WORDS[word])


@pytest.mark.parametrize("count", [MAX_COUNT - 1, MAX_COUNT, 10**16 - 1])
def test_an_amount_of_2_to_53_is_refused_wherever_it_stands(count: int) -> None:
    """Also inside a line, and also where nothing is booked."""
    line = GiftLine(form="cash", commodity="CNC", count=str(count), fund="f", at="m")
    facts: Any = GiftReceived(
        gift="g", giver="", lines=(line,), words="", standing="kept", cited=""
    )
    if count < MAX_COUNT:
        wire.check_amounts(facts, kind="gift.received")
        return
    with pytest.raises(Refusal, match=r"booking\.too-large"):
        wire.check_amounts(facts, kind="gift.received")
