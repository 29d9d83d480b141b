# SPDX-License-Identifier: Apache-2.0
"""A Beancount journal: the same entries in the stricter names that Beancount allows.

An account begins with one of five roots and each part with a capital or a figure; a
commodity is in capitals. Each ``open`` says the exact account and fund in its metadata,
and two of our names never become one of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gungho.formats.ledger_text import TextEntry, TextPosting
from gungho.ledger.accounts import class_of
from gungho.measure import decimal_text

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "fund": "Equity",
    "income": "Income",
    "expense": "Expenses",
    "bridge": "Equity",
}
_NOT_IN_PART = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_CODE = re.compile(r"[^A-Z0-9]+")
CODE_MAX = 24


class Names:
    """Beancount's names for ours, each given once and never twice."""

    def __init__(self) -> None:
        self._accounts: dict[tuple[str, str], str] = {}
        self._codes: dict[str, str] = {}
        self._taken: set[str] = set()

    def account(self, name: str, fund: str) -> str:
        """Return the account that a fund's part of our account is called."""
        known = self._accounts.get((name, fund))
        if known is None:
            parts = ":".join(_part(part) for part in (*name.split("/"), fund))
            known = self._free(f"{ROOTS[class_of(name)]}:{parts}")
            self._accounts[name, fund] = known
        return known

    def code(self, commodity: str) -> str:
        """Return the currency that our commodity is called."""
        known = self._codes.get(commodity)
        if known is None:
            word = _NOT_IN_CODE.sub("-", commodity.upper()).strip("-")
            word = word if word[:1].isalpha() and len(word) > 1 else f"C-{word or 'X'}"
            known = self._free(word[: CODE_MAX - 4].rstrip("-"))
            self._codes[commodity] = known
        return known

    def _free(self, name: str) -> str:
        found, number = name, 2
        while found in self._taken:
            found, number = f"{name}-{number}", number + 1
        self._taken.add(found)
        return found


def _part(part: str) -> str:
    word = _NOT_IN_PART.sub("-", part).strip("-") or "x"
    return word[0].upper() + word[1:]


def write_beancount(
    entries: Iterable[TextEntry], names: Names | None = None
) -> Iterator[str]:
    """Yield the lines of a Beancount journal; ``names`` keeps what things are called.

    Entries of one book come in its own order; Beancount sorts by day itself.
    """
    told = list(entries)
    called = names or Names()
    first: dict[tuple[str, str], str] = {}
    codes: dict[str, str] = {}
    for entry in told:
        for posting in entry.postings:
            codes[posting.commodity] = min(
                entry.on, codes.get(posting.commodity, entry.on)
            )
            for name in (posting.debit, posting.credit):
                key = (name, posting.fund)
                first[key] = min(entry.on, first.get(key, entry.on))
    yield "; exact integers in each commodity's own scale; no price is implied\n"
    for code, on in codes.items():
        yield f'{on} commodity {called.code(code)}\n  gungho: "{code}"\n'
    for (name, fund), on in first.items():
        yield f"{on} open {called.account(name, fund)}\n"
        yield f'  gungho: "{name}"\n  fund: "{fund}"\n'
    for entry in told:
        yield f'\n{entry.on} * "{entry.book}:{entry.seq}" "{entry.kind}"\n'
        yield f'  id: "{entry.id}"\n'
        if entry.standing:
            yield f'  standing: "{entry.standing}"\n'
        for posting in entry.postings:
            yield from _lines(posting, called)


def _lines(posting: TextPosting, called: Names) -> Iterator[str]:
    amount = decimal_text(posting.count, posting.scale)
    code = called.code(posting.commodity)
    yield f"  {called.account(posting.debit, posting.fund)}  {amount} {code}\n"
    if posting.lot:
        yield f'    lot: "{posting.lot}"\n'
    yield f"  {called.account(posting.credit, posting.fund)}  -{amount} {code}\n"
