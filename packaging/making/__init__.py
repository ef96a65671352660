# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What dev.py is made of: the environments, the engine, the gates. Standard library only."""
