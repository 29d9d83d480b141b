# SPDX-License-Identifier: Apache-2.0
"""Actions are what a person can do: load, decide, append; one file each."""
