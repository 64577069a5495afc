"""Engines for columns: DuckDB, Polars and Arrow work out the expressions of a plan, exactly and in the same way.

Goes in: expressions by name, and an Arrow table of integers, truth values and texts with the names of their inputs.
Comes out: an Arrow table with a column per expression, rows in the same order. One emitter writes for two of them,
because Narwhals and Polars spell these few operators alike; DuckDB gets the SQL that Narwhals writes, once. Arrow's own
functions are called straight away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeAlias

from attrs import define, field

from policycore.columns.expressions import Expression, Kind, reachable

EngineName = Literal["duckdb", "polars", "arrow"]
#: An Arrow table; typed loosely because the library has no types of its own.
Table: TypeAlias = Any

#: A look-up or a search longer than this is done by counting into an array, a shorter one by comparing.
LONG = 16
#: Expressions nested deeper than this are worked out in steps.
DEEPEST = 40
#: So many steps stand in one query of DuckDB.
NESTED = 12
#: So many rows are fed to DuckDB at once; its threads take one such piece each.
FED = 122_880


class Engine(Protocol):
    """Works out expressions over tables."""

    def run(self, table: Table) -> Table:
        """Return the outputs for a table that has all inputs as columns."""
        ...


def engine_for(name: EngineName, outputs: Mapping[str, Expression], threads: int | None = None) -> Engine:
    """Return an engine that works out these outputs; it may be used for many tables, one after the other."""
    match name:
        case "duckdb":
            return DuckDB(dict(outputs), threads)
        case "polars":
            return Polars(dict(outputs))
        case "arrow":
            return Arrow(dict(outputs))


# --- writing expressions ---


def steps(outputs: Mapping[str, Expression], apart: Callable[[Expression], str]) -> list[dict[str, Expression]]:
    """Return what is worked out first, second and so on, by name of the column; the outputs themselves come after.

    What several read is worked out once, and so is what is nested deeply. What the engine has a way of its own for,
    which `apart` calls by a name, stands in steps of one kind each, and reads nothing but columns and literals.
    """
    nodes = list(reachable(outputs.values()))
    readers: dict[Expression, int] = {}
    for node in nodes:
        for arg in node.args:
            readers[arg] = readers.get(arg, 0) + 1
    for node in outputs.values():
        readers[node] = readers.get(node, 0) + 1
    kept: set[Expression] = set()
    depth: dict[Expression, int] = {}
    level: dict[Expression, int] = {}
    for node in nodes:
        special = apart(node)
        if special:
            kept.update(arg for arg in node.args if arg.args)
        depth[node] = 1 + max((0 if arg in kept else depth[arg] for arg in node.args), default=0)
        if node.args and (readers.get(node, 0) > 1 or special or depth[node] > DEEPEST):
            kept.add(node)
    for node in nodes:
        level[node] = max((level[arg] + (arg in kept) for arg in node.args), default=0)
    found: dict[tuple[int, str], dict[str, Expression]] = {}
    for node in nodes:
        if node in kept:
            found.setdefault((level[node], apart(node)), {})[step_name(node)] = node
    return [found[key] for key in sorted(found)]


def step_name(node: Expression) -> str:
    """Return the column in which a step stands."""
    return f"s{node.number}"


def input_name(node: Expression) -> str:
    """Return the column in which an input stands.

    Not the path of its fact: a field may be called like a step, and DuckDB does not tell `a` from `A`.
    """
    return f"i{node.number}"


def inputs_of(outputs: Mapping[str, Expression]) -> list[Expression]:
    """Return the inputs that expressions read."""
    return [node for node in reachable(outputs.values()) if node.op == "input"]


def inputs_named(table: Table, inputs: Sequence[Expression]) -> Table:
    """Return the inputs alone, called as `input_name` says; a table of which nothing is read stays, for its rows."""
    if not inputs:
        return table
    return table.select([str(node.data) for node in inputs]).rename_columns([input_name(node) for node in inputs])


def nothing_apart(node: Expression) -> str:
    """An engine that needs no steps of its own kind."""
    return ""


def long_apart(node: Expression) -> str:
    """Long look-ups and searches, which are Arrow's."""
    long = node.op in ("search", "lookup") and isinstance(node.data, tuple) and len(node.data) > LONG
    return "long" if long else ""


