"""Pages of the documentation that are made from the program, so that they cannot say something else than it does.

Each module makes the pages of one source: texts by their path from the root. Nothing here writes; `scripts/pages`
does, and a test compares.
"""

from __future__ import annotations

from pathlib import Path

from pages_of import commands, forms, messages, operators, words


def made(root: Path) -> dict[Path, str]:
    """Return all made pages by their path from the root."""
    return {**messages.pages(root), **words.pages(), **forms.pages(), **operators.pages(), **commands.pages()}


def stale(root: Path) -> dict[Path, str | None]:
    """Return what differs from what stands under `root`: the text that should be there, None for what should not."""
    found: dict[Path, str | None] = {}
    pages = made(root)
    for path, text in pages.items():
        there = root / path
        if not there.is_file() or there.read_text(encoding="utf-8") != text:
            found[path] = text
    for there in sorted((root / messages.FOLDER).rglob("*.md")):
        path = there.relative_to(root)
        if path not in pages:
            found[path] = None
    return found
