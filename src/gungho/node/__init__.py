# SPDX-License-Identifier: Apache-2.0
"""The node is one installation: its home, keys, settings and wiring."""
