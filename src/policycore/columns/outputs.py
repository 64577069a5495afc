"""The table that comes out: its columns, filled from what an engine worked out and from rows that were decided singly.

Goes in: raw columns of a plan, or decision outcomes. Comes out: Arrow columns. The columns are a matter of the policy
and the settings alone, so every engine and every partition gives the same ones: docs/reference/columns.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from attrs import define, evolve, field, frozen

from policycore import types as t
from policycore import values as v
from policycore.columns.plan import APPLIES, Code, Plan, RawDecision, RawValue, decisions_of
from policycore.columns.sets import members_of
from policycore.columns.statements import FOUND, IDLE, sums_of, unit_of
from policycore.columns.terms import day_from, moment_from
from policycore.core import nodes as core
from policycore.core.outcome import MATTER_FINDINGS, REQUIRE_FINDINGS, Amount, DecisionKind, DecisionOutcome, Finding
from policycore.values import ABSENT, Gap, Outcome, number_text

Array: TypeAlias = Any

Form = Literal["words", "yes_no", "whole", "decimal", "day", "moment"]
#: So many codes are all read, whether they occur or not.
FEW = 256
#: A decimal column has at most so many places.
MOST_PLACES = 18
#: Reasons whose subject is a fact that somebody could still give.
_ASKS_FOR = frozenset({"fact", "judgement"})


class TooLargeError(Exception):
    """A number has more digits than its column holds; `column` says which."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


@frozen
class Column:
    """A column that comes out. `words` are texts, kept as numbers into a list of them; `places` are decimals."""

    name: str
    form: Form
    places: int = 0

    def arrow_type(self) -> Any:
        """Return the Arrow type of the column."""
        import pyarrow as pa

        match self.form:
            case "words":
                return pa.dictionary(pa.int32(), pa.string())
            case "yes_no":
                return pa.bool_()
            case "whole":
                return pa.int64()
            case "decimal":
                return pa.decimal128(38, self.places)
            case "day":
                return pa.date32()
            case "moment":
                return pa.timestamp("s")


Cells: TypeAlias = "dict[str, Any]"


# --- which columns there are ---


