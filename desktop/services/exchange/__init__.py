# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats that leave and chats that come: our own files, and those of other programs."""