def duckdb_apart(node: Expression) -> str:
    """Beside long look-ups: quotients of what is not negative, which DuckDB has an operator for."""
    whole = node.op in ("floordiv", "mod") and node.args[0].low >= 0
    return "whole" if whole else long_apart(node)


@define
class Emitter:
    """Writes expressions with the functions of `space`: narwhals or polars."""

    space: Any
    native: bool
    written: dict[Expression, Any] = field(factory=dict)

    def expression(self, root: Expression) -> Any:
        """Return the expression of a node; what stands in a step is its column."""
        for node in reachable([root]):
            if node not in self.written:
                self.written[node] = self._write(node, [self.written[arg] for arg in node.args])
        return self.written[root]

    def kept(self, node: Expression) -> None:
        """Say that a node stands in its column from now on."""
        self.written[node] = self.space.col(step_name(node))

    def input(self, node: Expression) -> Any:
        """Return the column of an input."""
        return self.space.col(input_name(node))

    def literal(self, value: object, kind: Kind) -> Any:
        space = self.space
        dtype = {"int": space.Int64, "bool": space.Boolean, "text": space.String}[kind]
        return space.lit(value, dtype=dtype)

    def _write(self, node: Expression, args: list[Any]) -> Any:
        space = self.space
        match node.op:
            case "input":
                return self.input(node)
            case "literal":
                return self.literal(node.data, node.kind)
            case "add":
                return args[0] + args[1]
            case "sub":
                return args[0] - args[1]
            case "mul":
                return args[0] * args[1]
            case "floordiv":
                return args[0] // args[1]
            case "mod":
                return args[0] % args[1]
            case "eq":
                return args[0] == args[1]
            case "ne":
                return args[0] != args[1]
            case "lt":
                return args[0] < args[1]
            case "le":
                return args[0] <= args[1]
            case "gt":
                return args[0] > args[1]
            case "ge":
                return args[0] >= args[1]
            case "and":
                found = args[0]
                for arg in args[1:]:
                    found = found & arg
                return found
            case "or":
                found = args[0]
                for arg in args[1:]:
                    found = found | arg
                return found
            case "least":
                return space.min_horizontal(*args)
            case "greatest":
                return space.max_horizontal(*args)
            case "not":
                return ~args[0]
            case "is_null":
                return args[0].is_null()
            case "as_int":
                return args[0].cast(space.Int64)
            case "one_of":
                assert isinstance(node.data, tuple)
                return args[0].is_in(list(node.data))
            case "case":
                return self._case(args)
            case "search":
                return self._search(node, args[0])
            case "lookup":
                return self._lookup(node, args[0])

    def _case(self, args: Sequence[Any]) -> Any:
        chain = self.space.when(args[0]).then(args[1])
        for guard, value in zip(args[2:-1:2], args[3:-1:2], strict=True):
            chain = chain.when(guard).then(value)
        return chain.otherwise(args[-1])

    def _or_null(self, node: Expression, read: Any, found: Any) -> Any:
        """Return null where what is read is null."""
        if not node.args[0].nullable:
            return found
        return self.space.when(read.is_null()).then(self.literal(None, "int")).otherwise(found)

    def _search(self, node: Expression, read: Any) -> Any:
        cuts = node.data
        assert isinstance(cuts, tuple)
        if self.native and len(cuts) > LONG:
            listed = self.space.lit(self.space.Series(values=list(cuts), dtype=self.space.Int64))
            return self._or_null(node, read, listed.search_sorted(read, side="right").cast(self.space.Int64))
        return self._or_null(node, read, self._between(read, [c for c in cuts if isinstance(c, int)], 0))

    def _between(self, read: Any, cuts: Sequence[int], base: int) -> Any:
        """Return how many cuts are at most what is read, asking for the middle one first."""
        if not cuts:
            return self.literal(base, "int")
        middle = len(cuts) // 2
        low = self._between(read, cuts[:middle], base)
        high = self._between(read, cuts[middle + 1 :], base + middle + 1)
        return self.space.when(read < self.literal(cuts[middle], "int")).then(low).otherwise(high)

    def _lookup(self, node: Expression, read: Any) -> Any:
        values = node.data
        assert isinstance(values, tuple)
        if self.native and len(values) > LONG:
            listed = self.space.lit(self.space.Series(values=list(values), dtype=self.space.Int64))
            return listed.gather(read)
        return self._or_null(node, read, self._run(read, _runs(values)))

    def _run(self, read: Any, runs: Sequence[tuple[int, object]]) -> Any:
        """Return the value of the run that an index falls into."""
        if len(runs) == 1:
            return self.literal(runs[0][1], "int")
        middle = len(runs) // 2
        low, high = self._run(read, runs[:middle]), self._run(read, runs[middle:])
        return self.space.when(read < self.literal(runs[middle][0], "int")).then(low).otherwise(high)


