# SPDX-License-Identifier: Apache-2.0
"""Reading the story of one gift, or of one body, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gungho.errors import Refusal
from gungho.journal import open_seal, verify_inclusion
from gungho.ledger.accounts import body_of, keeper_of
from gungho.ledger.provenance import Forward
from gungho.ledger.trail import Trail
from gungho.measure import decimal_text, share
from gungho.reports.journey import journey
from gungho.store.reads.fates import ENDS, end_of, gifts_behind
from gungho.store.reads.given import Given, followed, given_by
from gungho.store.reads.givers import shown_as
from gungho.store.reads.journal import prove
from gungho.store.reads.ledger import balances
from gungho.store.reads.query import fetch, one
from gungho.store.reads.trails import trail

STORY_MOST = 40
PART_LEAST = 0.002
PPM = 1_000_000


def gift_story(gift: str) -> dict[str, Any]:
    """Return where a gift went: its lines' ends, its entries, its proof.

    Raises Refusal ``gift.unknown``.
    """
    found = one(
        "SELECT book, gift, CASE WHEN privacy = 'public' THEN giver ELSE '' END, "
        '"on", seq, status, standing, cited FROM p_gift '
        "WHERE LOWER(gift) = LOWER(%s)",
        (gift,),
    )
    if found is None:
        raise Refusal("gift.unknown", gift=gift[:80])
    book, name, giver, on, seq, status, standing, cited = found
    body = str(one("SELECT body FROM journal_head WHERE book = %s", (book,))[0])  # type: ignore[index]
    woven, scales = trail(), _scales()
    lines = given_by(woven, [name], body=body)
    return {
        "gift": name,
        "committee": body,
        "giver": shown_as().get((book, giver), giver),
        "happened": on,
        "status": status,
        "standing": standing,
        "cited": cited,
        "lines": [_line(woven, line, scales=scales) for line in lines],
        "journey": _journey(woven, lines, scales=scales),
        "story": _entries(woven, lines),
        "fund_events": _fund_events({line.fund for line in lines}),
        "thanks": [
            {"coop": coop, "letter": letter}
            for coop, letter in fetch(
                "SELECT t.coop, t.thanks FROM p_thanks t JOIN p_thanks_gift g "
                "ON g.book = t.book AND g.thanks = t.thanks WHERE g.gift = %s",
                (name,),
            )
        ],
        "proof": _proof(body, int(seq)),
    }


def _line(
    woven: Trail,
    line: Given,
    *,
    scales: Mapping[str, int],
) -> dict[str, Any]:
    amount, scale = line.amount, scales.get(line.commodity, 0)
    way = followed(woven, line)
    weights = [0.0] * (len(ENDS) + 1)
    for number in np.flatnonzero(way.kept).tolist():
        weights[end_of(woven.pools[number])] += float(way.kept[number])
    weights[-1] = way.unknown
    parts = share(amount, [round(weight * 1000) for weight in weights])
    return {
        "commodity": line.commodity,
        "fund": line.fund,
        "amount": decimal_text(amount, scale),
        "ended": {
            end: decimal_text(part, scale)
            for end, part in zip((*ENDS, "unknown"), parts, strict=True)
            if part
        },
        "holders": _holders(woven, way, scale),
    }


def _holders(woven: Trail, way: Forward, scale: int) -> list[dict[str, str]]:
    """Return who has it now, the largest part first."""
    held: dict[tuple[str, str], float] = {}
    for number in np.flatnonzero(way.kept).tolist():
        account = woven.pools[number][1]
        end = ENDS[end_of(woven.pools[number])]
        body = account.split("/", 2)[2] if end == "lent" else body_of(account)
        held[body, end] = held.get((body, end), 0.0) + float(way.kept[number])
    order = sorted(held.items(), key=lambda one: (-one[1], one[0]))
    return [
        {"body": body, "end": end, "amount": decimal_text(round(count), scale)}
        for (body, end), count in order[:STORY_MOST]
        if round(count)
    ]


def _journey(
    woven: Trail,
    lines: list[Given],
    *,
    scales: Mapping[str, int],
) -> dict[str, list[dict[str, str]]]:
    """Return what was sent, arrived and bought of a gift, body by body."""
    found = journey(woven, followed(woven, *lines))
    return {
        sort: [
            {
                "body": part.body,
                "commodity": part.commodity,
                "amount": decimal_text(part.count, scales.get(part.commodity, 0)),
            }
            for part in getattr(found, sort)
        ]
        for sort in ("sent", "arrived", "bought")
    }


def _entries(woven: Trail, lines: list[Given]) -> list[dict[str, Any]]:
    """Return the entries along which the most of it went, in the order of the trail."""
    parts: dict[tuple[int, int], float] = {}
    order: dict[tuple[int, int], int] = {}
    for line in lines:
        flow = followed(woven, line).flow
        for move in np.flatnonzero(flow).tolist():
            at = woven.place(move)
            order.setdefault(at, move)
            parts[at] = max(parts.get(at, 0.0), float(flow[move]) / line.amount)
    largest = sorted(parts, key=lambda at: (-parts[at], at))[:STORY_MOST]
    kept = [at for at in largest if parts[at] >= PART_LEAST]
    in_order = sorted(kept, key=lambda at: order[at])
    rows = _rows(in_order)
    return [
        {**rows[at], "part_ppm": round(parts[at] * PPM)}
        for at in in_order
        if at in rows
    ]


def _rows(places: list[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
    """Return what is told of each entry, at most ``STORY_MOST`` of them."""
    if not places:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(places))
    return {
        (number, seq): {
            "on": on,
            "book": body,
            "seq": seq,
            "entry": entry,
            "kind": kind,
            "subject": subject,
        }
        for number, body, seq, entry, kind, on, subject in fetch(
            'SELECT e.book, h.body, e.seq, e.entry, e.kind, e."on", e.subject '
            f"FROM (VALUES {marks}) v CROSS JOIN p_entry_row e "
            "CROSS JOIN journal_head h WHERE e.book = v.column1 "
            "AND e.seq = v.column2 AND h.book = e.book",
            [value for at in places for value in at],
        )
    }


def _fund_events(funds: set[str]) -> list[dict[str, Any]]:
    found = []
    for fund in sorted(funds):
        for body, seq, kind, on in fetch(
            'SELECT h.body, e.seq, e.kind, e."on" FROM p_entry_row e '
            "JOIN journal_head h ON h.book = e.book WHERE (e.subject = %s "
            "AND e.kind IN ('use.blocked', 'consent.asked', 'terms.changed')) "
            "OR (e.kind = 'consent.given' AND e.subject IN "
            '(SELECT c.consent FROM p_consent c WHERE c."of" = %s)) '
            "ORDER BY e.seq",
            (fund, fund),
        ):
            found.append(
                {"fund": fund, "book": body, "seq": seq, "kind": kind, "on": on}
            )
    return found


def _proof(body: str, seq: int) -> dict[str, Any]:
    """Return the proof that the gift's entry stands in a sealed book, checked now."""
    proof = prove(body, seq)
    sealed = open_seal(proof.seal.note, proof.verifier)
    verify_inclusion(proof.leaf, seq, sealed.size, proof.path, sealed.root)
    return {
        "book": body,
        "seq": seq,
        "leaf": proof.leaf.hex(),
        "size": sealed.size,
        "root": sealed.root.hex(),
        "path": [one.hex() for one in proof.path],
        "verified": True,
    }


def _scales() -> dict[str, int]:
    return dict(fetch("SELECT item, scale FROM p_item"))


def body_story(body: str) -> dict[str, Any]:
    """Return what a body holds and which gifts stand behind it.

    Raises Refusal ``body.unknown``.
    """
    found = one(
        "SELECT form, place, region, standing FROM p_body WHERE body = %s", (body,)
    ) or one(
        "SELECT 'coop', place, region, standing FROM p_coop WHERE coop = %s", (body,)
    )
    if found is None:
        raise Refusal("body.unknown", body=body[:80])
    keeper = keeper_of(body)
    form, place, region, standing = found
    held = balances(book=keeper, account=body)
    behind = gifts_behind([body])[body] if form == "coop" else []
    return {
        "body": body,
        "form": form,
        "keeper": keeper,
        "place": place,
        "region": region,
        "standing": standing,
        "balances": [
            {
                "account": line.account,
                "commodity": line.commodity,
                "fund": line.fund,
                "amount": decimal_text(line.count, line.scale),
            }
            for line in held
        ],
        "gifts_behind": behind,
    }
