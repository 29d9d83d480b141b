# SPDX-License-Identifier: Apache-2.0
"""A home in which one book has grown to a million entries by its own office's work.

Gifts come in over ten years, most get their receipt, some are written down late and a
few are corrected; every entry is decided, hashed, sealed and folded as in any home.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bench.homes import BODY, BenchHome
from bench.setup import Setup
from gungho.actions.ports import Command
from gungho.actions.record import record_all
from gungho.node.home import StoryClock

ENTRIES = 1_000_000
GROUP = 1024
YEARS = 10
GIVERS = 2000
SERIES = "million"
NUMBERS = (10_000_000, 99_999_999)
LATE_DAYS = 45
LATE_EACH = 100
WRONG_EACH = 1000
DUE_EACH = 20


def grown_home(setup: Setup, entries: int) -> Path:
    """Return a home whose hub's book holds so many entries, made where it is missing.

    It is kept for the next run where the run was told to keep what is long in making.
    """
    path = setup.kept / f"grown-{entries}"
    if not path.exists():
        fresh = path.with_name(f"{path.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(setup.demo_home(), fresh)
        home = BenchHome(fresh)
        grow(home, entries)
        home.close()
        fresh.rename(path)
    return path


def grow(home: BenchHome, entries: int) -> None:
    """Record in the hub's book until it holds so many entries."""
    from gungho.store.reads.query import fetch, one  # noqa: PLC0415 - after Django

    found = one("SELECT size, recorded FROM journal_head WHERE body = %s", (BODY,))
    assert found is not None
    size, first = int(found[0]), date.fromisoformat(found[1][:10]) + timedelta(1)
    funds = [
        str(fund)
        for (fund,) in fetch(
            "SELECT fund FROM p_fund WHERE fund LIKE %s ORDER BY fund", (f"{BODY}:%",)
        )
    ]
    clock = StoryClock(datetime.combine(first, time(8), tzinfo=UTC))
    books = home.home.books(clock=clock)
    wanted = max(1, entries - size)
    lines = _work(wanted, funds)
    for start in range(0, wanted, GROUP):
        day = first + timedelta(start * YEARS * 365 // wanted)
        clock.now = datetime.combine(day, time(18), tzinfo=UTC)
        some = [_command(day, next(lines)) for _ in range(min(GROUP, wanted - start))]
        record_all(books, some)


Line = tuple[str, str, int, dict[str, Any], str]


def _work(wanted: int, funds: list[str]) -> Iterator[Line]:
    """Yield what is written down: kind, id, days late, facts, what it corrects."""
    opened = {"first_number": NUMBERS[0], "last_number": NUMBERS[1]}
    more = {"worth": "unstated", "country": ""}
    yield (
        "receipt.series_opened", "million.series", 0,
        {"series": SERIES, **opened, **more}, "",
    )  # fmt: skip
    givers = min(GIVERS, max(1, wanted // 10))
    for number in range(givers):
        facts = {"person": f"giver-{number}", "card": ""}
        yield "person.noted", f"million.giver-{number}", 0, facts, ""
    number = 0
    while True:
        number += 1
        late = LATE_DAYS if number % LATE_EACH == 0 else 0
        gift = f"m{number}"
        line = {
            "form": "cash",
            "commodity": "CNC",
            "count": str(1000 + number * 7919 % 99_733),
            "fund": funds[number % len(funds)],
            "at": "main",
        }
        giver = f"giver-{number * 31 % givers}" if number % 3 else ""
        yield (
            "gift.received", f"million.{gift}", late,
            {"gift": gift, "giver": giver, "lines": [line], "words": "",
             "standing": "kept", "cited": ""}, "",
        )  # fmt: skip
        if number % WRONG_EACH == 0:
            facts = {"reason": "entered-twice"}
            yield "correction.made", f"undo.{gift}", 0, facts, f"million.{gift}"
        elif number % DUE_EACH:
            facts = {"series": SERIES, "gift": gift}
            yield "receipt.issued", f"million.{gift}.receipt", 0, facts, ""


def _command(day: date, line: Line) -> Command:
    kind, ident, late, facts, corrects = line
    return Command(
        book=BODY,
        id=ident,
        kind=kind,
        happened=(day - timedelta(late)).isoformat(),
        facts=facts,
        corrects=corrects,
    )
