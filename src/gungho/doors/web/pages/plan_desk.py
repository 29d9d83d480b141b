# SPDX-License-Identifier: Apache-2.0
"""The plan desk: a draft that a person chooses from, asks about, and adopts.

The program proposes, a person decides: nothing moves before the adoption is recorded,
and every line is checked again when it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gungho.actions.adopt_plan import adoption_command
from gungho.doors import drafting
from gungho.doors.drafting import Facts, Kept, Request
from gungho.doors.names import Names
from gungho.doors.plan_words import PlanWords, compared
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.drafted import Drafted, choice_of, step_words
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.plan_choice import line_way
from gungho.doors.web.pages.plans import fairness
from gungho.doors.web.paging import paging
from gungho.doors.working import ask_for_draft
from gungho.errors import GunghoError, Refusal
from gungho.measure import count_of
from gungho.planning import compare, explain
from gungho.planning.chosen import Choice
from gungho.store.drafts import drop_draft
from gungho.store.reads.funds import terms_texts
from gungho.store.reads.movement import item_scales

GROUPS_SHOWN = 30
COUNT = re.compile(r"count\.([0-9]{1,6})")


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a draft from the books as they stand; it is made apart from the page."""
    asked = Request(
        body=request.POST.get("body", "")[:80],
        on=request.POST.get("on", "")[:10],
        since=request.POST.get("since", "")[:10],
        promises=request.POST.get("promises", "kept") == "kept",
    )
    return _started(asked)


def _started(asked: Request) -> HttpResponse:
    job = ask_for_draft(asked, now=import_string(settings.GUNGHO_NOW)())
    import_string(settings.GUNGHO_START_JOB)(job.job)
    return redirect("job", job.job)


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, draft: str) -> HttpResponse:
    """Show a draft, or do what its buttons say."""
    try:
        kept = drafting.kept(draft)
    except Refusal as refusal:
        if refusal.code == "draft.unknown":
            raise Http404 from refusal
        return _unmade(request, refusal)
    refused = ""
    if request.method == "POST":
        try:
            return _done(request, kept)
        except GunghoError as error:
            refused = sentence(error, get_language() or "en")
            kept = drafting.kept(draft)
    shown = _shown(kept)
    asked = _asked(request.GET)
    told = _told(request, shown) | {"refused": refused, "asked": asked}
    if asked and not refused:
        told |= _answer(shown, asked)
    status = 422 if refused else 200
    return render(request, "gungho/plan_desk.html", told, status=status)


