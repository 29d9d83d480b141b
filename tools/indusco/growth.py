# SPDX-License-Identifier: Apache-2.0
"""Growth is how many co-ops and members stood at each quarter's end, and what was made.

The dated national series is met exactly; between two dates the figure is the mean of a
straight line and of constant growth (rule G1 of the package's README).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from gungho.measure import Quarter
from indusco.tables import Inputs, Row

END = date(1941, 12, 7)
FIRST = Quarter(1938, 3)
QUARTERS = tuple(Quarter.span(FIRST, Quarter.of(END)))
BEGINNING = date(1938, 8, 15)
FOLLOWED = {
    "1938-12-31": "OWI",
    "1939-12-31": "OWI",
    "1940-12-31": "OWI",
    "1941-06-30": "UNSOURCED",
    "1941-12-31": "OWI",
}
Points = tuple[tuple[date, float], ...]


def quarter_end(quarter: Quarter) -> date:
    """Return the last day of a quarter inside the span."""
    return min(quarter.last, END)


def quarter_start(quarter: Quarter) -> date:
    """Return the first day of a quarter inside the span."""
    return max(quarter.first, BEGINNING)


def national(inputs: Inputs, *, measure: str, at_beginning: int) -> Points:
    """Return the followed points of a national measure, December 1941 at the end."""
    points: list[tuple[date, float]] = [(BEGINNING, at_beginning)]
    for row in inputs.sources["national_series"]:
        if row["measure"] == measure and FOLLOWED.get(row["as_of"]) == row["source"]:
            day = min(date.fromisoformat(row["as_of"]), END)
            points.append((day, float(row["value"])))
    return tuple(points)


def mean_growth(low: float, high: float, part: float) -> float:
    """Return the mean of the straight line and of constant growth."""
    straight = low + (high - low) * part
    return (straight + geometric(low, high, part)) / 2 if low > 0 else straight


def geometric(low: float, high: float, part: float) -> float:
    """Return constant growth."""
    return float(low * (high / low) ** part)


def between(
    points: Points, day: date, *, rule: Callable[[float, float, float], float]
) -> float:
    """Return the figure on a day; outside the points it stands still."""
    days = [point[0] for point in points]
    place = bisect_left(days, day)
    if place == len(days):
        return points[-1][1]
    if days[place] == day or place == 0:
        return points[place][1]
    (start, low), (stop, high) = points[place - 1], points[place]
    return rule(low, high, (day - start).days / (stop - start).days)


def at_quarters(points: Points) -> tuple[int, ...]:
    """Return a national measure at each quarter's end."""
    return tuple(
        round(between(points, quarter_end(quarter), rule=mean_growth))
        for quarter in QUARTERS
    )


def index_points(inputs: Inputs, measure: str) -> Points:
    """Return the monthly points of an index or a market rate, on months' last days."""
    points = []
    for row in inputs.sources["prices_exchange"]:
        if row["measure"] == measure and len(row["as_of"]) == 7:
            points.append((month_end(row["as_of"]), float(row["value"])))
    return tuple(sorted(points))


def month_end(month: str) -> date:
    """Return the last day of a month written ``1940-07``."""
    year, number = (int(part) for part in month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def months() -> tuple[str, ...]:
    """Return the months of the span."""
    return tuple(
        f"{year}-{number:02d}"
        for year in range(BEGINNING.year, END.year + 1)
        for number in range(1, 13)
        if (BEGINNING.year, BEGINNING.month) <= (year, number) <= (END.year, END.month)
    )


def monthly_output(inputs: Inputs) -> tuple[Row, ...]:
    """Return the whole output of each month, and what of it lies inside the span.

    Rule O1: figures of the series stand on their month; between them constant growth;
    before the first, members times price index.
    """
    given = {
        row["as_of"][:7]: row
        for row in inputs.sources["national_series"]
        if row["measure"] == "monthly_output" and row["as_of"] < "1942"
    }
    first = min(given)
    points = tuple((month_end(month), float(given[month]["value"])) for month in given)
    volume = _volume(inputs)
    rows = []
    for month in months():
        day = month_end(month)
        if month < first:
            output = points[0][1] * volume(day) / volume(month_end(first))
        else:
            output = between(points, day, rule=geometric)
        rows.append(_month_row(month, round(output), given.get(month)))
    return tuple(rows)


def _volume(inputs: Inputs) -> Callable[[date], float]:
    members = national(inputs, measure="members", at_beginning=9)
    index = index_points(inputs, "price_index_free_china")

    def volume(day: date) -> float:
        people = between(members, min(day, END), rule=mean_growth)
        return people * between(index, day, rule=geometric)

    return volume


def _month_row(month: str, output: int, given: Row | None) -> Row:
    last = month_end(month)
    inside = min(last, END).day
    closing = {
        "standing": "documented" if given else "reconstructed",
        "source": given["source"] if given else "RULE",
        "confidence": given["confidence"] if given else "low",
        "note": given["note"] if given else "rule O1",
    }
    counted = output * inside // last.day
    return {
        "month": month,
        "output_cnc": f"{output}.00",
        "counted_cnc": f"{counted}.00",
    } | closing


def quarterly_output(rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the output of each quarter: its months, inside the span."""
    totals = dict.fromkeys(map(str, QUARTERS), 0)
    for row in rows:
        quarter = str(Quarter.of(month_end(row["month"])))
        totals[quarter] += int(row["counted_cnc"].split(".")[0])
    return tuple(totals.values())
