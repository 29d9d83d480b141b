# SPDX-License-Identifier: Apache-2.0
"""The example is a whole movement, told from its package to the last verified book."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gungho.actions.load_package import SEED, Keys
from gungho.actions.play.movement import play
from gungho.actions.play.story import Story, quarters
from gungho.actions.play.thanks import tell_thanks
from gungho.doors.archive import keep_archive
from gungho.doors.installation import Installation
from gungho.formats.package import Package, SeriesFact, read_package
from gungho.store.checking import verify_store
from gungho.store.reads.fates import ENDS, gift_fates, gifts_behind
from gungho.store.reads.movement import conservation, movement
from gungho.store.reads.trails import movement_root
from gungho.store.settings import keep_setting, setting

INDUSCO = Path(__file__).resolve().parents[3] / "movements" / "indusco"
TRACING = "tracing every gift"
VERIFYING = "verifying every book"
PPM = 1_000_000
TOLD_PPM = 850_000  # of the whole, as it was timed
TRACED_PPM = 900_000
Telling = Callable[[str, int], None]


def done_ppm(stage: str) -> int:
    """Return how far the telling is at a stage, in millionths of the whole."""
    named = [str(quarter) for quarter in quarters()]
    quarter = stage.partition(" ")[0]
    if quarter in named:
        return TOLD_PPM * named.index(quarter) // len(named)
    return TRACED_PPM if stage == VERIFYING else TOLD_PPM


def told_example() -> dict[str, Any] | None:
    """Return the summary of a story that was told to its end, if nothing was added."""
    kept = setting("story.summary")
    if not kept or setting("story.root") != movement_root():
        return None
    result: dict[str, Any] = json.loads(kept)
    return result | {"again": True}


def tell_example(
    opened: Installation, folder: Path, *, progress: Telling
) -> dict[str, Any]:
    """Tell a movement from its package, trace every gift and verify every book.

    ``progress`` hears the stage and how many entries there are. Told again after it was
    cut off, it goes on. Returns the summary.
    """
    began = time.perf_counter()
    package = read_package(folder)
    keep_setting("story.series", _series(package))
    keep_archive(package)
    if setting("story.done") != package.name:
        _play(opened, package, progress=progress)
        keep_setting("story.done", package.name)
    progress(TRACING, 0)
    traced = _trace_all()
    found = movement()
    conserved = conservation()
    progress(VERIFYING, found.entries)
    checked = verify_store(body="", witnessed=opened.witnessed(), told=progress)
    result = {
        **found.told(),
        "traced": traced,
        "faults": list(conserved.faults),
        "conserved": conserved.holds and traced["adds_up"],
        "verified": len(checked) > 0,
        "books": len(checked),
        "seconds": round(time.perf_counter() - began, 1),
    }
    keep_setting("story.summary", json.dumps(result, ensure_ascii=False))
    keep_setting("story.root", movement_root())
    return result


def _play(opened: Installation, package: Package, *, progress: Telling) -> None:
    story = Story(
        package=package,
        books=opened.books,
        seed=SEED,
        set_clock=opened.set_clock,
        told=progress,
    )
    play(story, Keys(key=opened.key, recovery=opened.recovery))
    tell_thanks(story, gifts_behind)
    opened.keep_clock()


def _trace_all() -> dict[str, Any]:
    """Trace every gift; say for how many, and that each adds up to what was given."""
    rows = gift_fates()
    ended: dict[str, dict[str, int]] = {}
    for row in rows:
        for end, count in zip(
            (*ENDS, "unknown"), (*row.ended, row.unknown), strict=True
        ):
            if count:
                sums = ended.setdefault(row.commodity, {})
                sums[end] = sums.get(end, 0) + count
    adds_up = all(sum(row.ended) + row.unknown == row.amount for row in rows)
    return {"lines": len(rows), "adds_up": adds_up, "ended": ended}


def _series(package: Package) -> str:
    return json.dumps(
        [
            {
                "as_of": fact.as_of,
                "region": fact.region,
                "measure": fact.measure,
                "value": fact.value,
                "unit": fact.unit,
                "source": fact.source,
                "confidence": fact.confidence,
                "note": fact.note,
            }
            for fact in package.table(SeriesFact)
        ],
        ensure_ascii=False,
    )
