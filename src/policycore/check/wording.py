"""How the checker writes what it speaks of: types, numbers with their units, bounds, paths and cells of tables."""

from __future__ import annotations

from fractions import Fraction

from policycore import types as t
from policycore.check.kinds import single_constant
from policycore.check.literals import number_value
from policycore.check.world import Typed, name_of
from policycore.diagnostics.model import Phrase
from policycore.syntax import ast
from policycore.syntax.words import Keywords, find, spell
from policycore.values import number_text


def describe(of: t.Type) -> Phrase:
    """Return how a type is called in messages."""
    match of:
        case t.YesNo():
            return Phrase("type_yes_no")
        case t.Text():
            return Phrase("type_text")
        case t.Date():
            return Phrase("type_date")
        case t.Moment():
            return Phrase("type_moment")
        case t.Number(unit=unit, whole=whole):
            if unit.family == "percent":
                return Phrase("type_percent")
            if unit.family == "points":
                return Phrase("type_points")
            if unit.family == "money":
                return Phrase("type_money", {"unit": unit.name})
            if unit.name:
                return Phrase("type_quantity", {"unit": unit.name})
            return Phrase("type_whole" if whole else "type_number")
        case t.Enum(name=name) if name:
            return Phrase("type_choice", {"name": name})
        case t.Enum():
            return Phrase("type_one_of", {"members": of.names})
        case t.RecordType(name=name):
            return Phrase("type_record", {"name": name_of(name)})
        case t.ListType(element=element):
            return Phrase("type_list", {"element": describe(element)})
        case t.SetType(element=element):
            return Phrase("type_set", {"element": describe(element)})


def in_keywords(of: t.Enum, keywords: Keywords) -> t.Enum:
    """Return an enumeration of findings or statuses in the words of a file's keywords, any other as it is."""
    words = [find(name, "status") for name in of.names if name != "not_applicable"]
    if keywords == "en" or not words or None in words:
        return of
    names = [spell(name, "status", keywords) for name in of.names]
    return t.Enum(tuple(t.Member(name) for name in names))


def quantity_text(value: Fraction | None, unit: t.Unit) -> str:
    """Return a number with its unit as an author would write it; "" for none."""
    if value is None:
        return ""
    if unit.family == "percent":
        return f"{number_text(value * 100)}%"
    return f"{number_text(value)} {unit.name}".rstrip()


def bounds_of(of: t.Number) -> Phrase:
    """Return the bounds of a number type that has some, as its author wrote them."""
    low, high = (quantity_text(end, of.unit) for end in (of.low, of.high))
    if not high:
        return Phrase("bounds_from", {"low": low})
    if not low:
        return Phrase("bounds_to", {"high": high})
    return Phrase("bounds_between", {"low": low, "high": high})


def with_unit(typed: Typed, unit: t.Unit) -> Phrase | None:
    """Return the help to write a bare number with its unit; None for what is no bare number."""
    value = single_constant(typed.expr)
    if not typed.bare or not isinstance(value, Fraction) or unit.family not in ("money", "percent", "own"):
        return None  # words of time are inflected, and their unit is not plain from the other side
    if unit.family == "percent" and -1 <= value <= 1:
        # 0.5 is a half to some and half a per cent to others: nobody but the author can tell.
        shares = {"share": quantity_text(value, unit), "figure": quantity_text(value / 100, unit)}
        return Phrase("with_percent", shares)
    value = value / 100 if unit.family == "percent" else value
    return Phrase("with_unit", {"text": quantity_text(value, unit)})


def path_text(node: ast.Expr) -> str:
    """Return a path of names as written, "" for anything else."""
    match node:
        case ast.Name(name=name):
            return name
        case ast.Attr(of=of, name=name):
            base = path_text(of)
            return f"{base}.{name.text}" if base else ""
        case _:
            return ""


def cell_text(cell: ast.Cell) -> str:
    """Return a table cell in the short form that row ids are made of."""
    match cell:
        case ast.AnyCell():
            return "any"
        case ast.CompareCell():
            return f"{'' if cell.op == '=' else cell.op}{cell_text(cell.value)}"
        case ast.RangeLit():
            return f"{cell_text(cell.low)}..{cell_text(cell.high)}"
        case ast.SetLit():
            return "{" + ",".join(cell_text(item) for item in cell.items) + "}"
        case ast.NumberLit():
            return number_text(number_value(cell) * (100 if cell.percent else 1)) + ("%" if cell.percent else "")
        case ast.Neg(operand=operand):
            return f"-{cell_text(operand)}"
        case ast.DateLit(text=text) | ast.MomentLit(text=text) | ast.TextLit(text=text):
            return text
        case ast.YesNoLit(value=value):
            return "yes" if value else "no"
        case ast.MarkLit(kind=kind):
            return kind
        case ast.Name() | ast.Attr():
            return path_text(cell)
        case _:
            return "…"
