"""How expressions, data and types are laid out.

In: a tree of `syntax.ast` and the `Spelling` of the keyword language to write. Out: documents of `format.doc`.
Parentheses are put where the grammar needs them and nowhere else, for the tree does not know where the author had some.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Literal, assert_never

from policycore.format.blocks import (
    HANGING,
    INDENT,
    block,
    braced,
    cite_of,
    clause,
    filled,
    following,
    joined,
    labels_of,
    name_of,
    placed,
    separated,
)
from policycore.format.doc import Doc, Group, Line, Mark, Nest, Tail, texts
from policycore.format.spelling import Spelling
from policycore.source import NOWHERE
from policycore.syntax import ast

# --- expressions ---


class Level(IntEnum):
    """How tightly an expression holds together; a looser one inside a tighter one stands in parentheses."""

    CHOICE = 0
    JUNCTION = 1
    NOT = 2
    COMPARISON = 3
    SUM = 4
    PER = 5
    PRODUCT = 6
    SIGN = 7
    AT = 8
    PRIMARY = 9


def _level(node: ast.Expr) -> Level:
    match node:
        case ast.If():
            return Level.CHOICE
        case ast.Junction():
            return Level.JUNCTION
        case ast.Not():
            return Level.NOT
        case ast.Compare() | ast.In() | ast.Test() | ast.Within():
            return Level.COMPARISON
        case ast.Per():
            return Level.PER
        case ast.Arith():
            return Level.SUM if node.rest and node.rest[0][0] in "+-" else Level.PRODUCT
        case ast.Neg():
            return Level.SIGN
        case ast.At() | ast.AtTime():
            return Level.AT
        case (
            ast.NumberLit()
            | ast.DateLit()
            | ast.MomentLit()
            | ast.TextLit()
            | ast.YesNoLit()
            | ast.MarkLit()
            | ast.Name()
            | ast.Attr()
            | ast.Index()
            | ast.Call()
            | ast.PartList()
            | ast.TableExpr()
        ):
            return Level.PRIMARY
        case _:
            assert_never(node)


def hugs(node: ast.Expr) -> bool:
    """Return whether a long expression begins on the line it belongs to, and ends that line with an opening brace."""
    match node:
        case ast.PartList() | ast.TableExpr():
            return True
        case ast.Call():
            return _wraps(node)
        case ast.Compare():
            return len(node.rest) == 1 and hugs(node.rest[0][1]) and not _bracketed(node.first)
        case _:
            return False


def _bracketed(node: ast.Expr) -> bool:
    """Return whether what is long in an expression stands in brackets of its own: then it needs no indent besides."""
    return hugs(node) or isinstance(node.first if isinstance(node, ast.Compare) else node, ast.Call)


def _wraps(node: ast.Call) -> bool:
    """Return whether a call is nothing but brackets around one that has its own: `agreed(table … { … })`."""
    return len(node.args) == 1 and isinstance(node.args[0], ast.PartList | ast.TableExpr)


def continued(say: Spelling, node: ast.Expr) -> Doc:
    """Return an expression behind a word, its further lines in by one step; one in brackets of its own needs none."""
    doc = expression(say, node)
    return doc if _bracketed(node) else Nest(INDENT, doc)


def operand_of(say: Spelling, node: ast.Expr, least: Level) -> Doc:
    """Return an expression, in parentheses where it holds together less tightly than `least`."""
    if _level(node) >= least:
        return expression(say, node)
    return braced(expression(say, node), "(", ")", space=False)


def after_word(say: Spelling, word: str, operand: Doc) -> Doc:
    """Return a keyword and its operand, in parentheses where its first name would lengthen the keyword.

    `not stated` is one word of the language, so the negation of a fact called `stated` is `not (stated)`.
    """
    first = next((text for text in texts(operand) if text), "")
    return (say.word(word), " ", _apart(operand) if say.is_one_word(say.word(word), first) else operand)


def before_word(say: Spelling, operand: Doc, word: str) -> Doc:
    """Return an operand, in parentheses where its last name would be taken for the start of the keyword after it."""
    last = "".join(texts(operand)).rpartition(" ")[2]
    return _apart(operand) if say.is_one_word(last, say.word(word)) else operand


def _apart(operand: Doc) -> Doc:
    return braced(operand, "(", ")", space=False)


def expression(say: Spelling, node: ast.Expr) -> Doc:
    """Return the document of an expression, without parentheses around the whole."""
    return placed(node.span, _expression(say, node))


def _expression(say: Spelling, node: ast.Expr) -> Doc:
    match node:
        case ast.NumberLit():
            return say.number(node)
        case ast.DateLit() | ast.MomentLit():
            return node.text
        case ast.TextLit():
            return say.text(node.text)
        case ast.YesNoLit():
            return say.word("yes" if node.value else "no")
        case ast.MarkLit():
            return say.word("not stated" if node.kind == "not_stated" else node.kind)
        case ast.Name():
            return say.value_name(node.name)
        case ast.Attr():
            return (operand_of(say, node.of, Level.PRIMARY), ".", placed(node.name.span, say.attribute(node.name.text)))
        case ast.Index():
            keys = separated(operand_of(say, key, Level.SUM) for key in node.keys)
            return (operand_of(say, node.of, Level.PRIMARY), braced(keys, "[", "]", space=False))
        case ast.Call():
            return _call(say, node)
        case ast.Neg():
            return ("-", operand_of(say, node.operand, Level.SIGN))
        case ast.Arith():
            inner = Level.PER if _level(node) == Level.SUM else Level.SIGN
            rest = [(Line(), sign, " ", operand_of(say, operand, inner)) for sign, operand in node.rest]
            return Group((operand_of(say, node.first, inner), *rest))
        case ast.Per():
            amount, quantity = (
                operand_of(say, node.amount, Level.PRODUCT),
                operand_of(say, node.quantity, Level.PRODUCT),
            )
            if node.full is None:
                return Group((amount, Nest(INDENT, (Line(), after_word(say, "per", quantity)))))
            full = operand_of(say, node.full, Level.PRODUCT)
            step = (Line(), say.word("per full"), " ", before_word(say, full, "of"), " ", say.word("of"), " ", quantity)
            return Group((amount, Nest(INDENT, step)))
        case ast.At():
            date = after_word(say, "at", operand_of(say, node.date, Level.PRIMARY))
            return (operand_of(say, node.of, Level.PRIMARY), " ", date)
        case ast.AtTime():
            time = placed(node.time.span, node.time.text)
            return (operand_of(say, node.of, Level.PRIMARY), " ", say.word("at"), " ", time)
        case ast.Compare():
            first = operand_of(say, node.first, Level.SUM)
            if hugs(node):
                sign, last = node.rest[0]
                return (first, " ", sign, " ", operand_of(say, last, Level.SUM))
            return Group((first, *(_link(say, sign, operand) for sign, operand in node.rest)))
        case ast.In():
            container = (
                _set(say, node.container)
                if isinstance(node.container, ast.SetLit)
                else operand_of(say, node.container, Level.SUM)
            )
            return (operand_of(say, node.operand, Level.SUM), " ", say.word("in"), " ", container)
        case ast.Test():
            return (operand_of(say, node.operand, Level.SUM), " ", say.word("is"), " ", say.test(node.word))
        case ast.Within():
            anchor = (Line(), say.word(node.direction), " ", operand_of(say, node.anchor, Level.SUM))
            amount = before_word(say, operand_of(say, node.amount, Level.SUM), node.direction)
            span = (Line(), say.word("within"), " ", amount)
            return Group((operand_of(say, node.operand, Level.SUM), Nest(INDENT, (span, anchor))))
        case ast.Not():
            return after_word(say, "not", operand_of(say, node.operand, Level.NOT))
        case ast.Junction():
            word = say.word(node.word)
            first, *others = (operand_of(say, operand, Level.NOT) for operand in node.operands)
            return Group((first, *((Line(), word, " ", operand) for operand in others)))
        case ast.PartList():
            return _part_list(say, node)
        case ast.If():
            return _if(say, node)
        case ast.TableExpr():
            return _table(say, node)
        case _:
            assert_never(node)


def _link(say: Spelling, sign: str, operand: ast.Expr) -> Doc:
    """Return a sign and what is compared: on a line of its own only where it does not fit behind what precedes."""
    return Tail((sign, " ", operand_of(say, operand, Level.SUM)), indent=INDENT)


def _call(say: Spelling, node: ast.Call) -> Doc:
    wrapping = _wraps(node)
    clauses: list[Doc] = []
    if node.over is not None:
        over = expression(say, node.over)
        clauses.append((say.word("over"), " ", over if node.alias is None else before_word(say, over, "as")))
    if node.alias is not None:
        clauses.append((say.word("as"), " ", name_of(say, node.alias)))
    if node.where is not None:
        clauses.append((say.word("where"), " ", continued(say, node.where)))
    args = separated(expression(say, arg) for arg in node.args)
    function = placed(node.function.span, say.function(node.function.text))
    if wrapping:
        return (function, "(", args, *((" ", clause) for clause in clauses), ")")
    body = (args, *((Line(), clause) for clause in clauses))
    return (function, braced(body, "(", ")", space=False, empty=not node.args and not clauses))


def _part_list(say: Spelling, node: ast.PartList) -> Doc:
    if node.kind == "at_least":
        opening = say.at_least_of(node.count)
    else:
        opening = say.word("all of" if node.kind == "all" else "any of")
    parts = separated(_part(say, part) for part in node.parts)
    return (opening, " ", braced(parts, "{", "}", space=True, empty=not node.parts))


def _part(say: Spelling, part: ast.Part) -> Doc:
    if part.name is None:
        return expression(say, part.condition)
    return (name_of(say, part.name), ":", following(expression(say, part.condition), hugging=hugs(part.condition)))


def _if(say: Spelling, node: ast.If) -> Doc:
    """Return a chain with one branch a line if it is long. A loop, for chains may be longer than nesting is deep."""
    branches: list[Doc] = []
    starts: list[int] = []
    link: ast.Expr = node
    while isinstance(link, ast.If):
        condition = Nest(HANGING, expression(say, link.condition))
        start: Doc = Mark(link.span.start) if link.span != NOWHERE else ()
        branch = (
            start,
            say.word("if"),
            " ",
            condition,
            " ",
            say.word("then"),
            following(expression(say, link.then), hugging=hugs(link.then)),
        )
        branches += ((Line(), say.word("else"), " ", branch) if branches else branch,)
        starts.append(link.span.end)
        link = link.otherwise
    last = (Line(), say.word("else"), " ", continued(say, link))
    return Group((*branches, last))


def _table(say: Spelling, node: ast.TableExpr) -> Doc:
    rows: list[Doc] = []
    for row in node.rows:
        cells = joined((_cell(say, cell) for cell in row.cells), ", ")
        rows.append(
            placed(
                row.span,
                (say.word("when"), " ", cells, " :", following(expression(say, row.value), hugging=hugs(row.value))),
            )
        )
    if node.otherwise is not None:
        rows.append(
            (say.word("otherwise"), " :", following(expression(say, node.otherwise), hugging=hugs(node.otherwise)))
        )
    keys = joined((operand_of(say, key, Level.SUM) for key in node.keys), ", ")
    return (say.word("table"), " ", keys, block(rows))


def _cell(say: Spelling, cell: ast.Cell) -> Doc:
    match cell:
        case ast.AnyCell():
            return placed(cell.span, say.word("any"))
        case ast.CompareCell():
            return placed(cell.span, (cell.op, " ", operand_of(say, cell.value, Level.SUM)))
        case ast.RangeLit():
            return _range(say, cell, tight=False)
        case ast.SetLit():
            return _set(say, cell)
        case _:
            return operand_of(say, cell, Level.SUM)


def _range(say: Spelling, node: ast.RangeLit, *, tight: bool) -> Doc:
    return placed(node.span, between(say, node.low, node.high, tight=tight))


def between(say: Spelling, low: ast.Expr, high: ast.Expr, *, tight: bool) -> Doc:
    """Return `2..25` for bare numbers where `tight`, else `2 .. 25`."""
    close = tight and all(_bare(end) for end in (low, high))
    return (operand_of(say, low, Level.PER), ".." if close else " .. ", operand_of(say, high, Level.SUM))


def _bare(node: ast.Expr) -> bool:
    number = node.operand if isinstance(node, ast.Neg) else node
    return isinstance(number, ast.NumberLit) and number.unit is None


def _set(say: Spelling, node: ast.SetLit) -> Doc:
    members = [
        _range(say, item, tight=True) if isinstance(item, ast.RangeLit) else operand_of(say, item, Level.SUM)
        for item in node.items
    ]
    return placed(node.span, filled(members, "{", "}"))


# --- data ---


def data_of(say: Spelling, node: ast.Data) -> Doc:
    """Return a piece of data."""
    match node:
        case ast.RecordLit():
            return record_lit(say, node)
        case ast.ListLit():
            return _list_lit(say, node)
        case _:
            return expression(say, node)


def record_lit(say: Spelling, node: ast.RecordLit) -> Doc:
    """Return a record: short entries fill their lines, entries with brackets of their own stand one a line."""
    entries = [entry_of(say, name, value) for name, value in node.items]
    if any(isinstance(value, ast.RecordLit | ast.ListLit) for _, value in node.items):
        return placed(node.span, braced(separated(entries), "{", "}", space=True))
    return placed(node.span, filled(entries, "{", "}", space=True))


def switch_of(say: Spelling, name: ast.Ident, value: ast.Data) -> Doc:
    """Return an entry of `with`: a parameter, a reading or `known_at`, and its value."""
    return (placed(name.span, say.switch(name.text)), ": ", data_of(say, value))


def entry_of(say: Spelling, name: ast.Ident, value: ast.Data) -> Doc:
    """Return an entry of a record: `field: value`."""
    return (placed(name.span, say.path(name.text)), ": ", data_of(say, value))


def _list_lit(say: Spelling, node: ast.ListLit) -> Doc:
    items = [_item(say, item) for item in node.items]
    if any(
        isinstance(item.value if isinstance(item, ast.Times) else item, ast.RecordLit | ast.ListLit)
        for item in node.items
    ):
        return placed(node.span, braced(separated(items), "[", "]", space=False))
    return placed(node.span, filled(items, "[", "]"))


def _item(say: Spelling, item: ast.Data | ast.Times) -> Doc:
    if isinstance(item, ast.Times):
        return placed(item.span, (str(item.count), " ", say.word("times"), " ", data_of(say, item.value)))
    if item == ast.Name("not_applicable") and not say.declares("not_applicable"):
        return say.word("not applicable")
    if isinstance(item, ast.NumberLit):
        return placed(item.span, say.number(item, in_list=True))
    return data_of(say, item)


# --- types ---


def type_of(say: Spelling, node: ast.TypeExpr) -> Doc:
    """Return a type."""
    match node:
        case ast.NamedType():
            unit = () if node.unit is None else ("(", placed(node.unit.span, say.type_unit(node.unit.text)), ")")
            return placed(node.span, (placed(node.name.span, say.type_name(node.name.text)), unit))
        case ast.EnumTypeExpr():
            return enum_of(say, node, in_choice=False)
        case ast.ListOf():
            return placed(node.span, (say.word("list of"), " ", type_of(say, node.element)))
        case ast.SetOf():
            return placed(node.span, (say.word("set of"), " ", type_of(say, node.element)))
        case _:
            assert_never(node)


def enum_of(say: Spelling, node: ast.EnumTypeExpr, *, in_choice: bool) -> Doc:
    """Return a list of values in braces; those of a `choice` statement stand apart from them."""
    items = [_enum_item(say, item) for item in node.items]
    if node.open:
        items.append("...")
    sign = "," if node.sign == "," else f" {node.sign}"
    plain = not any(item.labels or item.cite for item in node.items)
    if plain and not in_choice:
        return placed(node.span, filled(items, "{", "}", sign))
    return placed(
        node.span, braced(separated(items, sign, keeps_blank=True), "{", "}", space=in_choice, empty=not items)
    )


def _enum_item(say: Spelling, item: ast.EnumItem) -> Doc:
    labels: Doc = (" ", labels_of(say, item.labels)) if item.labels else ()
    return (name_of(say, item.name), labels, (" ", cite_of(say, item.cite)) if item.cite else ())


_BOUND_WORDS: dict[Literal["at_least", "at_most", "more_than", "less_than"], str] = {
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}


def bounds_of(say: Spelling, bounds: Iterable[ast.Bound]) -> Doc:
    """Return the bounds behind a type, a space before each."""
    return tuple((" ", _bound(say, bound)) for bound in bounds)


def _bound(say: Spelling, bound: ast.Bound) -> Doc:
    if bound.kind == "between":
        doc = expression(say, bound.value) if bound.high is None else between(say, bound.value, bound.high, tight=True)
        return placed(bound.span, doc)
    return placed(bound.span, (say.word(_BOUND_WORDS[bound.kind]), " ", operand_of(say, bound.value, Level.SUM)))


# --- clauses of heads ---


def when_clause(say: Spelling, condition: ast.Expr | None) -> Doc:
    """Return `when …`, or nothing."""
    return condition_clause(say, "when", condition)


def condition_clause(say: Spelling, word: str, condition: ast.Expr | None) -> Doc:
    """Return a word and a condition, or nothing."""
    if condition is None:
        return ()
    return clause(say.word(word), " ", continued(say, condition), hugging=hugs(condition))


def each_clause(say: Spelling, each: ast.Each | None) -> Doc:
    """Return `for each … in … where …`, or nothing."""
    if each is None:
        return ()
    over = (name_of(say, each.name), " ", say.word("in"), " ", expression(say, each.over))
    return (clause(say.word("for each"), " ", over), condition_clause(say, "where", each.where))


_MODALITIES: dict[ast.Modality, str] = {"must": "must", "must_not": "must not", "should": "should", "may": "may"}


def modality_clause(say: Spelling, modality: ast.Modality | None) -> Doc:
    """Return `must`, `must not`, `should` or `may`, or nothing."""
    return () if modality is None else clause(say.word(_MODALITIES[modality]))


def actor_clause(say: Spelling, actor: ast.Ident | None) -> Doc:
    """Return `by …`, or nothing."""
    return () if actor is None else clause(say.word("by"), " ", name_of(say, actor))
