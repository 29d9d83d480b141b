# SPDX-License-Identifier: Apache-2.0
"""The formation desk: people, machines and material that could meet.

The program proposes and binds nobody: each person named answers for themselves.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.change_proposal import Change
from gungho.actions.found_coop import Registrar
from gungho.doors import forming
from gungho.doors.forming import Answer, Naming
from gungho.doors.refusals import sentence
from gungho.doors.rights import Page, holds_page
from gungho.doors.web.context import today
from gungho.doors.web.forming import Forming, map_key
from gungho.doors.web.tables.helping import LEFT_OUT, PROPOSALS
from gungho.doors.web.tables.listing import InHand, Listing
from gungho.doors.web.tables.listing import shown as listed
from gungho.doors.web.uploads import SHEETS, received
from gungho.doors.working import ask_for_forming
from gungho.errors import GunghoError, Refusal
from gungho.measure import instant_text
from gungho.store.forming import DRAFT, FOUNDED, PUT_BY, proposal_of, put_by
from gungho.store.reads.journal import books
from gungho.store.reads.register import Kept, Seated, last_run
from gungho.store.register import erase_worker

FAULTS_SHOWN = 50
FREE_SHOWN = 200
PROPOSALS_SHOWN = 15
SECONDS = 60.0


@require_http_methods(["GET", "HEAD", "POST"])
def formation(request: HttpRequest) -> HttpResponseBase:
    """Show the desk; take in a spreadsheet, or ask for proposals."""
    refused, read = "", list[dict[str, Any]]()
    if request.method == "POST":
        try:
            if request.POST.get("do") == "propose":
                return _started()
            read = _read(request.FILES.get("register"))
        except GunghoError as error:
            refused = sentence(error, get_language() or "en")
    shown = Forming.load()
    told = _desk(request, shown) | {"refused": refused, "read": read}
    status = 422 if refused else 200
    return listed(request, "gungho/formation.html", told=told, status=status)


def _started() -> HttpResponse:
    job = ask_for_forming(
        seconds=SECONDS, seed=forming.SEED, now=import_string(settings.GUNGHO_NOW)()
    )
    import_string(settings.GUNGHO_START_JOB)(job.job)
    return redirect("job", job.job)


def _now() -> str:
    return instant_text(import_string(settings.GUNGHO_NOW)())


def _read(sent: UploadedFile[bytes] | None) -> list[dict[str, Any]]:
    """Take in a spreadsheet; return what became of each sheet."""
    raw = received(sent, SHEETS)
    words = Forming.load().words
    return [
        {
            "sort": words.word("rowsort", read.sort),
            "took": took,
            "faults": [
                (one, words.word("rowfault", one.code))
                for one in read.faults[:FAULTS_SHOWN]
            ],
            "more": max(0, len(read.faults) - FAULTS_SHOWN),
            "notes": [
                (one, words.word("rownote", one.code))
                for one in read.notes[:FAULTS_SHOWN]
            ],
            "more_notes": max(0, len(read.notes) - FAULTS_SHOWN),
        }
        for read, took in forming.take_file(raw, now=_now())
    ]


def _desk(request: HttpRequest, shown: Forming) -> dict[str, Any]:
    here = shown.here
    rows = Listing(
        request,
        PROPOSALS,
        rows=InHand(
            lines=here.kept,
            columns=PROPOSALS,
            make=lambda some: [shown.row(row) for row in some],
        ),
        title=_("Proposed co-operatives"),
        size=PROPOSALS_SHOWN,
    )
    asked = request.GET.get("proposal", "")
    chosen = next((row for row in here.kept if row.proposal == asked), None)
    if chosen is None and not rows.form:
        chosen = next((row["kept"] for row in rows), None)
    left = shown.left()
    return {
        "rows": rows,
        "chosen": shown.row(chosen) if chosen else None,
        "map": shown.map(chosen),
        "map_key": map_key(),
        "left": Listing(
            request,
            LEFT_OUT,
            rows=left,
            title=_("Left without a place, and why"),
            name="left",
        ),
        "left_people": sum(one["count"] for one in left if one["sort"] == "worker"),
        "left_machines": sum(one["count"] for one in left if one["sort"] == "machine"),
        "run": last_run(),
        "people": len(here.register.workers),
        "members": len(here.register.member_of),
        "machines": len(here.register.machines),
        "sites": len(here.register.sites),
        "drafts": sum(row.state == DRAFT for row in here.kept),
        "founded": sum(row.state == FOUNDED for row in here.kept),
        "may": _may(request),
    }


def _may(request: HttpRequest) -> bool:
    """Whether who asks may act here, and so see who the people are."""
    who = getattr(request, "acting", None)
    return who is None or holds_page(who, Page(name="formation", method="POST"))


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, proposal: str) -> HttpResponse:
    """Show one proposal's people; take answers, a change, or the founding."""
    try:
        row = proposal_of(proposal)
    except Refusal as refusal:
        raise Http404 from refusal
    refused, broken = "", list[str]()
    if request.method == "POST":
        try:
            broken = _done(request, row)
            if not broken:
                return redirect("proposal", row.proposal)
        except GunghoError as error:
            refused = sentence(error, get_language() or "en")
    shown = Forming.load()
    told = _shown(request, shown, row=proposal_of(proposal))
    told |= {"refused": refused, "broken": broken}
    status = 422 if refused or broken else 200
    return render(request, "gungho/proposal.html", told, status=status)


