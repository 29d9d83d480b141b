# SPDX-License-Identifier: Apache-2.0
"""What a body has and did: its statements, as a page, a spreadsheet or a paper."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.rights import may_do
from gungho.doors.sheets import FORMATS, InWords
from gungho.doors.web.pages.lists import (
    Filter,
    entry_link,
    register_link,
    wanted,
)
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.tables.keeping import STATEMENTS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.errors import Refusal
from gungho.formats.paper import Paper, PaperCell, PaperLine, PaperPart
from gungho.reports.sheet import Line
from gungho.reports.sheets import CHANGED, NAMES
from gungho.store.reads.loans import INDEX
from gungho.store.reads.spans import Asked
from gungho.store.reads.statements import (
    Keeper,
    keepers,
    periods_closed,
    scales,
    sheet_for,
)

Cells = list[tuple[PaperCell | None, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One book: whose it is, how far it goes, what was closed last."""

    name: str
    keeper: Keeper
    statements: list[tuple[str, str]]
    may_close: bool


@require_safe
def statements(request: HttpRequest) -> HttpResponseBase:
    """List the books and the statements that can be taken of each."""
    words = _in_words("")
    titles = [(name, words.word(f"title.{name}")) for name in NAMES if name != CHANGED]
    found = keepers()
    rows = InHand(
        lines=found,
        columns=STATEMENTS,
        make=lambda some: [
            Row(
                name=words.names.body(one.body),
                keeper=one,
                statements=titles,
                may_close=may_do("close-period", body=one.body),
            )
            for one in some
        ],
    )
    listed = Listing(request, STATEMENTS, rows=rows, title=_("Statements"))
    return shown(request, "gungho/statements.html", told={"rows": listed})


@require_safe
def statement(request: HttpRequest, body: str, name: str) -> HttpResponse:
    """Show one statement, or hand it out in another form."""
    keeper = body.partition(".")[0]
    filters = _filters(request, periods_closed(body))
    chosen = {one.name: one.value for one in filters}
    asked = Asked(
        body=body,
        fund=request.GET.get("fund", "")[:80],
        period=chosen.get("period", ""),
        known=bool(chosen.get("known")),
        index=chosen["index"],
    )
    try:
        sheet = sheet_for(name, asked)
    except Refusal as refusal:
        raise missing(refusal) from None
    words = _in_words(keeper)
    paper = words.paper(sheet)
    form = request.GET.get("form", "")
    if form in FORMATS:
        return handed(paper, form, file=f"{body}-{name}-{sheet.stamp.size}")
    context = {
        "paper": paper,
        "parts": laid_out(paper),
        "body": body,
        "filters": filters,
        "others": _others(words, name, period=asked.period),
        "forms": [
            (form, with_asked(request, form=form)) for form in ("pdf", "xlsx", "csv")
        ],
        "plain": with_asked(request),
        "none_differ": name == CHANGED and not any(p.lines for p in paper.parts),
    }
    return render(request, "gungho/statement.html", context)


def laid_out(paper: Paper) -> list[tuple[PaperPart, list[tuple[PaperLine, Cells]]]]:
    """Return each part with its lines, and each cell with its column's name."""
    return [
        (
            part,
            [
                (one, list(zip(one.cells, part.columns, strict=True)))
                for one in part.lines
            ],
        )
        for part in paper.parts
    ]


def _filters(request: HttpRequest, periods: list[str]) -> list[Filter]:
    """What a reader may choose; a period only where one was closed."""
    found = [wanted(request, "index", _("Prices"), [(INDEX, _("beside base prices"))])]
    if periods:
        named = [(period, period) for period in reversed(periods)]
        basis = [("now", _("as known now"))]
        found = [
            wanted(request, "period", _("Period"), named),
            wanted(request, "known", _("As known"), basis),
            *found,
        ]
    return found


def _others(words: InWords, name: str, *, period: str) -> list[tuple[str, str, bool]]:
    """The other statements of the same body: name, title, and whether it is this."""
    return [
        (one, words.word(f"title.{one}"), one == name)
        for one in NAMES
        if one != CHANGED or period
    ]


def with_asked(request: HttpRequest, **more: str) -> str:
    """The address of this page with more asked of it, and no form but what is named."""
    kept = {k: v for k, v in request.GET.items() if v and k != "form"}
    return "?" + urlencode(kept | more)


def _in_words(keeper: str) -> InWords:
    counts, units = scales()
    language = get_language() or "en"
    return InWords(
        names=Names.load(language),
        scales=counts,
        units=units,
        language=language,
        prove=lambda line: _proof(keeper, line),
    )


def _proof(keeper: str, line: Line) -> str:
    """The address of the entries behind a line."""
    sort, _slash, place = line.account.partition("/")
    if sort == "entry":
        return entry_link(keeper, int(place))
    if line.account or line.fund:
        return register_link(keeper, account=line.account, fund=line.fund)
    return ""


def handed(paper: Paper, form: str, *, file: str) -> HttpResponse:
    """Hand out a statement as a file of one form."""
    media, made = FORMATS[form]
    answer = HttpResponse(made(paper), media)
    end = "txt" if form == "text" else form
    answer["Content-Disposition"] = f'attachment; filename="{file}.{end}"'
    return answer
