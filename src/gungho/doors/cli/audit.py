# SPDX-License-Identifier: Apache-2.0
"""``audit``: draw a sample; list late, corrected and unmatched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gungho.doors.auditing import (
    SHEET_MOST,
    SIZE,
    WAYS,
    Asked,
    Part,
    Proofs,
    Sheets,
    new_seed,
)
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    told_errors,
)
from gungho.doors.cli.statement import tell_paper
from gungho.doors.names import Names
from gungho.doors.sheets import FORMATS
from gungho.measure import count_of, parse_day
from gungho.store.reads import auditing as reads
from gungho.store.reads.movement import item_scales

form_option = click.option(
    "--form", type=click.Choice(list(FORMATS)), default="text", help="As what."
)
out_option = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Into this file."
)
book_option = click.option("--book", default="", help="Only this body's book.")


@click.group("audit")
def audit_group() -> None:
    """Draw samples; list what is late, corrected or unmatched."""


@audit_group.command("sample")
@home_option
@json_option
@click.argument("book")
@click.option(
    "--way", type=click.Choice(WAYS), default="money", show_default=True,
    help="By money, each unit alike, or simple, each entry alike.",
)  # fmt: skip
@click.option("--currency", default="", help="By money: of which currency.")
@click.option("--size", default=SIZE, show_default=True, help="How many.")
@click.option("--interval", default="", help="By money: no longer step than this sum.")
@click.option("--seed", default="", help="The seed of a sample to be drawn again.")
@click.option("--at", default=0, help="The book as it stood with so many entries.")
@click.option("--kind", default="", help="Only this kind of entry.")
@click.option("--since", default="", help="From this day on.")
@click.option("--until", default="", help="To this day.")
@form_option
@out_option
@click.pass_obj
@told_errors
def sample_command(
    node: Node,
    /,
    home: Path,
    *,
    as_json: bool,
    form: str,
    out: Path | None,
    **asked: Any,
) -> None:
    """Draw a sample of BOOK by a seed that is printed, and write the worksheet.

    The same book at the same size with the same seed gives the same sample anywhere.
    """
    node.open(home)
    tell_paper(_sheets().sample(_asked(**asked)), as_json=as_json, form=form, out=out)


def _asked(
    *,
    book: str,
    way: str,
    size: int,
    interval: str,
    seed: str,
    currency: str,
    **narrowed: Any,
) -> Asked:
    _line, at, _root = reads.stand_of(book, at=narrowed["at"])
    known = reads.currencies_booked(book)
    code = currency or (known[0] if known else "")
    days = {
        name: str(parse_day(narrowed[word])) if narrowed[word] else ""
        for name, word in (("from_day", "since"), ("until_day", "until"))
    }
    return Asked(
        span=reads.Span(
            body=book, at=at, kind=narrowed["kind"], commodity=code, **days
        ),
        way=way,
        size=size,
        interval=count_of(interval, item_scales().get(code, 0)) if interval else 0,
        seed=seed or new_seed(),
    )


@audit_group.command("late")
@home_option
@json_option
@book_option
@click.option(
    "--days", default=reads.LATE_DAYS, show_default=True, help="Late from so many days."
)
@form_option
@out_option
@click.pass_obj
@told_errors
def late_command(
    node: Node,
    /,
    home: Path,
    *,
    as_json: bool,
    form: str,
    out: Path | None,
    **asked: Any,
) -> None:
    """List entries recorded long after they happened, or into closed days."""
    node.open(home)
    paper = _sheets().late(
        body=asked["book"], days=asked["days"], part=Part(most=SHEET_MOST)
    )
    tell_paper(paper, as_json=as_json, form=form, out=out)


@audit_group.command("corrected")
@home_option
@json_option
@book_option
@form_option
@out_option
@click.pass_obj
@told_errors
def corrected_command(
    node: Node, home: Path, *, as_json: bool, book: str, form: str, out: Path | None
) -> None:
    """List corrected entries, each beside its correction and the reason."""
    node.open(home)
    paper = _sheets().corrected(body=book, part=Part(most=SHEET_MOST))
    tell_paper(paper, as_json=as_json, form=form, out=out)


@audit_group.command("unmatched")
@home_option
@json_option
@book_option
@form_option
@out_option
@click.pass_obj
@told_errors
def unmatched_command(
    node: Node, home: Path, *, as_json: bool, book: str, form: str, out: Path | None
) -> None:
    """List papers that wait, and lines of banks that nothing stands against."""
    opened = node.open(home)
    today = str(opened.books.clock().date())
    paper = _sheets().unmatched(body=book, today=today, proofs=Proofs())
    tell_paper(paper, as_json=as_json, form=form, out=out)


def _sheets() -> Sheets:
    return Sheets(names=Names.load(language()), language=language())
