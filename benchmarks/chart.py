"""The figures of `peers.py` as one SVG: a panel for each part, a bar for each engine, on a scale of powers of ten.

The bar of hand-written Python is the line at 1. Drawn without a library, since all it needs is rectangles and text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any

TITLES = {
    "tiers": "Scorecard and tiers",
    "promises": "Service promises",
    "incidents": "Accountability",
    "table_10": "Table of 10 rows",
    "table_100": "Table of 100 rows",
    "table_1000": "Table of 1,000 rows",
}
#: Colours: ours record by record and in columns, others record by record and in columns, the measure.
OURS, OURS_COLUMNS, OTHERS, OTHERS_COLUMNS, HAND = "#1f6f8b", "#63b3c9", "#b0653a", "#dba880", "#6b6b6b"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

COLUMNS = 2
ROW = 19
BAR = 12
NAMES = 168
SCALE = 232
FIGURES = 46
GAP = 40
TOP = 84
HEAD = 30
FOOT = 34


def svg(data: Mapping[str, Any]) -> str:
    """Return the chart of the figures of a run."""
    parts: Sequence[str] = data["parts"]
    shown = {id: engine for id, engine in data["engines"].items() if engine["shown"]}
    values = [ratio for engine in shown.values() for ratio in engine["ratio"].values()]
    low, high = floor(log10(min(values, default=1))), ceil(log10(max(values, default=1)))
    low, high = min(low, -1), max(high, 1)
    panel = NAMES + SCALE + FIGURES
    tall = HEAD + ROW * max((len(_bars(shown, part)) for part in parts), default=1) + FOOT
    rows = -(-len(parts) // COLUMNS)
    width = COLUMNS * panel + (COLUMNS - 1) * GAP + 32
    height = TOP + rows * tall + 8
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="{FONT}">',
        "<title>Records per second, as multiples of hand-written Python</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<text x="16" y="28" font-size="17" font-weight="600" fill="#222">Records per second, '
        "as multiples of hand-written Python</text>",
        *_legend(16, 52),
    ]
    for number, part in enumerate(parts):
        x = 16 + (number % COLUMNS) * (panel + GAP)
        y = TOP + (number // COLUMNS) * tall
        lines += _panel(part, shown, x, y, low, high)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _bars(shown: Mapping[str, Any], part: str) -> list[tuple[str, str, float]]:
    """Return id, name and ratio of the engines of a panel, the fastest first."""
    found = [(id, engine["name"], engine["ratio"][part]) for id, engine in shown.items() if part in engine["ratio"]]
    return sorted(found, key=lambda bar: -bar[2])


def _legend(x: int, y: int) -> Iterator[str]:
    entries = (
        (OURS, "policycore, record by record"),
        (OURS_COLUMNS, "policycore, columns"),
        (OTHERS, "others, record by record"),
        (OTHERS_COLUMNS, "others, columns"),
    )
    at = x
    for colour, text in entries:
        yield f'<rect x="{at}" y="{y - 9}" width="11" height="11" rx="2" fill="{colour}"/>'
        yield f'<text x="{at + 17}" y="{y}" font-size="12" fill="#444">{escape(text)}</text>'
        at += 40 + int(6.2 * len(text))


def _panel(part: str, shown: Mapping[str, Any], x: int, y: int, low: int, high: int) -> Iterator[str]:
    bars = _bars(shown, part)
    left = x + NAMES
    bottom = y + HEAD + ROW * len(bars)

    def at(ratio: float) -> float:
        return left + (log10(ratio) - low) / (high - low) * SCALE

    yield f'<text x="{x}" y="{y + 14}" font-size="14" font-weight="600" fill="#222">{TITLES.get(part, part)}</text>'
    for power in range(low, high + 1):
        place = at(10.0**power)
        strong = power == 0
        yield (
            f'<line x1="{place:.1f}" y1="{y + HEAD - 6}" x2="{place:.1f}" y2="{bottom}" '
            f'stroke="{"#888" if strong else "#e4e4e4"}" stroke-width="1"/>'
        )
        label = f"{10**power:,}" if power >= 0 else f"1/{10**-power:,}"
        yield (
            f'<text x="{place:.1f}" y="{bottom + 13}" font-size="10" text-anchor="middle" fill="#777">{label}</text>'
        )
    for number, (id, name, ratio) in enumerate(bars):
        top = y + HEAD + number * ROW
        middle = top + BAR - 2
        weight = ' font-weight="600"' if id.startswith("ours") else ""
        yield (
            f'<text x="{left - 8}" y="{middle}" font-size="11.5" text-anchor="end" fill="#333"{weight}>'
            f"{escape(name)}</text>"
        )
        end = at(ratio)
        yield (
            f'<rect x="{left}" y="{top}" width="{max(1.5, end - left):.1f}" height="{BAR}" rx="2" '
            f'fill="{_colour(id, shown[id]["kind"])}"/>'
        )
        yield (
            f'<text x="{end + 5:.1f}" y="{middle}" font-size="11" fill="#333" '
            f'stroke="#fff" stroke-width="3" paint-order="stroke">{_figure(ratio)}</text>'
        )


def _colour(id: str, kind: str) -> str:
    if id == "hand":
        return HAND
    if id.startswith("ours"):
        return OURS if kind == "records" else OURS_COLUMNS
    return OTHERS if kind == "records" else OTHERS_COLUMNS


def _figure(ratio: float) -> str:
    if ratio >= 100:
        return f"{ratio:.0f}"
    if ratio >= 0.1:
        return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"
    return f"1/{1 / ratio:,.0f}"
