# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Values and rules: standard library only; no I/O, no clock, no threads, no Qt."""
