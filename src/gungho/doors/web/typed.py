# SPDX-License-Identifier: Apache-2.0
"""What a person typed into a form: never thrown away, and what is wrong beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gungho.doors.web.templatetags.gungho import Field


@dataclass(slots=True, kw_only=True)
class Typed:
    """What was typed, and what is wrong with it, by field."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def field_of(
    typed: Typed,
    name: str,
    label: str,
    *,
    kind: str = "text",
    hint: str = "",
    choices: tuple[tuple[str, str], ...] = (),
    needed: bool = True,
    wide: bool = False,
) -> Field:
    """Return a field of a form as it is shown, with what was typed into it."""
    return Field(
        name=name,
        label=label,
        value=typed[name],
        kind=kind,
        help=hint,
        error=typed.errors.get(name, ""),
        choices=choices,
        is_needed=needed,
        is_wide=wide,
    )
