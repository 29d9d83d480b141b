# SPDX-License-Identifier: Apache-2.0
"""Doing jobs, apart from the page that asked: a plan, a siting, a check of books.

A sort of job is one function: it is given the job and a way to tell how far it is, and
returns the address where its outcome stands. It may be cut off at any step.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

import msgspec

from gungho.doors import beginning, drafting, example, forming, gift_lists, siting
from gungho.doors.installation import Installation
from gungho.doors.refusals import sentence
from gungho.errors import GunghoError, Refusal, Unavailable
from gungho.measure import instant_text
from gungho.planning import Step
from gungho.planning.forming import Progress as Forming
from gungho.store import jobs
from gungho.store.checking import verify_store
from gungho.store.drafts import FAILED as DRAFT_FAILED
from gungho.store.drafts import draft_of, keep_draft
from gungho.store.jobs import DONE, FAILED, Job
from gungho.store.reads.journal import books

PPM = 1_000_000
Clock = Callable[[], datetime]
Tell = Callable[[str, int], None]


class StoppedJob(Exception):
    """Somebody has stopped the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a job is done with: how to tell how far it is, the clock, the witness.

    ``here`` is the installation, for a job that writes in its books.
    """

    tell: Tell
    clock: Clock
    witnessed: Mapping[str, tuple[int, str]]
    here: Installation | None = None

    @property
    def home(self) -> Installation:
        """The installation; a job that needs one is never done without."""
        if self.here is None:
            raise Unavailable("job.no-home")
        return self.here


Sort = Callable[[Job, Bench], str]


def new_job() -> str:
    """Return the id of a new job."""
    return f"job-{secrets.token_hex(4)}"


def ask_for_draft(request: drafting.Request, *, now: datetime) -> Job:
    """Put down the making of a draft; the draft is there at once, unmade."""
    ident = drafting.new_ident()
    keep_draft(drafting.begun(request, ident=ident, now=instant_text(now)))
    facts = msgspec.json.encode({"draft": ident}).decode()
    return jobs.ask_for(new_job(), sort="plan", facts=facts, now=now)


def work(
    job: str,
    *,
    clock: Clock,
    witnessed: Mapping[str, tuple[int, str]],
    here: Installation | None = None,
) -> Job:
    """Do a job that waits, and return it as it ended.

    Its pulse is told by this machine's clock, not by the story's, which may stand.
    """
    row = jobs.take(job, now=pulse())

    def tell(code: str, done_ppm: int) -> None:
        if not jobs.beat(job, done_ppm=done_ppm, told=code, now=pulse()):
            raise StoppedJob

    try:
        if row.sort not in SORTS:
            raise Refusal("job.sort", sort=row.sort)
        bench = Bench(tell=tell, clock=clock, witnessed=witnessed, here=here)
        result = SORTS[row.sort](row, bench)
    except StoppedJob:
        return jobs.job_of(job)
    except GunghoError as error:
        told = f"{sentence(error, 'en')}\n{sentence(error, 'zh')}"
        jobs.end(job, state=FAILED, told=told, now=pulse())
        return jobs.job_of(job)
    jobs.end(job, state=DONE, result=result, now=pulse())
    return jobs.job_of(job)


def pulse() -> datetime:
    """Return the present moment by this machine's clock."""
    return datetime.now(UTC)


def _plan(job: Job, bench: Bench) -> str:
    facts = msgspec.json.decode(job.facts, type=dict[str, str])
    row = draft_of(facts["draft"])

    def progress(step: Step) -> None:
        done = PPM * step.done // max(1, step.whole)
        bench.tell(f"plan.step.{step.code}", PPM if step.code == "hand-out" else done)

    try:
        drafting.made(row, today=str(bench.clock().date()), progress=progress)
    except GunghoError as error:
        told = sentence(error, "en")
        keep_draft(replace(row, state=DRAFT_FAILED, told=told))
        raise
    return f"/plans/drafts/{row.draft}/"


def _verify(_job: Job, bench: Bench) -> str:
    whole = sum(line.size for line in books())

    def told(_stage: str, count: int) -> None:
        bench.tell("job.step.verify", PPM * count // max(1, whole))

    verify_store(witnessed=dict(bench.witnessed), told=told)
    return "/journal/"


def ask_for_forming(*, seconds: float, seed: int, now: datetime) -> Job:
    """Put down the forming of co-ops from the register."""
    facts = msgspec.json.encode({"seconds": str(seconds), "seed": str(seed)}).decode()
    return jobs.ask_for(new_job(), sort="form", facts=facts, now=now)


def _form(job: Job, bench: Bench) -> str:
    facts = msgspec.json.decode(job.facts, type=dict[str, str])

    def told(progress: Forming) -> None:
        done = PPM * progress.points // max(1, progress.bound)
        bench.tell(f"form.step.{progress.stage}", min(PPM, done))

    forming.propose(
        seed=int(facts["seed"]),
        seconds=float(facts["seconds"]),
        now=instant_text(bench.clock()),
        tell=told,
    )
    return "/formation/"


class SitingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Which siting a job makes, and what is asked of it."""

    ident: str
    asked: siting.Asked


def ask_for_siting(asked: siting.Asked, *, now: datetime) -> Job:
    """Put down a siting of depots; what comes of it is kept under an id of its own."""
    facts = SitingFacts(ident=siting.new_ident(), asked=asked)
    told = msgspec.json.encode(facts).decode()
    return jobs.ask_for(new_job(), sort="site", facts=told, now=now)


def _site(job: Job, bench: Bench) -> str:
    facts = msgspec.json.decode(job.facts, type=SitingFacts)
    siting.made(facts.ident, facts.asked, now=bench.clock(), tell=bench.tell)
    return f"/siting/{facts.ident}/"


def ask_to_begin(sort: str, *, now: datetime) -> Job:
    """Put down what the first run's books begin with: ``example`` or ``gifts``."""
    return jobs.ask_for(new_job(), sort=sort, facts="{}", now=now)


def _example(_job: Job, bench: Bench) -> str:
    """Tell the example, then found the body in its midst, on its last day."""
    here, said = bench.home, beginning.walk()

    def told(stage: str, _entries: int) -> None:
        bench.tell("job.step.example", example.done_ppm(stage))

    example.tell_example(here, example.INDUSCO, progress=told)
    if said is not None:
        founding = beginning.founding_of(said, here)
        beginning.found(here.books, founding, named=beginning.named_of(said))
        beginning.end()
    return "/"


def _gifts(_job: Job, bench: Bench) -> str:
    """Load the list of gifts that the first run was given."""
    here, said = bench.home, beginning.walk()
    if said is None:
        return "/gifts/"
    today = str(bench.clock().date())
    found = gift_lists.read_list(beginning.kept_list(), body=said.body, today=today)

    def told(count: int) -> None:
        bench.tell("job.step.gifts", PPM * count // max(1, len(found.gifts)))

    _added, refused = gift_lists.take_list(here.books, found, body=said.body, told=told)
    beginning.end()
    if refused:
        rows = ", ".join(str(one.row) for one in refused[:20])
        raise Refusal("gifts.some-refused", rows=rows, code=refused[0].code)
    return f"/committees/{said.body}/"


SORTS: Mapping[str, Sort] = MappingProxyType(
    {
        "plan": _plan,
        "verify": _verify,
        "form": _form,
        "site": _site,
        "example": _example,
        "gifts": _gifts,
    }
)