def _unmade(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    told = {"told": sentence(refusal, get_language() or "en")}
    return render(request, "gungho/refused.html", told, status=409)


def _shown(kept: Kept) -> Drafted:
    names = Names.load(get_language() or "en")
    facts = msgspec.json.decode(kept.row.facts, type=Facts)
    return Drafted(
        kept=kept,
        names=names,
        goods=Goods.load(names),
        words=PlanWords.load(names),
        whose=facts.whose,
    )


def _done(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Drop, keep a choice, adopt, or settle a question: what the button says."""
    here = request.get_full_path()
    act = request.POST.get("do", "")
    if act == "drop":
        drop_draft(kept.row.draft)
        return redirect("plans")
    if act == "settle":
        changes = tuple(request.POST.getlist("change")[:8])
        asked = replace(kept.request, changes=changes, parent=kept.row.draft)
        return _started(asked)
    choice = _choice(request, _shown(kept))
    row = drafting.choose(kept.row, choice)
    if act == "adopt":
        return _adopted(request, replace(kept, row=row, choice=choice))
    return redirect(here)


def _choice(request: HttpRequest, shown: Drafted) -> Choice:
    """Read which groups are ticked and which counts were typed."""
    rows = shown.groups()
    scales = item_scales()
    lines = shown.kept.plan.lines
    counts = {}
    for name, text in request.POST.items():
        found = COUNT.fullmatch(name)
        if found and str(text).strip() and int(found[1]) < len(lines):
            line = lines[int(found[1])]
            scale = scales.get(line.commodity, 0)
            typed = str(text).replace(",", "").strip()
            count = count_of(typed, scale, line.commodity)
            if count != line.count:
                counts[int(found[1])] = count
    return choice_of(
        shown.kept.choice,
        rows,
        shown={int(one) for one in request.POST.getlist("shown") if one.isdecimal()},
        taken={int(one) for one in request.POST.getlist("take") if one.isdecimal()},
        counts=counts,
    )


def _adopted(request: HttpRequest, kept: Kept) -> HttpResponse:
    day = today()
    plan = f"{kept.row.body}:plan-{day}-{kept.row.draft.rpartition('-')[2]}"
    adoption = replace(
        drafting.adoption(kept, plan=plan, today=day),
        authority=request.POST.get("authority", "")[:80].strip(),
    )
    import_string(settings.GUNGHO_SUBMIT)(adoption_command(adoption))
    drafting.adopted(kept, plan=plan)
    return redirect("plan", plan)


def _told(request: HttpRequest, shown: Drafted) -> dict[str, Any]:
    kept = shown.kept
    rows = shown.groups()
    page = paging(request, len(rows), most=GROUPS_SHOWN)
    final = shown.final
    at = request.GET.get("line", "")
    drawn = rows[int(at)] if at.isdecimal() and int(at[:6]) < len(rows) else None
    return {
        "kept": kept,
        "row": kept.row,
        "body": shown.names.body(kept.row.body),
        "rows": rows[page.start : page.start + page.most],
        "page": page,
        "lines": len(final.lines),
        "all_lines": len(kept.plan.lines),
        "left_out": len(kept.choice.left_out),
        "by_hand": len(kept.choice.counts),
        "faults": shown.faults()[:5],
        "unmet": shown.unmet(),
        "supplies": shown.supplies()[:12],
        "fair": fairness(shown.evenness()),
        "units": sum(final.levels.values()),
        "asked_units": sum(need.units for need in kept.problem.needs),
        "said": _said(shown),
        "wishes": shown.wishes(terms_texts()),
        "more": shown.one_more(),
        "sorts": step_words(),
        "appeals": shown.next_appeals(),
        "drawn": _drawn(shown, drawn) if drawn else None,
        "questions": _questions(shown),
        "is_adopted": kept.row.state == "adopted",
    }


def _said(shown: Drafted) -> list[str]:
    return [
        shown.words.say(one.code, one.facts)
        for one in explain(shown.kept.problem, shown.kept.plan)
        if one.code.startswith("plan.whole.")
    ]


def _drawn(shown: Drafted, row: Any) -> dict[str, Any]:
    group = row.group
    found = line_way(
        group.route, source=group.source, target=group.target, names=shown.names
    )
    passed = " → ".join(shown.names.place(place) for place in found.places)
    return {"svg": found.svg, "passed": passed, "why": group.why, "at": row.number}


def _questions(shown: Drafted) -> dict[str, Any]:
    """What can be asked about: roads (those used first), places, goods, classes."""
    problem, names = shown.kept.problem, shown.names
    used = {stage for line in shown.kept.plan.lines for stage in line.route}
    stages = sorted(problem.stages, key=lambda row: (row.id not in used, row.id))
    places = {row.place for row in problem.supplies} | {
        row.place for row in problem.needs
    }
    items = {code for need in problem.needs for code in need.inputs}
    return {
        "roads": [
            (row.id, f"{names.place(row.source)} – {names.place(row.target)}")
            for row in stages
            if not row.id.endswith(".back")
        ],
        "places": sorted(((one, names.place(one)) for one in places), key=_word),
        "items": sorted(((one, names.item(one)) for one in items), key=_word),
        "regions": sorted({need.region for need in problem.needs}),
        "floor": shown.kept.policy.floor_units
        if shown.kept.policy.floor_units is not None
        else problem.floor_units,
    }


def _word(pair: tuple[str, str]) -> str:
    return pair[1]


def _asked(typed: Mapping[str, Any]) -> list[str]:
    """Return the questions of the address, each as one line for the planner."""
    names = ("road", "limit", "place", "item", "amount", "floor", "region", "weight")
    told = {name: str(typed.get(name, "")).strip()[:80] for name in names}
    lines = (
        ("road", "limit", f"limit {told['road']} {told['limit']}"),
        ("road", "", f"close {told['road']}"),
        ("item", "amount", f"gift {told['place']} {told['item']} {told['amount']}"),
        ("floor", "", f"floor {told['floor']}"),
        ("region", "weight", f"weight region:{told['region']} {told['weight']}"),
    )
    return [
        line
        for one, other, line in lines
        if told[one] and (not other or told[other])
        if not (line.startswith("close") and told["limit"])
    ]


def _answer(shown: Drafted, asked: list[str]) -> dict[str, Any]:
    """Return the instant answer to questions, told as not settled."""
    try:
        plan, problem = drafting.asked_at_once(shown.kept, tuple(asked))
    except Refusal as refusal:
        return {"no_answer": sentence(refusal, shown.names.language)}
    both = compare(shown.kept.plan, plan, problem=problem, was=shown.kept.problem)
    return {
        "answer": both,
        "answer_said": list(compared(both, shown.words)),
        "answer_rows": [
            (_("Units that can start"), both.units_before, both.units_after),
            (_("Needs that gain"), 0, len(both.gains)),
            (_("Needs that lose"), 0, len(both.losses)),
            (_("Lines that change"), 0, len(both.lines)),
            (_("Longest way, days"), both.haul_before.days, both.haul_after.days),
            (_("Loads carried, kg"), both.haul_before.kg, both.haul_after.kg),
        ],
    }
