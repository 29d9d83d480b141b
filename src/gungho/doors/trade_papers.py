# SPDX-License-Identifier: Apache-2.0
"""The papers of trade in words: pro forma, invoice, packing list, statement of origin.

What a paper states stands in the order of the United Nations Layout Key (ISO 6422): who
sends, its numbers, who receives, how it goes, on which terms, then the goods, and last
what is declared. All four are made from one order, so that they cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gungho.doors.figures import day_text, figure, money
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.errors import Refusal
from gungho.flows.invoices import InvoiceLine
from gungho.flows.packages import Package
from gungho.flows.quotations import TradeLine
from gungho.formats.paper import Paper, PaperCell, PaperLine, PaperPart
from gungho.formats.ubl import Party, Sold, SoldLine
from gungho.measure import decimal_text
from gungho.store.reads.trade import Billed, Deal, Sent, item_kinds, origins

SORTS = ("pro-forma", "invoice", "packing-list", "origin")
GRAMS, CUBIC = 3, 6
Stated = Iterator[tuple[str, str]]
Kinds = dict[str, tuple[int, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeWords:
    """What is needed to write a paper: names, each item's scale and unit, a language.

    ``origins`` maps an item to its country of origin and its description.
    """

    names: Names
    kinds: Kinds
    origins: dict[str, tuple[str, str]]

    @classmethod
    def load(cls, language: str, body: str) -> TradeWords:
        """Return what a body's papers are written with."""
        return cls(
            names=Names.load(language), kinds=item_kinds(), origins=origins(body)
        )

    @property
    def language(self) -> str:
        """The language of the paper."""
        return self.names.language

    def word(self, code: str, **facts: str) -> str:
        """Return one of the words of these papers."""
        return sentence(f"tradepaper.{code}", facts, self.language)

    def goods(self, item: str) -> str:
        """Return what goods are called: by their offer, or by their name."""
        told = self.origins.get(item, ("", ""))[1]
        english, _, chinese = told.partition("\n")
        if self.language.startswith("zh"):
            return chinese or english or self.names.item(item)
        return english or self.names.item(item)

    def unit(self, item: str) -> str:
        """Return what goods are counted in, with the code of Recommendation 20."""
        unit = self.kinds.get(item, (0, "", ""))[1]
        code = f"unit.{unit}"
        word = sentence(code, {}, self.language) if code in codes() else unit
        return f"{word} ({unit})"

    def scale(self, code: str) -> int:
        """Return the decimals of a commodity."""
        return self.kinds.get(code, (0, "", ""))[0]

    def day(self, day: str) -> str:
        """Return a day in words."""
        return day_text(day, self.language)


def paper_of(
    sort: str, deal: Deal, words: TradeWords, *, billed: Billed | None = None
) -> Paper:
    """Return one of the papers of an order.

    Raises Refusal ``paper.none`` for one that cannot be written yet.
    """
    make: dict[str, Callable[[], Paper]] = {
        "pro-forma": lambda: _pro_forma(deal, words),
        "invoice": lambda: _invoice(deal, _needed(billed, deal), words),
        "packing-list": lambda: _packing(deal, _shipment(deal, billed), words),
        "origin": lambda: _origin(deal, _shipment(deal, billed), words),
    }
    if sort not in make:
        raise Refusal("paper.none", order=deal.row.order)
    return make[sort]()


def _needed(billed: Billed | None, deal: Deal) -> Billed:
    found = billed or next(iter(deal.billed), None)
    if found is None:
        raise Refusal("paper.none", order=deal.row.order)
    return found


def _shipment(deal: Deal, billed: Billed | None) -> Sent:
    for sent in deal.sent:
        if billed is None or sent.row.shipment == billed.row.shipment:
            return sent
    raise Refusal("paper.none", order=deal.row.order)


def _pro_forma(deal: Deal, words: TradeWords) -> Paper:
    quoted = deal.quotation
    number = quoted.quotation if quoted else deal.row.order
    day = quoted.on if quoted else deal.row.on
    notes = [words.word("note.pro-forma")]
    if quoted:
        notes.append(words.word("note.until", day=words.day(quoted.until)))
    return _paper(
        words, deal, title="pro-forma", number=(number, day),
        parts=[_priced(deal.lines, words, currency=deal.row.currency)], notes=notes,
    )  # fmt: skip


