# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The state that widgets look at: QtCore and QtGui only, and the only thread code."""
