"""Polars with expressions written for the workload, one thread."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Sequence
from typing import Any

from adapters.plain import as_answers, columns_of
from formulas import RULES, STEPS, conditions, parsed
from workload import ANSWERS, FACTS, ROWS, Answer, Data

os.environ.setdefault("POLARS_MAX_THREADS", "1")

NAME = "Polars, hand-written"
PACKAGES = ("polars",)
KIND = "columns"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as a data frame."""
    import polars as pl

    return pl.DataFrame(columns_of(part, records, FACTS[part]))


def _expression(node: ast.expr) -> Any:
    import polars as pl

    match node:
        case ast.IfExp():
            chain: Any = pl
            rest: ast.expr = node
            while isinstance(rest, ast.IfExp):
                chain = chain.when(_expression(rest.test)).then(_expression(rest.body))
                rest = rest.orelse
            return chain.otherwise(_expression(rest))
        case ast.BoolOp(op=op, values=values):
            join = pl.all_horizontal if isinstance(op, ast.And) else pl.any_horizontal
            return join([_expression(value) for value in values])
        case ast.UnaryOp(operand=operand):
            return ~_expression(operand)
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            a, b = _expression(left), _expression(right)
            compared = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
            return getattr(a, compared[type(sign)])(b)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _expression(left), _expression(right)
            return {
                ast.Add: a.__add__,
                ast.Sub: a.__sub__,
                ast.Mult: a.__mul__,
                ast.FloorDiv: a.__floordiv__,
            }[type(op)](b)
        case ast.Name(id=name):
            return pl.col(name)
        case ast.Constant(value=str() | bool() as value):
            return pl.lit(value)
        case ast.Constant(value=value):
            return pl.lit(value, dtype=pl.Int64)
    raise NotImplementedError(ast.dump(node))


def build(part: str, rules: bool = False) -> Callable[[Any], Any]:
    """Return the lazy query of a part, with the deciding rules beside the answers or without."""
    import polars as pl

    if part in ROWS:
        chain: Any = pl
        for condition, code in conditions(part):
            chain = chain.when(_expression(parsed(condition))).then(pl.lit(code, dtype=pl.Int64))
        whole = chain.otherwise(pl.lit(0, dtype=pl.Int64)).alias("code")
        return lambda frame: frame.select(whole)
    more = RULES[part] if rules else {}
    steps = [_expression(parsed(text)).alias(name) for name, text in {**STEPS[part], **more}.items()]
    names = [*ANSWERS[part], *more]

    def run(frame: Any) -> Any:
        query = frame.lazy()
        for step in steps:
            query = query.with_columns(step)
        return query.select(names).collect()

    return run


def answers(part: str, result: Any) -> list[Answer]:
    """Return the rows of the data frame, deciding rules aside."""
    return as_answers(part, result.select(list(ANSWERS[part])).rows())
