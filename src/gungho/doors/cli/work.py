# SPDX-License-Identifier: Apache-2.0
"""``jobs`` and ``work``: long work that a page has asked for, and whoever does it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.reasons import codes, sentence
from gungho.doors.working import pulse, work
from gungho.store import jobs

PER_CENT = 10_000


@click.command("jobs")
@home_option
@json_option
@click.option("--stop", default="", help="Stop this job at its next step.")
@click.pass_obj
@told_errors
def jobs_command(node: Node, home: Path, *, stop: str, as_json: bool) -> None:
    """List long work: what waits, how far the rest is, how it ended."""
    opened = node.open(home)
    if stop:
        jobs.stop(stop, now=opened.books.clock())
    found = jobs.jobs()
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        told = one.told
        if told in codes():
            told = sentence(told, {}, language())
        part = f"{one.done_ppm // PER_CENT:>3} %"
        say(f"{one.job:<14} {one.sort:<8} {one.state:<8} {part}  {told or one.result}")


@click.command("work")
@home_option
@click.argument("job", default="")
@click.pass_obj
@told_errors
def work_command(node: Node, home: Path, *, job: str) -> None:
    """Do the JOB, or every job that waits; a server starts this by itself."""
    opened = node.open(home)
    waiting = [job] if job else jobs.offer_again(now=pulse())
    for one in waiting:
        done = work(
            one,
            clock=opened.books.clock,
            witnessed=opened.witnessed(),
            here=opened,
        )
        say(f"{done.job}  {done.state}  {done.result or done.told}")
