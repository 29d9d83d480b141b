# SPDX-License-Identifier: Apache-2.0
"""One entry in full: its facts, its postings, its place in the signed book."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.doors.web.kinds import kind_word
from gungho.doors.web.names import Names
from gungho.doors.web.pages.problems import missing
from gungho.errors import Refusal
from gungho.journal import Entry, open_seal, verify_inclusion
from gungho.store.cards import card_texts
from gungho.store.reads import journal
from gungho.store.reads.entries import correction_of

COMMITMENT_SIGNS = 64


@require_safe
def entry(request: HttpRequest, book: str, seq: int) -> HttpResponse:
    """Show an entry and prove its place."""
    found, raw_bytes = _entry(book, seq)
    proof = journal.prove(book, seq)
    sealed = open_seal(proof.seal.note, proof.verifier)
    verify_inclusion(proof.leaf, seq, sealed.size, proof.path, sealed.root)
    names = Names.load(get_language() or "en")
    context = {
        "entry": found,
        "body": book,
        "book": names.body(book),
        "word": kind_word(found.kind),
        "facts": _facts(found.payload, names),
        "postings": _postings(found),
        "bytes": len(raw_bytes),
        "leaf": proof.leaf.hex(),
        "path": [one.hex() for one in proof.path],
        "size": sealed.size,
        "root": sealed.root.hex(),
        "verifier": proof.verifier,
        "seal": proof.seal.note,
        "before": seq - 1 if seq else None,
        "after": seq + 1 if seq + 1 < sealed.size else None,
        "correction": correction_of(book, found.id),
    }
    return render(request, "gungho/entry.html", context)


@require_safe
def raw(_request: HttpRequest, book: str, seq: int) -> HttpResponse:
    """Give the entry's canonical bytes, the very ones that are hashed."""
    _found, raw_bytes = _entry(book, seq)
    return HttpResponse(raw_bytes, content_type="application/json")


def _entry(book: str, seq: int) -> tuple[Entry, bytes]:
    try:
        return journal.entry(book, seq)
    except Refusal as refusal:
        raise missing(refusal) from None


def _facts(payload: dict[str, Any], names: Names) -> list[tuple[str, str]]:
    """Return the facts as rows; cards are opened where they still are."""
    flat = list(_flat(payload))
    cards = card_texts(
        value
        for _name, value in flat
        if isinstance(value, str) and len(value) == COMMITMENT_SIGNS
    )
    rows = []
    for name, value in flat:
        text = cards.get(value, str(value)) if isinstance(value, str) else str(value)
        known = names.pairs.get(text)
        if known:
            text = f"{names.any(text)} ({text})"
        if text != "":
            rows.append((name, text.replace("\n", " · ")))
    return rows


def _flat(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _flat(inside, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for number, inside in enumerate(value, start=1):
            yield from _flat(inside, f"{name} {number}")
    else:
        yield name, value


def _postings(found: Entry) -> list[dict[str, Any]]:
    if found.booking is None:
        return []
    return [
        {
            **msgspec.structs.asdict(line),
            "count": int(line.amount),
            "scale": found.booking.scales.get(line.commodity, 0),
            "is_money": line.commodity.isupper(),
        }
        for line in found.booking.postings
    ]
