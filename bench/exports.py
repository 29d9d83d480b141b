# SPDX-License-Identifier: Apache-2.0
"""The stored books as the texts that other programs read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gungho.formats.ledger_text import TextEntry, TextPosting, write_ledger
from gungho.measure import decimal_text

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
OPENED = "1900-01-01"


def ledger_text(path: Path) -> int:
    """Write all books for ledger and hledger; return the bytes written."""
    from gungho.store.reads.export import text_entries  # noqa: PLC0415 - after Django

    with path.open("w", encoding="utf-8") as file:
        file.writelines(write_ledger(text_entries()))
    return path.stat().st_size


def beancount_text(path: Path) -> int:
    """Write all books for beancount, whose names are stricter; return the bytes."""
    from gungho.store.reads.export import text_entries  # noqa: PLC0415 - after Django

    with path.open("w", encoding="utf-8") as file:
        file.writelines(_beancount(text_entries()))
    return path.stat().st_size


def _beancount(entries: Iterable[TextEntry]) -> Iterator[str]:
    opened: set[str] = set()
    for entry in entries:
        lines = [line for posting in entry.postings for line in _lines(posting)]
        fresh = {account for account, _ in lines} - opened
        opened |= fresh
        yield from (f"{OPENED} open {account}\n" for account in sorted(fresh))
        yield f'{entry.on} * "{entry.kind}"\n'
        yield from (f"  {account}  {amount}\n" for account, amount in lines)


def _lines(posting: TextPosting) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return account and amount of the debit and of the credit."""
    amount = decimal_text(posting.count, posting.scale)
    code = posting.commodity.upper()
    return (
        (_account(posting.debit, posting), f"{amount} {code}"),
        (_account(posting.credit, posting), f"-{amount} {code}"),
    )


def _account(name: str, posting: TextPosting) -> str:
    parts = (*name.split("/"), posting.fund)
    return "Assets:" + ":".join("A" + _NOT_IN_NAME.sub("-", part) for part in parts)
