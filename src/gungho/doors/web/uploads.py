# SPDX-License-Identifier: Apache-2.0
"""A file that is sent: its size is looked at before any of it is read.

What it is, is found by its reader within it (``formats``); a name proves nothing. A
whole request that is too large is turned away before it is taken apart
(``middleware.OnlySoMuch``).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from gungho.errors import Refusal
from gungho.formats.gift_lists import LIST_BYTES_MOST
from gungho.formats.pictures import RAW_MAX_BYTES
from gungho.formats.sheets import RAW_MOST

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What may be sent at a place: how much, and how it is refused otherwise."""

    most: int
    unit: int
    too_large: str
    missing: str


def received(sent: UploadedFile[bytes] | None, accepted: Accepted) -> bytes:
    """Return the bytes of a file that was sent.

    Raises Refusal by the codes of what is accepted: for none, and for one too large,
    of which nothing is read.
    """
    if sent is None or not sent.size:
        raise Refusal(accepted.missing)
    if sent.size > accepted.most:
        most = accepted.most // accepted.unit
        raise Refusal(accepted.too_large, bytes=sent.size, most=most)
    raw: bytes = sent.read()
    return raw


SHEETS = Accepted(
    most=RAW_MOST, unit=1_000_000, too_large="sheet.too-large", missing="sheet.empty"
)
LISTS = Accepted(
    most=LIST_BYTES_MOST, unit=MIB, too_large="gifts.too-large", missing="sheet.empty"
)
PICTURES = Accepted(
    most=RAW_MAX_BYTES, unit=1, too_large="picture.large", missing="picture.unreadable"
)
