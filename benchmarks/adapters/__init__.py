"""One file for each engine that the benchmark runs.

An adapter is a module with

- `NAME`, and `PACKAGES`, the distributions it needs; one that is not installed is named and left out
- `KIND`: "records" for an engine that is handed dicts one at a time, "columns" for one that is handed columns
- `SHOWN`: whether it stands in the chart
- `prepare(part, records)`: the batch as the engine takes it; not timed
- `build(part)`: what decides a batch, compiled; raises `NotImplementedError` where the engine cannot say a part
- `answers(part, result)`: what came out as tuples of `workload.ANSWERS`; not timed, compared with everybody else's
"""
