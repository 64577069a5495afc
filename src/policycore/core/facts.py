"""What a field is while nobody has said anything about it, and the fields of a record that is itself unknown."""

from __future__ import annotations

from collections.abc import Iterable

from policycore.core.nodes import Case, Expr, FieldDecl, KnownAt, Match, Op, RecordDecl
from policycore.types import Date, Text, Type
from policycore.values import ABSENT, Outcome, Reason, Record, open_gap

#: Who recorded a judged fact, when, and on what grounds: fields `x.by`, `x.on`, `x.grounds` beside `x`.
JUDGEMENT: dict[str, Type] = {"by": Text(), "on": Date(), "grounds": Text()}


def known_and_rest(where: Expr | None) -> tuple[Match | None, Expr | None]:
    """Return whether an element was known at `known_at`, and the author's own condition, out of a condition of a list.

    The checker puts the first before the second where a field of the elements says when they were recorded.
    """
    match where:
        case Match(cases=(Case(guard=Op(op="is_absent", operands=(KnownAt(),))), *_)):
            return where, None
        case Op(op="and", operands=(Match() as known, rest)) if known_and_rest(known)[0] is not None:
            return known, rest
        case _:
            return None, where


def not_given(field: FieldDecl, path: str) -> Outcome:
    """Return the outcome of a field that the data leave out: its default, absent if it may be, else unknown."""
    if field.default is not None:
        return field.default.value
    return ABSENT if field.optional and not field.unknown_if_left_out else unknown_field(field, [Reason("fact", path)])


def unknown_field(field: FieldDecl, reasons: Iterable[Reason]) -> Outcome:
    """Return the gap of a field that is unknown for `reasons`; an optional one may be absent as well."""
    return open_gap(field.type, reasons, ("absent",) if field.optional else ())


def unknown_record(declaration: RecordDecl, path: str, reasons: Iterable[Reason]) -> Record:
    """Return a record of which every field is unknown for `reasons`: what stands for a record that is a gap."""
    reasons = frozenset(reasons)
    fields: dict[str, Outcome] = {}
    for field in declaration.fields:
        fields[field.name] = unknown_field(field, reasons)
        if field.judged:
            fields.update({f"{field.name}.{part}": open_gap(of, reasons) for part, of in JUDGEMENT.items()})
    return Record(declaration.id, path, fields)


def absent_record(declaration: RecordDecl, path: str) -> Record:
    """Return a record of which all is absent: the state before a first review."""
    return Record(declaration.id, path, {field.name: ABSENT for field in declaration.fields})


def blank_record(declaration: RecordDecl, path: str = "") -> Record:
    """Return a record of which nothing is given."""
    fields: dict[str, Outcome] = {}
    record = Record(declaration.id, path, fields)
    for field in declaration.fields:
        fields[field.name] = not_given(field, record.at(field.name))
        if field.judged:
            for part, of in JUDGEMENT.items():
                fields[f"{field.name}.{part}"] = open_gap(of, [Reason("fact", record.at(f"{field.name}.{part}"))])
    return record
