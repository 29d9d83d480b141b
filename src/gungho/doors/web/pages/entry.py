# SPDX-License-Identifier: Apache-2.0
"""One entry in full: its facts, its postings, its place in the signed book."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.actions.prove_entry import prove_entry
from gungho.doors.names import Names
from gungho.doors.web.facts import fact_rows
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.problems import missing
from gungho.errors import Refusal
from gungho.journal import Entry, open_seal, verify_inclusion
from gungho.store.reads import journal
from gungho.store.reads.entries import correction_of
from gungho.store.shelves import held_shelves


@require_safe
def entry(request: HttpRequest, book: str, seq: int) -> HttpResponse:
    """Show an entry and prove its place."""
    found, raw_bytes = _entry(book, seq)
    proof = journal.prove(book, seq)
    sealed = open_seal(proof.seal.note, proof.verifier)
    verify_inclusion(proof.leaf, seq, sealed.size, proof.path, sealed.root)
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    postings = _postings(found, goods)
    code = postings[0]["commodity"] if postings else _stated(found.payload)
    facts, left = fact_rows(found.payload, goods=goods, code=code)
    context = {
        "entry": found,
        "body": book,
        "book": names.body(book),
        "word": kind_word(found.kind),
        "facts": facts,
        "facts_left": left,
        "postings": postings,
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


@require_safe
def proof(_request: HttpRequest, book: str, seq: int) -> HttpResponse:
    """Give the proof that an entry stands in its sealed book, to be taken along."""
    try:
        told = prove_entry(held_shelves(), body=book, entry=str(seq))
    except Refusal as refusal:
        raise missing(refusal) from None
    answer = HttpResponse(told, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{book}-{seq}-proof.json"'
    return answer


def _entry(book: str, seq: int) -> tuple[Entry, bytes]:
    try:
        return journal.entry(book, seq)
    except Refusal as refusal:
        raise missing(refusal) from None


def _stated(payload: dict[str, Any]) -> str:
    """Return the one commodity that the facts are about, where nothing is booked."""
    return str(payload.get("commodity") or payload.get("currency") or "")


def _postings(found: Entry, goods: Goods) -> list[dict[str, Any]]:
    if found.booking is None:
        return []
    return [
        {
            **msgspec.structs.asdict(line),
            "amount": goods.amount(line.commodity, int(line.amount)),
            "fund_name": goods.names.fund(line.fund),
        }
        for line in found.booking.postings
    ]
