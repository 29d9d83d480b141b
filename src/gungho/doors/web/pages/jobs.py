# SPDX-License-Identifier: Apache-2.0
"""Long work and how far it is: the page looks again by itself until it is over.

It can be left and come back to; the work goes on, and is taken up again after a
restart.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.doors.reasons import codes, sentence
from gungho.doors.web.pages.lists import wanted
from gungho.doors.web.tables.helping import JOBS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.errors import Refusal
from gungho.store import jobs as reads
from gungho.store.jobs import DONE, STOPPED, WAITING, Job

AGAIN_SECONDS = "2"
STATUS = {"waiting": "promised", "running": "transit", "done": "arrived",
          "failed": "lost", "stopped": "held"}  # fmt: skip


@require_safe
def jobs(request: HttpRequest) -> HttpResponseBase:
    """Show what was asked for, the newest first."""
    language = get_language() or "en"
    every = reads.jobs()
    state = wanted(request, "state", _("State"), [("open", _("Not over yet"))])
    rows = InHand(
        lines=[one for one in every if one.is_open or not state.value],
        columns=JOBS,
        make=lambda some: [shown_job(one, language) for one in some],
    )
    told = {
        "filters": [state],
        "every": len(every),
        "jobs": Listing(request, JOBS, rows=rows, title=_("Work that takes long")),
    }
    return shown(request, "gungho/jobs.html", told=told)


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, job: str) -> HttpResponse:
    """Show one job, stop it, or ask for it again; a finished one leads on."""
    now = import_string(settings.GUNGHO_NOW)
    try:
        if request.method == "POST":
            if request.POST.get("do") == "stop":
                reads.stop(job, now=now())
            elif reads.again(job, now=now()):
                import_string(settings.GUNGHO_START_JOB)(job)
            return redirect("job", job)
        row = reads.job_of(job)
    except Refusal as refusal:
        if refusal.code == "job.unknown":
            raise Http404 from refusal
        return redirect("job", job)
    if row.state == DONE and row.result.startswith("/") and "stay" not in request.GET:
        return redirect(row.result)
    one = shown_job(row, get_language() or "en")
    answer = render(request, "gungho/job.html", {"one": one, "row": row})
    if row.is_open:
        answer["Refresh"] = AGAIN_SECONDS
    return answer


def shown_job(row: Job, language: str) -> dict[str, object]:
    """Return a job in words: what it is, how far it is, how it ended."""
    told = row.told
    if told in codes():
        told = sentence(told, {}, language)
    elif "\n" in told:
        told = told.split("\n")[language.startswith("zh")]
    return {
        "row": row,
        "sort": sentence(f"job.sort.{row.sort}", {}, language),
        "state": sentence(f"job.state.{row.state}", {}, language),
        "status": STATUS[row.state],
        "told": told,
        "per_cent": row.done_ppm // 10_000,
        "can_again": row.state in (STOPPED, "failed"),
        "is_waiting": row.state == WAITING,
    }