def _invoice(deal: Deal, billed: Billed, words: TradeWords) -> Paper:
    row = billed.row
    notes = []
    if row.due:
        notes.append(words.word("note.due", day=words.day(row.due)))
    notes.append(words.word("note.true"))
    return _paper(
        words, deal, title="invoice", number=(row.invoice, row.on),
        sent=_shipment(deal, billed), notes=notes,
        parts=[_priced(billed.lines, words, currency=row.currency)],
    )  # fmt: skip


def _packing(deal: Deal, sent: Sent, words: TradeWords) -> Paper:
    return _paper(
        words, deal, title="packing-list", number=(sent.row.shipment, sent.row.on),
        sent=sent, parts=[_packages(sent, words)], notes=[],
    )  # fmt: skip


def _origin(deal: Deal, sent: Sent, words: TradeWords) -> Paper:
    countries = {
        words.origins.get(line.item, ("", ""))[0] or "-" for line in sent.lines
    }
    told = words.word("note.origin", countries=", ".join(sorted(countries)))
    return _paper(
        words, deal, title="origin", number=(sent.row.shipment, sent.row.on),
        sent=sent, parts=[_made_by(sent, words)], notes=[told],
    )  # fmt: skip


def _paper(
    words: TradeWords,
    deal: Deal,
    *,
    title: str,
    number: tuple[str, str],
    parts: Iterable[PaperPart],
    notes: list[str],
    sent: Sent | None = None,
) -> Paper:
    signed = words.word("signature")
    return Paper(
        title=words.word(f"title.{title}"),
        body=words.names.body(deal.body),
        stated=tuple(_stated(words, deal, number=number, sent=sent)),
        parts=tuple(parts),
        notes=(*notes, signed),
        language=words.language,
    )


def _stated(
    words: TradeWords, deal: Deal, *, number: tuple[str, str], sent: Sent | None
) -> Stated:
    """Yield what a paper states of itself, in the order of the layout key."""
    row, names, word = deal.row, words.names, words.word
    place = names.place_of.get(deal.body, "")
    where = f", {names.place(place)}" if place else ""
    yield word("exporter"), names.body(deal.body) + where
    yield word("number"), f"{number[0]}, {words.day(number[1])}"
    yield word("order"), f"{row.order}, {words.day(row.on)}"
    yield word("consignee"), buyer_text(deal)
    if row.licence:
        yield word("licence"), row.licence
    if sent is not None:
        yield from _journey(words, sent)
    yield word("terms"), f"{row.incoterm} {names.place(row.place)} (Incoterms 2020)"
    if sent is not None:
        yield from _weights(words, sent)


def _journey(words: TradeWords, sent: Sent) -> Stated:
    row, names = sent.row, words.names
    way = " → ".join(dict.fromkeys(map(names.place, [row.place, *row.route.split()])))
    yield words.word("journey"), way
    if row.carrier:
        yield words.word("carrier"), names.any(row.carrier)


def _weights(words: TradeWords, sent: Sent) -> Stated:
    first = _first_lines(sent.packages)
    sorts = Counter(one.code for one in first)
    told = [f"{n} {_package_word(code, words)}" for code, n in sorted(sorts.items())]
    yield words.word("packages"), ", ".join(told)
    gross = sum(one.weight_g for one in first)
    net = sum(_net_g(sent.packages, one.package) for one in first)
    yield words.word("gross"), f"{figure(gross, GRAMS)} kg (KGM)"
    yield words.word("net"), f"{figure(net, GRAMS)} kg (KGM)"
    volume = sum(one.volume_cm3 for one in first)
    yield words.word("volume"), f"{figure(volume, CUBIC)} m³ (MTQ)"


def _first_lines(packages: Iterable[Package]) -> list[Package]:
    """Return one row of each package."""
    return list({one.package: one for one in reversed(list(packages))}.values())[::-1]


def _net_g(packages: Iterable[Package], package: str) -> int:
    """Return the net weight of a package; one that was not told is its gross."""
    rows = [one for one in packages if one.package == package]
    return rows[0].net_g or rows[0].weight_g


def _package_word(code: str, words: TradeWords) -> str:
    known = f"package.{code}"
    word = sentence(known, {}, words.language) if known in codes() else code
    return f"{word} ({code})"


def buyer_text(deal: Deal) -> str:
    """Return the buyer's name and address, or the id where there is no card."""
    country = f" ({deal.buyer.country})" if deal.buyer else ""
    return (
        ", ".join(deal.buyer_text.split("\n")) + country
        if deal.buyer_text
        else (deal.row.buyer + country)
    )


