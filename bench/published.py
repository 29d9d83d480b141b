# SPDX-License-Identifier: Apache-2.0
"""``python -m bench.published FILE...`` solves published location problems.

It prints ``file,objective,bound,seconds``, a line for each problem, solved by the
product's own siting and recounted by its checker. The objective is an exact decimal;
a bound equal to it is a proof.

Which form a file has is read off its numbers, never off its name. Both families begin
with the numbers of depots and customers and a line of capacity and opening cost for
each depot. In a ``cap`` file each customer's demand then stands before its own costs:
demands may be divided. In a single-source file all demands come first and then the
costs, depot by depot: each customer is served whole. Of the two readings the one is
taken in which all demands are whole numbers that fit in the depots; where both would
do, the length of the lines decides. A ``pmedcap`` file begins with lines of two and
three numbers (number and optimum; points, medians, capacity); costs are distances
rounded down. ``--single-source`` and ``--divisible`` overrule what follows from it.
"""

from __future__ import annotations

import argparse
import csv
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from bench.orlibrary import Published, Reading, Unreadable, read
from gungho.doors.refusals import sentence
from gungho.errors import GunghoError
from gungho.planning import check_siting, site

SECONDS = 600.0
PLACES_TOLD = 9


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    made = argparse.ArgumentParser(
        prog="bench.published",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("files", nargs="+", metavar="FILE", type=Path)
    made.add_argument(
        "--seconds", type=float, default=SECONDS, help="time for each problem"
    )
    made.add_argument(
        "--capacity",
        type=Decimal,
        help="what the word “capacity” in a capa, capb or capc file stands for",
    )
    form = made.add_mutually_exclusive_group()
    form.add_argument(
        "--single-source",
        dest="whole",
        action="store_true",
        default=None,
        help="serve each customer whole, whatever the layout",
    )
    form.add_argument(
        "--divisible",
        dest="whole",
        action="store_false",
        default=None,
        help="let demands be divided, whatever the layout",
    )
    return made


def main(arguments: list[str]) -> int:
    """Solve every file that can be read; 1 if one could not be."""
    asked = parser().parse_args(arguments)
    reading = Reading(whole=asked.whole, capacity=asked.capacity)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("file", "objective", "bound", "seconds"))
    failed = False
    for path in asked.files:
        try:
            for published in read(path, reading):
                out.writerow(solved(published, seconds=asked.seconds))
                sys.stdout.flush()
        except (Unreadable, GunghoError, OSError) as error:
            print(f"bench.published: {path}: {_said(error)}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


def solved(published: Published, *, seconds: float) -> tuple[str, str, str, str]:
    """Solve one problem, and return its line."""
    siting = site(published.problem, seconds=seconds)
    broken = check_siting(published.problem, siting)
    if broken:
        raise Unreadable(f"was answered wrongly: {broken[0].code}")
    return (
        published.label,
        decimal_text(siting.objective, places=published.places),
        decimal_text(siting.bound, places=published.places),
        f"{siting.seconds:.3f}",
    )


def decimal_text(count: Fraction, *, places: int) -> str:
    """Write units of ``10 ** -places`` as a decimal, exact where it ends in time."""
    scaled = round(count / 10**places * 10**PLACES_TOLD)
    whole, part = divmod(scaled, 10**PLACES_TOLD)
    tail = f"{part:0{PLACES_TOLD}d}".rstrip("0")
    return f"{whole}.{tail}" if tail else str(whole)


def _said(error: Exception) -> str:
    if isinstance(error, GunghoError):
        return sentence(error, "en")
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
