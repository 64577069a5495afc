"""Deciding a table: its border, its engine, its rows that go singly, and the table that comes out.

Goes in: an Arrow table, part by part. Comes out per part: an Arrow table of outcomes, the rows that were refused, and
how many went row by row. The evaluator of single rows is handed in: it reads rows as data, so it also says what is
wrong with one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import define, field, frozen

from policycore.columns.border import elements_of, layout_of, read_batch
from policycore.columns.engines import Engine, EngineName, engine_for
from policycore.columns.facts import Shape, Wanted
from policycore.columns.gathering import gathered
from policycore.columns.known import Known, Packer, packer_for
from policycore.columns.lower import Settings
from policycore.columns.members import Members, looked_up
from policycore.columns.outputs import (
    Output,
    TooLargeError,
    cells_of,
    outputs_for,
    piece_of_cells,
    pieces_of,
    with_rows,
)
from policycore.columns.plan import Plan, make_plan
from policycore.core import nodes as core
from policycore.core.outcome import DecisionOutcome

Table: TypeAlias = Any

#: A fact that more than this share of rows lacks does not send them all row by row from the start.
OFTEN = 0.02


@frozen
class Refused:
    """A row that is no record: why, as data that JSON can hold."""

    problems: tuple[Mapping[str, Any], ...]


Answer: TypeAlias = "tuple[DecisionOutcome, ...] | Refused"
#: Decides rows: their data, their places in the table (from 1), and which decisions are wanted (None: all).
DecideRows: TypeAlias = (
    "Callable[[Sequence[Mapping[str, Any]], Sequence[int], Collection[str] | None], Sequence[Answer]]"
)
#: What is told of a row whose figure does not fit into its column.
TooLarge: TypeAlias = "Callable[[str], Refused]"


@frozen
class Rejected:
    """A row that was refused: its place in the table, from 1, its data, and why."""

    row: int
    data: Mapping[str, Any]
    problems: tuple[Mapping[str, Any], ...]


@frozen
class Part:
    """What came of a part of a table.

    Attributes:
        table: the outcomes, one row for each row that was not refused.
        rejected: the others.
        rows: how many there were.
        singly: how many of them went row by row, for at least one decision that has a form in columns.
        strange: how many of these because of what stands in them, and not of a gap.
    """

    table: Table
    rejected: tuple[Rejected, ...]
    rows: int
    singly: int
    strange: int = 0


@frozen(eq=False)
class Prepared:
    """A plan with the engines for it: for records, for what elements read of them, and for the elements of lists."""

    plan: Plan
    engine: Engine
    carrying: Engine | None
    sides: Mapping[str, Engine]
    groups: tuple[Engine, ...]

    def with_groups(self, facts: Table, members: Members | None, rounds: int | None = None) -> Table:
        """Return the facts with those of their groups beside them, of so many rounds (None: all)."""
        for stage, engine in list(zip(self.plan.groups, self.groups, strict=True))[:rounds]:
            raw = engine.run(facts) if facts.num_rows else None
            for column in stage.facts:
                found, over = looked_up(members, column, raw, facts.num_rows)
                facts = facts.append_column(column.name, found)
                if over is not None:
                    facts = facts.append_column(column.over, over)
        return facts

    def with_lists(self, table: Table, facts: Table) -> tuple[Table, list[Any]]:
        """Return the facts with what lists come to beside them, and the rows of which a list is out of the ordinary."""
        import pyarrow as pa
        import pyarrow.compute as pc

        rows = table.num_rows
        carried = self.carrying.run(facts) if self.carrying is not None and rows else None
        strange = []
        for side in self.plan.sides:
            elements, owners = elements_of(table, side.path)
            batch = read_batch(elements, side.wanted)
            for mask in (batch.odd, batch.lacking):
                if mask is not None:
                    odd = pc.filter(owners, mask)
                    strange.append(pc.is_in(pa.arange(0, rows), value_set=odd))
            if not side.gathers:
                continue
            columns = {name: batch.facts[name] for name in batch.facts.column_names}
            for name in side.carried:
                assert carried is not None or not rows
                columns[name] = pc.take(_whole(carried[name]), owners) if carried is not None else owners
            columns[""] = owners  # so that there is a row for each element, whatever is read of it
            found = self.sides[side.path].run(pa.table(columns))
            for gather in side.gathers:
                facts = facts.append_column(gather.name, gathered(gather, found, owners, rows))
        return facts, strange


@define(eq=False)
class Tables:
    """Decides tables of one kind of record, on one engine.

    Attributes:
        program, record, settings, strict: as for `make_plan`.
        schema: the Arrow schema of the tables.
        rows: decides single rows, from their data.
        known: what decides rows that the border found plain (for some decisions only; None: all); None where those are
            read as data, too.
        members: what facts of groups are looked up in; None: records with such facts go row by row.
        key: column that names the rows, "" where there is none.
    """

    program: core.Program
    record: str
    settings: Settings
    schema: Any
    engine: EngineName
    rows: DecideRows
    too_large: TooLarge
    key: str = ""
    strict: bool = True
    threads: int | None = None
    all_singly: bool = False
    known: Callable[[Collection[str] | None], Known | None] | None = None
    members: Members | None = None
    outputs: tuple[Output, ...] = field(init=False)
    _prepared: dict[frozenset[str], Prepared] = field(factory=dict, init=False)
    _packers: dict[tuple[Plan, Known], Packer | None] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        usual = usual_plan(self.program, self.record, self.settings)
        self.outputs = outputs_for(self.program, self.record, usual)

    def compare_with(self, members: Members) -> None:
        """Let facts of groups be looked up in what these members come to."""
        self.members = members
        self._prepared.clear()

    @property
    def plan(self) -> Plan:
        """The plan of a table in which facts are seldom missing."""
        return self.prepared(frozenset()).plan

    def prepared(self, soft: frozenset[str]) -> Prepared:
        """Return plan and engines for tables in which the facts `soft` are often not given."""
        if soft not in self._prepared:
            plan = make_plan(
                self.program,
                self.record,
                self.settings,
                layout_of(self.schema),
                strict=self.strict,
                soft=soft,
                members=self.members is not None,
            )
            self._prepared[soft] = prepare(plan, self.engine, self.threads)
        return self._prepared[soft]

    def packer(self, plan: Plan, known: Known) -> Packer | None:
        """Return what packs plain rows of a plan for an evaluator; None where they have to be read as data."""
        if (plan, known) not in self._packers:
            self._packers[plan, known] = packer_for(plan, known.packing, layout_of(self.schema))
        return self._packers[plan, known]

    def arrow_schema(self) -> Any:
        """Return the schema of the tables that come out."""
        import pyarrow as pa

        names = [pa.field("row", pa.int64())]
        if self.key:
            names.append(pa.field("key", self.schema.field(self.key).type))
        names += [pa.field(c.name, c.arrow_type()) for output in self.outputs for c in output.columns]
        return pa.schema(names)

    def decide(self, table: Table, first: int = 1, odd: Any = None) -> Part:
        """Return what comes of a part of a table.

        Args:
            table: the part, with the columns of `schema`.
            first: place of its first row in the whole table.
            odd: rows that must go singly whatever they hold; None: none.
        """
        import pyarrow as pa

        prepared = self.prepared(self.often_missing(table))
        plan = prepared.plan
        batch = read_batch(table, plan.wanted, tuple(side.path for side in plan.sides))
        facts, strange_lists = prepared.with_lists(table, batch.facts)
        facts = prepared.with_groups(facts, self.members)
        raw = prepared.engine.run(facts) if plan.outputs and table.num_rows else None
        strange = _any([pa.repeat(self.all_singly, table.num_rows), batch.odd, odd, *strange_lists])
        open_rows = _whole(raw[plan.open]) if plan.open and raw is not None else None
        run = _Run(self, table, first, plan, facts, raw, strange)
        return run.finish(_any([strange, batch.lacking, open_rows]))

    def often_missing(self, table: Table) -> frozenset[str]:
        """Return the facts that are needed and that many rows lack."""
        plan = self.plan
        rows = table.num_rows
        missing = set()
        for wanted in plan.wanted:
            column = _top_column(table, wanted)
            if column is not None and column.null_count > rows * OFTEN and _may_lack(wanted):
                missing.add(wanted.path)
        return frozenset(missing)


def _may_lack(wanted: Wanted) -> bool:
    return not (wanted.optional or wanted.presence or wanted.blank or wanted.soft or wanted.default is not None)


def _top_column(table: Table, wanted: Wanted) -> Any:
    return table[wanted.path] if wanted.path in table.column_names else None


def prepare(plan: Plan, engine: EngineName, threads: int | None = None) -> Prepared:
    """Return a plan with the engines for it."""
    return Prepared(
        plan,
        engine_for(engine, plan.outputs, threads),
        engine_for(engine, plan.carried, threads) if plan.carried else None,
        {side.path: engine_for(engine, side.outputs, threads) for side in plan.sides},
        tuple(engine_for(engine, stage.outputs, threads) for stage in plan.groups),
    )


def usual_plan(program: core.Program, record: str, settings: Settings) -> Plan:
    """Return the plan of a table in which every fact stands as a text and judged facts count as recorded."""
    return make_plan(program, record, settings, _as_texts(program, record), strict=False, members=True)


def _as_texts(program: core.Program, record: str) -> dict[str, Shape]:
    """Return the layout of a table in which every scalar fact of the record stands as a text."""

    def add(record: str, path: str, depth: int, found: dict[str, Shape]) -> dict[str, Shape]:
        from policycore import types as t

        declaration = next(each for each in program.records if each.id == record)
        for declared in declaration.fields:
            name = f"{path}.{declared.name}" if path else declared.name
            match declared.type:
                case t.RecordType(name=inner):
                    if depth < 4:
                        add(inner, name, depth + 1, found)
                case t.ListType(element=t.RecordType(name=inner)) if depth < 4:
                    found[name] = Shape("list", 0, add(inner, "", depth + 1, {}))
                case t.ListType():
                    found[name] = Shape("other")
                case _:
                    found[name] = Shape("text")
        return found

    return add(record, "", 0, {})


def _whole(column: Any) -> Any:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _any(masks: Sequence[Any]) -> Any:
    """Return the rows that any of the masks has; a null has none, and so has what is no mask (None)."""
    import pyarrow.compute as pc

    found: Any = None
    for mask in masks:
        if mask is not None:
            mask = _whole(pc.fill_null(mask, False))
            found = mask if found is None else pc.or_(found, mask)
    return found


@frozen(eq=False)
class _Cells:
    """The cells of rows that were decided by themselves.

    Attributes:
        rows: the places of the rows, in order.
        listed: for each different row a cell per column of its decisions.
        which: for each row, which of `listed` it has.
        columns: the place of each column in the cells of a row.
    """

    rows: Any
    listed: list[tuple[Any, ...]]
    which: Any
    columns: Mapping[str, int]

    def of(self, name: str) -> list[Any]:
        """Return the cells of one column, for each different row."""
        place = self.columns[name]
        return [cells[place] for cells in self.listed]

    def beside(self, others: _Cells) -> _Cells:
        """Return the cells of these rows and of others, all in order."""
        import pyarrow as pa
        import pyarrow.compute as pc

        rows = pa.concat_arrays([self.rows, others.rows])
        second = pc.add(others.which, pa.scalar(len(self.listed), pa.int64()))
        order = pc.sort_indices(rows)
        which = pa.concat_arrays([self.which, second]).take(order)
        mine = [self.columns[name] for name in others.columns]
        listed = [tuple(cells[place] for place in mine) for cells in self.listed]
        return _Cells(rows.take(order), [*listed, *others.listed], which, others.columns)


@define(eq=False)
class _Run:
    """One part under way. `strange` are the rows that have to be read as data, by the border of single rows."""

    tables: Tables
    table: Table
    first: int
    plan: Plan
    facts: Table
    raw: Table
    strange: Any
    rejected: dict[int, Rejected] = field(factory=dict)

    def finish(self, singly: Any) -> Part:
        """Return the part, rows in `singly` decided by themselves."""
        import pyarrow as pa
        import pyarrow.compute as pc

        tables, plan = self.tables, self.plan
        alone = self._singly(singly, None)
        every = alone
        if plan.beyond:
            every = alone.beside(self._singly(pc.invert(singly), frozenset(plan.beyond)))
        raw = {decision.plan.node.id: decision for decision in plan.decisions}
        columns: dict[str, Any] = {}
        for output in tables.outputs:
            decision = raw.get(output.node.id)
            if decision is not None and self.raw is not None:
                for piece in pieces_of(output, decision, self.raw):
                    name = piece.column.name
                    if alone.listed:
                        piece = with_rows(piece, singly, alone.of(name), alone.which)
                    columns[name] = piece.finished()
                continue
            for column in output.columns:
                columns[column.name] = piece_of_cells(column, every.of(column.name), every.which).finished()
        found = self._framed(columns)
        rows = self.table.num_rows
        if self.rejected:
            refused = pc.is_in(pa.arange(0, rows), value_set=pa.array(self.rejected, pa.int64()))
            found = found.filter(pc.invert(refused))
        rejected = tuple(self.rejected[place] for place in sorted(self.rejected))
        strange = pc.sum(self.strange).as_py() or 0
        return Part(found, rejected, rows, len(alone.rows), strange)

    def _framed(self, columns: Mapping[str, Any]) -> Table:
        import pyarrow as pa

        rows = self.table.num_rows
        framed = {"row": pa.arange(self.first, self.first + rows)}
        if self.tables.key:
            framed["key"] = self.table[self.tables.key]
        schema = self.tables.arrow_schema()
        return pa.table({**framed, **columns}).select(schema.names)

    def _singly(self, mask: Any, only: Collection[str] | None) -> _Cells:
        """Return the cells of the rows of a mask, decided by themselves; those that are refused have empty ones."""
        import pyarrow as pa
        import pyarrow.compute as pc

        rows = pc.indices_nonzero(mask).cast(pa.int64())
        outputs = [output for output in self.tables.outputs if only is None or output.node.id in only]
        columns: dict[str, int] = {}
        for output in outputs:
            for column in output.columns:
                columns[column.name] = len(columns)
        if not len(rows):
            return _Cells(rows, [], rows, columns)
        listed, which = self._known(rows, outputs, only)
        strange = self.strange.take(rows)
        blank = (None,) * len(columns)
        open_kinds = pa.array([place for place, cells in enumerate(listed) if cells is None], pa.int64())
        as_data = pc.or_(strange, pc.is_in(which, value_set=open_kinds))
        places = rows.filter(as_data)
        if len(places):
            which = pc.replace_with_mask(which, as_data, pa.arange(len(listed), len(listed) + len(places)))
            listed += self._as_data(places, outputs, only, blank)
        return _Cells(rows, [blank if cells is None else cells for cells in listed], which, columns)

    def _known(
        self, rows: Any, outputs: Sequence[Output], only: Collection[str] | None
    ) -> tuple[list[tuple[Any, ...] | None], Any]:
        """Return the cells of rows that are plain, each different one once, and which each row has.

        Cells are None where a row has to be read as data after all.
        """
        import pyarrow as pa

        known = None if self.tables.known is None else self.tables.known(only)
        packer = None if known is None else self.tables.packer(self.plan, known)
        if known is None or packer is None:
            return [None], pa.repeat(pa.scalar(0, pa.int64()), len(rows))
        facts = self.facts.take(rows)
        alike = None if known.apart else packer.alike(facts)
        if alike is None:
            which = pa.arange(0, len(rows))
        else:
            which = alike[0].cast(pa.int64())
            facts = facts.take(alike[1])
        listed: list[tuple[Any, ...] | None] = []
        for decided in known.decide(packer.rows(facts)):
            try:
                listed.append(None if decided is None else _cells(outputs, decided))
            except TooLargeError:
                listed.append(None)  # it is told with its data
        return listed, which

    def _as_data(
        self, rows: Any, outputs: Sequence[Output], only: Collection[str] | None, blank: tuple[Any, ...]
    ) -> list[tuple[Any, ...]]:
        """Return the cells of rows that the border of single rows reads; those that are refused have none."""
        data = self.table.take(rows).to_pylist()
        places = rows.to_pylist()
        answers = self.tables.rows(data, [self.first + place for place in places], only)
        found: list[tuple[Any, ...]] = []
        for place, row, answer in zip(places, data, answers, strict=True):
            if not isinstance(answer, Refused):
                try:
                    found.append(_cells(outputs, answer))
                    continue
                except TooLargeError as error:
                    answer = self.tables.too_large(error.column)
            self.rejected[place] = Rejected(self.first + place, row, answer.problems)
            found.append(blank)
        return found


def _cells(outputs: Sequence[Output], decided: Sequence[DecisionOutcome]) -> tuple[Any, ...]:
    """Return the cells of a row; raises `TooLargeError` where a number does not fit into its column."""
    if len(decided) == 1:
        return cells_of(outputs[0], decided[0])
    return tuple(cell for output, each in zip(outputs, decided, strict=True) for cell in cells_of(output, each))
