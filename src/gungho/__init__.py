# SPDX-License-Identifier: Apache-2.0
"""Gungho is the working system of a co-operative movement."""
