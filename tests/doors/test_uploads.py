# SPDX-License-Identifier: Apache-2.0
"""What is sent is measured before it is read, and known by what is in it."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gungho.doors.web.middleware import (
    FILES_MOST,
    FORM_MOST,
    PARCEL_MOST,
    PARCEL_PAGES,
)
from gungho.doors.web.uploads import LISTS, PICTURES, SHEETS, Accepted, received
from gungho.errors import Refusal
from gungho.formats.pictures import picture_text
from gungho.formats.sheets import read_sheets
from gungho.formats.sniffed import other_sort
from tests.support.homes import FreshHome
from tests.support.pages import told

CLIENT = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True)


class Unread(SimpleUploadedFile):
    """A file that nobody may read."""

    def read(self, num_bytes: int | None = None) -> bytes:
        raise AssertionError(num_bytes)


@pytest.mark.parametrize("accepted", [LISTS, PICTURES, SHEETS])
def test_a_file_too_large_is_refused_unread(accepted: Accepted) -> None:
    """Its size is known before; the refusal says the most."""
    large = Unread("x.csv", b"")
    large.size = accepted.most + 1
    with pytest.raises(Refusal) as refused:
        received(large, accepted)
    assert refused.value.code == accepted.too_large
    assert refused.value.facts["most"] == accepted.most // accepted.unit
    with pytest.raises(Refusal) as refused:
        received(None, accepted)
    assert refused.value.code == accepted.missing
    fits = SimpleUploadedFile("x.csv", b"a,b")
    assert received(fits, accepted) == b"a,b"


@pytest.mark.parametrize(("raw", "sort"), [
    (b"%PDF-1.4", "PDF"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"\x7fELF", "ELF"),
    (b"\xef\xbb\xbf <!doctype HTML>", "HTML"), (b"a,b\0c", "binary"),
    ("date,日期\n".encode(), ""), ("日期,金额\n".encode("gb18030"), ""),
    ("date,日期\n".encode("utf-16"), ""),
])  # fmt: skip
def test_a_file_is_known_by_its_first_bytes(raw: bytes, sort: str) -> None:
    """Whatever it is called; text in three codes is none of these."""
    assert other_sort(raw) == sort
    if sort:
        with pytest.raises(Refusal) as refused:
            read_sheets(raw)
        assert refused.value.code == "sheet.other-sort"
    else:
        assert read_sheets(raw)[0].rows


def test_a_picture_is_one_or_is_refused() -> None:
    """A text called a picture is not taken; a real one is."""
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    assert picture_text(out.getvalue()).startswith("data:image/jpeg")
    for raw in (b"%PDF-1.4 not a picture", b"<svg onload='x'/>", b""):
        with pytest.raises(Refusal) as refused:
            picture_text(raw)
        assert refused.value.code == "picture.unreadable"


@pytest.mark.engines("sqlite")
def test_a_request_too_large_is_turned_away_before_it_is_taken_apart(
    fresh_home: FreshHome,
) -> None:
    """By its length alone, before any form's token is looked for."""
    for sort, most in (
        ("multipart/form-data; boundary=x", FILES_MOST),
        ("application/x-www-form-urlencoded", FORM_MOST),
        ("application/octet-stream", FORM_MOST),
    ):
        for length, status in ((most + 1, 413), (most, 403), (-1, 413)):
            answer = CLIENT.generic(
                "POST", "/formation/", b"x", content_type=sort,
                CONTENT_LENGTH=str(length),
            )  # fmt: skip
            assert answer.status_code == status, (sort, length)
            if status == 413:
                assert "Send less" in answer.content.decode()
                assert "请少送一些" in answer.content.decode()
    assert PARCEL_MOST > FILES_MOST
    for page in PARCEL_PAGES:
        for length, status in ((PARCEL_MOST + 1, 413), (PARCEL_MOST, 403)):
            answer = CLIENT.generic(
                "POST", page, b"x", content_type="multipart/form-data; boundary=x",
                CONTENT_LENGTH=str(length),
            )  # fmt: skip
            assert answer.status_code == status, (page, length)
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == FORM_MOST
    assert fresh_home


@pytest.mark.engines("sqlite")
def test_the_register_takes_spreadsheets_alone(fresh_home: FreshHome) -> None:
    """A PDF under a spreadsheet's name is told what it is."""
    file = SimpleUploadedFile("people.xlsx", b"%PDF-1.4 people")
    page = Client(headers={"host": "127.0.0.1"}).post(
        "/formation/", {"do": "read", "register": file}
    )
    assert page.status_code == 422
    assert "no spreadsheet, whatever it is called (PDF)" in told(page)
    assert fresh_home
