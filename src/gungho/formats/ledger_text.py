# SPDX-License-Identifier: Apache-2.0
"""A ledger journal is plain text that ledger, hledger and their kin read.

Each entry becomes one dated block; each posting two lines, the debit and the credit.
Funds are the last part of an account's name, so that they balance by themselves; lots
and ids are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gungho.measure import decimal_text

_PLAIN = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPosting:
    """One posting as it is written."""

    debit: str
    credit: str
    commodity: str
    fund: str
    count: int
    scale: int
    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEntry:
    """One entry as it is written."""

    on: str
    book: str
    seq: int
    id: str
    kind: str
    standing: str
    postings: tuple[TextPosting, ...]


def write_ledger(entries: Iterable[TextEntry]) -> Iterator[str]:
    """Yield the lines of a ledger journal."""
    yield "; exact integers in each commodity's own scale; no price is implied\n"
    for entry in entries:
        yield f"\n{entry.on} ({entry.book}:{entry.seq}) {entry.kind} ; id: {entry.id}\n"
        if entry.standing:
            yield f"    ; standing: {entry.standing}\n"
        for posting in entry.postings:
            amount = decimal_text(posting.count, posting.scale)
            code = commodity_text(posting.commodity)
            note = f"  ; lot: {posting.lot}" if posting.lot else ""
            debit = account_text(posting.debit, posting.fund)
            yield f"    {debit}  {amount} {code}{note}\n"
            credit = account_text(posting.credit, posting.fund)
            yield f"    {credit}  -{amount} {code}\n"


def commodity_text(code: str) -> str:
    """Return a commodity's code, quoted where it is more than letters."""
    return code if _PLAIN.fullmatch(code) else f'"{code}"'


def account_text(name: str, fund: str) -> str:
    """Return an account with its fund, as other programs name it."""
    body, *rest = name.split("/")
    return ":".join(
        (body, *(part.replace(":", "-") for part in rest), fund.replace(":", "-"))
    )
