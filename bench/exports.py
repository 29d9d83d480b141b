# SPDX-License-Identifier: Apache-2.0
"""The stored books as the texts that other programs read."""

from __future__ import annotations

from pathlib import Path

from gungho.formats.beancount_text import write_beancount
from gungho.formats.ledger_text import write_ledger


def ledger_text(path: Path) -> int:
    """Write all books for ledger and hledger; return the bytes written."""
    from gungho.store.reads.export import text_entries  # noqa: PLC0415 - after Django

    with path.open("w", encoding="utf-8") as file:
        file.writelines(write_ledger(text_entries()))
    return path.stat().st_size


def beancount_text(path: Path) -> int:
    """Write all books for beancount; return the bytes written."""
    from gungho.store.reads.export import text_entries  # noqa: PLC0415 - after Django

    with path.open("w", encoding="utf-8") as file:
        file.writelines(write_beancount(text_entries()))
    return path.stat().st_size
