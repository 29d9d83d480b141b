# SPDX-License-Identifier: Apache-2.0
"""Every error the project raises on purpose.

    GunghoError
    ├── Refusal      the rules say no; nothing was changed; code and facts, no prose
    ├── Corruption   a hash, signature, order or balance is wrong; stop, never repair
    └── Unavailable  the disk, the lock or the other side is not there; try again

An error carries a dotted code and its facts. A door turns them into a sentence in
the reader's language and into an exit code or an HTTP status, in one table each.
"""

from __future__ import annotations

Fact = str | int


class GunghoError(Exception):
    """The root of the tree; carries a dotted ``code`` and its ``facts``."""

    def __init__(self, code: str, /, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class Refusal(GunghoError):
    """The rules say no: nothing was changed, and the facts say why."""


class Corruption(GunghoError):
    """Something that must hold does not: stop, and never repair it silently."""


class Unavailable(GunghoError):
    """What is needed is not there now: nothing was changed, try again."""
