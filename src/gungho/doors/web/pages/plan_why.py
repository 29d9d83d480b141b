# SPDX-License-Identifier: Apache-2.0
"""Why a need gets what it gets, proved by solving again when someone opens it."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.doors import drafting
from gungho.doors.drafting import Facts
from gungho.doors.names import Names
from gungho.doors.plan_words import PlanWords
from gungho.errors import Refusal
from gungho.planning import LevelOf, Proof, Subject, Trials, UnmetOf, prove

SECONDS = 10.0
STATUS = {"proved": "arrived", "refuted": "lost", "open": "held"}


@require_safe
def why(request: HttpRequest, draft: str, *, need: str) -> HttpResponse:
    """Solve again for one need: its level, and each thing that it lacks."""
    try:
        kept = drafting.kept(draft)
    except Refusal as refusal:
        raise Http404 from refusal
    if need not in kept.plan.levels:
        raise Http404
    names = Names.load(get_language() or "en")
    words = PlanWords.load(names)
    facts = msgspec.json.decode(kept.row.facts, type=Facts)
    trials = Trials(kept.problem, kept.plan, policy=kept.policy, seconds=SECONDS)
    lacking = [row for row in kept.plan.unmet if row.need == need and row.short]
    subjects: list[Subject] = [LevelOf(need=need)] if lacking else []
    subjects += [UnmetOf(need=need, commodity=row.commodity) for row in lacking]
    reason = kept.plan.level_reasons[need]
    row = next(one for one in kept.problem.needs if one.id == need)
    told = {
        "draft": draft,
        "need": need,
        "coop": names.body(facts.whose.get(need, ("", ""))[0]),
        "level": words.say(
            reason.code, {"region": row.region, "trade": row.trade, **reason.facts}
        ),
        "proofs": [_told(prove(trials, one), words) for one in subjects],
    }
    return render(request, "gungho/plan_why.html", told)


def _told(proof: Proof, words: PlanWords) -> dict[str, str]:
    return {
        "status": STATUS[proof.verdict],
        "verdict": words.say(f"plan.verdict.{proof.verdict}", {}),
        "text": words.say(proof.code, proof.facts),
    }
