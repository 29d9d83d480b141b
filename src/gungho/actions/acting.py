# SPDX-License-Identifier: Apache-2.0
"""Who acts: a person under their opaque id, with the roles they hold today.

Where no account exists nobody is set, and the one operator of this machine acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role for a body ("" for all), and the office in whose name it acts."""

    role: str
    body: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A person and what they hold today; nobody is signed in while ``person`` is ""."""

    person: str
    held: tuple[Held, ...] = ()


_ACTING: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting_now() -> Acting | None:
    """Return who acts, or None for the operator of a machine without accounts."""
    return _ACTING.get()


@contextmanager
def acting_as(acting: Acting | None) -> Iterator[None]:
    """Let someone act until the block ends."""
    token = _ACTING.set(acting)
    try:
        yield
    finally:
        _ACTING.reset(token)
