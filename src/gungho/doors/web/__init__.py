# SPDX-License-Identifier: Apache-2.0
"""The pages: how a person with a browser comes in."""
