"""Deciding whole tables of files: partition by partition, so that a run that was stopped goes on where it was.

In: a policy, a table in a Parquet, CSV or Arrow file, an engine. Out: a folder with one Parquet file of outcomes per
partition, the rejected rows beside it, and what was counted. An edge: it reads and writes files, and hands the border
and the evaluator of single rows to `columns`, which knows neither.

- `source`: tables in files, part by part, `text` those of CSV; `keys`: keys that can be compared
- `beside`: what belongs to the rows: `lists` and `related` of tables of their own, `mapped` the names of columns
- `rows`: the border and the evaluator of single rows
- `memory`: a table that is in memory
- `run`: the loop over the parts; `manifest`: what a run is; `summary`: what it counts; `writing`: files that are whole
- `traces`: full traces of chosen rows
- `needs`: what an engine needs, and why a run cannot begin
"""

from policycore.bulk.beside import Beside, Files
from policycore.bulk.keys import key_texts
from policycore.bulk.lists import Lists
from policycore.bulk.manifest import FORMAT, MANIFEST
from policycore.bulk.memory import decide_table, usual_plans
from policycore.bulk.needs import BulkError, ask_for
from policycore.bulk.rows import Evaluator, Rows
from policycore.bulk.run import PART_ROWS, Run, begin
from policycore.bulk.source import KINDS, Source, kind_of
from policycore.bulk.summary import Summary, counted
from policycore.bulk.traces import places_of, write_traces

__all__ = [
    "FORMAT",
    "KINDS",
    "MANIFEST",
    "PART_ROWS",
    "Beside",
    "BulkError",
    "Evaluator",
    "Files",
    "Lists",
    "Rows",
    "Run",
    "Source",
    "Summary",
    "ask_for",
    "begin",
    "counted",
    "decide_table",
    "key_texts",
    "kind_of",
    "places_of",
    "usual_plans",
    "write_traces",
]
