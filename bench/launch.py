# SPDX-License-Identifier: Apache-2.0
"""A small launcher runs one program and says what it took.

Run as a file by a bare interpreter: a program started from a large process would
otherwise be charged with that process's memory.
"""

from __future__ import annotations

import json
import os
import sys
import time

KILOBYTES_A_MB = 1024


def main(answer: str, command: list[str]) -> int:
    """Run a command, its output thrown away; write wall, CPU and peak to a file."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    began = time.perf_counter()
    child = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 1)],
    )
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - began
    told = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / KILOBYTES_A_MB,
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(answer, "w", encoding="ascii") as file:  # noqa: PTH123 - kept small
        json.dump(told, file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
