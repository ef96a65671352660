# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers to look at and to measure with."""

from collections.abc import Iterator

GARDEN = """Your sketch shows a bed **2.4 m** long, 1.2 m wide and 30 cm deep. Multiply the three:

| Bag | Bags you need | Left over |
| --- | ---: | ---: |
| 20 litres | 44 | 16 litres |
| 40 litres | 22 | 16 litres |
| 70 litres | 13 | 46 litres |

```python
# bags of soil for a raised bed, measured in metres
def bags(length, width, depth, litres=40):
    return ceil(length * width * depth * 1000 / litres)
```

Soil settles by about a tenth in the first year, so buy two bags more and
"""

EVERYTHING = """# How to keep a lighthouse

A lighthouse is *quiet* work: most of it is **cleaning glass**, a little is `grease`, and the rest \
is looking at the weather. More at <https://example.org/lighthouse> or [in this guide]\
(https://example.org/guide "A guide").

## What you need

1. A lamp that turns
2. Oil, about 12 litres a week
   - store it *cold*
   - never next to the stairs
     - not even for a night
3. A log book, written every evening

   Write the hour first, then the wind.

   ```text
   18:00  NW 4, clear, two ships
   ```
4. Patience

- [x] Glass cleaned
- [ ] Gears greased
- [ ] ~~Rope painted~~ no longer needed

> The light does not ask who looks at it.
>
> It turns, and `that` is enough.

### Costs

| Thing | Each year | Why |
| :--- | ---: | :--- |
| Oil | €1,240.50 | The lamp burns from dusk to dawn, in winter for fifteen hours |
| Glass | €89 | Salt makes it blind |
| Paint | €410 | **Two** coats, `white` |

---

```python
class Lamp:
    \"\"\"Turns once in twelve seconds.\"\"\"

    def __init__(self, seconds: float = 12.0, name: str = "Isle of Ware") -> None:
        self.seconds = seconds  # a whole turn
        self.name = name

    def angle(self, at: float) -> float:
        return 360 * (at % self.seconds) / self.seconds if self.seconds else 0.0
```

The light moves by $\\omega = \\frac{2\\pi}{T}$, so that[^1]

$$
v = \\omega r = \\frac{2\\pi r}{T}
$$

[^1]: Where *T* is the time of a whole turn.

<b>HTML</b> stays as it is, a picture becomes its words: ![the tower at dusk](https://example.org/a.png).
"""

ARABIC = """يُظهر الرسم حوضًا طوله 2.4 م وعرضه 1.2 م وعمقه 30 سم. اضرب الأبعاد الثلاثة:

| الكيس | عدد الأكياس | الباقي |
| --- | ---: | ---: |
| 20 لترًا | 44 | 16 لترًا |
| 40 لترًا | 22 | 16 لترًا |

1. قِس الحوض من **الداخل**.
2. املأه حتى الحافة.

```python
# bags of soil, sizes in metres
def bags(length, width, depth, litres=40):
    return ceil(length * width * depth * 1000 / litres)
```

> تنخفض التربة بنحو العُشر في السنة الأولى.

This sentence is in English, and stands at the left.
"""

WIDE = """| Name and place of it | January | February | March | April | May | June | July | August |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| A rather long name of a place | 1,204 | 1,310 | 1,402 | 1,500 | 1,611 | 1,702 | 1,800 | 1,902 |

```sh
curl --location --continue-at - --output model.gguf https://example.org/a/very/long/address/of/a/file
```
"""

SECTION = """## Part {number}: what was found

The {number}. measurement was taken at dusk, with **care** and a *steady* hand; the `counter` stood
at {number}, which is more than anybody had expected of it after such a long and windy winter.

- the first lamp burned for six hours
- the second one for eight, and was *very* bright
- the third one not at all

| Lamp | Hours | Oil |
| --- | ---: | ---: |
| first | 6 | {number} |
| second | 8 | 12 |

```python
def hours(lamps, oil={number}):
    # a lamp takes two litres an hour
    return [lamp.burn(oil / 2) for lamp in lamps if lamp.is_clean]
```

1. Clean the glass.
2. Fill in $x_{{{number}}} = \\frac{{a}}{{2}}$ litres of oil.

$$
\\sum_{{i=1}}^{{{number}}} i = \\frac{{n(n+1)}}{{2}}
$$

"""


TOKEN, SECTION_TOKENS = 4, 250  # letters of a token, tokens of a section


def long_answer(tokens: int) -> Iterator[str]:
    """Pieces of text as a model writes them, about four letters each, of every kind of block.

    Every 250 tokens it begins anew, so that its beginning and its end can be compared.
    """
    letters = TOKEN * SECTION_TOKENS
    text = ""
    for number in range(1, tokens // SECTION_TOKENS + 2):
        section = SECTION.format(number=f"{number:03}")
        text += section + ("and so on " * 100)[: letters - len(section) - 2] + "\n\n"
    for place in range(0, tokens * TOKEN, TOKEN):
        yield text[place : place + TOKEN]
