# SPDX-License-Identifier: Apache-2.0
"""Exact values: commodities, quantities, rates, shares, days."""

from __future__ import annotations

from gungho.measure.calendar import (
    Quarter,
    days_between,
    instant_text,
    months_on,
    parse_day,
    parse_instant,
    whole_months,
)
from gungho.measure.commodity import MAX_COUNT, Commodity
from gungho.measure.quantity import Quantity, count_of, decimal_text
from gungho.measure.rate import Rate
from gungho.measure.share import share
from gungho.measure.table import share_table

__all__ = [
    "MAX_COUNT",
    "Commodity",
    "Quantity",
    "Quarter",
    "Rate",
    "count_of",
    "days_between",
    "decimal_text",
    "instant_text",
    "months_on",
    "parse_day",
    "parse_instant",
    "share",
    "share_table",
    "whole_months",
]
