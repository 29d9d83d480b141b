# SPDX-License-Identifier: Apache-2.0
"""``trace gift`` and ``trace body``: the story in words, and as JSON."""

from __future__ import annotations

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
from gungho.doors.cli.stories import body_words, gift_words
from gungho.store.reads.stories import body_story, gift_story


@click.group("trace")
def trace_group() -> None:
    """Follow a gift forward, or ask what stands behind a body."""


@trace_group.command("gift")
@home_option
@json_option
@click.argument("gift")
@click.pass_obj
@told_errors
def gift_command(node: Node, home: Path, gift: str, *, as_json: bool) -> None:
    """Tell where GIFT went, entry by entry, and that its parts add up."""
    node.open(home)
    story = gift_story(gift)
    if as_json:
        say_json(story)
        return
    for line in gift_words(story, language()):
        say(line)


@trace_group.command("body")
@home_option
@json_option
@click.argument("body")
@click.pass_obj
@told_errors
def body_command(node: Node, home: Path, body: str, *, as_json: bool) -> None:
    """Tell what BODY received, holds and passed on, and which gifts are behind it."""
    node.open(home)
    story = body_story(body)
    if as_json:
        say_json(story)
        return
    for line in body_words(story, language()):
        say(line)
