# SPDX-License-Identifier: Apache-2.0
"""A sum of money in words, as receipts and deeds say it in both languages.

In Chinese with the figures of account, which cannot be changed into one another with a
stroke: 肆佰贰拾英镑整. Source: the rules for filling in bills by the People's Bank of
China, appendix 1 of its order 393 of 1997, on zeros and on 整.
"""

from __future__ import annotations

from gungho.doors.reasons import codes, sentence

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = [
    "-",
    "-",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion")
FIGURES = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
MYRIADS = ("", "万", "亿", "万亿")
THOUSAND, MYRIAD = 1_000, 10_000


def sum_words(count: int, *, code: str, scale: int) -> tuple[str, str]:
    """Return a sum of smallest units in English and in Chinese words.

    Source: hundredths have names of their own; other parts are said as figures.
    """
    whole, part = divmod(count, 10**scale)
    return _english(whole, part, code=code, scale=scale), _chinese(
        whole, part, code=code, scale=scale
    )


def _english(whole: int, part: int, *, code: str, scale: int) -> str:
    one = _name(code, "one" if whole == 1 else "many", language="en")
    told = f"{english(whole)} {one}"
    if not part:
        return told
    if scale == 2 and _known(code):
        small = _name(code, "part" if part == 1 else "parts", language="en")
        little = f"{english(part)} {small}"
        return f"{told} and {little}" if whole else little
    return f"{told} and {part}/{10**scale}"


def _chinese(whole: int, part: int, *, code: str, scale: int) -> str:
    told = (
        chinese(whole) + _name(code, "many", language="zh") if whole or not part else ""
    )
    if not part:
        return f"{told}整"
    if scale != 2:
        return f"{told}又{10**scale}分之{part}"
    small = _name(code, "parts", language="zh") if _known(code) else "分"
    if small != "分":
        return told + ("零" if told and part < 10 else "") + chinese(part) + small
    tens, ones = divmod(part, 10)
    dime = f"{FIGURES[tens]}角" if tens else "零" if told else ""
    return told + dime + (f"{FIGURES[ones]}分" if ones else "整")


def _known(code: str) -> bool:
    return f"money.{code}.many" in codes()


def _name(code: str, which: str, *, language: str) -> str:
    return sentence(f"money.{code}.{which}", {}, language) if _known(code) else code


def english(number: int) -> str:
    """Return a whole number in English words."""
    if number < THOUSAND:
        return _hundreds(number)
    parts, rest, group = [], number, 0
    while rest:
        rest, low = divmod(rest, THOUSAND)
        if low:
            parts.append((low, GROUPS[group]))
        group += 1
    told = [f"{_hundreds(low)} {word}".strip() for low, word in reversed(parts)]
    last = parts[0]
    joined = not last[1] and last[0] < 100
    return f"{' '.join(told[:-1])} and {told[-1]}" if joined else " ".join(told)


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    low = ONES[rest] if rest < len(ONES) else _tens(rest)
    if not hundreds:
        return low
    return f"{ONES[hundreds]} hundred" + (f" and {low}" if rest else "")


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")


def chinese(number: int) -> str:
    """Return a whole number in the figures of account."""
    if not number:
        return FIGURES[0]
    told, group, gap = "", 0, False
    rest = number
    while rest:
        rest, low = divmod(rest, MYRIAD)
        if low:
            part = _thousands(low) + MYRIADS[group]
            told = part + (FIGURES[0] if gap and told else "") + told
            gap = low < THOUSAND
        else:
            gap = True
        group += 1
    return told


def _thousands(number: int) -> str:
    told, gap = "", False
    for place in range(3, -1, -1):
        figure = number // 10**place % 10
        if figure:
            told += (FIGURES[0] if gap and told else "") + FIGURES[figure]
            told += PLACES[place]
        gap = not figure
    return told
