# SPDX-License-Identifier: Apache-2.0
"""How appeals and pledges stand on a day: what came, what is promised, what is late.

Gifts and pledges are counted apart, since a promise is not a gift. A part of a pledge
is late from the day after it was due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gungho.flows.appeals import Appeal, AppealSum
from gungho.flows.pledges import Pledge, PledgeDeed, PledgePart
from gungho.measure import parse_day

PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One commodity of an appeal: ``came`` is what was given less what went back."""

    commodity: str
    goal: int
    given: int
    returned: int
    pledged: int
    rest: int

    @property
    def came(self) -> int:
        """What was given and kept."""
        return self.given - self.returned

    @property
    def missing(self) -> int:
        """What is still wanted for the goal, pledges left out."""
        return max(0, self.goal - self.came)

    @property
    def share_ppm(self) -> int:
        """How much of the goal has come, in millionths; over the goal is over one."""
        return max(0, self.came) * PPM // self.goal if self.goal else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealOn:
    """An appeal as it stands: ``stands`` is coming, running, past or closed."""

    body: str
    appeal: Appeal
    stands: str
    progress: tuple[Progress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOn:
    """One part of a pledge, and for how many days it is late."""

    part: PledgePart
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeOn:
    """A pledge as it stands: ``stands`` is late, open, kept or released."""

    body: str
    pledge: Pledge
    stands: str
    late: int
    days: int
    next_due: str
    parts: tuple[PartOn, ...]
    deeds: tuple[PledgeDeed, ...]


def appeal_on(
    appeal: Appeal,
    sums: Iterable[AppealSum],
    *,
    pledges: Iterable[Pledge],
    body: str,
    day: str,
) -> AppealOn:
    """Return an appeal with what all books took for it, by commodity."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in sums:
        for name in ("goal", "given", "returned", "rest"):
            found[row.commodity][name] += getattr(row, name)
    for pledge in pledges:
        if pledge.status == "made":
            found[pledge.commodity]["pledged"] += pledge.open
    progress = [_progress(code, told) for code, told in sorted(found.items())]
    progress.sort(key=lambda one: not one.goal)
    return AppealOn(
        body=body, appeal=appeal, stands=_stands(appeal, day), progress=tuple(progress)
    )


def _progress(code: str, told: Mapping[str, int]) -> Progress:
    names = ("goal", "given", "returned", "pledged", "rest")
    return Progress(commodity=code, **{name: told.get(name, 0) for name in names})


def _stands(appeal: Appeal, day: str) -> str:
    if appeal.closed_on:
        return "closed"
    if day < appeal.from_day:
        return "coming"
    return "past" if appeal.until_day and day > appeal.until_day else "running"


def pledge_on(
    pledge: Pledge,
    parts: Sequence[PledgePart],
    *,
    deeds: Sequence[PledgeDeed],
    body: str,
    day: str,
) -> PledgeOn:
    """Return a pledge with its parts, and what of them is late on a day."""
    shown = tuple(PartOn(part=part, late=_late(part, day)) for part in parts)
    late = sum(one.part.open for one in shown if one.late)
    stands = "late" if late else "open"
    if not pledge.open:
        stands = "kept" if pledge.paid else "released"
    due = [one.part.due for one in shown if one.part.open and not one.late]
    return PledgeOn(
        body=body,
        pledge=pledge,
        stands=stands,
        late=late,
        days=max((one.late for one in shown), default=0),
        next_due=min(filter(None, due), default=""),
        parts=shown,
        deeds=tuple(deed for deed in deeds if not deed.undone),
    )


def _late(part: PledgePart, day: str) -> int:
    if not part.open or not part.due or part.due >= day:
        return 0
    return (parse_day(day) - parse_day(part.due)).days


def late_first(pledges: Iterable[PledgeOn]) -> list[PledgeOn]:
    """Return pledges in the order to look at them: the latest, then the next due."""
    return sorted(
        pledges,
        key=lambda one: (
            -one.days, not one.pledge.open, one.next_due or "9999", one.pledge.pledge,
        ),
    )  # fmt: skip
