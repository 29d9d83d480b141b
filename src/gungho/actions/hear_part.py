# SPDX-License-Identifier: Apache-2.0
"""Hearing one part: judged, checked for form and balance, appended, or put by.

Remote entries are checked for signature, place, shape, balance and keeper, never for
business rules: what surprises stands as a finding. An entry that breaks a law of form
proves itself against its author, and freezes that book alone.
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import msgspec

from gungho.actions.mail import Finding, PutBy, Shelf, Shelves
from gungho.actions.verify_books import check_entry
from gungho.errors import Corruption
from gungho.federation.bundle import part_bytes
from gungho.federation.merge import Outcome, Verdict, judge
from gungho.flows.corrections import EntryRow
from gungho.flows.keeping import opened_under, recognised
from gungho.journal import encode_sorted

WAITS = frozenset({Outcome.GAP, Outcome.UNKNOWN, Outcome.NEWER})


def hear_part(shelves: Shelves, put: PutBy) -> Verdict:
    """Judge a part and act on it; return the verdict."""
    shelf = shelves.shelf(put.part.number)
    verdict = judge(put.part, shelf)
    if verdict.outcome is Outcome.NEW:
        verdict = _check(shelves, shelf, verdict)
    if verdict.outcome is Outcome.NEW:
        shelves.hear(verdict, sender=put.sender)
    elif verdict.outcome in WAITS and not put.why:
        shelves.put_by(replace(put, why=verdict.outcome.value))
    elif verdict.outcome in (Outcome.FORK, Outcome.BROKEN):
        shelves.find(_finding(verdict, sender=put.sender), freeze=True)
    return verdict


def _check(shelves: Shelves, shelf: Shelf | None, verdict: Verdict) -> Verdict:
    """Ask of new entries what each book must keep by itself."""
    if shelf is None:
        verdict = _check_author(shelves, verdict)
    if verdict.outcome is not Outcome.NEW:
        return verdict
    number, kinds = verdict.part.number, dict[str, str]()

    def kind_of(entry: str) -> str:
        row = shelves.state.get(EntryRow, number, entry)
        return row.kind if row else kinds.get(entry, "")

    for line in verdict.lines:
        try:
            if kind_of(line.entry.id):
                raise Corruption("verify.twice", id=line.entry.id, seq=line.entry.seq)
            check_entry(line.entry, body=verdict.part.head.body, kind_of=kind_of)
        except Corruption as error:
            newer = error.code == "verify.kind"
            outcome = Outcome.NEWER if newer else Outcome.BROKEN
            return replace(verdict, outcome=outcome, problem=str(error)[:200])
        kinds[line.entry.id] = line.entry.kind
    return verdict


def _check_author(shelves: Shelves, verdict: Verdict) -> Verdict:
    """A book that is new here must be recognised, and its body have no other book."""
    part, held = verdict.part, shelves.shelves()
    opening = verdict.lines[0].entry.payload
    kept = frozenset(one.number for one in held if one.kept)
    known = recognised(
        shelves.state,
        book=part.number,
        opening=sha256(encode_sorted(opening)).hexdigest(),
        kept=kept,
    ) or opened_under(shelves.state, key=str(opening["key"]), kept=kept)
    if not known:
        return replace(verdict, outcome=Outcome.UNKNOWN)
    if any(one.body == part.head.body for one in held):
        return replace(verdict, outcome=Outcome.OTHER_BOOK)
    return verdict


def _finding(verdict: Verdict, *, sender: str) -> Finding:
    """Return what was found, with what proves it to somebody else."""
    head = verdict.part.head
    if verdict.fork is not None:
        proof = msgspec.json.encode(verdict.fork).decode()
        place = verdict.fork.at
    else:
        told = {"problem": verdict.problem, "part": part_bytes(verdict.part).decode()}
        proof, place = json.dumps(told), head.first
    return Finding(
        book=verdict.part.number,
        body=head.body,
        code=verdict.outcome.value,
        place=place,
        sender=sender,
        proof=proof,
    )
