# SPDX-License-Identifier: Apache-2.0
"""What a file is, its first bytes say; its name proves nothing."""

from __future__ import annotations

LOOKED_AT = 4096
SPACE = b"\xef\xbb\xbf \t\r\n"
KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"SQLite format 3", "SQLite"),
    (b"<!DOCTYPE html", "HTML"),
    (b"<html", "HTML"),
    (b"{\\rtf", "RTF"),
)
BINARY = "binary"


def other_sort(raw: bytes) -> str:
    """Return what a file is that cannot be text, "" for text or what is not known.

    A file with a zero byte and no mark of UTF-16 is no text.
    """
    head = raw[:LOOKED_AT]
    told = head.lstrip(SPACE)
    for mark, name in KNOWN:
        if told[: len(mark)].lower() == mark.lower():
            return name
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return BINARY if b"\0" in head and not is_wide else ""
