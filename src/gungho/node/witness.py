# SPDX-License-Identifier: Apache-2.0
"""The witness remembers, outside the database, what each book last acknowledged.

It is a text of lines of one width, a line for each book, overwritten where it stands: a
note costs one write, a kill leaves the old line or the new one, and a restored database
is noticed because the file beside the key says more (law 9).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

from gungho.errors import Corruption

WIDTH = 256  # a body's id has at most 80 signs, a size 19, a root 64
Note = tuple[int, str]


class Witness:
    """Remembers sizes and roots; several processes may write at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1
        self._process = 0
        self._lines: dict[str, int] = {}

    def seen(self) -> dict[str, Note]:
        """Return body to size and root in hex.

        Raises Corruption ``witness.malformed``.
        """
        return dict(self._read())

    def last(self, body: str) -> Note:
        """Return a book's last acknowledged size and root, ``(0, "")`` if none."""
        at = self._lines.get(body)
        if at is None or self._process != os.getpid():
            return self.seen().get(body, (0, ""))
        return self._parsed(os.pread(self._file, WIDTH, at * WIDTH))[1]

    def acknowledge(self, body: str, *, size: int, root: bytes) -> None:
        """Note a book's size and root; a smaller size than noted changes nothing."""
        with self._locked():
            if size >= self.last(body)[0]:
                self._write(body, size=size, root=root)

    def resume(self, body: str, *, size: int, root: bytes) -> None:
        """Note the size at which a person resumed a book, though it is smaller."""
        with self._locked():
            self._write(body, size=size, root=root)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._open()
        flock(self._file, LOCK_EX)
        try:
            yield
        finally:
            flock(self._file, LOCK_UN)

    def _open(self) -> None:
        """Open the file in this process: a lock is not shared with a parent's."""
        if self._process == os.getpid():
            return
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._process = os.getpid()

    def _read(self) -> Iterator[tuple[str, Note]]:
        if not self._path.exists():
            return
        self._open()
        size = os.fstat(self._file).st_size
        raw = os.pread(self._file, size, 0)
        # A last line that is not whole was never acknowledged: it is written over.
        for at in range(size // WIDTH):
            body, note = self._parsed(raw[at * WIDTH : (at + 1) * WIDTH])
            self._lines[body] = at
            yield body, note

    def _parsed(self, raw: bytes) -> tuple[str, Note]:
        try:
            body, size, root = raw.decode("ascii").split()
            return body, (int(size), root)
        except ValueError:
            raise Corruption("witness.malformed", path=self._path.name) from None

    def _write(self, body: str, *, size: int, root: bytes) -> None:
        if body not in self._lines:
            self.seen()
            self._lines.setdefault(body, len(self._lines))
        line = f"{body} {size} {root.hex()}".ljust(WIDTH - 1) + "\n"
        os.pwrite(self._file, line.encode("ascii"), self._lines[body] * WIDTH)
