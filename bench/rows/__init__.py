# SPDX-License-Identifier: Apache-2.0
"""The rows: each measures one thing and returns its table."""

from __future__ import annotations

from collections.abc import Callable

from bench.measure import Row
from bench.rows import (
    audit,
    balances,
    command,
    durable,
    form,
    interactive,
    pages,
    peers,
    plan,
    replan,
    served,
    siting,
    trace,
)
from bench.setup import Setup

# The commands come first: the other rows reuse the demo that they tell.
ROWS: dict[str, Callable[[Setup], Row]] = {
    "command": command.measure,
    "durable": durable.measure,
    "interactive": interactive.measure,
    "served": served.measure,
    "pages": pages.measure,
    "balances": balances.measure,
    "audit": audit.measure,
    "trace": trace.measure,
    "plan": plan.measure,
    "million": plan.measure_million,
    "replan": replan.measure,
    "peers": peers.measure,
    "siting": siting.measure,
    "form": form.measure,
}
