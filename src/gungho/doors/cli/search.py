# SPDX-License-Identifier: Apache-2.0
"""``search``: names and texts in either script, codes, sums and days."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.doors.searching import Results, results


@click.command("search")
@home_option
@json_option
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
@told_errors
def search_command(
    node: Node, home: Path, words: tuple[str, ...], *, as_json: bool
) -> None:
    """Find WORDS among names, letters and orders, or entries by a sum or a day.

    Chinese signs, pinyin, Wade-Giles and old postal spellings find the same. A sum is
    written as people write it (1,250.00 or HK$1,250), a day or a month too (3 May 1940,
    1940年5月).
    """
    node.open(home)
    found = results(" ".join(words), language="en")
    if as_json:
        say_json(_rows(found))
        return
    for one in _rows(found):
        say(f"{one['sort']:<10} {one['title']}  {one['text']}  {one['href']}".rstrip())
    more = found.named_more + found.more
    if more:
        least = "more than " if found.is_least else ""
        say(f"And {least}{more} more. Add a word, a day or a currency.")
    if not found.named and not found.entries:
        say("Nothing fits. Try fewer words, or another spelling.")


def _rows(found: Results) -> list[dict[str, object]]:
    """Return what was found, names first, each with its score."""
    named = [asdict(one) | {"score": score} for one, score in found.named]
    return named + [
        {
            "sort": "entry",
            "title": f"{hit.entry.book}/{hit.entry.seq}",
            "text": " ".join(
                part for part in (hit.day, hit.word, hit.about, hit.amount) if part
            ),
            "href": hit.subject_href or hit.href,
            "entry": hit.href,
            "score": 0,
        }
        for hit in found.entries
    ]
