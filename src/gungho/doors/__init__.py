# SPDX-License-Identifier: Apache-2.0
"""How people come in: pages, an interface for programs, and a command line."""
