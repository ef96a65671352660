# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents that mean harm: they reach for files and addresses, or for all the time there is."""

HOSTILE = {
    "html": '<img src="http://127.0.0.1:9/x.png"><script>x()</script><link href="file:///etc/passwd">'
    '<iframe src="file:///etc/passwd"></iframe><style>@import url(http://127.0.0.1:9/a.css)</style>',
    "pictures": "![a](file:///etc/passwd) ![b](http://127.0.0.1:9/x.png) ![c](/etc/passwd)\n\n"
    "![d](qrc:/x) ![e](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=) ![][r]\n\n[r]: file:///etc/hosts",
    "links": "[a](javascript:alert(1)) [b](file:///etc/passwd) <javascript:x> [c](vbscript:x) "
    "[d](\\\\server\\share) <http://127.0.0.1:9/> http://127.0.0.1:9/?q=%00",
    "formulas": r"$\input{/etc/passwd}$ $\href{file:///etc/passwd}{x}$"
    r" $\includegraphics{/etc/passwd}$"
    "\n\n$$" + r"\left(" * 60 + "x" + r"\right)" * 60 + "$$\n\n$" + "{" * 900 + "$",
    "code": "```../../etc/passwd\nx\n```\n\n```"
    + "a" * 5000
    + "\nx\n```\n\n~~~file:///etc/passwd\nx\n",
    "brackets": "[" * 20_000,
    "parentheses": "[a](" * 3000,
    "stars": "*a **b " * 4000,
    "underlines": "_" * 10_000 + "a",
    "backticks": "".join("`" * n + "a" for n in range(1, 300)),
    "quotes": "> " * 3000 + "a",
    "lists": "\n".join("  " * n + "- a" for n in range(400)),
    "entities": "&" * 20_000 + "&#0; &#x110000; &nosuch;",
    "table": "|" * 3000 + "\n" + "|-" * 3000 + "|\n" + "|a" * 3000,
    "rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * 800,
    "definitions": "".join(f"[{n}]: /{n}\n" for n in range(2000)) + "[0]" * 2000,
    "notes": "[^1]" * 3000 + "\n\n" + "".join(f"[^{n}]: a\n" for n in range(500)),
    "dollars": "$a" * 10_000,
    "long line": "word " * 40_000,
    "long word": "w" * 100_000,
    "signs": "\0\u202e\u2066\ufffc\u2028\u2029\ufdd0\x1b[31m\r\x0b" * 200,
    "surrogates": "\U0001f469\u200d\U0001f4bb" * 2000 + "a\u0301" * 3000 + "\u0301" * 3000,
    "urls": "https://example.org/" + "a" * 50_000 + " " + "http://" * 3000,
    "html comments": "<!--" * 5000,
    "blank": "\n" * 20_000,
}
