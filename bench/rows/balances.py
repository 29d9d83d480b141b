# SPDX-License-Identifier: Apache-2.0
"""All balances recomputed: a stored book against a text that is read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.exports import beancount_text, ledger_text
from bench.homes import BenchHome
from bench.measure import Lane, Line, Rounds, Row, Spread, Versus, interleave, lane
from bench.programs import found, program
from bench.setup import Setup

OURS = {
    "numpy": "our postings read from the store and summed (numpy, integer keys)",
    "kept": "our kept balances read by name (no posting is read)",
    "verify": "our verify: every hash, seal, booking and balance",
}
PEERS = ("ledger", "hledger", "bean-check")
PEER_LABELS = {
    "ledger": "`ledger bal` on the text",
    "hledger": "`hledger bal` on the text",
    "bean-check": "`bean-check` on the text, no cache",
}


def measure(setup: Setup) -> Row:
    """Measure our ways and the peers' on one book, in the same rounds."""
    from gungho.store.reads.query import one  # noqa: PLC0415 - Django comes later

    path = setup.demo_home()
    home = BenchHome(path)
    texts = (path / "book.ledger", path / "book.bean")
    sizes = [ledger_text(texts[0]), beancount_text(texts[1])]
    postings = int((one("SELECT count(*) FROM p_posting_row") or (0,))[0])
    summed, kept = sums(), _kept_sums()
    if summed != kept:
        raise RuntimeError("the postings do not add up to the kept balances")
    lanes = {**_ours(home), **_peers(*texts)}
    rounds = interleave(lanes, rounds=setup.rounds, folder=path)
    setup.tidy(path)
    absent = [name for name in PEERS if name not in lanes]
    return Row(
        name="balances",
        title="All balances recomputed: a stored book against a re-read text",
        lines=_lines(rounds, postings),
        machine=rounds.machine,
        notes=[
            f"{postings:,} postings, {len(summed):,} balances; texts: "
            f"ledger {sizes[0] / 1e6:.1f} MB, beancount {sizes[1] / 1e6:.1f} MB.",
            "A peer's time holds its start and its reading of the text; ours is in "
            "process and warm, and our peak is the whole process of the bench.",
            "The peers check that every booking balances; our verify does that too, "
            "and every hash, signature and kept balance. Our sums and our kept "
            "balances check nothing.",
            *(f"{name} is not here: skipped." for name in absent),
        ],
    )


def _ours(home: BenchHome) -> dict[str, Lane]:
    from gungho.store.checking import verify_store  # noqa: PLC0415 - after Django
    from gungho.store.reads.ledger import balances  # noqa: PLC0415

    home.use()
    witnessed = home.home.witness.seen()
    return {
        "numpy": lane(sums),
        "kept": lane(balances),
        "verify": lane(lambda: verify_store(witnessed=witnessed, told=lambda *_: None)),
    }


def _peers(ledger: Path, bean: Path) -> dict[str, Lane]:
    commands = {
        "ledger": ["-f", str(ledger), "bal"],
        "hledger": ["-f", str(ledger), "bal"],
        "bean-check": ["--no-cache", str(bean)],
    }
    return {
        name: program([found(name), *arguments])
        for name, arguments in commands.items()
        if found(name)
    }


def _lines(rounds: Rounds, postings: int) -> list[Line]:
    peers = [name for name in PEERS if name in rounds.spent]
    lines = []
    for name, label in OURS.items():
        ratios: dict[str, Spread] = {}
        for peer in peers:
            for clock in ("wall", "cpu"):
                versus = Versus(lane=peer, clock=clock)
                line = rounds.line(
                    name, label, amount=postings, unit="postings", versus=versus
                )
                ratios.update(line.ratios)
        lines.append(
            Line(
                name=name,
                label=label,
                amount=postings,
                unit="postings",
                spent=rounds.spent[name],
                ratios=ratios,
            )
        )
    lines += [
        rounds.line(name, PEER_LABELS[name], amount=postings, unit="postings")
        for name in peers
    ]
    return lines


def sums() -> dict[tuple[int, int, int, int], int]:
    """Return every balance but zero by (book, account, commodity, fund)."""
    from django.db import connection  # noqa: PLC0415 - after Django

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book, debit, credit, commodity, fund, amount FROM p_posting_row"
        )
        table = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 6)
    books, book = np.unique(table[:, 0], return_inverse=True)
    _, debit, credit, commodity, fund, amount = table.T
    widths = [int(column.max(initial=0)) + 1 for column in table[:, 1:5].T]
    shape = (len(books), max(widths[:2]), widths[2], widths[3])
    keys = [
        np.ravel_multi_index((book, account, commodity, fund), shape)
        for account in (debit, credit)
    ]
    key, count = _added(np.concatenate(keys), np.concatenate([amount, -amount]))
    parts = np.unravel_index(key, shape)
    found_books = books[parts[0]].tolist()
    rest = [part.tolist() for part in parts[1:]]
    return dict(zip(zip(found_books, *rest, strict=True), count.tolist(), strict=True))


def _added(
    keys: npt.NDArray[np.intp], amounts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
    """Add up amounts of equal keys, exactly; leave out what comes to nothing."""
    if not len(keys):
        return keys, amounts
    order = np.argsort(keys, kind="stable")
    keys, amounts = keys[order], amounts[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    totals = np.add.reduceat(amounts, starts)
    held = totals != 0
    return keys[starts][held], totals[held]


def _kept_sums() -> dict[tuple[int, int, int, int], int]:
    from gungho.store.reads.query import fetch  # noqa: PLC0415 - after Django

    return {
        (book, account, commodity, fund): count
        for book, account, commodity, fund, count in fetch(
            "SELECT book, account, commodity, fund, sum(count) FROM p_balance "
            "GROUP BY book, account, commodity, fund HAVING sum(count) <> 0"
        )
    }
