# SPDX-License-Identifier: Apache-2.0
"""Which column of a pasted statement is what: by its heading, else by what is in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

from gungho.formats.pasted_cells import (
    IN_MARKS,
    OUT_MARKS,
    Figure,
    count_of,
    decimal_mark,
    figure_of,
    is_day,
    plain,
)

LOOKED_AT = 15
MOST_DECIMALS = 6
UNIT = re.compile(r"\s*[(\[].*")
MARKS = IN_MARKS | OUT_MARKS
# A heading that comes earlier here is taken before one that comes later.
HEADS: dict[str, tuple[str, ...]] = {
    "day": (
        "booking date", "posting date", "posted date", "date", "day",
        "transaction date", "value date", "journal date", "buchungstag", "datum",
        "fecha", "created",
        "记账日期", "入账日期", "交易日期", "日期", "交易时间",
    ),
    "amount": (
        "amount", "net amount", "sum", "total", "betrag", "importe", "montant", "金额",
        "交易金额", "发生额",
    ),
    "debit": (
        "debit", "debit amount", "withdrawal", "withdrawals", "paid out", "money out",
        "out", "payments", "借方", "借方发生额", "借方金额", "支出", "支出金额", "付款",
    ),
    "credit": (
        "credit", "credit amount", "deposit", "deposits", "paid in", "money in", "in",
        "receipts", "贷方", "贷方发生额", "贷方金额", "收入", "收入金额", "收款",
        "存入",
    ),
    "sign": (
        "d/c", "dr/cr", "debit/credit", "transaction type", "type", "借贷", "借贷标志",
        "收支", "收/支",
    ),
    "balance": (
        "balance", "running balance", "saldo", "solde", "余额",
        "账户余额",
    ),
    "text": (
        "description", "details", "narrative", "memo", "particulars", "purpose",
        "text", "摘要", "用途", "附言", "说明", "备注",
    ),
    "other": (
        "payee", "payer", "counterparty", "beneficiary", "name", "merchant name",
        "对方户名", "对方名称", "对方", "户名",
    ),
    "reference": (
        "reference", "ref", "transaction id", "cheque", "cheque number",
        "check number", "num", "流水号", "交易流水号", "凭证号", "参考号",
    ),
}  # fmt: skip


def heads_in(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return the place of the row of headings and what each column is; else nothing."""
    for place, row in enumerate(rows[:LOOKED_AT]):
        heads = _heads(row)
        if "day" in heads and {"amount", "debit", "credit"} & set(heads):
            return place, heads
    return 0, {}


def _heads(row: Sequence[str]) -> dict[str, int]:
    cells = [UNIT.sub("", plain(cell).lower()).strip(":. ") for cell in row]
    cells = [cell.replace(" ", "") for cell in cells]
    found: dict[str, int] = {}
    for name, words in HEADS.items():
        close = (word.replace(" ", "") for word in words)
        place = next((cells.index(word) for word in close if word in cells), None)
        if place is not None:
            found[name] = place
    if "amount" in found:
        found.pop("debit", None)
        found.pop("credit", None)
    return found


def columns_of(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return what each column is by what stands in it."""
    width = max(map(len, rows))
    columns = [
        [row[place] if place < len(row) else "" for row in rows]
        for place in range(width)
    ]
    found: dict[str, int] = {}
    days = [n for n, cells in enumerate(columns) if _mostly(cells, is_day)]
    if days:
        found["day"] = days[0]
    figures = [
        n for n, cells in enumerate(columns)
        if n not in days and _mostly(cells, lambda cell: figure_of(cell) is not None)
    ]  # fmt: skip
    found |= _figures(columns, figures)
    rest = [n for n in range(width) if n not in (*days, *figures)]
    signs = [
        n
        for n in rest
        if _mostly(columns[n], lambda cell: plain(cell).lower() in MARKS)
    ]
    if signs:
        found["sign"] = signs[0]
    texts = [n for n in rest if n not in signs and any(columns[n])]
    texts.sort(key=lambda n: -sum(map(len, columns[n])))
    found |= dict(zip(("text", "other"), texts, strict=False))
    return found


def _mostly(cells: Sequence[str], is_one: Callable[[str], bool]) -> bool:
    """True if a column has such cells, and hardly anything else."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(is_one, filled)) * 10 >= len(filled) * 7


def _is_mark(text: str) -> bool:
    return plain(text).lower() in MARKS


def _figures(columns: list[list[str]], places: list[int]) -> dict[str, int]:
    """Return which columns of figures are what; nothing where that cannot be told.

    Two of which each row has just one filled are what went out and what came in; one
    that another goes on from, row by row, is a running balance.
    """
    if len(places) == 1:
        return {"amount": places[0]}
    for one, other in combinations(places, 2):
        pairs = list(zip(columns[one], columns[other], strict=True))
        rest = [place for place in places if place not in (one, other)]
        if len(rest) < 2 and all(bool(a) != bool(b) for a, b in pairs):
            found = {"debit": one, "credit": other}
            return found | ({"balance": rest[0]} if rest else {})
        for amount, balance in ((one, other), (other, one)):
            if not rest and _goes_on(columns[amount], columns[balance]):
                return {"amount": amount, "balance": balance}
    return {}


def _goes_on(amounts: list[str], balances: list[str]) -> bool:
    """True if each balance is another plus its own amount, in whatever order."""
    counts = []
    for cells in (amounts, balances):
        found = [figure_of(cell) for cell in cells if cell]
        mark = decimal_mark(one.digits for one in found if one) or "."
        counts.append([_exact(one, mark) for one in found if one])
    if len(counts[0]) != len(counts[1]) or len(counts[0]) < 2:
        return False
    ends = Counter(counts[1])
    starts = Counter(b - a for a, b in zip(*counts, strict=True))
    return (starts - ends).total() < 2


def _exact(found: Figure, mark: str) -> int:
    count = count_of(found.digits, mark=mark, scale=MOST_DECIMALS) or 0
    return -count if found.is_out else count
