# SPDX-License-Identifier: Apache-2.0
"""The papers that goods travel with: waybill, packing list, and arrival sheet.

All three are of one consignment, so that what is counted stands in the order in which
it was sent; boxes are left for the pen of whoever has the goods in hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gungho.doors.paper_words import BOX, PaperWords
from gungho.errors import Refusal
from gungho.formats.paper import Paper, PaperCell, PaperLine
from gungho.store.reads.consignments import Consignment, Sent, consignments, sent_lines
from gungho.store.reads.lots import PackageTold, packages
from gungho.store.reads.places import Road, body_places, roads

GRAMS, CUBIC = 3, 6
BACK = ".back"
BLANK_LEGS = 3


def consignment_told(document: str, *, today: str) -> tuple[Consignment, list[Sent]]:
    """Return a consignment of goods with its lines in the order they are printed.

    Raises Refusal ``print.none``.
    """
    where = [("document", document), ("form", "goods")]
    found, _ = consignments(today=today, where=where, limit=1)
    if not found:
        raise Refusal("print.none", sort="waybill", id=document[:80])
    return found[0], sent_lines([document])[document]


def waybill(document: str, words: PaperWords) -> Paper:
    """Return the paper that goes with the goods, leg by leg."""
    line, sent = consignment_told(document, today=words.today)
    goods = words.part(
        "what",
        ("fund", "sent", "unit", "counted"),
        lines=[*_lines(sent, words), *_totals(sent, words)],
    )
    legs = words.part(
        "legs",
        ("carrier", "left", "packages.in", "signed"),
        lines=list(_legs(line, words)),
        first="leg",
    )
    return words.paper(
        "waybill",
        line.sender,
        stated=_stated(line, words),
        parts=(goods, legs),
        notes=("short",),
        sheet=words.sheet(
            document,
            words.mark(line.sender, line.seq),
            signers=("sender", "receiver", "second"),
        ),
    )


def arrival_sheet(document: str, words: PaperWords) -> Paper:
    """Return the sheet on which what came is counted by pen, line by line."""
    line, sent = consignment_told(document, today=words.today)
    rows = [
        PaperLine(
            name=f"{number}. {words.item(one.commodity)}",
            cells=(
                PaperCell(text=one.lot),
                words.amount(one.commodity, one.sent),
                words.unit(one.commodity),
                BOX,
                BOX,
            ),
        )
        for number, one in enumerate(sent, start=1)
    ]
    columns = ("lot", "sent", "unit", "counted", "remark")
    return words.paper(
        "arrival",
        line.receiver,
        stated=_stated(line, words),
        parts=(
            words.part("count", columns, lines=rows),
            words.part(
                "",
                ("day", "hour", "packages.in"),
                lines=[PaperLine(name="", cells=(BOX, BOX, BOX))],
                first="place",
            ),
        ),
        notes=("short", "type-arrival"),
        sheet=words.sheet(
            document,
            words.mark(line.sender, line.seq),
            signers=("counted", "second", "carrier"),
        ),
    )


def packing_list(document: str, words: PaperWords) -> Paper:
    """Return what is in each package of a consignment; loose goods line by line."""
    line, sent = consignment_told(document, today=words.today)
    packed = packages(document=document)
    parts = []
    if packed:
        columns = ("sort", "contents", "gross", "volume")
        rows = [*(_package(one, words) for one in packed), _packed(packed, words)]
        parts.append(words.part("packages", columns, lines=rows, first="mark"))
    loose = _loose(sent, packed)
    if loose:
        lines = [
            PaperLine(
                name=words.item(code),
                cells=(PaperCell(text=lot), words.amount(code, n), words.unit(code)),
            )
            for (code, lot), n in loose.items()
        ]
        name = "loose" if packed else "what"
        parts.append(words.part(name, ("lot", "sent", "unit"), lines=lines))
    return words.paper(
        "packing-list",
        line.sender,
        stated=_stated(line, words),
        parts=parts,
        sheet=words.sheet(
            document, words.mark(line.sender, line.seq), signers=("packed", "second")
        ),
    )


def _stated(line: Consignment, words: PaperWords) -> Iterator[tuple[str, str]]:
    places = body_places()
    yield "from", words.body(line.sender)
    yield "to", words.body(line.receiver)
    yield "dispatched", words.day(line.on)
    yield "due", words.day(line.due) if line.due else ""
    for name, body in (("from-place", line.sender), ("to-place", line.receiver)):
        yield name, words.place(places[body]) if places.get(body) else ""
    yield "plan", line.plan


def _lines(sent: Sequence[Sent], words: PaperWords) -> Iterator[PaperLine]:
    """Yield what was sent, lots of one kind and fund together."""
    sums: Counter[tuple[str, str]] = Counter()
    for one in sent:
        sums[one.commodity, one.fund] += one.sent
    for (code, fund), count in sums.items():
        cells = (
            PaperCell(text=words.fund(fund)),
            words.amount(code, count),
            words.unit(code),
            BOX,
        )
        yield PaperLine(name=words.item(code), cells=cells)


def _totals(sent: Sequence[Sent], words: PaperWords) -> Iterator[PaperLine]:
    """Yield a total where there is one: of goods of a single kind in several funds."""
    codes = {one.commodity for one in sent}
    if len(codes) == 1 and len({one.fund for one in sent}) > 1:
        (code,) = codes
        total = words.amount(code, sum(one.sent for one in sent))
        cells = (None, total, words.unit(code), None)
        yield PaperLine(name=words.word("total"), cells=cells, sort="total")


def _legs(line: Consignment, words: PaperWords) -> Iterator[PaperLine]:
    """Yield the legs of the way; empty ones to be written where none is known."""
    known = {road.route: road for road in roads()}
    legs = [known.get(stage.removesuffix(BACK)) for stage in line.route.split()]
    here = body_places().get(line.sender, "")
    for leg in filter(None, legs):
        source, target = _ends(leg, here)
        here = target
        name = words.said(
            lambda names, a=source, b=target: f"{names.place(a)} – {names.place(b)}"  # type: ignore[misc]
        )
        yield PaperLine(
            name=name, cells=(PaperCell(text=_mode(leg, words)), BOX, BOX, BOX)
        )
    if not legs:
        for _ in range(BLANK_LEGS):
            yield PaperLine(name="", cells=(BOX,) * 4)


def _ends(leg: Road, here: str) -> tuple[str, str]:
    return (leg.target, leg.source) if leg.target == here else (leg.source, leg.target)


def _mode(leg: Road, words: PaperWords) -> str:
    told = [words.word(f"mode.{one}").split("\n") for one in leg.mode.split("-")]
    return "\n".join(dict.fromkeys(", ".join(one) for one in zip(*told, strict=True)))


def _package(one: PackageTold, words: PaperWords) -> PaperLine:
    first = one.first
    told = [
        words.said(lambda names, code=part.commodity: names.item(code)).replace(  # type: ignore[misc]
            "\n", " "
        )
        + " "
        + words.figure(part.commodity, part.count)
        for part in one.lines
    ]
    return PaperLine(
        name=one.package,
        cells=(
            PaperCell(text=words.known(f"package.{first.code}")),
            PaperCell(text="; ".join(told)),
            _measured(first.weight_g, scale=GRAMS, unit="kg"),
            _measured(first.volume_cm3, scale=CUBIC, unit="m³"),
        ),
    )


def _packed(packed: Sequence[PackageTold], words: PaperWords) -> PaperLine:
    firsts = [one.first for one in packed]
    return PaperLine(
        name=words.word("total"),
        cells=(
            PaperCell(text=str(len(packed))),
            None,
            _measured(sum(one.weight_g for one in firsts), scale=GRAMS, unit="kg"),
            _measured(sum(one.volume_cm3 for one in firsts), scale=CUBIC, unit="m³"),
        ),
        sort="total",
    )


def _measured(count: int, *, scale: int, unit: str) -> PaperCell:
    whole, rest = divmod(count, 10**scale)
    part = f".{rest:0{scale}d}".rstrip("0").rstrip(".")
    return PaperCell(
        text=f"{whole:,}{part} {unit}", count=count, scale=scale, code=unit
    )


def _loose(
    sent: Sequence[Sent], packed: Sequence[PackageTold]
) -> Counter[tuple[str, str]]:
    """Return what of a consignment is in no package, by kind and lot."""
    loose: Counter[tuple[str, str]] = Counter()
    for line in sent:
        loose[line.commodity, line.lot] += line.sent
    for one in packed:
        for part in one.lines:
            loose[part.commodity, part.lot] -= part.count
    return +loose
