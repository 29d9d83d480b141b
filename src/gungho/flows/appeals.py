# SPDX-License-Identifier: Apache-2.0
"""An appeal is a public call for gifts, with a goal and a rule for what is left over.

What it raised is counted in each book that took gifts for it; a close adds up what its
own body has heard of, and says what becomes of the rest (law 10: the rest is exact).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import item_row
from gungho.flows.schedules import number, text
from gungho.flows.wire import (
    Amount,
    Code,
    Day,
    Id,
    MaybeAmount,
    MaybeCommitment,
    MaybeDay,
    MaybeId,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.measure import parse_day

LeftOver = Literal["general", "return", "nearest"]


class Goal(Part, frozen=True, kw_only=True):
    """How much of one commodity an appeal asks for."""

    commodity: Code
    count: Amount


class Raised(Part, frozen=True, kw_only=True):
    """What an appeal brought of one commodity, and how much is over its goal."""

    commodity: Code
    goal: MaybeAmount = ""
    raised: MaybeAmount = ""
    rest: MaybeAmount = ""


class AppealOpened(Payload, frozen=True, kw_only=True):
    """An appeal is opened: its goal, its days, its fund, its rule for the rest."""

    appeal: Id
    fund: Id
    goal: tuple[Goal, ...]
    from_day: Day
    until_day: MaybeDay
    left_over: LeftOver
    nearest: MaybeId
    need: MaybeId
    plan: MaybeId
    words: MaybeCommitment
    standing: Standing


class AppealClosed(Payload, frozen=True, kw_only=True):
    """An appeal is closed: what it raised, and what becomes of the rest."""

    appeal: Id
    reason: Id
    lines: tuple[Raised, ...] = ()
    left_over: Literal["", "general", "return", "nearest"] = ""
    nearest: MaybeId = ""


class Appeal(Row, frozen=True, kw_only=True):
    """An appeal as its body opened it."""

    book: int
    appeal: str
    fund: str
    from_day: str
    until_day: str
    left_over: str
    nearest: str
    need: str
    plan: str
    words: str
    on: str
    seq: int
    closed_on: str
    closed_for: str
    standing: str
    key: ClassVar = ("book", "appeal")
    indexes: ClassVar = {"appeal": ("appeal",), "plan": ("plan",)}


class AppealSum(Row, frozen=True, kw_only=True):
    """What one book took for an appeal of one commodity; the goal in its own book."""

    book: int
    appeal: str
    commodity: str
    goal: int
    given: int
    returned: int
    rest: int
    key: ClassVar = ("book", "appeal", "commodity")
    indexes: ClassVar = {"appeal": ("appeal",)}


def appeal_row(state: State, appeal: str) -> Appeal:
    """Return an appeal of any book that is heard, or refuse ``appeal.unknown``."""
    found = state.find(Appeal, "appeal", appeal)
    if not found:
        raise Refusal("appeal.unknown", appeal=appeal)
    return found[0]


def require_open(asking: Asking, appeal: str, *, funds: Iterable[str] = ()) -> Appeal:
    """Return an appeal that is open on this day and has this fund, or refuse.

    Raises Refusal ``appeal.not-yet``, ``appeal.closed`` or ``appeal.other-fund``.
    """
    row = appeal_row(asking.state, appeal)
    if asking.happened < row.from_day:
        raise Refusal("appeal.not-yet", appeal=appeal, since=row.from_day)
    if row.closed_on and asking.happened > row.closed_on:
        raise Refusal("appeal.closed", appeal=appeal, on=row.closed_on)
    for fund in funds:
        if fund != row.fund:
            raise Refusal("appeal.other-fund", appeal=appeal, fund=row.fund)
    return row


def count_given(
    state: State,
    at: At,
    *,
    appeal: str,
    commodity: str,
    given: int = 0,
    returned: int = 0,
) -> None:
    """Count what a book took for an appeal, or took and gave back."""
    row = state.get(AppealSum, at.book, appeal, commodity) or AppealSum(
        book=at.book, appeal=appeal, commodity=commodity, goal=0, given=0, returned=0,
        rest=0,
    )  # fmt: skip
    state.put(replace(row, given=row.given + given, returned=row.returned + returned))


def _open(asking: Asking, facts: AppealOpened) -> Decision:
    if asking.state.find(Appeal, "appeal", facts.appeal):
        raise Refusal("appeal.exists", appeal=facts.appeal)
    if not facts.goal:
        raise Refusal("appeal.no-goal", appeal=facts.appeal)
    named = [goal.commodity for goal in facts.goal]
    for code in named:
        item_row(asking.state, code)
        if named.count(code) > 1:
            raise Refusal("appeal.goal-twice", appeal=facts.appeal, commodity=code)
    fund_row(asking.state, asking.book, facts.fund)
    parse_day(facts.from_day)
    if facts.until_day:
        parse_day(facts.until_day)
        if facts.until_day < facts.from_day:
            raise Refusal("appeal.days", first=facts.from_day, last=facts.until_day)
    if (facts.left_over == "nearest") != bool(facts.nearest):
        raise Refusal("appeal.nearest", appeal=facts.appeal, rule=facts.left_over)
    return Decision(facts)


def _opened(state: State, at: At, facts: AppealOpened) -> None:
    state.put(row_from(Appeal, at, facts, closed_on="", closed_for=""))
    for goal in facts.goal:
        count_given(state, at, appeal=facts.appeal, commodity=goal.commodity)
        row = state.get(AppealSum, at.book, facts.appeal, goal.commodity)
        if row:
            state.put(replace(row, goal=int(goal.count)))


def _close(asking: Asking, facts: AppealClosed) -> Decision:
    row = asking.state.get(Appeal, asking.book, facts.appeal)
    if row is None:
        raise Refusal("appeal.unknown", appeal=facts.appeal)
    if row.closed_on:
        raise Refusal("appeal.closed", appeal=facts.appeal, on=row.closed_on)
    lines = _raised(asking.state, facts.appeal)
    if facts.lines not in ((), lines):
        raise Refusal("appeal.sums", appeal=facts.appeal)
    if facts.left_over not in ("", row.left_over):
        raise Refusal("appeal.rule", appeal=facts.appeal, rule=row.left_over)
    return Decision(
        replace(facts, lines=lines, left_over=row.left_over, nearest=row.nearest)
    )


def _raised(state: State, appeal: str) -> tuple[Raised, ...]:
    """Return what every book that is heard took for an appeal, by commodity."""
    goals: dict[str, int] = {}
    sums: dict[str, int] = {}
    for row in state.find(AppealSum, "appeal", appeal):
        goals[row.commodity] = goals.get(row.commodity, 0) + row.goal
        net = row.given - row.returned
        sums[row.commodity] = sums.get(row.commodity, 0) + net
    return tuple(
        Raised(
            commodity=code,
            goal=text(goals[code]),
            raised=text(max(0, sums[code])),
            rest=text(max(0, sums[code] - goals[code])),
        )
        for code in sorted(sums)
    )


def _closed(state: State, at: At, facts: AppealClosed) -> None:
    row = state.get(Appeal, at.book, facts.appeal)
    if row is None:
        return
    state.put(replace(row, closed_on=at.happened, closed_for=facts.reason))
    for line in facts.lines:
        held = state.get(AppealSum, at.book, facts.appeal, line.commodity)
        if held:
            state.put(replace(held, rest=number(line.rest)))


ROWS: tuple[type[Row], ...] = (Appeal, AppealSum)
KINDS = (
    Kind(
        name="appeal.opened",
        payload=AppealOpened,
        decide=_open,
        evolve=_opened,
        subject="appeal",
    ),
    Kind(
        name="appeal.closed",
        payload=AppealClosed,
        decide=_close,
        evolve=_closed,
        subject="appeal",
    ),
)
