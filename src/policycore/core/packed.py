"""Packed records: how a validated record stands in a tuple, so that many of them are small and quick to read.

Goes in: the declarations of a program, records. Comes out: tuples, and records again. A packed record is
`(besides, field, field, …)`, fields in declared order, each judged fact followed by its `by`, `on` and `grounds`:

| type | packed |
|---|---|
| yes_no, text, date, moment | as the evaluator holds it |
| number | an integer, the value times `scale_of` the type |
| closed enumeration | the place of the member, from 0 |
| open enumeration | the name |
| set | a frozenset of packed members |
| list | a tuple of packed elements |
| record | a packed record |

What is absent stands as `ABSENT`, what is open as its `Gap`, and a number that the scale cannot hold as a `Fraction`.
`besides` is 0 where the record is plain: nothing that is read is open, in it and in the records inside it, and nothing
else has to be said. Otherwise it is a `Besides`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import field, frozen

from policycore.core.facts import JUDGEMENT
from policycore.core.nodes import Program, RecordDecl
from policycore.types import Enum, ListType, Number, RecordType, SetType, Type
from policycore.values import ABSENT, Absent, Gap, Outcome, Record

PackedRecord: TypeAlias = "tuple[Any, ...]"
#: A value of the evaluator to a packed one, or back; the text is the path where it stands.
Turn: TypeAlias = "Callable[[Any, str], Any]"


@frozen
class Besides:
    """What a packed record says beside its fields: that something in it is open, and what is given of derived facts."""

    given: Mapping[str, Outcome] = field(factory=dict)


class MisplacedError(Exception):
    """A record stands at another path than its holder says, so the path would be lost."""


NOTHING_BESIDES = 0
OPEN = Besides()


@frozen
class Placed(Besides):
    """Of a record that the language makes: where it stands, and where the record stands that it belongs to."""

    path: str = ""
    of_path: str = ""


def scale_of(of: Number) -> int:
    """Return by what the numbers of a type are multiplied, so that all of them are integers.

    >>> from policycore.types import PERCENT
    >>> scale_of(Number(whole=True)), scale_of(Number()), scale_of(Number(PERCENT))
    (1, 1000000, 100000000)
    """
    places = 1 if of.whole else 10 ** min(of.unit.places, 30)
    return places * 100 if of.unit.family == "percent" else places


@frozen
class Slot:
    """A field of a packed record: its name (`x.by` for parts of judged facts), its place in the tuple, its type."""

    name: str
    place: int
    of: Type
    optional: bool = False


@frozen
class Layout:
    """The fields of one record, in the order in which they stand."""

    record: str
    slots: Mapping[str, Slot]

    @classmethod
    def of(cls, declaration: RecordDecl) -> Layout:
        """Return the layout of a declared record."""
        slots: dict[str, Slot] = {}
        for declared in declaration.fields:
            slots[declared.name] = Slot(declared.name, len(slots) + 1, declared.type, declared.optional)
            if declared.judged:
                for part, of in JUDGEMENT.items():
                    name = f"{declared.name}.{part}"
                    slots[name] = Slot(name, len(slots) + 1, of)
        return cls(declaration.id, slots)


class Packing:
    """Packs and unpacks the records of one program.

    Attributes:
        declarations: by record id.
        layouts: by record id.
        reads: by record id the fields that matter; what is open elsewhere leaves a record plain. None: all do.
    """

    def __init__(self, program: Program, reads: Mapping[str, frozenset[str]] | None = None) -> None:
        self.declarations = {declaration.id: declaration for declaration in program.records}
        self.layouts = {declaration.id: Layout.of(declaration) for declaration in program.records}
        self.reads = reads
        self._rows: dict[str, tuple[tuple[str, Type, Turn, bool], ...]] = {}
        self._packers: dict[Type, Turn] = {}
        self._unpackers: dict[Type, Turn] = {}

    # --- records ---

    def pack(self, record: Record, path: str = "") -> PackedRecord:
        """Return a record packed.

        Raises:
            MisplacedError: it, or a record inside it, does not stand at the path where its holder has it.
        """
        packed: list[Any] = [NOTHING_BESIDES]
        plain = True
        fields = record.fields
        for name, of, turn, is_read in self._rows.get(record.type) or self._row(record.type):
            value = turn(fields[name], record.at(name))
            packed.append(value)
            if plain and is_read and not self._is_plain(value, of):
                plain = False
        if record.path != path:
            raise MisplacedError(f"a record at {path} that says it stands at {record.path}")
        if record.given:
            packed[0] = Besides(dict(record.given))
        elif not plain:
            packed[0] = OPEN
        return tuple(packed)

    def _row(self, record: str) -> tuple[tuple[str, Type, Turn, bool], ...]:
        """Return per field its name, its type, what packs it and whether it is read; worked out once."""
        slots = self.layouts[record].slots
        read = slots.keys() if self.reads is None else self.reads.get(record, frozenset())
        found = tuple((name, slot.of, self.packer(slot.of), name in read) for name, slot in slots.items())
        self._rows[record] = found
        return found

    def unpack(self, packed: PackedRecord, record: str, path: str = "") -> Record:
        """Return the record that was packed; `path` is where its holder says that it stands."""
        besides = packed[0]
        given: Mapping[str, Outcome] = {}
        if besides:
            given = besides.given
        prefix = f"{path}." if path else ""
        fields = {
            name: self.unpacker(slot.of)(packed[slot.place], prefix + name)
            for name, slot in self.layouts[record].slots.items()
        }
        return Record(record, path, fields, given)

    def _is_plain(self, value: Any, of: Type) -> bool:
        match of:
            case Number():
                return not isinstance(value, Gap | Fraction)
            case RecordType():
                return isinstance(value, Absent) or (isinstance(value, tuple) and value[0] == NOTHING_BESIDES)
            case ListType(element=element):
                return isinstance(value, Absent) or (
                    isinstance(value, tuple) and all(self._is_plain(each, element) for each in value)
                )
            case _:
                return not isinstance(value, Gap)

    # --- values ---

    def packer(self, of: Type) -> Turn:
        """Return what packs outcomes of a type."""
        if of not in self._packers:
            self._packers[of] = self._make_packer(of)
        return self._packers[of]

    def _make_packer(self, of: Type) -> Turn:
        match of:
            case Number():
                return _number_packer(scale_of(of))
            case Enum(open=False):
                places = {name: place for place, name in enumerate(of.names)}
                return lambda value, path: places.get(value, value) if isinstance(value, str) else value
            case SetType(element=element):
                inner = self.packer(element)
                return lambda value, path: (
                    frozenset(inner(each, path) for each in value) if isinstance(value, frozenset) else value
                )
            case ListType(element=element):
                inside = self.packer(element)
                return lambda value, path: (
                    tuple(inside(each, f"{path}[{number}]") for number, each in enumerate(value, 1))
                    if isinstance(value, tuple)
                    else value
                )
            case RecordType():
                return lambda value, path: self.pack(value, path) if isinstance(value, Record) else value
            case _:
                return _as_it_is

    def unpacker(self, of: Type) -> Turn:
        """Return what unpacks values of a type."""
        if of not in self._unpackers:
            self._unpackers[of] = self._make_unpacker(of)
        return self._unpackers[of]

    def _make_unpacker(self, of: Type) -> Turn:
        match of:
            case Number():
                scale = scale_of(of)
                return lambda value, path: Fraction(value, scale) if isinstance(value, int) else value
            case Enum(open=False):
                names = of.names
                return lambda value, path: names[value] if isinstance(value, int) else value
            case SetType(element=element):
                inner = self.unpacker(element)
                return lambda value, path: (
                    frozenset(inner(each, path) for each in value) if isinstance(value, frozenset) else value
                )
            case ListType(element=element):
                inside = self.unpacker(element)
                return lambda value, path: (
                    tuple(inside(each, f"{path}[{number}]") for number, each in enumerate(value, 1))
                    if isinstance(value, tuple)
                    else value
                )
            case RecordType(name=name):
                return lambda value, path: self.unpack(value, name, path) if isinstance(value, tuple) else value
            case _:
                return _as_it_is


def _as_it_is(value: Any, path: str) -> Any:
    return ABSENT if isinstance(value, Absent) else value


def _number_packer(scale: int) -> Turn:
    def pack(value: Any, path: str) -> Any:
        if not isinstance(value, Fraction):
            return value
        times, rest = divmod(scale, value.denominator)
        return value if rest else value.numerator * times

    return pack
