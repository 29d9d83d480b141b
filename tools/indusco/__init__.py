# SPDX-License-Identifier: Apache-2.0
"""How the Indusco movement package is made: sources and rules in, tables out."""

from __future__ import annotations