def _done(request: HttpRequest, row: Kept) -> list[str]:
    """Do what a button says; return what a change would break, if it would."""
    act = request.POST.get("do", "")
    if act == "answer":
        _answers(request, row)
    elif act == "change":
        return _changed(request, row)
    elif act in ("put-by", "take-up"):
        put_by(row.proposal, away=act == "put-by")
    elif act == "erase":
        erase_worker(request.POST.get("worker", ""))
    elif act == "found":
        shown = Forming.load()
        value = shown.here.proposals.get(row.proposal)
        usual = shown.words.title(value, shown.here.problem) if value else row.recipe
        forming.found(
            row.proposal,
            Naming(
                keeper=request.POST.get("keeper", ""),
                name=request.POST.get("name", "")[:120],
                name_zh=request.POST.get("name_zh", "")[:120],
                day=request.POST.get("day", "")[:10] or today(),
            ),
            usual=usual,
            by=Registrar(
                submit=import_string(settings.GUNGHO_SUBMIT),
                keep_cards=import_string(settings.GUNGHO_KEEP_CARDS),
                salts=lambda: secrets.token_bytes(16),
            ),
        )
    return []


def _answers(request: HttpRequest, row: Kept) -> None:
    """Take the answers that differ from those kept, each a person's own."""
    how = request.POST.get("how", "")
    witness = request.POST.get("witness", "")
    for seat in row.seats:
        told = request.POST.get(f"answer.{seat.worker}")
        if told is None or told == (seat.answer or "open"):
            continue
        forming.answer(
            row.proposal,
            seat.worker,
            told=Answer(
                answer="" if told == "open" else told, how=how, witness=witness
            ),
            now=_now(),
        )


def _changed(request: HttpRequest, row: Kept) -> list[str]:
    coming, role = request.POST.get("add", ""), request.POST.get("role", "")
    wanted = Change(
        remove=tuple(request.POST.getlist("remove")),
        add=((coming, role),) if coming else (),
        site=request.POST.get("site", ""),
    )
    changed = forming.change(row.proposal, wanted, keep=False)
    if changed.broken:
        words = Forming.load().words
        return [words.say(one) for one in changed.broken]
    forming.change(row.proposal, wanted, keep=True)
    return []


def _shown(request: HttpRequest, shown: Forming, *, row: Kept) -> dict[str, Any]:
    here, words = shown.here, shown.words
    may = _may(request)
    known = {one.id: one for one in here.problem.workers}
    recipe = next(one for one in here.problem.recipes if one.id == row.recipe)
    busy = {seat.worker for one in here.kept for seat in one.seats}
    busy |= here.register.member_of.keys()
    free = [one for one in here.problem.workers if one.id not in busy]
    return {
        "row": row,
        "one": shown.row(row),
        "map": shown.map(row),
        "people": [_person(seat, shown, known=known, may=may) for seat in row.seats],
        "faults": [words.say(one) for one in here.faults(row.proposal)],
        "free": [
            (one.id, f"{words.people.get(one.id, one.id)} · "
                     f"{words.word('craft', one.trade)} · {words.place(one.place)}")
            for one in free[:FREE_SHOWN]
        ] if may else [],
        "free_more": max(0, len(free) - FREE_SHOWN),
        "roles": [(seat.role, words.thing(seat.role)) for seat in recipe.seats],
        "sites": [
            (one.id, f"{words.sites.get(one.id, one.id)}, {words.place(one.place)}")
            for one in here.problem.sites
        ],
        "keepers": [line.body for line in books()],
        "ways": [(way, words.word("how", way))
                 for way in ("in-person", "letter", "witness")],
        "is_draft": row.state == DRAFT,
        "is_put_by": row.state == PUT_BY,
        "ready": row.state == DRAFT and not row.asked,
        "today": today(),
        "may": may,
    }  # fmt: skip


def _person(
    seat: Seated, shown: Forming, *, known: dict[str, Any], may: bool
) -> dict[str, Any]:
    words = shown.words
    worker = known.get(seat.worker)
    return {
        "seat": seat,
        "name": words.people.get(seat.worker, "") if may else "",
        "role": words.thing(seat.role),
        "trade": words.word("craft", worker.trade) if worker else "",
        "place": words.place(worker.place) if worker else "",
        "answer": seat.answer or "open",
        "answer_word": words.word("answer", seat.answer or "open"),
        "status": {"yes": "arrived", "no": "lost"}.get(seat.answer, "promised"),
        "how": words.word("how", seat.how) if seat.how else "",
        "choices": [
            (code, words.word("answer", code)) for code in ("open", "yes", "no")
        ],
    }
