# SPDX-License-Identifier: Apache-2.0
"""A picture is kept small and bare: what a camera wrote of place and time is left out.

It becomes a card like any text (law 11), as a ``data:`` address, so that it travels,
is shown by consent and is erased as texts are.
"""

from __future__ import annotations

import base64
import binascii
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from gungho.errors import Refusal

RAW_MAX_BYTES = 12 * 2**20
PIXELS_MAX = 60_000_000
SIDE_MAX = 1_000
QUALITY = 82
HEAD = "data:image/jpeg;base64,"
READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_WHITE = (255, 255, 255)


def picture_text(raw: bytes) -> str:
    """Return a picture as the text of a card: a JPEG of at most 1,000 pixels a side.

    It is written anew from its pixels alone, turned as the camera held it; nothing else
    of the file is kept. Raises Refusal ``picture.large`` or ``picture.unreadable``.
    """
    if len(raw) > RAW_MAX_BYTES:
        raise Refusal("picture.large", bytes=len(raw), most=RAW_MAX_BYTES)
    out = BytesIO()
    _bare(raw).save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return HEAD + base64.b64encode(out.getvalue()).decode("ascii")


def picture_bytes(text: str) -> bytes | None:
    """Return the JPEG that a card's text holds, or None where it holds none."""
    if not text.startswith(HEAD):
        return None
    try:
        return base64.b64decode(text.removeprefix(HEAD), validate=True)
    except binascii.Error:
        return None


def _bare(raw: bytes) -> Image.Image:
    upright = _upright(raw)
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    flat = Image.new("RGB", upright.size, _WHITE)
    flat.paste(upright, mask=upright.getchannel("A"))
    return flat


def _upright(raw: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(raw), formats=READ)
            if opened.width * opened.height > PIXELS_MAX:
                raise Refusal("picture.unreadable")
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise Refusal("picture.unreadable") from error
