"""Small pieces of Markdown that the made pages have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: Stands below the heading of each made page, for whoever opens the source.
MADE = "<!-- Made by scripts/pages; change what it is made from. -->"


def fence(kind: str, text: str) -> list[str]:
    """Return a fenced block, its fence longer than any inside."""
    sign = "```"
    while sign in text:
        sign += "`"
    return [f"{sign}{kind}", *text.rstrip("\n").split("\n"), sign, ""]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table; signs that would end a cell are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def sentence(text: str, stop: str = ".") -> str:
    """Return a message's text as a sentence: its first letter large where it is one, and a stop at the end."""
    return stopped(text[:1].upper() + text[1:], stop)


def stopped(text: str, stop: str = ".") -> str:
    """Return a text with a stop at its end, unless it has one."""
    return text if text.endswith((".", "。", "?", "？", "…")) else text + stop


def page(lines: Iterable[str]) -> str:
    """Return the text of a page: lines, one empty line where there are several, one line break at the end."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).rstrip("\n") + "\n"
