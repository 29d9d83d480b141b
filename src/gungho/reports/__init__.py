# SPDX-License-Identifier: Apache-2.0
"""Reports are pure folds: conservation, traces, statements."""
