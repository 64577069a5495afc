"""The quick way in: plain Python data that are exactly as they should be, packed without a detour.

Goes in: a dict of names and values of their own Python types (`int`, `str`, `bool`, `date`, lists and dicts of such).
Comes out: the packed record that `convert.Converter` and `core.packed.Packing` would make of it, or None wherever
anything is in the least unusual: another type, a name that is not declared, a bound that is not kept, a word that may
mean *unknown*, something judged. Then the converter has to be asked, which knows all there is to know and to say.

The code of the function is generated for each record, as one test after the other; no name or text of an author stands
in it but as a quoted constant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from attrs import frozen

from policycore import types as t
from policycore.core.facts import JUDGEMENT, not_given
from policycore.core.nodes import FieldDecl, RecordDecl
from policycore.core.packed import NOTHING_BESIDES, OPEN, PackedRecord, Packing
from policycore.records.convert import Judged
from policycore.records.figures import MOST_DIGITS
from policycore.records.scalars import nfc
from policycore.records.spellings import ABSENT_WORDS, UNKNOWN
from policycore.values import Gap, Reason, open_gap

Pack: TypeAlias = "Callable[[Any], PackedRecord | None]"

#: Texts that may say that a fact is unknown or absent; none is longer than the longest of them.
WORDS = UNKNOWN | ABSENT_WORDS
LONGEST = max(map(len, WORDS))
#: A figure in a text that is longer than this is not plain.
LONGEST_FIGURE = 18
#: Numbers beyond this are the converter's business: what is too long is told there.
BEYOND = 10 ** (MOST_DIGITS - 1)


class Unusual(Exception):  # no error: the converter is asked then
    """Something that the quick way does not know."""


def quick_packer(packing: Packing, declaration: RecordDecl, judged: Judged) -> Pack:
    """Return what packs plain data of a record quickly, and returns None for all that it does not know."""
    return _Writer(packing, judged).function(declaration)


@frozen
class Border:
    """The quick way as code, to stand at the head of a function that goes on with the facts of a dict `d`.

    Attributes:
        lines: they raise `Unusual` or `KeyError` for all that they do not know; packed facts are left in variables.
        facts: these variables, `a1` for the first field.
        names: what the lines call.
    """

    lines: tuple[str, ...]
    facts: tuple[str, ...]
    names: Mapping[str, Any]


def border_of(packing: Packing, declaration: RecordDecl, judged: Judged) -> Border | None:
    """Return the quick way of a record as code; None where something in it has none, such as a judged fact."""
    return _Writer(packing, judged).border(declaration)


def _text(value: str) -> str:
    """Return a text as the evaluator holds it."""
    if len(value) <= LONGEST and (not value.strip() or value.strip().casefold() in WORDS):
        raise Unusual
    if value.isspace():
        raise Unusual
    return _key_text(value)


def _key_text(value: str) -> str:
    if not value or value.isspace():
        raise Unusual
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unusual from None
    return nfc(value)


def _day(value: Any, low: date, high: date) -> date:
    if value.__class__ is str and len(value) == len("2024-01-01") and value[4] == value[7] == "-":
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Unusual from None
    if value.__class__ is not date or not low <= value <= high:
        raise Unusual
    found: date = value
    return found


def _moment(value: Any) -> datetime:
    if value.__class__ is not datetime or value.tzinfo is not None or value.microsecond or value.fold:
        raise Unusual
    found: datetime = value
    return found


class _Writer:
    """Writes the functions for one record and for those inside it."""

    def __init__(self, packing: Packing, judged: Judged) -> None:
        self.packing = packing
        self.judged = judged
        self.names: dict[str, Any] = {
            "Unusual": Unusual,
            "date": date,
            "__builtins__": {"KeyError": KeyError, "frozenset": frozenset, "int": int, "len": len, "tuple": tuple}
            | {"bool": bool, "dict": dict, "list": list, "str": str},
        }
        self.functions: dict[str, str] = {}
        self.texts: list[str] = []

    def bind(self, prefix: str, value: Any) -> str:
        name = f"q{prefix}{len(self.names)}"
        self.names[name] = value
        return name

    def border(self, declaration: RecordDecl) -> Border | None:
        """Return the code for a record that stands by itself, all of whose facts are given."""
        lines, codes = self._facts(declaration, {declaration.id: None}, "a")
        if len(codes) < len(declaration.fields):
            return None
        facts = tuple(f"a{place}" for place in range(1, len(codes) + 1))
        lines += [f"{fact} = {code}" for fact, code in zip(facts, codes, strict=True) if fact != code]
        exec(compile("\n".join(self.texts), "<policycore border>", "exec"), self.names)  # our own text
        return Border(tuple(lines), facts, self.names)

    def function(self, declaration: RecordDecl) -> Pack:
        """Return the function for a record that stands by itself; facts that are left out are open."""
        inner = self._record(declaration, {})
        names = self.names
        exec(compile("\n".join(self.texts), "<policycore border>", "exec"), names)  # our own text
        whole: Callable[[Any], PackedRecord] = names[inner]
        made: list[Pack] = []  # what packs a part of the facts, once it is needed

        def pack(data: Any) -> PackedRecord | None:
            if data.__class__ is not dict:
                return None
            try:
                return whole(data)
            except (Unusual, KeyError):
                if not made:
                    made.append(self._partial(declaration))
                return made[0](data)

        return pack

    def _partial(self, declaration: RecordDecl) -> Pack:
        """Return what packs a record of which facts are left out: slower, and only where nothing else is unusual."""
        layout = self.packing.layouts[declaration.id]
        reads = self.packing.reads
        read = layout.slots.keys() if reads is None else reads.get(declaration.id, frozenset())
        left_out: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for declared in declaration.fields:
            slot = layout.slots[declared.name]
            left_out[declared.name] = self.packing.packer(slot.of)(not_given(declared, declared.name), declared.name)
            code = self._value(declared, "v")
            if code is not None and not (declared.judged and self.judged == "strict"):
                body = "".join(f"  {line}\n" for line in code[0])
                texts[declared.name] = f"def only_{slot.place}(v):\n{body}  return {code[1]}\n"
        exec(compile("\n".join(texts.values()), "<policycore border>", "exec"), self.names)  # our own text
        readers = {name: self.names[f"only_{layout.slots[name].place}"] for name in texts}
        parts = {
            name: open_gap(of, [Reason("fact", name)])
            for declared in declaration.fields
            if declared.judged
            for name, of in ((f"{declared.name}.{part}", of) for part, of in JUDGEMENT.items())
        }
        names = frozenset(left_out)

        def pack(data: Mapping[str, Any]) -> PackedRecord | None:
            if not data.keys() <= names:
                return None
            packed: list[Any] = [NOTHING_BESIDES]
            plain = True
            try:
                for name in layout.slots:
                    if name in parts:
                        value: Any = parts[name]
                    elif data.get(name) is None:
                        value = left_out[name]
                    elif name in readers:
                        value = readers[name](data[name])
                    else:
                        return None
                    packed.append(value)
                    if plain and value.__class__ is Gap and name in read:
                        plain = False
            except (Unusual, KeyError):
                return None
            if not plain:
                packed[0] = OPEN
            return tuple(packed)

        return pack

    def _record(self, declaration: RecordDecl, outer: Mapping[str, None]) -> str:
        """Write the function for a record of which all facts are given; returns its name."""
        if declaration.id in outer:
            raise Unusual  # a record that contains its own kind
        if declaration.id in self.functions:
            return self.functions[declaration.id]
        name = self.functions[declaration.id] = f"pack_{len(self.functions)}"
        lines, codes = self._facts(declaration, {**outer, declaration.id: None}, "v")
        if len(codes) < len(declaration.fields):
            lines = ["raise Unusual"]
        body = "".join(f"  {line}\n" for line in lines)
        self.texts.append(f"def {name}(d):\n{body}  return (0, {', '.join(codes)},)\n")
        return name

    def _facts(self, declaration: RecordDecl, outer: Mapping[str, None], prefix: str) -> tuple[list[str], list[str]]:
        """Return the tests of all facts of `d`, and the codes of the packed ones, of those that have a quick way."""
        lines = [f"if d.__class__ is not dict or len(d) != {len(declaration.fields)}: raise Unusual"]
        codes = []
        for place, declared in enumerate(declaration.fields, 1):
            var = f"{prefix}{place}"
            code = self._value(declared, var, outer)
            if code is not None and not declared.judged:
                lines += [f"{var} = d[{declared.name!r}]", *code[0]]
                codes.append(code[1])
        return lines, codes

    def _value(
        self, declared: FieldDecl, var: str, outer: Mapping[str, None] | None = None
    ) -> tuple[list[str], str] | None:
        """Return the tests of a value in `var` and the code of the packed one, None where there is no quick way."""
        of = declared.type
        if declared.key and isinstance(of, t.Text):
            key = self.bind("f", _key_text)
            tests = [
                f"if {var}.__class__ is not str: raise Unusual",
                f"if not {var} or not {var}.isascii() or {var}.isspace(): {var} = {key}({var})",
            ]
            return tests, var
        try:
            return self._of_type(of, var, outer or {})
        except Unusual:
            return None

    def _of_type(self, of: t.Type, var: str, outer: Mapping[str, None]) -> tuple[list[str], str]:
        match of:
            case t.YesNo():
                return [f"if {var} is not True and {var} is not False: raise Unusual"], var
            case t.Number():
                return self._number(of, var)
            case t.Text():
                text = self.bind("f", _text)
                tests = [
                    f"if {var}.__class__ is not str: raise Unusual",
                    f"if len({var}) <= {LONGEST} or not {var}.isascii() or {var}.isspace(): {var} = {text}({var})",
                ]
                return tests, var
            case t.Enum(open=False):
                # Members go before words; labels and other spellings are the converter's business.
                places = self.bind("k", {name: place for place, name in enumerate(of.names)})
                return [f"if {var}.__class__ is not str: raise Unusual"], f"{places}[{var}]"
            case t.Date():
                day = self.bind("f", _day)
                low = self.bind("k", date.fromisoformat(of.low) if of.low else date.min)
                high = self.bind("k", date.fromisoformat(of.high) if of.high else date.max)
                beyond = f" or not {low} <= {var} <= {high}" if of.low or of.high else ""
                return [f"if {var}.__class__ is not date{beyond}: {var} = {day}({var}, {low}, {high})"], var
            case t.Moment():
                return [], f"{self.bind('f', _moment)}({var})"
            case t.SetType(element=t.Enum(open=False) as element):
                places = self.bind("k", {name: place for place, name in enumerate(element.names)})
                members = f"[{places}[x] if x.__class__ is str else {places}[None] for x in {var}]"
                return [f"if {var}.__class__ is not list: raise Unusual"], f"frozenset({members})"
            case t.ListType(element=t.RecordType(name=name)):
                declaration = self.packing.declarations[name]
                inner = self._record(declaration, outer)
                return [f"if {var}.__class__ is not list: raise Unusual"], f"tuple([{inner}(x) for x in {var}])"
            case t.RecordType(name=name):
                return [], f"{self._record(self.packing.declarations[name], outer)}({var})"
            case _:
                raise Unusual

    def _number(self, of: t.Number, var: str) -> tuple[list[str], str]:
        digits = 0 if of.whole else min(of.unit.places, 30)
        places = 10**digits
        scale = places * (100 if of.unit.family == "percent" else 1)
        # Bounds are on the figure: 85 of a per cent.
        low, high = -BEYOND, BEYOND
        if of.low is not None:
            low = max(low, -((-of.low * scale / places).__floor__()))
        if of.high is not None:
            high = min(high, (of.high * scale / places).__floor__())
        lowest = None if of.low is None else -((-of.low * scale).__floor__())
        highest = None if of.high is None else (of.high * scale).__floor__()
        text = self.bind("f", _figure_reader(digits, lowest, highest))
        tests = [
            f"if {var}.__class__ is int:",
            f"  if not {low} <= {var} <= {high}: raise Unusual",
            *([f"  {var} = {var} * {places}"] if places != 1 else []),
            f"else: {var} = {text}({var})",
        ]
        return tests, var


def _figure_reader(digits: int, lowest: int | None, highest: int | None) -> Callable[[Any], int]:
    """Return what reads a plain figure given as text, `12` or `12.50`, with at most so many decimals."""
    places = 10**digits

    def read(value: Any) -> int:
        if value.__class__ is not str or not value.isascii() or len(value) > LONGEST_FIGURE:
            raise Unusual
        whole, point, part = value.partition(".")
        if not whole.isdecimal():
            raise Unusual
        packed: int = int(whole) * places
        if point:
            if len(part) > digits or not part.isdecimal():
                raise Unusual
            packed += int(part) * 10 ** (digits - len(part))
        if (lowest is not None and packed < lowest) or (highest is not None and packed > highest):
            raise Unusual
        return packed

    return read
