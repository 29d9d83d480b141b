# SPDX-License-Identifier: Apache-2.0
"""``serve`` the pages on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.doors.cli.frame import Node, home_option, say, told_errors


@click.command("serve")
@home_option
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True,
    help="The port on 127.0.0.1.",
)  # fmt: skip
@click.pass_obj
@told_errors
def serve_command(node: Node, home: Path, *, port: int) -> None:
    """Serve the pages on 127.0.0.1 until stopped with Ctrl-C."""
    node.open(home)
    say(f"Open http://127.0.0.1:{port} in a browser. Stop with Ctrl-C.")
    node.serve(home, port=port)
