# SPDX-License-Identifier: Apache-2.0
"""The tables of signing in, made in one step each where their makers took thirty.

A test holds them equal to what Django and allauth ask for now.
"""

from __future__ import annotations
