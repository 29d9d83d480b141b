# SPDX-License-Identifier: Apache-2.0
"""The words that payloads are written in: ids, codes, days, counts, commitments.

Law 11: every string in an entry is one of these; free text is an erasable card, and the
entry holds its salted commitment only. A test walks every payload and finds no other
string type.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._:-]{0,79}$")]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Amount = Annotated[str, Meta(pattern=r"^[1-9]\d{0,15}$")]
Commitment = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Hash = Commitment
PublicKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]
Natural = Annotated[int, Meta(ge=0, lt=2**53)]
Signed = Annotated[int, Meta(gt=-(2**53), lt=2**53)]
Standing = Literal["documented", "reconstructed", "kept"]
MaybeId = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9._:-]{0,79})?$")]
MaybeDay = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
MaybeCommitment = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")]
MaybeAmount = Annotated[str, Meta(pattern=r"^([1-9]\d{0,15})?$")]


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
