# SPDX-License-Identifier: Apache-2.0
"""Closing a period of a body's book: what the entry says, for the pages and the CLI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from gungho.actions.ports import Command
from gungho.measure import parse_day
from gungho.store.reads.statements import closing_rates, currency_of

MONTH = 7  # signs of a year and a month


def closing(
    body: str,
    period: str,
    *,
    until: str,
    today: str,
    currency: str = "",
    rates: Mapping[str, Mapping[str, str]] | None = None,
) -> Command:
    """Return the command that closes a period; a rate not given is the last observed.

    Raises Refusal where ``until`` is no day.
    """
    day = str(parse_day(until))
    code = currency or currency_of(body)
    told: dict[str, Mapping[str, str]] = {
        one.currency: {
            "currency": one.currency,
            "numerator": str(one.numerator),
            "denominator": str(one.denominator),
            "cited": one.cited,
        }
        for one in closing_rates(body, currency=code, day=day)
    }
    told |= rates or {}
    return Command(
        book=body,
        id=f"close-{period}",
        kind="period.closed",
        happened=today,
        facts={
            "period": period,
            "until": day,
            "currency": code,
            "rates": [told[name] for name in sorted(told)],
        },
    )


def month_before(today: str) -> tuple[str, str]:
    """Return the month before a day, and its last day."""
    last = date.fromisoformat(today).replace(day=1) - timedelta(days=1)
    return last.isoformat()[:MONTH], last.isoformat()
