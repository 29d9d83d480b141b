# SPDX-License-Identifier: Apache-2.0
"""An auditor's sheets in words: what was drawn, what came late, what was corrected.

Each is a paper, so that a page, the command line, a workbook and a print say the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gungho.doors.figures import day_text, figure, money, upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.errors import Refusal
from gungho.formats.paper import Paper, PaperCell, PaperLine, PaperPart
from gungho.reports import sampling
from gungho.store.reads import auditing as reads
from gungho.store.reads.bank import tills
from gungho.store.reads.movement import item_scales
from gungho.store.reads.papers import open_papers

WAYS = ("money", "simple")
SIZE = 25
SHEET_MOST = 2_000
SEED_BYTES = 4
PAPERS = ("state", "between", "since", "days")
BOX = PaperCell(text="", box=True)
Prove = Callable[[str, int], str]


def plain_place(body: str, seq: int) -> str:
    """Return where an entry stands, as it is written without a page."""
    return f"{body}/{seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which lines of a long list are wanted."""

    start: int = 0
    most: int = SHEET_MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What sample is asked for; an ``at`` of 0 takes the book as it stands.

    ``interval`` in smallest units, where it is not 0, says how many hits are needed.
    """

    span: reads.Span
    way: str = "money"
    size: int = SIZE
    interval: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """What is needed to write the sheets: names, scales, a language, and proofs."""

    names: Names
    language: str
    prove: Prove = field(default=lambda _body, _seq: "")

    def sample(self, asked: Asked) -> Paper:
        """Return a sample as a worksheet with boxes to tick.

        Raises Refusal ``sample.*``, ``book.unknown``.
        """
        if asked.way not in WAYS:
            raise Refusal("sample.way")
        book, at, root = reads.stand_of(asked.span.body, at=asked.span.at)
        by_money = asked.way == "money"
        code = asked.span.commodity if by_money else ""
        span = reads.Span(
            body=book.body, at=at, kind=asked.span.kind, commodity=code,
            from_day=asked.span.from_day, until_day=asked.span.until_day,
        )  # fmt: skip
        items = reads.items_of(span)
        drawn = _by_money(items, asked) if by_money else _by_number(items, asked)
        wanted = [items[one.at].seq for one in drawn.chosen]
        apart = [items[at].seq for at in drawn.negative[:SHEET_MOST]]
        seen = reads.seen(book.number, [*wanted, *apart])
        values = {item.seq: item.value for item in items}
        write = _Worksheet(self, body=book.body, code=code, seen=seen, values=values)
        hits = {items[one.at].seq: one.hits for one in drawn.chosen}
        parts = [write.part("drawn", hits)]
        if apart:
            parts.append(write.part("negative", dict.fromkeys(apart, 0)))
        return Paper(
            title=self.said("title.sample"),
            body=self.names.body(book.body),
            stated=(
                *self._stated(asked, span, items=len(items), drawn=drawn),
                (self.said("stated.root"), root),
            ),
            parts=tuple(parts),
            notes=(self.said(f"note.{asked.way}"), self.said("note.again")),
            language=self.language,
            root=root,
        )

    def late(self, *, body: str, days: int | None, part: Part) -> Paper:
        """Return late entries, those with the most days first.

        With no number of days, only those recorded into closed days.

        Raises Refusal ``late.days``.
        """
        total = reads.count_late(body=body, days=days)
        found = reads.late_lines(body=body, days=days, start=part.start, most=part.most)
        lines = [
            PaperLine(
                name=plain_place(one.body, one.seq),
                href=self.prove(one.body, one.seq),
                cells=(
                    self.kind(one.kind),
                    text(self.names.any(one.subject)),
                    self.day(one.happened),
                    self.day(one.recorded),
                    number(one.days),
                    text(self.said("yes")) if one.closed else None,
                ),
            )
            for one in found
        ]
        columns = ("kind", "subject", "happened", "recorded", "days", "closed")
        threshold = (
            self.said("told.closed")
            if days is None
            else self.said("told.threshold", days=days)
        )
        return self._listed(
            "late",
            body=body,
            stated=((self.said("stated.threshold"), threshold),),
            parts=(self.table("late", columns, lines=lines),),
            shown=self._shown(part, lines=len(lines), total=total),
        )

    def corrected(self, *, body: str, part: Part) -> Paper:
        """Return corrected entries beside what corrected them."""
        total = reads.count_corrected(body=body)
        found = reads.corrected_lines(body=body, start=part.start, most=part.most)
        lines = [
            PaperLine(
                name=plain_place(one.body, one.seq),
                href=self.prove(one.body, one.seq),
                cells=(
                    self.kind(one.kind),
                    text(self.names.any(one.subject)),
                    self.day(one.recorded),
                    text(plain_place(one.body, one.by_seq)),
                    self.kind(one.by_kind),
                    self.day(one.by_recorded),
                    text(self.reason(one.reason)),
                ),
            )
            for one in found
        ]
        columns = ("kind", "subject", "recorded", "correction", "kind",
                   "corrected-on", "reason")  # fmt: skip
        return self._listed(
            "corrected",
            body=body,
            parts=(self.table("corrected", columns, lines=lines),),
            shown=self._shown(part, lines=len(lines), total=total),
        )

    def unmatched(self, *, body: str, today: str, proofs: Proofs) -> Paper:
        """Return papers that wait and lines of banks that nothing stands against."""
        waiting = [
            PaperLine(
                name=one.sides.document,
                href=proofs.paper(one.sides.document),
                cells=(
                    text(self.said(f"paper.{one.state}")),
                    text(
                        f"{self.names.body(one.sides.sender)} → "
                        f"{self.names.body(one.sides.receiver)}"
                    ),
                    self.day(one.since),
                    number(one.days),
                ),
            )
            for one in open_papers(today=today, body=body)
        ]
        banked = [
            PaperLine(
                name=f"{self.names.body(one.body)}, {one.till}, {one.currency}",
                href=proofs.till(one.body, one.till, one.currency),
                cells=(number(one.waiting), self.day(one.oldest)),
            )
            for one in tills(body)
            if one.waiting
        ]
        return self._listed(
            "unmatched",
            body=body,
            stated=((self.said("stated.today"), day_text(today, self.language)),),
            parts=(
                self.table("papers", PAPERS, lines=waiting,
                           first="paper"),
                self.table("bank", ("waits", "since"), lines=banked, first="till"),
            ),
        )  # fmt: skip

    def said(self, code: str, /, **facts: str | int) -> str:
        """Return one of the sheets' own words."""
        return sentence(f"audit.{code}", facts, self.language)

    def kind(self, kind: str) -> PaperCell:
        """Return what a kind of entry says happened."""
        return text(upper_first(sentence(f"kind.{kind}", {}, self.language)))

    def reason(self, code: str) -> str:
        """Return a reason in words, or as its author wrote it."""
        known = f"audit.reason.{code}"
        if known in codes():
            return sentence(known, {}, self.language)
        return code.replace("-", " ")

    def day(self, on: str) -> PaperCell | None:
        """Return a day in words, nothing for none."""
        return text(day_text(on, self.language)) if on else None

    def table(
        self,
        title: str,
        columns: Sequence[str],
        *,
        lines: Iterable[PaperLine],
        first: str = "entry",
    ) -> PaperPart:
        """Return a table with its columns in words."""
        return PaperPart(
            name=self.said(f"part.{title}"),
            first=self.said(f"column.{first}"),
            columns=tuple(self.said(f"column.{one}") for one in columns),
            lines=tuple(lines),
        )

    def _listed(
        self,
        title: str,
        *,
        body: str,
        parts: tuple[PaperPart, ...],
        stated: tuple[tuple[str, str], ...] = (),
        shown: tuple[tuple[str, str], ...] = (),
    ) -> Paper:
        named = ((self.said("stated.book"), self.names.body(body)),) if body else ()
        return Paper(
            title=self.said(f"title.{title}"),
            body=self.names.body(body) if body else "Gungho",
            stated=named + stated + shown,
            parts=parts,
            language=self.language,
        )

    def _shown(
        self, part: Part, *, lines: int, total: int
    ) -> tuple[tuple[str, str], ...]:
        first = part.start + 1 if lines else 0
        told = self.said(
            "told.shown", first=first, last=part.start + lines, total=total
        )
        return ((self.said("stated.shown"), told),)

    def _stated(
        self, asked: Asked, span: reads.Span, *, items: int, drawn: sampling.Drawn
    ) -> list[tuple[str, str]]:
        said, scale = self.said, item_scales().get(span.commodity, 0)
        told = [
            (said("stated.book"), span.body),
            (said("stated.position"), said("told.position", size=f"{span.at:,}")),
        ]
        if span.kind:
            told.append((said("stated.kind"), self.kind(span.kind).text))
        if span.from_day or span.until_day:
            days = f"{span.from_day or '…'} – {span.until_day or '…'}"
            told.append((said("stated.days"), days))
        told += [
            (said("stated.way"), said(f"told.{asked.way}")),
            (said("stated.seed"), asked.seed),
        ]
        if span.commodity:
            total = money(drawn.total, scale)
            facts = {"count": f"{items:,}", "total": total, "code": span.commodity}
            told.append((said("stated.population"), said("told.population", **facts)))
            step = f"{money(drawn.interval, scale)} {span.commodity}"
            told.append((said("stated.interval"), step))
        else:
            of = said("told.entries", count=f"{items:,}")
            told.append((said("stated.population"), of))
        told.append((said("stated.points"), str(drawn.points)))
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """Where a paper and a till are shown."""

    paper: Callable[[str], str] = field(default=lambda _document: "")
    till: Callable[[str, str, str], str] = field(
        default=lambda _body, _till, _currency: ""
    )


