# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Does things in the world: plain blocking Python, no Qt, one outside library per file."""
