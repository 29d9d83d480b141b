# SPDX-License-Identifier: Apache-2.0
"""How hard the laws are tried: quickly by default, deeply by `make laws`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The machines that run this are slow and shared, so no example is timed.
settings.register_profile(
    "quick",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=1000)
settings.load_profile("quick")
