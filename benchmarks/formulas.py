"""The workload as formulas, for engines that take expressions: written once in Python's signs, put into each dialect.

A part is a row of steps, each with a name and a formula that may read the record and the steps before it. What formulas
hold: `a if c else b`, `and`, `or`, `not`, one comparison, `+ - * //`, names, whole numbers, texts, truth values.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

import by_hand
from workload import ROWS, rows


def _bands(field: str, bands: Sequence[tuple[int, int]], below: int, sign: str = ">=") -> str:
    """Return points by the first band that a figure reaches."""
    text = str(below)
    for bound, points in reversed(bands):
        text = f"{points} if {field} {sign} {bound} else ({text})"
    return f"({text})"


def _chosen(field: str, values: Mapping[Any, Any]) -> str:
    """Return a value by a text or number; the last one is taken for all that is left."""
    *firsts, (_, text) = values.items()
    found = repr(text)
    for key, value in reversed(firsts):
        found = f"{value!r} if {field} == {key!r} else ({found})"
    return f"({found})"


def _steps() -> dict[str, dict[str, str]]:
    hand = by_hand
    first = hand.FIRST_ANSWER
    answer = f"({_chosen('tier', first['PORTAL'])})"
    for channel in ("EMAIL", "CHAT", "PHONE"):
        answer = f"({_chosen('tier', first[channel])} if channel == {channel!r} else {answer})"
    days = _chosen("tier", hand.CREDIT_DAYS)
    return {
        "tiers": {
            "value": " + ".join(
                (
                    _bands("revenue", ((3_000_000, 25), (1_500_000, 20), (500_000, 14), (100_000, 8)), 2),
                    _bands("margin_bp", ((2500, 20), (1500, 15), (800, 9), (0, 4)), 0),
                    _bands("growth_bp", ((3000, 10), (1000, 7), (0, 4)), 0),
                    _bands("recv_days", ((30, 15), (60, 11), (90, 6), (120, 2)), 0, "<="),
                    _bands("orders", ((100, 10), (50, 8), (20, 5), (5, 2)), 0),
                    _bands("tenure", ((60, 10), (36, 7), (12, 4)), 1),
                    _chosen("credit", hand.CREDIT_POINTS),
                )
            ),
            "tier": "'D' if blacklisted else ('A' if strategic or value >= 75 else ('B' if value >= 40 else 'C'))",
        },
        "promises": {
            "answer": f"{answer} * (2 if region == 'OVERSEAS' else 1)",
            "level": f"{_chosen('tier', hand.LEVEL)} - (5 if channel == 'EMAIL' or channel == 'PORTAL' else 0)",
            "call_back": f"{_chosen('tier', hand.CALL_BACK)}"
            " + (8 if region == 'OVERSEAS' else (2 if region == 'ISLAND' else 0))",
            "place": f"{_chosen('tier', hand.PLACE)} - (1 if channel == 'PHONE' and tier != 'D' else 0)",
            "owner": "('EXEC' if region == 'CAP' or region == 'METRO' else 'SENIOR') if tier == 'A' else"
            " (('SENIOR' if region == 'CAP' else 'STAFF') if tier == 'B' else ('STAFF' if tier == 'C' else 'RISK'))",
            "days": f"({days} // 2) if overdue_days > 30 else {days}",
            "credit_days": "30 if exposure > 1000000 and tier != 'A' and days > 30 else days",
        },
        "incidents": {
            "severity": "4 if loss >= 10000000 or deaths >= 3 or injuries >= 10 or overdue >= 180 else"
            " (3 if loss >= 1000000 or deaths >= 1 or injuries >= 3 or overdue >= 90 else"
            " (2 if loss >= 100000 or injuries >= 1 or overdue >= 30 else 1))",
            "exempt": "approved and not negligent",
            "percent": _bands("repeat", ((5, 300), (2, 200), (1, 150)), 100),
            "share": "(200000 if loss >= 20000000 else loss // 100) if severity >= 3 else 0",
            "late": "(5000 if late_hours >= 124 else (late_hours - 24) * 50) if late_hours > 24 else 0",
            "fine": f"0 if exempt else ({_chosen('severity', hand.BASE_FINE)} * percent // 100 + share + late)",
            "sum": f"{_chosen('severity', hand.BASE_POINTS)} + repeat * 2"
            " + (5 if late_hours > 24 else 0) + (5 if negligent else 0)",
            "points": "0 if exempt else (20 if sum > 20 else sum)",
            "answerable": "'CEO' if severity == 4 and role != 'CONTRACTOR' else " + _chosen("role", hand.ANSWERABLE),
        },
    }


STEPS = _steps()


def _promised(tier: str, exposed: bool) -> str:
    """Return the rules that decide the promises to a tier, as one text."""
    own = "; ".join(f"service/{tier}/{benefit}" for benefit in ("level", "call_back", "place", "owner"))
    return f"service/any/answer; {own}; service/{'exposed' if exposed else 'any'}/credit_days"


#: The deciding rules of each part, beside its answers, for who writes down the same columns as policycore does.
RULES: dict[str, dict[str, str]] = {
    "tiers": {
        "tier.because": "'tier/blacklist' if blacklisted else ('tier/strategic' if strategic else"
        " ('tier/A' if value >= 75 else ('tier/B' if value >= 40 else 'tier/C')))",
    },
    "promises": {
        "service.because": f"{_chosen('tier', {tier: _promised(tier, True) for tier in 'ABCD'})}"
        " if exposure > 1000000 and tier != 'A' and days > 30"
        f" else {_chosen('tier', {tier: _promised(tier, False) for tier in 'ABCD'})}",
    },
    "incidents": {
        "answerable.because": _chosen(
            "answerable", {post: f"answerable/{post}" for post in dict.fromkeys(["CEO", *by_hand.ANSWERABLE.values()])}
        ),
        "discipline.because": "'discipline/incident; discipline/approved' if exempt else 'discipline/incident'",
    },
}


def row_condition(row: tuple[str, int, int, int, int]) -> str:
    """Return the condition of a row of a table."""
    zone, low, high, least, _ = row
    text = f"zone == {zone!r} and amount >= {low} and amount <= {high}"
    return f"{text} and tenure >= {least}" if least else text


def conditions(part: str) -> list[tuple[str, int]]:
    """Return condition and code of each row of a table part."""
    assert part in ROWS
    return [(row_condition(row), row[-1]) for row in rows(part)]


def inlined(part: str) -> dict[str, str]:
    """Return the steps with those before them put in, for engines that have no names for them."""
    found: dict[str, ast.expr] = {}

    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return found.get(node.id, node)

    for name, text in STEPS[part].items():
        found[name] = Put().visit(parsed(text))
    return {name: ast.unparse(node) for name, node in found.items()}


def parsed(text: str) -> ast.expr:
    """Return the tree of a formula."""
    return ast.parse(text, mode="eval").body


@frozen
class Dialect:
    """How an infix language spells formulas; `choice` and `halves` are templates."""

    choice: str = "({c} ? {a} : {b})"
    halves: str = "({a} / {b})"
    and_: str = "&&"
    or_: str = "||"
    not_: str = "!"
    equal: str = "=="
    quote: str = '"'
    yes: str = "true"
    no: str = "false"

    def text(self, formula: str) -> str:
        """Return a formula in this language."""
        return self._of(parsed(formula))

    def _of(self, node: ast.expr) -> str:
        match node:
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.choice.format(c=self._of(test), a=self._of(body), b=self._of(orelse))
            case ast.BoolOp(op=op, values=values):
                word = self.and_ if isinstance(op, ast.And) else self.or_
                return f"({f' {word} '.join(map(self._of, values))})"
            case ast.UnaryOp(operand=operand):
                return f"({self.not_} {self._of(operand)})"
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return f"({self._of(left)} {self._sign(sign)} {self._of(right)})"
            case ast.BinOp(left=left, op=op, right=right):
                a, b = self._of(left), self._of(right)
                if isinstance(op, ast.FloorDiv):
                    return self.halves.format(a=a, b=b)
                return f"({a} {SIGNS[type(op)]} {b})"
            case ast.Name(id=name):
                return name
            case ast.Constant(value=bool() as value):
                return self.yes if value else self.no
            case ast.Constant(value=str() as value):
                return f"{self.quote}{value}{self.quote}"
            case ast.Constant(value=value):
                return str(value)
        raise NotImplementedError(ast.dump(node))

    def _sign(self, sign: ast.cmpop) -> str:
        return self.equal if isinstance(sign, ast.Eq) else SIGNS[type(sign)]


SIGNS: dict[type, str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
}
CEL = Dialect()
ZEN = Dialect(halves="floor({a} / {b})", and_="and", or_="or", not_="not", quote="'")
RULE_ENGINE = Dialect(halves="({a} // {b})", and_="and", or_="or", not_="not")
SQL = Dialect("CASE WHEN {c} THEN {a} ELSE {b} END", "({a} // {b})", "AND", "OR", "NOT", "=", "'")


def json_logic(formula: str) -> Any:
    """Return a formula as a JsonLogic rule; it has no whole division, so the rest is taken off before."""

    def of(node: ast.expr) -> Any:
        match node:
            case ast.IfExp():
                rule: list[Any] = []
                rest: ast.expr = node
                while isinstance(rest, ast.IfExp):
                    rule += [of(rest.test), of(rest.body)]
                    rest = rest.orelse
                return {"if": [*rule, of(rest)]}
            case ast.BoolOp(op=op, values=values):
                return {"and" if isinstance(op, ast.And) else "or": [of(value) for value in values]}
            case ast.UnaryOp(operand=operand):
                return {"!": [of(operand)]}
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return {SIGNS[type(sign)]: [of(left), of(right)]}
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                a, b = of(left), of(right)
                return {"/": [{"-": [a, {"%": [a, b]}]}, b]}
            case ast.BinOp(left=left, op=op, right=right):
                return {SIGNS[type(op)]: [of(left), of(right)]}
            case ast.Name(id=name):
                return {"var": name}
            case ast.Constant(value=value):
                return value
        raise NotImplementedError(ast.dump(node))

    return of(parsed(formula))
