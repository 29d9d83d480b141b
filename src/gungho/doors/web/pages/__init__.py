# SPDX-License-Identifier: Apache-2.0
"""The pages of the web door: one file for each noun."""
