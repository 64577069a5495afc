"""Frames: what a policy decides about whatever Spark can read, as a frame that is worked out when it is asked for.

Goes in: a policy and a frame. Comes out: a frame of outcomes, or the decisions about a few of its rows.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import frozen

from policycore.bulk import BulkError, Rows, ask_for
from policycore.cluster.border import NoExpressionError
from policycore.cluster.expressions import in_expressions
from policycore.cluster.groups import in_groups
from policycore.cluster.measuring import measure, of_frame
from policycore.cluster.setup import Setup
from policycore.cluster.sql import named
from policycore.diagnostics.entry import Lang
from policycore.report import PolicyError, report_on_data

if TYPE_CHECKING:
    from policycore.api import Judged, Policy
    from policycore.columns.engines import EngineName
    from policycore.columns.table import Part, Tables
    from policycore.decision import Decision
    from policycore.snapshots import PopulationSnapshot

#: Spark's frames, and Arrow's tables; typed loosely, as they are extras.
Frame: TypeAlias = Any
Table: TypeAlias = Any
#: How a frame is decided: by Spark's own expressions, or all of it in batches by Python.
Way = Literal["expressions", "batches"]

#: The column that says why a row of a frame was refused.
PROBLEMS = "problems"


def decide_frame(
    policy: Policy,
    frame: Frame,
    *,
    as_of: date | datetime | str | None = None,
    parameters: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    record_type: str | None = None,
    judged: Judged = "strict",
    known_at: date | datetime | str | None = None,
    population: Iterable[PopulationSnapshot] = (),
    engine: EngineName = "duckdb",
    lang: Lang = "en",
    way: Way | None = None,
) -> Frame:
    """Return what a policy decides about a Spark frame, as a frame that is worked out when it is asked for.

    Beforehand the frame is looked through for repeated keys, and where records are compared with each other, members
    that Spark cannot measure are measured by workers.

    The columns are those of `decide_table` without `row`, since rows of a frame have no order, and last `problems`:
    for a row that is refused, why, as JSON; its outcomes are null.

    Args:
        policy: the policy.
        frame: a frame whose columns are called like the fields of the record; lists are arrays of structs.
        as_of, parameters, readings, record_type, judged, known_at: as for `Policy.decide`.
        population: snapshots to compare the records with. Where the policy compares records and none is given, the
            rows are the population: measured by Spark's windows, or by workers where these have no form for it.
        engine: what works the columns out in the workers.
        lang: the language of problems.
        way: "expressions": Spark itself works out the rows without gaps, and workers decide the others; "batches":
            workers decide all rows; None: expressions where the policy and the columns have that form.

    Raises:
        PolicyError: a setting is wrong, or a column cannot be what it is called.
        BulkError: pyspark or the engine is not installed, two rows have the same key ("repeated"), or Spark has no
            expressions for this, though they are asked for ("no_expressions"; its subject is a decision or a fact).
    """
    ask_for("spark")
    ask_for(engine)
    from pyspark.sql import functions
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    rows = Rows.of(policy, as_of, parameters, readings, record_type, judged, lang, known_at)
    rows.decider = rows.decider.among(*population)
    schema = to_arrow_schema(frame.schema)
    tables = rows.tables(schema, engine, 1)
    if rows.key and rows.key in schema.names:
        _refuse_repeated(frame, rows.key)
    found = from_arrow_schema(frame_schema(tables))
    if way != "batches":
        try:
            both = _by_expressions(rows, tables, frame, engine)
        except NoExpressionError as error:
            if way == "expressions":
                raise BulkError("no_expressions", error.subject) from None
        else:
            if both is not None:
                decided, others = both
                return decided.withColumn(PROBLEMS, functions.lit(None).cast("string")).unionAll(others)
    if rows.decider.needs_members:
        measure(rows, of_frame(frame))
    return frame.mapInArrow(Worker(pickle.dumps(Setup.of(rows)), engine), found)


def _by_expressions(rows: Rows, tables: Tables, frame: Frame, engine: EngineName) -> tuple[Frame, Frame] | None:
    """Return the outcomes that Spark's expressions give, and those of the other rows; see `in_groups`."""
    from pyspark.sql.pandas.types import from_arrow_schema

    key = {"key": named(tables.key)} if tables.key else {}
    setup, schema = Setup.of(rows), frame_schema(tables)
    if rows.decider.needs_members:
        return in_groups(tables, frame, key, setup, engine, schema)
    decided, others = in_expressions(tables, frame, key)
    return decided, others.mapInArrow(Worker(pickle.dumps(setup), engine), from_arrow_schema(schema))


