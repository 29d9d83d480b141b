# SPDX-License-Identifier: Apache-2.0
"""The machine's own rates: what its disk and its processor do without us."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

PIECES = 24
PIECE_BYTES = 4096
HASH_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Durable writes of 4 KiB a second, and SHA-256 in MB a second on one core."""

    syncs: float
    hash_mb: float


def rates(folder: Path) -> Rates:
    """Measure both rates now."""
    return Rates(syncs=_syncs(folder), hash_mb=_hash_mb())


def write_durably(folder: Path, pieces: list[bytes]) -> None:
    """Append pieces to a fresh file, each made durable before the next."""
    path = folder / "raw"
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        for piece in pieces:
            os.write(file, piece)
            os.fdatasync(file)
    finally:
        os.close(file)
        path.unlink()


def _syncs(folder: Path) -> float:
    began = perf_counter()
    write_durably(folder, [bytes(PIECE_BYTES)] * PIECES)
    return PIECES / (perf_counter() - began)


def _hash_mb() -> float:
    raw = bytes(HASH_BYTES)
    began = perf_counter()
    sha256(raw).digest()
    return HASH_BYTES / 1e6 / (perf_counter() - began)


def reset_peak() -> None:
    """Forget this process's peak memory, where the system lets us."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def peak_mb() -> float:
    """Return this process's peak memory since it was forgotten, in MB; else 0."""
    try:
        told = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    for line in told.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def described() -> str:
    """Say what kind of machine this is, in one line."""
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}, load {busy:.1f} before the run"
    )
