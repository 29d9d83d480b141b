# SPDX-License-Identifier: Apache-2.0
"""Readers turn the tables into frozen values, by plain queries."""
