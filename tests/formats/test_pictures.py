# SPDX-License-Identifier: Apache-2.0
"""A picture becomes a small card that tells nothing but what it shows."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gungho.actions.keep_card import PICTURE_MAX
from gungho.errors import Refusal
from gungho.formats.pictures import (
    RAW_MAX_BYTES,
    SIDE_MAX,
    picture_bytes,
    picture_text,
)

GPS, TURNED = 0x8825, 0x0112
SECRET = b"Shuangshipu, third courtyard"


def photograph(size: tuple[int, int], form: str = "JPEG", **kept: object) -> bytes:
    """Return a picture of noise, the hardest to make small."""
    noise = Image.effect_noise(size, 90).convert("RGB")
    out = BytesIO()
    noise.save(out, form, **kept)  # type: ignore[arg-type]
    return out.getvalue()


def shown(text: str) -> Image.Image:
    """Return what a card shows."""
    raw = picture_bytes(text)
    assert raw is not None
    return Image.open(BytesIO(raw))


def test_place_and_time_of_the_camera_are_left_out() -> None:
    """Neither tags nor comments of the file come through."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(GPS)[1] = "N"
    raw = photograph((640, 480), exif=exif, comment=SECRET)
    assert SECRET in raw
    text = picture_text(raw)
    kept = picture_bytes(text)
    assert kept is not None
    assert SECRET not in kept
    assert not shown(text).getexif()


def test_it_stands_as_the_camera_held_it() -> None:
    """What was turned by a tag is turned for good."""
    exif = Image.Exif()
    exif[TURNED] = 6
    assert shown(picture_text(photograph((300, 200), exif=exif))).size == (200, 300)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_common_forms_become_jpeg(form: str) -> None:
    """Each is written anew, at most a thousand points a side, and fits a card."""
    text = picture_text(photograph((1500, 900), form))
    assert max(shown(text).size) == SIDE_MAX
    assert len(text) < PICTURE_MAX


def test_what_is_clear_becomes_white() -> None:
    """A picture without a ground gets one."""
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    point = shown(picture_text(out.getvalue())).getpixel((10, 10))
    assert isinstance(point, tuple)
    assert min(point) > 250


@given(st.binary(max_size=300))
def test_no_bytes_break_it(raw: bytes) -> None:
    """Whatever is sent is read or refused."""
    code = ""
    try:
        text = picture_text(raw)
    except Refusal as refusal:
        code, text = refusal.code, ""
    assert (code == "picture.unreadable") != (picture_bytes(text) is not None)


@pytest.mark.parametrize("cut", [10, 200, 1000])
def test_half_a_picture_is_refused(cut: int) -> None:
    """A file that was cut off is not shown grey."""
    with pytest.raises(Refusal, match=r"picture\.unreadable"):
        picture_text(photograph((200, 200))[:-cut])


def test_too_large_a_file_is_refused() -> None:
    """Before it is looked at."""
    with pytest.raises(Refusal, match=r"picture\.large"):
        picture_text(b"\xff\xd8" + bytes(RAW_MAX_BYTES))


@pytest.mark.parametrize("text", ["", "a letter", "data:image/jpeg;base64,%%%"])
def test_a_letter_is_no_picture(text: str) -> None:
    """Only what was written here as a picture is handed out as one."""
    assert picture_bytes(text) is None
