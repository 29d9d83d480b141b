# SPDX-License-Identifier: Apache-2.0
"""A group whose commands are imported when they are called: most calls need one."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group of commands, some of them named only: ``module:attribute``.

    The modules stand beside this one; a name that is nowhere is no command.
    """

    def __init__(
        self, *args: Any, named: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.named = dict(named or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every name, in their order."""
        return sorted({*super().list_commands(ctx), *self.named})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if it was only named."""
        place = self.named.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.partition(":")
        found = getattr(import_module(f"{__package__}.{module}"), attribute)
        return found if isinstance(found, click.Command) else None
