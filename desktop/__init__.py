# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Jewelbox, for Gemma models: keep them and talk with them on your own computer."""

__version__ = "0.1.0"
