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
from gungho.doors.figures import upper_first
from gungho.doors.forms import FORMS
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.rights import may_record, sees
from gungho.doors.taking_back import CORRECTION, Written, desk_of, way_back, way_on
from gungho.doors.web.facts import fact_rows
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.problems import missing
from gungho.errors import Refusal
from gungho.journal import Entry, open_seal, verify_inclusion
from gungho.store.reads import journal
from gungho.store.reads.entries import correction_of
from gungho.store.shelves import held_shelves

JOURNAL = "journal"


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
        **_acts(found, book=book, seq=seq),
    }
    return render(request, "gungho/entry.html", context)


def _acts(found: Entry, *, book: str, seq: int) -> dict[str, Any]:
    """Return what may be done from here: take it back, write another, the desk."""
    language = get_language() or "en"
    correction = correction_of(book, found.id)
    written = Written(body=book, seq=seq, kind=found.kind, payload=found.payload)
    kind, way = ("", "") if correction else way_back(written)
    next_kind, next_way = way_on(written)
    desk = desk_of(found.kind)
    has_form = found.kind in FORMS and may_record(
        found.kind, book=book, coop=written.coop
    )
    return {
        "correction": correction,
        "undo": way,
        "undo_word": "" if kind == CORRECTION else _title(kind, language),
        "next": next_way,
        "next_word": _title(next_kind, language),
        "again": f"/enter/{found.kind}/?book={book}" if has_form else "",
        "desk": desk,
        "desk_name": sentence(f"desk.{desk}", {}, language) if desk else "",
        "sees_journal": sees(JOURNAL),
    }


def _title(kind: str, language: str) -> str:
    return upper_first(sentence(f"kind.{kind}", {}, language)) if kind else ""


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