def _runs(values: Iterable[object]) -> list[tuple[int, object]]:
    """Return the places at which a new value begins, with that value."""
    found: list[tuple[int, object]] = []
    for place, value in enumerate(values):
        if not found or found[-1][1] != value:
            found.append((place, value))
    return found


# --- Polars ---


@define
class Polars:
    """Polars, in whose own expressions long look-ups are written too."""

    outputs: Mapping[str, Expression]
    inputs: list[Expression] = field(factory=list, init=False)
    layers: list[list[Any]] = field(factory=list, init=False)
    last: list[Any] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        import polars

        self.inputs = inputs_of(self.outputs)
        emitter = Emitter(polars, native=True)
        for step in steps(self.outputs, nothing_apart):
            self.layers.append([emitter.expression(node).alias(name) for name, node in step.items()])
            for node in step.values():
                emitter.kept(node)
        self.last = [emitter.expression(node).alias(name) for name, node in self.outputs.items()]

    def run(self, table: Table) -> Table:
        import polars

        frame = polars.from_arrow(inputs_named(table, self.inputs))
        assert isinstance(frame, polars.DataFrame)
        if not self.outputs:
            return table.select([])
        lazy = frame.lazy()
        for layer in self.layers:
            lazy = lazy.with_columns(layer)
        found = lazy.select(self.last).collect()
        if found.height != table.num_rows:  # all outputs are the same in every row
            found = polars.concat([found] * table.num_rows) if table.num_rows else found.clear()
        return found.to_arrow(compat_level=polars.CompatLevel.oldest())


# --- Arrow ---


@define
class Arrow:
    """Arrow's own functions, called node by node: an expression of Narwhals takes longer to read than to work out."""

    outputs: Mapping[str, Expression]
    nodes: list[tuple[Expression, tuple[Expression, ...]]] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        wanted = set(self.outputs.values())
        readers: dict[Expression, Expression] = {}
        order = list(reachable(self.outputs.values()))
        for node in order:
            readers.update(dict.fromkeys(node.args, node))
        done: dict[Expression, list[Expression]] = {}
        for node, reader in readers.items():
            if node not in wanted:
                done.setdefault(reader, []).append(node)
        self.nodes = [(node, tuple(done.get(node, ()))) for node in order]

    def run(self, table: Table) -> Table:
        import pyarrow as pa

        if not self.outputs:
            return table.select([])
        found: dict[Expression, Any] = {}
        for node, done in self.nodes:
            found[node] = _by_arrow(node, [found[arg] for arg in node.args], table)
            for read in done:  # nobody reads these after this
                del found[read]
        rows = table.num_rows
        columns = {name: found[node] for name, node in self.outputs.items()}
        return pa.table({n: pa.repeat(c, rows) if isinstance(c, pa.Scalar) else c for n, c in columns.items()})


