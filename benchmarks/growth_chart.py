"""The figures of `growth.py` as one SVG: speed and peak memory against records, on scales of powers of ten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import ceil, floor, log10
from typing import Any

from chart import FONT

#: Colours by engine, told apart by lightness too.
COLOURS = {
    "duckdb": "#1f6f8b",
    "polars": "#63b3c9",
    "arrow": "#7a8f3c",
    "spark": "#b0653a",
    "frame": "#e0a458",
    "singly": "#6b6b6b",
}
WIDE, TALL = 300, 220
LEFT, TOP, GAP = 70, 96, 96


def svg(data: Mapping[str, Any]) -> str:
    """Return the chart of the figures of a run."""
    width, height = LEFT + 2 * WIDE + GAP + 40, TOP + TALL + 52
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="{FONT}">',
        "<title>Records a second of processor time and peak memory, against the number of records</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<text x="16" y="28" font-size="17" font-weight="600" fill="#222">From a file to decided files: growth with '
        "the number of records</text>",
        *_legend(data, width),
        *_panel(data, "per_core_second", 1.0, "records a second of processor time", LEFT),
        *_panel(data, "peak_bytes", 2.0**20, "peak memory, MiB", LEFT + WIDE + GAP),
    ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _legend(data: Mapping[str, Any], width: int) -> Iterator[str]:
    at, down = 16, 40
    for id in data["engines"]:
        name = data["names"][id]
        long = 40 + int(6.4 * len(name))
        if at + long > width:
            at, down = 16, down + 17
        yield f'<rect x="{at}" y="{down}" width="11" height="11" rx="2" fill="{COLOURS[id]}"/>'
        yield f'<text x="{at + 17}" y="{down + 10}" font-size="12" fill="#444">{escape(name)}</text>'
        at += long


def _panel(data: Mapping[str, Any], what: str, unit: float, title: str, left: int) -> Iterator[str]:
    series = {
        id: sorted((int(count), found[what] / unit) for count, found in figures.items() if found[what] is not None)
        for id, figures in data["engines"].items()
    }
    points = [point for line in series.values() for point in line]
    if not points:
        return
    low_x, high_x = (log10(pick(x for x, _ in points)) for pick in (min, max))
    high_x = max(high_x, low_x + 1)
    low_y, high_y = floor(log10(min(y for _, y in points))), ceil(log10(max(y for _, y in points)))
    high_y = max(high_y, low_y + 1)

    def x_at(value: float) -> float:
        return left + (log10(value) - low_x) / (high_x - low_x) * WIDE

    def y_at(value: float) -> float:
        return TOP + TALL - (log10(value) - low_y) / (high_y - low_y) * TALL

    yield f'<text x="{left}" y="{TOP - 12}" font-size="13" font-weight="600" fill="#222">{title}</text>'
    for power in range(low_y, high_y + 1):
        y = y_at(10.0**power)
        yield f'<line x1="{left}" y1="{y:.1f}" x2="{left + WIDE}" y2="{y:.1f}" stroke="#e4e4e4"/>'
        yield (
            f'<text x="{left - 8}" y="{y + 4:.1f}" font-size="10.5" text-anchor="end" fill="#777">{10**power:,}</text>'
        )
    for power in range(ceil(low_x), floor(high_x) + 1):
        x = x_at(10.0**power)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + TALL}" stroke="#e4e4e4"/>'
        yield (
            f'<text x="{x:.1f}" y="{TOP + TALL + 16}" font-size="10.5" text-anchor="middle" fill="#777">'
            f"{10**power:,}</text>"
        )
    yield (
        f'<text x="{left + WIDE / 2}" y="{TOP + TALL + 36}" font-size="11.5" text-anchor="middle" fill="#444">'
        "records</text>"
    )
    for id, line in series.items():
        if not line:
            continue
        path = " ".join(f"{x_at(x):.1f},{y_at(y):.1f}" for x, y in line)
        yield f'<polyline points="{path}" fill="none" stroke="{COLOURS[id]}" stroke-width="2"/>'
        for x, y in line:
            yield f'<circle cx="{x_at(x):.1f}" cy="{y_at(y):.1f}" r="3.5" fill="{COLOURS[id]}"/>'
