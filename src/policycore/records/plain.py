"""Records as plain data again: what JSON can hold and `convert` reads back to the same record.

Numbers are texts with their unit where they have one, so that nothing depends on who reads them. A gap is the word
`unknown`; what is possible beside it is not data.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from policycore import types as t
from policycore.core.facts import JUDGEMENT
from policycore.core.nodes import Program
from policycore.records.figures import decimal_text, number_text
from policycore.values import Absent, Gap, Outcome, Record


def plain_record(program: Program, record: Record) -> dict[str, Any]:
    """Return the record as nested dicts, lists, texts and truth values; facts that are not known are left out."""
    declaration = next(each for each in program.records if each.id == record.type)
    found: dict[str, Any] = {}
    for field in declaration.fields:
        outcome = record.fields[field.name]
        if field.judged:
            parts = {part: record.fields[f"{field.name}.{part}"] for part in JUDGEMENT}
            known = {
                part: plain_outcome(program, JUDGEMENT[part], each) for part, each in parts.items() if not _gap(each)
            }
            if known:
                found[field.name] = {"value": plain_outcome(program, field.type, outcome), **known}
                continue
        if not _gap(outcome) or field.default is not None or field.optional:
            found[field.name] = plain_outcome(program, field.type, outcome)
    return found


def _gap(outcome: Outcome) -> bool:
    return isinstance(outcome, Gap)


def plain_outcome(program: Program, of: t.Type, outcome: Outcome) -> Any:
    """Return one outcome of a type as plain data."""
    match outcome:
        case Gap():
            return "unknown"
        case Absent():
            return None
        case Record():
            return plain_record(program, outcome)
        case tuple():
            element = of.element if isinstance(of, t.ListType) else of
            return [plain_outcome(program, element, each) for each in outcome]
        case frozenset():
            return sorted(outcome)
        case bool() | str():
            return outcome
        case Fraction():
            return number_text(outcome, of.unit) if isinstance(of, t.Number) else decimal_text(outcome)
        case datetime():
            return outcome.isoformat(sep=" ")
        case date():
            return outcome.isoformat()
