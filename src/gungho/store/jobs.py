# SPDX-License-Identifier: Apache-2.0
"""A job is long work apart from who asked for it: it tells how far it is, and can stop.

The process that does a job takes it, and says again and again that it lives; a job that
has not been heard of for a while was cut short, and is offered again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction

from gungho.errors import Refusal
from gungho.measure import instant_text, parse_instant
from gungho.store.failures import unavailable
from gungho.store.reads.query import fetch

WAITING, RUNNING, DONE, FAILED, STOPPED = (
    "waiting", "running", "done", "failed", "stopped",
)  # fmt: skip
ALIVE = timedelta(seconds=60)
KEPT_MOST = 200
_FIELDS = ("job", "sort", "facts", "state", "done_ppm", "told", "result", "made",
           "beat")  # fmt: skip
_COLUMNS = ", ".join(_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands; ``facts`` are JSON, ``result`` an address once it is done."""

    job: str
    sort: str
    facts: str
    state: str
    done_ppm: int
    told: str
    result: str
    made: str
    beat: str

    @property
    def is_open(self) -> bool:
        """True while it waits or runs."""
        return self.state in (WAITING, RUNNING)


def ask_for(job: str, *, sort: str, facts: str, now: datetime) -> Job:
    """Put a job down, to be taken by whoever works."""
    stamp = instant_text(now)
    row = Job(
        job=job, sort=sort, facts=facts, state=WAITING, done_ppm=0, told="",
        result="", made=stamp, beat=stamp,
    )  # fmt: skip
    marks = ", ".join(["%s"] * len(_FIELDS))
    _tell(
        f"INSERT INTO private_job ({_COLUMNS}) VALUES ({marks})",
        *(getattr(row, name) for name in _FIELDS),
    )
    _tell(_OLDEST, KEPT_MOST)
    return row


def take(job: str, *, now: datetime) -> Job:
    """Take a job that waits; only one process can.

    Raises Refusal ``job.unknown`` or ``job.taken``.
    """
    taken = _tell(
        "UPDATE private_job SET state = %s, beat = %s WHERE job = %s AND state = %s",
        RUNNING,
        instant_text(now),
        job,
        WAITING,
    )
    row = job_of(job)
    if not taken:
        raise Refusal("job.taken", job=job, state=row.state)
    return row


def beat(job: str, *, done_ppm: int, told: str, now: datetime) -> bool:
    """Say how far a job is; return False if somebody has stopped it."""
    return bool(
        _tell(
            "UPDATE private_job SET done_ppm = %s, told = %s, beat = %s "
            "WHERE job = %s AND state = %s",
            done_ppm,
            told,
            instant_text(now),
            job,
            RUNNING,
        )
    )


def end(
    job: str, *, state: str, told: str = "", result: str = "", now: datetime
) -> None:
    """Note how a job ended; one that was stopped stays so."""
    _tell(
        "UPDATE private_job SET state = %s, told = %s, result = %s, beat = %s, "
        "done_ppm = CASE WHEN %s = 'done' THEN 1000000 ELSE done_ppm END "
        "WHERE job = %s AND state = %s",
        state,
        told,
        result,
        instant_text(now),
        state,
        job,
        RUNNING,
    )


def stop(job: str, *, now: datetime) -> None:
    """Ask a job to stop; it does at its next step. Raises Refusal ``job.over``."""
    stopped = _tell(
        "UPDATE private_job SET state = %s, beat = %s "
        "WHERE job = %s AND state IN (%s, %s)",
        STOPPED,
        instant_text(now),
        job,
        WAITING,
        RUNNING,
    )
    if not stopped:
        raise Refusal("job.over", job=job, state=job_of(job).state)


def again(job: str, *, now: datetime) -> bool:
    """Put down again what failed or was stopped; return False for any other."""
    return bool(
        _tell(
            "UPDATE private_job SET state = %s, told = '', done_ppm = 0, beat = %s "
            "WHERE job = %s AND state IN (%s, %s)",
            WAITING,
            instant_text(now),
            job,
            FAILED,
            STOPPED,
        )
    )


def offer_again(*, now: datetime) -> list[str]:
    """Put down again what was cut short, and return every job that waits."""
    for row in jobs():
        if row.state == RUNNING and now - parse_instant(row.beat) > ALIVE:
            _tell(
                "UPDATE private_job SET state = %s WHERE job = %s AND beat = %s",
                WAITING,
                row.job,
                row.beat,
            )
    return [row.job for row in jobs() if row.state == WAITING]


def job_of(job: str) -> Job:
    """Return a job, or refuse ``job.unknown``."""
    found = fetch(f"SELECT {_COLUMNS} FROM private_job WHERE job = %s", [job])
    if not found:
        raise Refusal("job.unknown", job=job[:80])
    return Job(**dict(zip(_FIELDS, found[0], strict=True)))


def jobs() -> list[Job]:
    """Return every job that is kept, the newest first."""
    found = fetch(f"SELECT {_COLUMNS} FROM private_job ORDER BY made DESC, job")
    return [Job(**dict(zip(_FIELDS, row, strict=True))) for row in found]


def _tell(statement: str, *values: str | int) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return int(cursor.rowcount)
    except DatabaseError as error:
        raise unavailable(error) from error


_OLDEST = (
    "DELETE FROM private_job WHERE state NOT IN ('waiting', 'running') "
    "AND job NOT IN (SELECT job FROM (SELECT job FROM private_job "
    "ORDER BY made DESC, job LIMIT %s) newest)"
)