def _by_arrow(node: Expression, args: list[Any], table: Table) -> Any:
    """Return the column of a node, or its one value, from those of its operands."""
    import pyarrow as pa
    import pyarrow.compute as pc

    match node.op:
        case "input":
            column = table[str(node.data)]
            return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        case "literal":
            return pa.scalar(node.data, {"int": pa.int64(), "bool": pa.bool_(), "text": pa.string()}[node.kind])
        case "add" | "sub" | "mul" | "eq" | "ne" | "lt" | "le" | "gt" | "ge":
            return getattr(pc, _ARROWS[node.op])(*args)
        case "floordiv":
            return _floor(node, *args)
        case "mod":
            return pc.subtract(args[0], pc.multiply(_floor(node, *args), args[1]))
        case "and" | "or":
            join = pc.and_kleene if node.op == "and" else pc.or_kleene
            found = args[0]
            for arg in args[1:]:
                found = join(found, arg)
            return found
        case "least":
            return pc.min_element_wise(*args)
        case "greatest":
            return pc.max_element_wise(*args)
        case "not":
            return pc.invert(args[0])
        case "is_null":
            return pc.is_null(args[0])
        case "as_int":
            return pc.cast(args[0], pa.int64())
        case "one_of":
            assert isinstance(node.data, tuple)
            held = pc.is_in(args[0], value_set=pa.array(list(node.data), args[0].type))
            return pc.if_else(pc.is_null(args[0]), pa.scalar(None, pa.bool_()), held) if node.nullable else held
        case "case":
            found = args[-1]
            for place in range(len(args) - 3, -1, -2):
                found = pc.if_else(args[place], args[place + 1], found)
            return found
        case "search":
            assert isinstance(node.data, tuple)
            return pc.search_sorted(pa.array(node.data, pa.int64()), args[0], side="right").cast(pa.int64())
        case "lookup":
            assert isinstance(node.data, tuple)
            return pc.take(pa.array(node.data, pa.int64()), args[0])


_ARROWS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}


def _floor(node: Expression, a: Any, b: Any) -> Any:
    """Return quotients rounded down; Arrow's own are cut towards 0. A divisor of 0 is where nobody looks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not node.args[1].literal:
        b = pc.if_else(pc.equal(b, 0), pa.scalar(None, pa.int64()), b)
    found = pc.divide(a, b)
    if node.args[0].low >= 0:
        return found
    below = pc.less(pc.subtract(a, pc.multiply(found, b)), 0)
    return pc.subtract(found, pc.cast(below, pa.int64()))


def _step(table: Table, step: Mapping[str, Expression], emitter: Emitter) -> Table:
    """Return the table with the columns of one step."""
    import narwhals

    if any(long_apart(node) for node in step.values()):
        for name, node in step.items():
            table = table.append_column(name, _counted(table, node))
    else:
        written = [emitter.expression(node).alias(name) for name, node in step.items()]
        table = narwhals.from_native(table).with_columns(*written).to_native()
    for node in step.values():
        emitter.kept(node)
    return table


def _counted(table: Table, node: Expression) -> Any:
    """Return a long search or look-up over a column of the table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    (read,) = node.args
    column = table[_called(read)]
    assert isinstance(node.data, tuple)
    listed = pa.array(node.data, pa.int64())
    if node.op == "lookup":
        return pc.take(listed, column)
    found = pc.search_sorted(listed, column, side="right").cast(pa.int64())
    return pc.if_else(pc.is_null(column), pa.scalar(None, pa.int64()), found) if read.nullable else found


# --- DuckDB ---


class _Feed:
    """An Arrow table that a prepared query reads; another one with the same columns may be put in its place."""

    def __init__(self, table: Table, in_pieces: bool) -> None:
        self.table = table
        self.in_pieces = in_pieces

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        fed = self.table.to_reader(FED) if self.in_pieces else self.table
        return fed.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self.table.schema.__arrow_c_schema__()