def _priced(
    lines: Iterable[TradeLine | InvoiceLine], words: TradeWords, *, currency: str
) -> PaperPart:
    scale = words.scale(currency)
    found = list(lines)
    rows = [
        PaperLine(
            name=words.goods(line.item),
            cells=(
                _cell(line.hs),
                _cell(figure(line.count, words.scale(line.item))),
                _cell(words.unit(line.item)),
                _cell(money(line.price, scale)),
                _cell(money(line.amount, scale)),
            ),
        )
        for line in found
    ]
    total = sum(line.amount for line in found)
    last = (None, None, None, _cell(currency), _cell(money(total, scale)))
    rows.append(PaperLine(name=words.word("total"), cells=last, sort="total"))
    columns = ("hs", "quantity", "unit", "price", "amount")
    return _part(words, "goods", columns=columns, lines=rows)


def _packages(sent: Sent, words: TradeWords) -> PaperPart:
    rows = []
    for first in _first_lines(sent.packages):
        inside = [one for one in sent.packages if one.package == first.package]
        counts: Counter[str] = Counter()
        for one in inside:
            counts[one.commodity] += one.count
        told = "; ".join(
            f"{words.goods(item)}, {figure(count, words.scale(item))} "
            f"{words.unit(item)}"
            for item, count in counts.items()
        )
        net = _net_g(sent.packages, first.package)
        cells = (
            _cell(_package_word(first.code, words)), _cell(told),
            _cell(figure(net, GRAMS)), _cell(figure(first.weight_g, GRAMS)),
            _cell(figure(first.volume_cm3, CUBIC)),
        )  # fmt: skip
        rows.append(PaperLine(name=first.package, cells=cells))
    columns = ("kind", "contents", "net", "gross", "volume")
    return _part(words, "packages", columns=columns, lines=rows, first="mark")


def _made_by(sent: Sent, words: TradeWords) -> PaperPart:
    counts: Counter[tuple[str, str]] = Counter()
    for line in sent.lines:
        counts[line.item, line.coop] += line.count
    rows = [
        PaperLine(
            name=words.goods(item),
            cells=(
                _cell(words.names.body(coop)),
                _cell(words.origins.get(item, ("-", ""))[0]),
                _cell(figure(count, words.scale(item))),
                _cell(words.unit(item)),
            ),
        )
        for (item, coop), count in sorted(counts.items())
    ]
    columns = ("maker", "country", "quantity", "unit")
    return _part(words, "goods", columns=columns, lines=rows)


def _part(
    words: TradeWords,
    name: str,
    *,
    columns: Iterable[str],
    lines: Iterable[PaperLine],
    first: str = "goods",
) -> PaperPart:
    return PaperPart(
        name=words.word(name),
        first=words.word(first),
        columns=tuple(words.word(column) for column in columns),
        lines=tuple(lines),
    )


def _cell(text: str) -> PaperCell:
    return PaperCell(text=text)


def sold_of(deal: Deal, billed: Billed, words: TradeWords) -> Sold:
    """Return an invoice as it is written for other systems."""
    row, scale = billed.row, words.scale(billed.row.currency)
    name, *address = (deal.buyer_text or deal.row.buyer).split("\n")
    place = words.names.place_of.get(deal.body, "")
    return Sold(
        invoice=row.invoice,
        issued=row.on,
        due=row.due,
        currency=row.currency,
        order=deal.row.order,
        shipment=row.shipment,
        seller=Party(
            name=words.names.body(deal.body),
            address=(words.names.place(place),) if place else (),
        ),
        buyer=Party(
            name=name,
            address=tuple(address),
            country=deal.buyer.country if deal.buyer else "",
        ),
        incoterm=deal.row.incoterm,
        place=words.names.place(deal.row.place),
        lines=tuple(
            SoldLine(
                number=str(line.line + 1),
                quantity=decimal_text(line.count, words.scale(line.item)),
                unit=words.kinds.get(line.item, (0, "H87", ""))[1],
                description=words.goods(line.item),
                hs=line.hs,
                price=decimal_text(line.price, scale),
                amount=decimal_text(line.amount, scale),
            )
            for line in billed.lines
        ),
        total=decimal_text(row.total, scale),
        note=words.word("note.true"),
    )
