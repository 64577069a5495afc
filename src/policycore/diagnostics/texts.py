"""The sentences of a diagnostic in one language: templates of the catalogue, filled with what the author wrote.

In: a `Diagnostic` or `Phrase` and a language. Out: plain text without layout. Author text is shown on one line, without
signs that would move the cursor of a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from string import Formatter
from typing import Literal

from policycore.diagnostics.catalogue import ENTRIES, PHRASES
from policycore.diagnostics.entry import Entry, Lang, Texts
from policycore.diagnostics.model import Argument, Diagnostic, Phrase

#: Longer author text is cut in sentences; the excerpt below the headline shows the place in full.
_LONGEST = 120

_AND: Texts = {"en": " and ", "zh": "和"}
_COMMA: Texts = {"en": ", ", "zh": "、"}


def entry_of(diagnostic: Diagnostic) -> Entry:
    """Return the catalogue entry of a diagnostic."""
    return ENTRIES[diagnostic.code]


def severity(diagnostic: Diagnostic) -> Literal["error", "warning"]:
    """Return the severity of a diagnostic."""
    return entry_of(diagnostic).severity


def headline(diagnostic: Diagnostic, lang: Lang) -> str:
    """Return what is wrong."""
    return fill(entry_of(diagnostic).headline[lang], diagnostic.args, lang)


def cause(diagnostic: Diagnostic, lang: Lang) -> str:
    """Return the rule of the language or the declaration that makes it wrong."""
    return fill(entry_of(diagnostic).cause[lang], diagnostic.args, lang)


def help_text(diagnostic: Diagnostic, lang: Lang) -> str:
    """Return one thing to do: the diagnostic's own help where it has one, else the catalogue's."""
    if diagnostic.help is not None:
        return phrase(diagnostic.help, lang)
    return fill(entry_of(diagnostic).help[lang], diagnostic.args, lang)


def example(entry: Entry) -> str:
    """Return a line that would pass: the first one of the good sample that differs from the bad one, or ""."""
    wrong = {line.strip() for line in entry.bad.splitlines()}
    for line in entry.good.splitlines():
        if line.strip() and line.strip() not in wrong:
            return line.strip()
    return ""


def phrase(said: Phrase, lang: Lang) -> str:
    """Return a phrase of the catalogue with its arguments filled in.

    One that is not there (a slip of ours, which a test finds) shows its key: a message must never fail.
    """
    texts = PHRASES.get(said.key)
    return said.key if texts is None else fill(texts[lang], said.args, lang)


def fill(template: str, args: Mapping[str, Argument], lang: Lang) -> str:
    """Return the template with every `{placeholder}` replaced; one that has no argument shows as an ellipsis."""
    parts: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(_shown(args[name], lang) if name in args else "…")
    return "".join(parts)


def bare(template: str) -> str:
    """Return a template for reading without arguments: what a place stands for shows as an ellipsis."""
    return re.sub(r"`?\{\w+\}`?", "…", template)


def placeholders(template: str) -> frozenset[str]:
    """Return the names of the placeholders of a template."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def _shown(argument: Argument, lang: Lang) -> str:
    match argument:
        case Phrase():
            return phrase(argument, lang)
        case tuple():
            quoted = [f"`{clean(part)}`" for part in argument]
            if len(quoted) < 2:
                return "".join(quoted)
            return _COMMA[lang].join(quoted[:-1]) + _AND[lang] + quoted[-1]
        case int():
            return str(argument)
        case str():
            return clean(argument)


def clean(text: str) -> str:
    """Return author text on one line, cut where it is very long, signs that steer a terminal made visible."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return "".join(visible(sign) for sign in text)


def visible(sign: str) -> str:
    """Return a sign that is safe to print in its place: one that steers the terminal shows as `�`."""
    if sign in "\t\n\r":
        return " "
    # Cf holds the signs that turn the writing direction; one of them can make a line read as another text.
    return "\ufffd" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else sign
