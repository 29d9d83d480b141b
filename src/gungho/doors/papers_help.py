# SPDX-License-Identifier: Apache-2.0
"""The papers of help: grant letter, loan deed, and need form, blank or filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gungho.doors.figures import share_text
from gungho.doors.paper_words import BOX, PaperWords
from gungho.errors import Refusal
from gungho.flows.needs import NeedRow
from gungho.formats.paper import Paper, PaperCell, PaperLine
from gungho.reports.loans import LoanOn
from gungho.store.reads.coops import CoopLine, coop_lines
from gungho.store.reads.loans import loans
from gungho.store.reads.needs import asked_for
from gungho.store.reads.printed import grant_lines, need_told

PPM = 1_000_000
BLANK_INPUTS = 8


def coop_told(coop: str, *, sort: str) -> CoopLine:
    """Return a co-op, or refuse ``print.none``."""
    found, _ = coop_lines(where=[("coop", coop)], limit=1)
    if not found:
        raise Refusal("print.none", sort=sort, id=coop[:80])
    return found[0]


def grant_letter(grant: str, words: PaperWords) -> Paper:
    """Return the letter that tells a co-op what it was granted, and under what."""
    body, lines = grant_lines(grant)
    if not lines:
        raise Refusal("print.none", sort="grant", id=grant[:80])
    first = lines[0]
    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        sums[line.commodity, line.fund] += line.count
    rows = [
        PaperLine(
            name=words.item(code),
            cells=(
                words.amount(code, count),
                words.unit(code),
                PaperCell(text=words.fund(fund)),
            ),
        )
        for (code, fund), count in sums.items()
    ]
    return words.paper(
        "grant",
        body,
        stated=[
            ("coop", words.body(first.coop)),
            ("dated", words.day(first.on)),
            ("need", first.need),
            ("plan", first.plan),
        ],
        parts=(words.part("granted", ("amount", "unit", "fund"), lines=rows),),
        notes=("grant", "grant-terms"),
        sheet=words.sheet(
            grant, words.mark(body, first.seq), signers=("for-body", "for-coop")
        ),
    )


def loan_deed(loan: str, words: PaperWords) -> Paper:
    """Return the deed of a loan with its schedule, both sides to sign."""
    found = loans(day=words.today, loan=loan)
    if not found:
        raise Refusal("print.none", sort="loan", id=loan[:80])
    one = found[0]
    told = one.told
    return words.paper(
        "loan",
        told.body,
        stated=[
            ("lender", words.body(told.body)),
            ("borrower", words.body(told.coop)),
            ("dated", words.day(told.on)),
            ("interest", share_text(told.interest_ppm, PPM)),
            ("fund", words.fund(told.fund)),
        ],
        parts=(
            words.part(
                "schedule",
                ("principal", "interest-due", "together"),
                lines=list(_schedule(one, words)),
                first="falls-due",
            ),
        ),
        notes=("loan", "loan-late"),
        sheet=words.sheet(
            loan,
            words.mark(told.body, told.seq),
            signers=("for-body", "for-coop", "second"),
            summed=("lent", *words.sum(told.currency, told.count)),
        ),
    )


def _schedule(one: LoanOn, words: PaperWords) -> Iterator[PaperLine]:
    code = one.told.currency

    def line(
        name: str, principal: int, *, interest: int, is_total: bool = False
    ) -> PaperLine:
        counts = (principal, interest, principal + interest)
        return PaperLine(
            name=name,
            cells=tuple(words.amount(code, count) for count in counts),
            sort="total" if is_total else "line",
        )

    for part in one.parts:
        yield line(words.day(part.agreed), part.principal, interest=part.interest)
    principal = sum(part.principal for part in one.parts)
    interest = sum(part.interest for part in one.parts)
    yield line(words.word("total"), principal, interest=interest, is_total=True)


def need_form(need: str, words: PaperWords) -> Paper:
    """Return a need as it was stated; of a co-op's number, a form to be filled."""
    body, row = need_told(need)
    if row is None:
        return _blank_need(coop_told(need, sort="need"), words)
    rows = [
        PaperLine(
            name=words.item(part.commodity),
            cells=(
                words.amount(part.commodity, part.count),
                words.unit(part.commodity),
            ),
        )
        for part in asked_for([need])[need]
    ]
    return words.paper(
        "need",
        body,
        stated=_stated(row, words),
        parts=(words.part("inputs", ("amount", "unit"), lines=rows),),
        notes=("need",),
        sheet=words.sheet(
            need, words.mark(body, row.seq), signers=("for-coop", "organiser")
        ),
    )


def _stated(row: NeedRow, words: PaperWords) -> Iterator[tuple[str, str]]:
    yield "coop", words.body(row.coop)
    yield "activity", words.known(f"activity.{row.activity}")
    yield "units", str(row.units)
    yield "purpose", words.known(f"purpose.{row.purpose}")
    yield "stated-on", words.day(row.on)
    yield "verified-on", words.day(row.verified_on) if row.verified_on else ""


def _blank_need(coop: CoopLine, words: PaperWords) -> Paper:
    boxes = PaperLine(name="", cells=(BOX, BOX, BOX))
    return words.paper(
        "need",
        coop.keeper,
        stated=[("coop", words.body(coop.coop)), ("place", words.place(coop.place))],
        parts=(
            words.part(
                "", ("units", "purpose", "day"), lines=[boxes], first="activity"
            ),
            words.part(
                "inputs", ("amount", "unit", "why"), lines=[boxes] * BLANK_INPUTS
            ),
        ),
        notes=("need",),
        sheet=words.sheet(
            coop.coop,
            words.mark(coop.keeper, coop.seq),
            name="coop-number",
            signers=("for-coop", "second", "organiser"),
        ),
    )
