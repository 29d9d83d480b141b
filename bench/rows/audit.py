# SPDX-License-Identifier: Apache-2.0
"""Full audits, of the demo and of made-up books; bundles; and rebuilding."""

from __future__ import annotations

from collections.abc import Callable

from bench.homes import BODY, BenchHome
from bench.measure import Lane, Rounds, Row, Spent, Versus, interleave, lane
from bench.setup import Setup

LARGE = 100_000
GROWTH = 10


def measure(setup: Setup) -> Row:
    """Measure verify, verify of a bundle, and rebuild, with their growth."""
    large = setup.most(LARGE)
    small = max(64, large // GROWTH)
    demo = BenchHome(setup.demo_home())
    made = {"demo": demo}
    for name, entries in (("small", small), ("large", large)):
        made[name] = BenchHome(setup.fresh(name) / "home")
        made[name].fill(entries)
    counts = {name: _entries(home) for name, home in made.items()}
    lanes: dict[str, Lane] = {}
    for name, home in made.items():
        lanes[f"verify {name}"] = _on(home, _verify(home))
        lanes[f"rebuild {name}"] = _on(home, _rebuild)
        if name != "demo":
            home.use()
            lanes[f"bundle {name}"] = lane(_check_bundle(home))
    rounds = interleave(lanes, rounds=setup.rounds, folder=demo.path.parent)
    for home in made.values():
        setup.tidy(home.path.parent)
    return _row(rounds, counts)


def _row(rounds: Rounds, counts: dict[str, int]) -> Row:
    what = {
        "verify": "verify every hash, seal, booking, balance",
        "bundle": "verify a bundle",
        "rebuild": "rebuild every projection",
    }
    named = {"demo": "the demo", "small": "made-up, small", "large": "made-up, large"}
    lines = []
    for deed, label in what.items():
        for name, entries in counts.items():
            lane_name = f"{deed} {name}"
            if lane_name not in rounds.spent:
                continue
            grown = Versus(
                lane=f"{deed} small", clock="cpu", inverse=True, amount=counts["small"]
            )
            lines.append(
                rounds.line(
                    lane_name,
                    f"{label}: {named[name]}, {entries:,} entries",
                    amount=entries,
                    unit="entries",
                    versus=grown if name == "large" else None,
                )
            )
    growth = counts["large"] / counts["small"]
    return Row(
        name="audit",
        title="Full audits, bundles and rebuilding, on one process",
        lines=lines,
        machine=rounds.machine,
        notes=[
            f"The ratio of a large book is its CPU an entry over a small one's "
            f"({growth:.1f} times as many entries): 1.0 is linear, 1.2 the limit.",
            "A made-up book is one book of gifts sealed by the thousand; the demo is "
            "26 books of every kind.",
        ],
    )


def _on(home: BenchHome, done: Callable[[], object]) -> Lane:
    timed_lane = lane(done)

    def run() -> Spent:
        home.use()
        return timed_lane()

    return run


def _entries(home: BenchHome) -> int:
    from gungho.store.reads.query import one  # noqa: PLC0415 - after Django

    home.use()
    return int((one("SELECT count(*) FROM journal_entry") or (0,))[0])


def _verify(home: BenchHome) -> Callable[[], object]:
    from gungho.store.checking import verify_store  # noqa: PLC0415 - after Django

    seen = home.home.witness.seen()
    return lambda: verify_store(witnessed=seen, told=lambda *_: None)


def _rebuild() -> object:
    from gungho.store.rebuild import rebuild  # noqa: PLC0415 - after Django

    return rebuild(told=lambda *_: None)


def _check_bundle(home: BenchHome) -> Callable[[], object]:
    from gungho.actions.check_bundle import check_bundle  # noqa: PLC0415
    from gungho.actions.make_bundle import make_bundle  # noqa: PLC0415 - after Django

    raw = make_bundle(home.home.shelves(home.books()), book=BODY).raw
    return lambda: check_bundle(raw)