@define
class DuckDB:
    """DuckDB inside this process, by the SQL that Narwhals writes; steps with long look-ups are Arrow's.

    A query is prepared once for tables with the same columns: planning it takes longer than deciding ten thousand rows.
    """

    outputs: Mapping[str, Expression]
    threads: int | None = None
    inputs: list[Expression] = field(factory=list, init=False)
    before: list[dict[str, Expression]] = field(factory=list, init=False)
    queries: list[list[dict[str, Expression]]] = field(factory=list, init=False)
    connection: Any = field(default=None, init=False)
    prepared: dict[object, tuple[str, _Feed]] = field(factory=dict, init=False)
    first: set[Expression] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        import duckdb

        self.inputs = inputs_of(self.outputs)
        layers = steps(self.outputs, duckdb_apart)
        long = [place for place, step in enumerate(layers) if any(long_apart(node) for node in step.values())]
        cut = long[-1] + 1 if long else 0
        self.before, after = layers[:cut], layers[cut:]
        self.first = {node for step in self.before for node in step.values()}
        # Steps are queries inside one another, which take the more time to plan the deeper they are nested.
        self.queries = [after[place : place + NESTED] for place in range(0, len(after), NESTED)] or [[]]
        self.connection = duckdb.connect(config={} if self.threads is None else {"threads": self.threads})

    def run(self, table: Table) -> Table:
        import narwhals

        if not self.outputs:
            return table.select([])
        table = inputs_named(table, self.inputs)
        emitter = Emitter(narwhals, native=False)
        for step in self.before:
            table = _step(table, step, emitter)
        for place in range(len(self.queries)):
            key = (place, tuple((column.name, str(column.type)) for column in table.schema))
            if key not in self.prepared:
                self.prepared[key] = self._prepare(place, table, emitter)
            name, feed = self.prepared[key]
            feed.table = table
            table = self.connection.sql(f"EXECUTE {name}").to_arrow_table()
            feed.table = feed.table.schema.empty_table()  # rows are not kept longer than they are needed
        return table.rename_columns(list(self.outputs))

    def _prepare(self, place: int, table: Table, emitter: Emitter) -> tuple[str, _Feed]:
        """Return the name of a prepared query, and what it reads."""
        feed = _Feed(table, self.threads != 1)
        name, batch = f"query{len(self.prepared)}", f"batch{len(self.prepared)}"
        self.connection.register(batch, feed)
        self.connection.execute(f"PREPARE {name} AS {self._written(place, batch, emitter)}")
        return name, feed

    def _written(self, place: int, batch: str, emitter: Emitter) -> str:
        """Return the SQL of one query."""
        import narwhals

        for earlier in self.queries[:place]:
            for step in earlier:
                for node in step.values():
                    emitter.kept(node)
        frame = narwhals.from_native(self.connection.table(batch))
        later = [step for query in self.queries[place:] for step in query]
        for number, step in enumerate(self.queries[place]):
            done = {node for query in self.queries[:place] for each in query for node in each.values()}
            done |= {node for each in self.queries[place][:number] for node in each.values()}
            needed = _read_by(later[number:], self.outputs, done | self.first)
            kept = [name for name in frame.columns if name in needed]
            if any(duckdb_apart(node) for node in step.values()):
                written = ", ".join(
                    [*(f'"{name}"' for name in kept), *(f'{_quotient(n)} AS "{c}"' for c, n in step.items())]
                )
                frame = narwhals.from_native(frame.to_native().project(written))
            else:
                new = [emitter.expression(node).alias(name) for name, node in step.items()]
                frame = frame.select(*kept, *new)
            for node in step.values():
                emitter.kept(node)
        if place < len(self.queries) - 1:
            done = {node for query in self.queries[: place + 1] for each in query for node in each.values()}
            needed = _read_by(later[len(self.queries[place]) :], self.outputs, done | self.first)
            frame = frame.select(*[name for name in frame.columns if name in needed])
        else:
            last = [emitter.expression(node) for node in self.outputs.values()]
            frame = frame.select(*[found.alias(f"o{number}") for number, found in enumerate(last)])
        sql: str = frame.to_native().sql_query()
        return sql


def _read_by(
    later: Sequence[Mapping[str, Expression]], outputs: Mapping[str, Expression], done: Collection[Expression]
) -> set[str]:
    """Return the columns that steps and outputs still read, of the table and of the steps that are done."""
    waiting = [node for step in later for node in step.values()] + list(outputs.values())
    seen: set[Expression] = set()
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.op == "input":
            found.add(input_name(node))
        elif node in done:
            found.add(step_name(node))
        else:
            waiting.extend(node.args)
    return found


def _quotient(node: Expression) -> str:
    """Return DuckDB's own quotient or remainder, which for what is not negative is ours."""
    sides = [f"{arg.data}::BIGINT" if arg.literal else f'"{_called(arg)}"' for arg in node.args]
    return f"({sides[0]} {'//' if node.op == 'floordiv' else '%'} {sides[1]})"


def _called(node: Expression) -> str:
    return input_name(node) if node.op == "input" else step_name(node)
