# SPDX-License-Identifier: Apache-2.0
"""The words that payloads are written in: ids, codes, days, counts, commitments.

Law 11: every string in an entry is one of these; free text is an erasable card, and the
entry holds its salted commitment only. A test walks every payload and finds no other
string type.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._:-]{0,79}\Z")]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}\Z")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Amount = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,15}\Z")]
Commitment = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Hash = Commitment
PublicKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{43}=\Z")]
Signature = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{86}==\Z")]
BookNumber = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,18})\Z")]
Share = Annotated[int, Meta(ge=1, le=1_000_000)]
Natural = Annotated[int, Meta(ge=0, lt=2**53)]
Signed = Annotated[int, Meta(gt=-(2**53), lt=2**53)]
Standing = Literal["documented", "reconstructed", "kept"]
MaybeId = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9._:-]{0,79})?\Z")]
MaybeCode = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._:-]{0,39})?\Z")]
MaybeDay = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]
MaybeCommitment = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]
MaybeAmount = Annotated[str, Meta(pattern=r"^([1-9][0-9]{0,15})?\Z")]
MaybeLot = Annotated[
    str, Meta(pattern=r"^([a-z0-9][a-z0-9._-]{0,39}:[0-9]{1,16}\.[0-9]{1,6})?\Z")
]


WORDS: dict[str, Any] = {
    name: hint for name, hint in globals().items() if hasattr(hint, "__metadata__")
}


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts of an entry; each field is one of the words above."""


class Part(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """A line inside a payload."""


def plain_problem(problem: str) -> str:
    """Return what is wrong with a field, the word that it wants named by its name."""
    for name, hint in WORDS.items():
        pattern = hint.__metadata__[0].pattern
        if pattern and repr(pattern) in problem:
            return f"{name} wanted"
    return problem


def check_amounts(payload: Any, *, kind: str) -> None:
    """Refuse an amount that a count cannot hold, wherever it stands in a payload.

    Raises Refusal ``booking.too-large``: 16 digits may be written, 2**53 not counted.
    """
    for amount in _amounts(payload):
        if len(amount) > 15 and int(amount) >= MAX_COUNT:
            raise Refusal("booking.too-large", kind=kind, amount=amount)


def _amounts(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for part in value:
            yield from _amounts(part)
    elif isinstance(value, msgspec.Struct):
        amounts, parts = _fields(type(value))
        yield from (getattr(value, name) for name in amounts)
        for name in parts:
            yield from _amounts(getattr(value, name))


@lru_cache(maxsize=256)
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of a struct's amounts, and of its fields that hold parts."""
    hints = get_type_hints(kind, include_extras=True)
    exact = (Amount, MaybeAmount)
    amounts = tuple(name for name, hint in hints.items() if hint in exact)
    parts = tuple(
        name for name, hint in hints.items() if str(hint).startswith("tuple[")
    )
    return amounts, parts
