# SPDX-License-Identifier: Apache-2.0
"""The summary a newcomer reads after the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gungho.doors.cli.frame import say

MOST = 6


def say_summary(result: dict[str, Any], home: Path) -> None:
    """Say what was given, what came of it, and that it adds up."""
    say("Gungho 工合: the Indusco movement, August 1938 to 7 December 1941")
    say()
    say(
        f"  {result['bodies']} bodies keep or share {result['books']} signed books: "
        f"{result['entries']:,} entries."
    )
    say(
        f"  {result['co_ops']:,} co-operatives with {result['members']:,} members are "
        "at work on the last day."
    )
    say()
    say(f"What was given, in {result['gifts']:,} gifts")
    say("  documented by the sources:")
    _amounts(result["given_documented"])
    say("  reconstructed by a stated rule, shown apart:")
    _amounts(result["given_reconstructed"])
    say("What arrived where it was sent")
    _amounts(result["arrived"])
    say("What it and the co-ops' own money bought")
    _amounts(result["bought"])
    say("What was made")
    _amounts(result["made"])
    say("What was lent, and what came back")
    _amounts(result["lent"])
    _amounts(result["repaid"], "repaid ")
    say("What was lost, and why")
    for cause, amounts in result["lost"].items():
        _amounts(amounts, f"{cause}: ")
    say("What is still on the way")
    _amounts(result["on_the_way"])
    say(f"Thanks: {result['thanks']} letters have reached the gifts behind them.")
    say()
    _verdict(result, home)


def _verdict(result: dict[str, Any], home: Path) -> None:
    traced = result["traced"]
    say(f"Every gift is traced: {traced['lines']:,} lines, each adds up to its gift.")
    if result["conserved"]:
        say("It all adds up: every unit has one holder or one end, in every fund.")
    else:
        say("It does NOT add up:")
        for fault in result["faults"][:20]:
            say(f"  {fault}")
    if result["verified"]:
        say("Every hash, seal, signature and balance was checked and holds.")
    when = "told before, nothing added" if result.get("again") else "told"
    say(f"({when}; {result['seconds']} s; the books lie in {home})")


def _amounts(amounts: dict[str, str], before: str = "") -> None:
    if not amounts:
        say("    none")
        return
    order = sorted(amounts.items(), key=lambda one: (not one[0].isupper(), one[0]))
    shown = [f"{amount} {code}" for code, amount in order]
    for start in range(0, min(len(shown), 4 * MOST), 4):
        say("    " + before + ", ".join(shown[start : start + 4]))
    if len(shown) > 4 * MOST:
        say(f"    and {len(shown) - 4 * MOST} more kinds of goods")