def decide_chosen(
    policy: Policy,
    frame: Frame,
    keys: Iterable[object],
    *,
    as_of: date | datetime | str | None = None,
    parameters: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    record_type: str | None = None,
    judged: Judged = "strict",
    known_at: date | datetime | str | None = None,
    population: Iterable[PopulationSnapshot] = (),
) -> dict[str, Decision]:
    """Return the decisions about a few rows of a frame, by key: with them come trace and explanation.

    The rows are brought here and read as `decide_frame` reads them. A key that no row has is left out.

    Args:
        policy: the policy; its record must have a key.
        frame: as for `decide_frame`.
        keys: of the rows.
        as_of, parameters, readings, record_type, judged, known_at: as for `Policy.decide`.
        population: snapshots to compare the records with.

    Raises:
        PolicyError: a setting is wrong, or one of the rows is no record.
        BulkError: pyspark is not installed.
    """
    ask_for("spark")
    from policycore.records.convert import Converter

    rows = Rows.of(policy, as_of, parameters, readings, record_type, judged, known_at=known_at)
    decider = rows.decider.among(*population)
    converter = Converter(policy.program, decider.converter.declaration, judged=judged, extra="tell")
    found: dict[str, Decision] = {}
    for row in frame.where(_key_text(frame, rows.key).isin([str(key).strip() for key in keys])).toArrow().to_pylist():
        converted = converter(row, cells=True)
        if converted.record is None:
            raise PolicyError(report_on_data(converted.problems))
        found[str(row[rows.key]).strip()] = decider.decide_record(converted.record)
    return found


def _key_text(frame: Frame, key: str) -> Any:
    """Return keys as they are compared: as texts without spaces around them."""
    from pyspark.sql import functions
    from pyspark.sql.types import IntegralType

    text = frame[named(key)].cast("string")
    if isinstance(frame.schema[key].dataType, IntegralType):
        return text
    return functions.when(text.rlike(r"^\s|\s$"), functions.regexp_replace(text, r"^\s+|\s+$", "")).otherwise(text)


def _refuse_repeated(frame: Frame, key: str) -> None:
    """Raise where two rows have the same key: which of them came first, a frame cannot say."""
    from pyspark.sql.types import IntegralType

    whole = isinstance(frame.schema[key].dataType, IntegralType)
    keys = frame.select((frame[named(key)] if whole else _key_text(frame, key)).alias("key"))
    keys = keys.where("key IS NOT NULL" if whole else "key <> ''")
    for row in keys.groupBy("key").count().where("count > 1").take(1):
        raise BulkError("repeated", str(row["key"]))


def frame_schema(tables: Tables) -> Any:
    """Return the Arrow schema of what workers give back."""
    import pyarrow as pa

    fields = [pa.field(each.name, _plain(each.type)) for each in tables.arrow_schema() if each.name != "row"]
    return pa.schema([*fields, pa.field(PROBLEMS, pa.string())])


def _plain(of: Any) -> Any:
    """Return a type as Spark has it: no dictionaries, moments to the microsecond."""
    import pyarrow as pa

    if pa.types.is_dictionary(of):
        return of.value_type
    return pa.timestamp("us") if pa.types.is_timestamp(of) else of


@frozen
class Worker:
    """Decides the Arrow batches of a partition; what it is made of fits into a message."""

    setup: bytes
    engine: EngineName

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield the outcomes of each batch."""
        import pyarrow as pa

        for batch in batches:
            tables = _tables(self.setup, self.engine, batch.schema)
            table = pa.Table.from_batches([batch])
            yield from with_refused(tables, table, tables.decide(table)).to_batches()


@lru_cache(maxsize=4)
def _tables(setup: bytes, engine: EngineName, schema: Any) -> Tables:
    """Return what decides tables of a schema, made once per worker."""
    rows: Rows = pickle.loads(setup).rows()
    return rows.tables(schema, engine, 1)


def with_refused(tables: Tables, table: Table, part: Part) -> Table:
    """Return the outcomes of a part with the refused rows among them, in the order in which the rows came."""
    import pyarrow as pa

    schema = frame_schema(tables)
    found = part.table.append_column(PROBLEMS, pa.nulls(part.table.num_rows, pa.string()))
    if part.rejected:
        places = [refused.row for refused in part.rejected]
        columns = {"row": pa.array(places, pa.int64())}
        if tables.key:
            columns["key"] = table[tables.key].take(pa.array([place - 1 for place in places]))
        columns[PROBLEMS] = pa.array([_said(refused.problems) for refused in part.rejected], pa.string())
        filled = {each.name: columns.get(each.name, pa.nulls(len(places), each.type)) for each in found.schema}
        found = pa.concat_tables([found, pa.table(filled, schema=found.schema)]).sort_by("row")
    return found.select(schema.names).cast(schema)


def _said(problems: Iterable[Mapping[str, Any]]) -> str:
    """Return problems as JSON, without the place in a batch: rows of a frame have none."""
    return json.dumps([{**problem, "row": None} for problem in problems], ensure_ascii=False)
