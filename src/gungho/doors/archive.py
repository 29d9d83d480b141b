# SPDX-License-Identifier: Apache-2.0
"""The archive of a movement's history, kept beside the books, shown with sources."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from gungho.formats.archive import ArchiveFact, archive_text, facts_in
from gungho.formats.package import Package
from gungho.reports.searching import Found, search
from gungho.store.settings import keep_setting, setting

KEPT = "story.archive"
MOST = 500
SPAN = re.compile(r"^[0-9]{4}-(?=[0-9]{4}$)")


def keep_archive(package: Package) -> None:
    """Keep a package's history beside the books that it was loaded into."""
    keep_setting(KEPT, archive_text(package))


def archive() -> tuple[ArchiveFact, ...]:
    """Return the facts that are kept here; none before a package was loaded."""
    return _facts(setting(KEPT))


@lru_cache(maxsize=2)
def _facts(text: str) -> tuple[ArchiveFact, ...]:
    return facts_in(text)


def source_cited(cited: str) -> ArchiveFact | None:
    """Return the source that an entry of the books cites, if the archive has it."""
    for fact in archive():
        if fact.sort == "sources" and cited and fact.key.lower() == cited.lower():
            return fact
    return None


def open_facts(
    facts: tuple[ArchiveFact, ...], *, until: str
) -> tuple[ArchiveFact, ...]:
    """Return what anyone may see: nothing near, and nothing of days not told yet.

    A source is open as it is: others printed it.
    """
    return tuple(
        msgspec.structs.replace(fact, note="") if fact.near_note else fact
        for fact in facts
        if fact.sort == "sources" or (not fact.near and told_by(fact.day) <= until)
    )


def told_by(day: str) -> str:
    """Return the last day that a day, a month, a year or a span of years means."""
    last = SPAN.sub("", day)
    return last + {4: "-12-31", 7: "-31"}.get(len(last), "")


def searched(facts: tuple[ArchiveFact, ...], asked: str) -> list[ArchiveFact]:
    """Return the facts that fit every word, in either script, the best first."""
    if not asked.strip():
        return list(facts)
    found = [
        Found(
            sort=fact.sort,
            title=f"{fact.name_en} {fact.name_zh} {fact.key} {fact.source}",
            text=" ".join((fact.text_en, fact.text_zh, fact.note, fact.kind,
                           fact.day, fact.region, fact.value)),
            href=str(at),
        )
        for at, fact in enumerate(facts)
    ]  # fmt: skip
    return [facts[int(one.href)] for one, _score in search(asked, found, most=MOST)]
