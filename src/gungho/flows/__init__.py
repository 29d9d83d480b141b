# SPDX-License-Identifier: Apache-2.0
"""Flows decide what a command becomes and fold entries into state."""