@dataclass(frozen=True, slots=True)
class _Worksheet:
    """A sample's lines, each with the evidence that it names and boxes to tick."""

    sheets: Sheets
    body: str = field(kw_only=True)
    code: str = field(kw_only=True)
    seen: dict[int, reads.Seen] = field(kw_only=True)
    values: dict[int, int] = field(kw_only=True)

    def part(self, title: str, hits: dict[int, int]) -> PaperPart:
        """Return one table of the worksheet, in the order of the book."""
        amount = ("amount", "hits") if self.code else ()
        columns = ("kind", "subject", "happened", *amount, "evidence", "proof",
                   "seen", "agrees", "remark")  # fmt: skip
        scale = item_scales().get(self.code, 0)
        lines = [
            self._line(self.seen[seq], count=count, scale=scale)
            for seq, count in hits.items()
        ]
        return self.sheets.table(title, columns, lines=lines)

    def _line(self, one: reads.Seen, *, count: int, scale: int) -> PaperLine:
        value = self.values[one.seq]
        amount = (
            PaperCell(text=money(value, scale), count=value, scale=scale,
                      code=self.code),
            number(count) if count else None,
        )  # fmt: skip
        return PaperLine(
            name=plain_place(self.body, one.seq),
            href=self.sheets.prove(self.body, one.seq),
            cells=(
                self.sheets.kind(one.kind),
                text(self.sheets.names.any(one.subject)),
                self.sheets.day(one.happened),
                *(amount if self.code else ()),
                text(self._evidence(one)),
                text(f"/journal/{self.body}/{one.seq}/proof.json"),
                BOX, BOX, BOX,
            ),
        )  # fmt: skip

    def _evidence(self, one: reads.Seen) -> str:
        told = [
            f"{self._fact(key)}: {value[:16]}" if len(value) == 64
            else f"{self._fact(key)}: {value}"
            for key, value in one.evidence
        ]  # fmt: skip
        return "; ".join(told) or self.sheets.said("none")

    def _fact(self, key: str) -> str:
        known = f"fact.{key}"
        if known not in codes():
            return key
        return sentence(known, {}, self.sheets.language)


def text(told: str) -> PaperCell:
    """Return a cell that is only words."""
    return PaperCell(text=told)


def number(count: int) -> PaperCell:
    """Return a cell that is only a number."""
    return PaperCell(text=figure(count, 0))


def new_seed() -> str:
    """Return a seed that nobody chose, short enough to be typed again."""
    return secrets.token_hex(SEED_BYTES)


def _by_money(items: list[reads.Item], asked: Asked) -> sampling.Drawn:
    values = [item.value for item in items]
    points = asked.size
    if asked.interval:
        points = sampling.points_for(values, interval=asked.interval)
    return sampling.draw_by_money(values, points=points, seed=asked.seed)


def _by_number(items: list[reads.Item], asked: Asked) -> sampling.Drawn:
    places = sampling.draw_simple(len(items), size=asked.size, seed=asked.seed)
    return sampling.Drawn(
        chosen=tuple(sampling.Chosen(at=at) for at in places),
        total=0, points=len(places), interval=0, negative=(), zero=(),
    )  # fmt: skip