@frozen(eq=False)
class Output:
    """The columns of one decision; by column the types of its values, and what they are called in its plan.

    `forms` are the columns by name, `sums` the names of the columns of sums by sanction and post.
    """

    node: core.Decision
    columns: tuple[Column, ...]
    types: Mapping[str, t.Type]
    values: Mapping[str, str]
    forms: Mapping[str, Column] = field(init=False)
    sums: Mapping[tuple[str, str], str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        node, sums = self.node, {}
        if isinstance(node, core.Accountability):
            named = [(sanction, post or "") for sanction, post in sums_of(node)]
            sums = {(sanction, post): sum_column(node, sanction, post) for sanction, post in named}
        object.__setattr__(self, "forms", {column.name: column for column in self.columns})
        object.__setattr__(self, "sums", sums)


def outputs_for(program: core.Program, record: str, usual: Plan) -> tuple[Output, ...]:
    """Return the columns of all decisions about a record.

    `usual` is the plan of a table that gives every fact as text, whatever the table at hand looks like: it says on
    which scale numbers come out.
    """
    raw = {decision.plan.node.id: decision for decision in usual.decisions}
    return tuple(_output(node, raw.get(node.id)) for node in decisions_of(program, record))


def _output(node: core.Decision, raw: RawDecision | None) -> Output:
    id = node.id
    overs = {value.name: value.term.over for value in raw.plan.values} if raw is not None else {}
    named: list[tuple[str, str, t.Type | None]] = []
    match node:
        case core.Score() | core.Tiering():
            named.append((id, id, node.type))
        case core.Entitlements():
            named += [(column_name(b.id), b.id, b.type) for b in node.benefits]
        case core.Accountability():
            for matter in node.matters:
                name = column_name(matter.id)
                named.append((name, matter.id, None))
                if matter.each is None and matter.severity is not None:
                    named.append((f"{name}.severity", f"{matter.id}/severity", matter.severity.type))
            for sanction, post in sums_of(node):
                of = _amount_type(node, sanction)
                whose = f"{id}/{sanction}/{post}" if post is not None else f"{id}/{sanction}"
                named.append((sum_column(node, sanction, post or ""), whose, of))
        case core.Require(each=each) if each is not None:
            named.append((id, id, t.Text()))
        case _:
            named.append((id, id, None))
    columns = [_column(name, of, overs.get(value)) for name, value, of in named]
    columns += [Column(f"{id}.{part}", "words") for part in ("status", "because", "missing", "possible")]
    types = {name: of for name, _, of in named if of is not None}
    return Output(node, tuple(columns), types, {name: value for name, value, of in named if of is not None})


def sum_column(node: core.Accountability, sanction: str, post: str) -> str:
    """Return the column of a sum; a matter that is called like the sanction has the plain name."""
    taken = any(matter.id == f"{node.id}/{sanction}" for matter in node.matters)
    name = f"{node.id}.{sanction}.sum" if taken else f"{node.id}.{sanction}"
    return f"{name}.{post}" if post else name


def column_name(id: str) -> str:
    """Return the column of an item (`service/queue` stands in `service.queue`)."""
    return id.replace("/", ".")


def _amount_type(node: core.Accountability, sanction: str) -> t.Type:
    """Return the type of a sum; shares divide even what is counted."""
    for matter in node.matters:
        for each in matter.sanctions:
            if each.amount is not None and (
                each.name == sanction or (sanction == "total" and unit_of(each) is not None)
            ):
                return evolve(each.amount.type, whole=False) if isinstance(each.amount.type, t.Number) else t.Number()
    return t.Number()


def _column(name: str, of: t.Type | None, over: object) -> Column:
    match of:
        case t.YesNo():
            return Column(name, "yes_no")
        case t.Date():
            return Column(name, "day")
        case t.Moment():
            return Column(name, "moment")
        case t.Number() if isinstance(over, int):
            places = next((p for p in range(MOST_PLACES + 1) if 10**p % over == 0), None)
            if places is None:
                return Column(name, "words")
            return Column(name, "decimal", places) if places else Column(name, "whole")
        case t.Number(whole=True):
            return Column(name, "whole")
        case _:
            return Column(name, "words")


# --- from outcomes ---


def cells_of(output: Output, decided: DecisionOutcome) -> tuple[Any, ...]:
    """Return the cells of one row that was decided by itself, column by column; what is open or absent is None.

    Raises:
        TooLargeError: a number has more digits than its column holds.
    """
    id = decided.id
    cells: Cells = dict.fromkeys(output.forms)
    cells[f"{id}.status"] = decided.status
    cells[f"{id}.because"] = "; ".join(decided.because)
    cells[f"{id}.missing"] = "; ".join(_missing(decided)) or None
    gaps: list[str] = []
    forms = output.forms
    # What one post owes and what all owe together is often one gap.
    last: tuple[Gap | None, t.Type | None, str] = (None, None, "")

    def put(name: str, label: str, outcome: Outcome | None) -> None:
        nonlocal last
        if isinstance(outcome, Gap):
            of = output.types.get(name)
            if last[0] is not outcome or last[1] is not of:
                last = (outcome, of, possible_text(outcome, of))
            said = last[2]
            gaps.append(f"{label}: {said}" if label else said)
            cells[name] = None
        else:
            cells[name] = None if outcome is None else cell(outcome, forms[name])

    match output.node:
        case core.Score() | core.Tiering():
            put(id, "", decided.whole)
        case core.Entitlements():
            for item in decided.items:
                put(column_name(item.id), item.id.partition("/")[2], item.outcome)
        case core.Accountability():
            _matters(output, decided, put, cells)
        case _:
            _findings(decided, cells, gaps)
    if gaps:
        cells[f"{id}.possible"] = "; ".join(gaps)
    return tuple(cells.values())


def _findings(decided: DecisionOutcome, cells: Cells, gaps: list[str]) -> None:
    """Fill in the findings of a decision that has one or several: by element where there are several."""
    said = []
    for item in decided.items:
        if isinstance(item.outcome, Gap):
            text = possible_text(item.outcome, None)
            gaps.append(f"{_of_item(decided, item)}: {text}" if _of_item(decided, item) else text)
            word: str = v.status(item.outcome)
            if len(decided.items) == 1 and not _of_item(decided, item):
                continue
        else:
            word = str(item.outcome)
        label = _of_item(decided, item)
        said.append(f"{label}: {word}" if label else word)
    cells[decided.id] = "; ".join(said) or None


def _of_item(decided: DecisionOutcome, item: Finding) -> str:
    """Return what tells a finding from the others of its decision."""
    part = item.id.removeprefix(decided.id).lstrip("/")
    return " ".join(each for each in (part, item.element) if each)


def _matters(
    output: Output,
    decided: DecisionOutcome,
    put: Callable[[str, str, Outcome | None], None],
    cells: Cells,
) -> None:
    words: dict[str, list[str]] = {}
    for item in decided.items:
        name = column_name(item.id)
        matter = item.id.partition("/")[2]
        label = f"{matter} {item.element}" if item.element else matter
        if isinstance(item.outcome, Gap):
            put(name, label, item.outcome)
            said: str = v.status(item.outcome)
        else:
            said = str(item.outcome)
        if item.element or not isinstance(item.outcome, Gap):
            words.setdefault(name, []).append(f"{item.element}: {said}" if item.element else said)
    for item in decided.items:
        name = f"{column_name(item.id)}.severity"
        if name in output.forms:
            put(name, f"{item.id.partition('/')[2]}.severity", item.severity)
    for name, listed in words.items():
        cells[name] = "; ".join(listed)
    for amount in decided.sums:
        name = output.sums[amount.sanction, amount.post]
        put(name, name.removeprefix(f"{decided.id}."), amount.outcome)


def _missing(decided: DecisionOutcome) -> list[str]:
    """Return the paths of the facts that a decision waits for."""
    outcomes: list[Outcome] = [decided.applicable]
    if decided.outcome is not None:
        outcomes.append(decided.outcome)
    for item in decided.items:
        outcomes += [item.outcome, *([] if item.severity is None else [item.severity])]
        outcomes += [amount.outcome for amount in item.amounts]
    reasons: set[v.Reason] = set()
    for outcome in outcomes:
        if isinstance(outcome, Gap):
            reasons |= outcome.reasons
    listed = sorted(reasons) if len(reasons) > 1 else reasons
    return list(dict.fromkeys(reason.subject for reason in listed if reason.kind in _ASKS_FOR))


def possible_text(gap: Gap, of: t.Type | None) -> str:
    """Return what is possible as a text: `{A, B}`, `55 .. 100`, `anything`; marks stand among the members.

    >>> possible_text(Gap(v.Interval(Fraction(55), None), frozenset()), None)
    '55 ..'
    """
    marks = [mark.replace("_", " ") for mark in sorted(gap.marks)]
    match gap.possible:
        case v.Subset(members=members):
            names = of.names if isinstance(of, t.Enum) else (True, False)
            listed = [name for name in names if name in members]
            rest = sorted(str(member) for member in members if member not in names)
            words = ["yes" if each is True else "no" if each is False else str(each) for each in listed]
            return "{" + ", ".join([*words, *rest, *marks]) + "}"
        case v.Interval(low=low, high=high):
            text = " ".join(part for part in (_end(low), "..", _end(high)) if part)
        case v.Anything():
            text = "anything"
    return "; ".join([text, *marks]) if not marks else f"{text} or {' or '.join(marks)}"


def _end(end: object) -> str:
    match end:
        case None:
            return ""
        case Fraction():
            return number_text(end)
        case _:
            return end.isoformat()  # type: ignore[attr-defined,no-any-return]  # a date or a moment


def cell(outcome: Outcome, column: Column) -> Any:
    """Return a value as its column takes it; absent is an empty cell.

    Raises:
        TooLargeError: a number has more digits than the column holds.
    """
    match outcome:
        case v.Absent():
            return None
        case Fraction():
            if column.form == "words":
                return number_text(outcome)
            if column.form == "whole" and outcome.denominator == 1 and abs(outcome.numerator) < 2**63:
                return outcome.numerator
            scaled = outcome * 10**column.places
            most = 2**63 if column.form == "whole" else 10**38
            if scaled.denominator != 1 or abs(scaled) >= most:
                raise TooLargeError(column.name)
            number = scaled.numerator
            return number if column.form == "whole" else Decimal(number).scaleb(-column.places, _WIDE)
        case frozenset():
            return ", ".join(sorted(outcome))
        case bool() if column.form == "words":
            return "yes" if outcome else "no"
        case _:
            return outcome


def _wide() -> Any:
    from decimal import Context

    return Context(prec=60)


_WIDE = _wide()


# --- from raw columns ---


@define
class Words:
    """Texts of one column as numbers into a list, which grows as texts come."""

    listed: dict[str, int] = field(factory=dict)

    def place(self, text: str | None) -> int | None:
        """Return the place of a text in the list."""
        return None if text is None else self.listed.setdefault(text, len(self.listed))


@frozen
class Piece:
    """A column for all rows: values, or (of `words`) places in the list of them."""

    column: Column
    values: Array
    words: Words | None = None

    def finished(self) -> Array:
        """Return the column as it comes out."""
        import pyarrow as pa

        if self.words is None:
            return self.values
        listed = pa.array(list(self.words.listed), pa.string())
        return pa.DictionaryArray.from_arrays(self.values.cast(pa.int32()), listed)


def pieces_of(output: Output, raw: RawDecision, table: Any) -> list[Piece]:
    """Return the columns of a decision that the engine worked out."""
    codes = _Codes(raw, table)
    values = {value.value.name: value for value in raw.values}
    found: list[Piece] = []
    node = output.node
    for column in output.columns:
        value = values.get(output.values.get(column.name, ""))
        if value is not None:
            found.append(_value(column, value, table))
        else:
            found.append(codes.words(column, _wording(node, column.name)))
    return found


_Wording: TypeAlias = "Callable[[dict[str, int], tuple[str, ...]], str | None]"


def _wording(node: core.Decision, column: str) -> _Wording:
    """Return how a column of words follows from the digits of a row and the rules that decided."""
    part = column.removeprefix(f"{node.id}.")
    match part:
        case "status":
            return lambda digits, because: status_of(node, digits)
        case "because":
            return lambda digits, because: "; ".join(because) if digits[APPLIES] else ""
        case "missing" | "possible":
            return lambda digits, because: None
    match node:
        case core.Require():
            return lambda digits, because: REQUIRE_FINDINGS[digits[node.id]]
        case core.Duty():
            return lambda digits, because: word_of(node, digits) if digits[APPLIES] else None
        case core.Procedure():
            return lambda digits, because: _steps(node, digits) if digits[APPLIES] else None
    matter = f"{node.id}/{part}"
    return lambda digits, because: MATTER_FINDINGS[digits[matter]] if digits[APPLIES] else None


def status_of(node: core.Decision, digits: Mapping[str, int]) -> v.Status:
    """Return the status of a decision without gaps."""
    match node:
        case core.Require():
            idle = node.each is None and digits[node.id] == IDLE
        case core.Duty():
            idle = word_of(node, digits) == "not_applicable"
        case core.Procedure():
            idle = bool(node.steps) and all(word_of(step, digits) == "not_applicable" for step in node.steps)
        case _:
            idle = False
    return "not_applicable" if idle or not digits[APPLIES] else "decided"


def word_of(node: core.Duty | core.Step, digits: Mapping[str, int]) -> str:
    """Return the word that says how a duty or a step stands."""
    of = node.status.type
    assert isinstance(of, t.Enum)
    return of.names[digits[node.id]]


def _steps(node: core.Procedure, digits: Mapping[str, int]) -> str:
    return "; ".join(f"{step.id.removeprefix(node.id).lstrip('/')}: {word_of(step, digits)}" for step in node.steps)


def because_of(raw: RawDecision, digits: Sequence[tuple[str, int, tuple[str, ...]]]) -> tuple[str, ...]:
    """Return the deciding rules that digits stand for, each once."""
    node = raw.plan.node
    if isinstance(node, core.Accountability):
        return tuple(rule for item in _occurred(node, digits) for rule in item)
    return tuple(dict.fromkeys(rule for _, _, rules in digits for rule in rules))


def _occurred(node: core.Accountability, digits: Sequence[tuple[str, int, tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Return the rules of each matter."""
    by_matter: list[list[str]] = []
    names = {matter.id for matter in node.matters}
    for name, _, rules in digits:
        if name in names:
            by_matter.append([])
        if name != APPLIES:
            by_matter[-1] += rules
    seen: dict[str, None] = {}
    found = []
    for rules_of in by_matter:
        found.append(tuple(rule for rule in dict.fromkeys(rules_of) if rule not in seen))
        seen.update(dict.fromkeys(rules_of))
    return found


@define
class _Codes:
    """The codes of one decision over a table: each different one is read once."""

    raw: RawDecision
    table: Any
    place: Array = field(init=False)
    kinds: list[tuple[dict[str, int], tuple[str, ...]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        codes = self.raw.codes
        size = codes[0].size
        if len(codes) == 1 and size <= FEW:  # all that there may be are few: no need to look which there are
            self.place = _whole(self.table[codes[0].name])
            keys: list[tuple[int, ...]] = [(number,) for number in range(size)]
        else:
            self.place, keys = _numbered([self.table[code.name] for code in codes])
        self.kinds = []
        for numbers in keys:
            digits = digits_of(self.raw.codes, numbers)
            self.kinds.append(({name: value for name, value, _ in digits}, because_of(self.raw, digits)))

    def words(self, column: Column, wording: _Wording) -> Piece:
        """Return a column of words, each of which follows from a code."""
        import pyarrow as pa
        import pyarrow.compute as pc

        words = Words()
        places = [words.place(wording(*kind)) for kind in self.kinds]
        if len(set(places)) <= 1:
            only = pa.scalar(places[0] if places else None, pa.int32())
            return Piece(column, pa.repeat(only, len(self.place)), words)
        if places == list(range(len(places))):
            return Piece(column, self.place.cast(pa.int32()), words)
        return Piece(column, pc.take(pa.array(places, pa.int32()), self.place), words)


def digits_of(codes: Sequence[Code], numbers: Sequence[int]) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return name, value and rules of each digit of the codes of a row."""
    found = []
    for code, number in zip(codes, numbers, strict=True):
        for digit, value in zip(code.digits, code.apart(number), strict=True):
            found.append((digit.name, value, digit.rules[value]))
    return found


def _numbered(columns: Sequence[Array]) -> tuple[Array, list[tuple[int, ...]]]:
    """Return for each row the place of its codes in a list of the different ones, and that list."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place: Array = None
    keys: list[tuple[int, ...]] = [()]
    for column in columns:
        encoded = _whole(column).dictionary_encode()
        listed = encoded.dictionary.to_pylist()
        if place is None:
            place, keys = encoded.indices, [(number,) for number in listed]
            continue
        both = pc.add(pc.multiply(place.cast(pa.int64()), pa.scalar(len(listed), pa.int64())), encoded.indices)
        again = both.dictionary_encode()
        keys = [(*keys[n // len(listed)], listed[n % len(listed)]) for n in again.dictionary.to_pylist()]
        place = again.indices
    return place, keys


def _whole(column: Array) -> Array:
    """Return a column in one piece."""
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def _value(column: Column, value: RawValue, table: Any) -> Piece:
    """Return a column of values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = _whole(table[value.name])
    term = value.value.term
    if term.kind == "member" and term.scale is not None:
        words = Words()
        places = [words.place(member) for member in term.scale.names]
        assert places == list(range(len(places)))
        return Piece(column, found.cast(pa.int32()), words)
    if term.kind == "number":
        over = term.over if isinstance(term.over, int) else _whole(table[value.over])
        return _number(column, found, over, (term.column.low, term.column.high))
    if term.kind == "set" and term.scale is not None:
        words = Words()
        place, keys = _numbered([found])
        scale = term.scale
        listed = [None if mask is None else ", ".join(sorted(members_of(mask, scale))) for (mask,) in keys]
        return Piece(column, pc.take(pa.array([words.place(text) for text in listed], pa.int32()), place), words)
    if term.kind == "day":
        return Piece(column, found.cast(pa.int32()).cast(pa.date32()))
    if term.kind == "moment":
        return Piece(column, found.cast(pa.timestamp("s")))
    if column.form == "words":
        encoded = (pc.if_else(found, "yes", "no") if pa.types.is_boolean(found.type) else found).cast(pa.string())
        encoded = encoded.dictionary_encode()
        words = Words()
        for text in encoded.dictionary.to_pylist():
            words.place(text)
        return Piece(column, encoded.indices, words)
    return Piece(column, found)


def _number(column: Column, found: Array, over: int | Array, bounds: tuple[int, int]) -> Piece:
    """Return a column of numbers, which are integers within `bounds` over a denominator."""
    import pyarrow as pa

    if column.form == "words" or not isinstance(over, int):
        words = Words()
        place, keys = _numbered([found] if isinstance(over, int) else [found, over])
        texts = [_text(key, over if isinstance(over, int) else None) for key in keys]
        import pyarrow.compute as pc

        return Piece(column, pc.take(pa.array([words.place(text) for text in texts], pa.int32()), place), words)
    scale = 10**column.places
    if scale % over:  # the table at hand gives more decimals than its facts have
        return _divided(column, found, over, scale)
    if column.form == "whole":
        return Piece(column, found)
    factor = scale // over
    if factor != 1:
        import pyarrow.compute as pc

        if max(-bounds[0], bounds[1]) * factor >= 2**63:
            return _divided(column, found, over, scale)
        found = pc.multiply(found, pa.scalar(factor, pa.int64()))
    wide = found.cast(pa.decimal128(19, 0)).cast(pa.decimal128(38, 0))
    buffers = wide.buffers()
    return Piece(
        column,
        pa.Array.from_buffers(pa.decimal128(38, column.places), len(wide), buffers, wide.null_count, wide.offset),
    )


def _divided(column: Column, found: Array, over: int, scale: int) -> Piece:
    """Return numbers whose denominator does not go into the scale of the column, though each value is on it."""
    import pyarrow as pa

    common = math.gcd(over, scale)
    values: list[Any] = []
    for number in found.to_pylist():
        if number is None:
            values.append(None)
        else:
            values.append(cell(Fraction(number * (scale // common), over // common) / scale, column))
    return Piece(column, pa.array(values, column.arrow_type()))


def _text(key: tuple[int | None, ...], over: int | None) -> str | None:
    number = key[0]
    below = over if over is not None else key[1]
    return None if number is None or below is None else number_text(Fraction(number, below))


# --- rows that were decided singly, put in their places ---


def with_rows(piece: Piece, rows: Array, cells: Sequence[Any], which: Array) -> Piece:
    """Return the column with cells at the places where `rows` is true, in order: `which` of `cells` each has."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if piece.words is not None:
        cells = [piece.words.place(each) for each in cells]
    found = pc.replace_with_mask(piece.values, rows, pa.array(cells, piece.values.type).take(which))
    return Piece(piece.column, found, piece.words)


def piece_of_cells(column: Column, cells: Sequence[Any], which: Array) -> Piece:
    """Return a column of cells for all rows: `which` of `cells` each has."""
    import pyarrow as pa

    if column.form == "words":
        words = Words()
        return Piece(column, pa.array([words.place(each) for each in cells], pa.int32()).take(which), words)
    return Piece(column, pa.array(cells, column.arrow_type()).take(which))


# --- outcomes from raw columns, for comparing ---


def outcome_of(raw: RawDecision, row: Mapping[str, Any]) -> DecisionOutcome:
    """Return the outcome that the raw columns of a row say, as the reference would give it."""
    node = raw.plan.node
    digits = digits_of(raw.codes, [row[code.name] for code in raw.codes])
    by_name = {name: (value, rules) for name, value, rules in digits}
    values = {each.value.name: _outcome(each.value.term, row, each.name, each.over) for each in raw.values}
    applies = bool(by_name[APPLIES][0])
    kind: DecisionKind
    match node:
        case core.Score() | core.Tiering():
            kind = "score" if isinstance(node, core.Score) else "tiering"
            if not applies:
                return DecisionOutcome(node.id, kind, "not_applicable", False)
            return DecisionOutcome(node.id, kind, "decided", True, values[node.id], because_of(raw, digits))
        case core.Require():
            word = REQUIRE_FINDINGS[by_name[node.id][0]]
            status: v.Status = "not_applicable" if word == "not_applicable" else "decided"
            item = Finding(node.id, "", word, (node.id,))
            return DecisionOutcome(node.id, "require", status, _head(node, word), None, (node.id,), (item,))
        case core.Entitlements():
            if not applies:
                return DecisionOutcome(node.id, "entitlements", "not_applicable", False)
            items = tuple(Finding(b.id, "", values[b.id], by_name[b.id][1]) for b in node.benefits)
            return DecisionOutcome(node.id, "entitlements", "decided", True, None, because_of(raw, digits), items)
        case core.Accountability():
            if not applies:
                return DecisionOutcome(node.id, "accountability", "not_applicable", False)
            items = tuple(_matter(matter, values, by_name) for matter in node.matters)
            return DecisionOutcome(
                node.id,
                "accountability",
                "decided",
                True,
                None,
                tuple(dict.fromkeys(rule for item in items for rule in item.because)),
                items,
                tuple(
                    Amount(name, post or "", values[f"{node.id}/{name}/{post}" if post else f"{node.id}/{name}"])
                    for name, post in sums_of(node)
                ),
            )
        case _:
            raise AssertionError("not in columns")


def _head(node: core.Require, word: str) -> Outcome:
    return not (node.when is not None and word == "not_applicable")


def _matter(
    matter: core.Matter, values: Mapping[str, Outcome], digits: Mapping[str, tuple[int, tuple[str, ...]]]
) -> Finding:
    state = digits[matter.id][0]
    posts = [answer.actor for answer in matter.answers] or [""]
    amounts = tuple(
        Amount(sanction.name, post, values[f"{sanction.id}/{post}"])
        for sanction in matter.sanctions
        for post in ([sanction.against] if sanction.against else posts)
    )
    word = MATTER_FINDINGS[state]
    if word == "not_found":
        return Finding(matter.id, "", word, (matter.id,), amounts=amounts)
    because = [matter.id]
    if state != FOUND:
        because += [rule for each in matter.exemptions for rule in digits[each.id][1]]
    because += [rule for each in matter.escalations for rule in digits[each.id][1]]
    answers = tuple(
        (a.actor, a.role, None if a.share is None else values[f"{matter.id}/share/{a.actor}/{a.role}"])
        for a in matter.answers
    )
    severity = values.get(f"{matter.id}/severity")
    return Finding(matter.id, "", word, tuple(dict.fromkeys(because)), severity, answers, amounts)


def _outcome(term: Any, row: Mapping[str, Any], name: str, over: str) -> Outcome:
    found = row[name]
    if found is None:
        return ABSENT
    match term.kind:
        case "number":
            return Fraction(found, row[over] if over else term.over)
        case "member":
            return str(term.scale.names[found])
        case "day":
            return day_from(found)
        case "moment":
            return moment_from(found)
        case "set":
            return members_of(found, term.scale)
        case _:
            return found  # type: ignore[no-any-return]  # a truth value or a text


def rows_of(table: Any) -> Iterable[Mapping[str, Any]]:
    """Yield the rows of an Arrow table."""
    yield from table.to_pylist()
