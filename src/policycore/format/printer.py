"""From the AST to a document: how each construct is laid out.

In: a tree of `syntax.ast` and the `Spelling` of the keyword language to write. Out: documents of `format.doc`. What the
layout looks like is told in `docs/reference/layout.md`. Parentheses are put where the grammar needs them and nowhere
else, for the tree does not know where the author had some. Each node is set between the marks of its span, by which
comments find their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Literal, TypeVar, assert_never

from policycore.format.doc import Doc, Fill, Group, Line, Mark, Nest, Tail, fill, texts
from policycore.format.spelling import Spelling
from policycore.source import NOWHERE, Span
from policycore.syntax import ast

INDENT = 2
HANGING = 4
"""How far a continued head stands in: further than the block below it."""

T = TypeVar("T")


# --- building blocks ---


def _at(span: Span, doc: Doc) -> Doc:
    return doc if span == NOWHERE else (Mark(span.start), doc, Mark(span.end))


def _joined(docs: Iterable[Doc], separator: Doc) -> Doc:
    out: list[Doc] = []
    for doc in docs:
        if out:
            out.append(separator)
        out.append(doc)
    return tuple(out)


def _separated(items: Iterable[Doc], comma: str = ",", *, keeps_blank: bool = False) -> Doc:
    """Return items with a sign and a line between each two."""
    out: list[Doc] = []
    for item in items:
        if out:
            out += (comma, Line(keeps_blank=keeps_blank))
        out.append(item)
    return tuple(out)


def _braced(body: Doc, opening: str, closing: str, *, space: bool, empty: bool = False) -> Doc:
    """Return a body that stands in brackets, flat if it fits, else on lines of its own."""
    flat = "" if empty or not space else " "
    first: Doc = () if empty else Line(flat, opens=True)
    last = Line(flat, closes=True, comment_indent=INDENT)
    return Group((opening, Nest(INDENT, (first, body)), last, closing))


def _filled(parts: Sequence[Doc], opening: str, closing: str, sign: str = ",", *, space: bool = False) -> Doc:
    """Return short members in brackets, as many on a line as fit."""
    last = len(parts) - 1
    body = fill((part, sign) if place < last else part for place, part in enumerate(parts))
    return _braced(body, opening, closing, space=space, empty=not parts)


def _block(items: Sequence[Doc], *, tight: bool = False) -> Doc:
    """Return ` { … }` with one item a line; a `tight` one stands on one line if it fits."""
    lines = [Line("  " if tight else None, keeps_blank=True) for _ in items[1:]]
    edge = " " if tight else None
    if not items:
        return (" ", _braced((), "{", "}", space=False, empty=True))
    body: list[Doc] = [Line(edge, keeps_blank=True, opens=True), items[0]]
    for line, item in zip(lines, items[1:], strict=True):
        body += (line, item)
    last = Line(edge, keeps_blank=True, closes=True, comment_indent=INDENT)
    return (" {", Group((Nest(INDENT, tuple(body)), last, "}")))


def _clause(*docs: Doc, hugging: bool = False) -> Doc:
    """Return a clause of a head, which goes on the next line, hanging, if it no longer fits."""
    return Tail(docs, indent=HANGING, hugging=hugging)


def _value(doc: Doc, *, hugging: bool = False) -> Doc:
    """Return what follows `=` or `:`, on the next line if it no longer fits."""
    return Tail(doc, indent=INDENT, hugging=hugging)


# --- heads ---


def _name(say: Spelling, ident: ast.Ident, *, after: str = "", before: str = "") -> Doc:
    """Return a name; `after` and `before` are the keywords around it that it must not be one word with."""
    return _at(ident.span, say.name(ident.text, after=after, before=before))


def _names(say: Spelling, idents: Iterable[ast.Ident]) -> Doc:
    return Fill(*_parts([_name(say, ident) for ident in idents]))


def _parts(docs: Sequence[Doc]) -> tuple[tuple[Doc, ...], tuple[Line, ...]]:
    last = len(docs) - 1
    return (
        tuple((doc, ",") if place < last else doc for place, doc in enumerate(docs)),
        tuple(Line() for _ in docs[1:]),
    )


def _text(say: Spelling, text: ast.Str) -> Doc:
    return _at(text.span, say.text(text.text))


def _labels(say: Spelling, labels: Iterable[ast.Str]) -> Doc:
    return _joined((_text(say, label) for label in labels), " / ")


def _cite(say: Spelling, cite: ast.Cite) -> Doc:
    document: Doc = (_at(cite.document.span, say.setting(cite.document.text)), " ") if cite.document else ()
    return _at(cite.span, ("@ ", document, _text(say, cite.place)))


def _source(say: Spelling, cite: ast.Cite | None, note: ast.Str | None) -> Doc:
    """Return the citation and note that end a head or a line."""
    return (
        _clause(_cite(say, cite)) if cite else (),
        _clause(say.word("note"), " ", _text(say, note)) if note else (),
    )


def _head(say: Spelling, head: ast.Head, name: Doc | None = None) -> Doc:
    return (
        _name(say, head.name) if name is None else name,
        _clause(_labels(say, head.labels)) if head.labels else (),
        _clause(say.word("for"), " ", _name(say, head.scope, after="for")) if head.scope else (),
        _source(say, head.cite, head.note),
    )


def _when(say: Spelling, condition: ast.Expr | None) -> Doc:
    return _condition(say, "when", condition)


def _condition(say: Spelling, word: str, condition: ast.Expr | None) -> Doc:
    if condition is None:
        return ()
    return _clause(say.word(word), " ", _continued(say, condition), hugging=_hugs(condition))


def _each(say: Spelling, each: ast.Each | None) -> Doc:
    if each is None:
        return ()
    over = (_name(say, each.name), " ", say.word("in"), " ", expression(say, each.over))
    return (_clause(say.word("for each"), " ", over), _condition(say, "where", each.where))


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
        case ast.At():
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


def _hugs(node: ast.Expr) -> bool:
    """Return whether a long expression begins on the line it belongs to, and ends that line with an opening brace."""
    match node:
        case ast.PartList() | ast.TableExpr():
            return True
        case ast.Call():
            return _wraps(node)
        case ast.Compare():
            return len(node.rest) == 1 and _hugs(node.rest[0][1]) and not _bracketed(node.first)
        case _:
            return False


def _bracketed(node: ast.Expr) -> bool:
    """Return whether what is long in an expression stands in brackets of its own: then it needs no indent besides."""
    return _hugs(node) or isinstance(node.first if isinstance(node, ast.Compare) else node, ast.Call)


def _wraps(node: ast.Call) -> bool:
    """Return whether a call is nothing but brackets around one that has its own: `agreed(table … { … })`."""
    return len(node.args) == 1 and isinstance(node.args[0], ast.PartList | ast.TableExpr)


def _continued(say: Spelling, node: ast.Expr) -> Doc:
    """Return an expression behind a word, its further lines in by one step; one in brackets of its own needs none."""
    doc = expression(say, node)
    return doc if _bracketed(node) else Nest(INDENT, doc)


def _operand(say: Spelling, node: ast.Expr, least: Level) -> Doc:
    if _level(node) >= least:
        return expression(say, node)
    return _braced(expression(say, node), "(", ")", space=False)


def _after(say: Spelling, word: str, operand: Doc) -> Doc:
    """Return a keyword and its operand, in parentheses where its first name would lengthen the keyword.

    `not stated` is one word of the language, so the negation of a fact called `stated` is `not (stated)`.
    """
    first = next((text for text in texts(operand) if text), "")
    return (say.word(word), " ", _apart(operand) if say.is_one_word(say.word(word), first) else operand)


def _before(say: Spelling, operand: Doc, word: str) -> Doc:
    """Return an operand, in parentheses where its last name would be taken for the start of the keyword after it."""
    last = "".join(texts(operand)).rpartition(" ")[2]
    return _apart(operand) if say.is_one_word(last, say.word(word)) else operand


def _apart(operand: Doc) -> Doc:
    return _braced(operand, "(", ")", space=False)


def expression(say: Spelling, node: ast.Expr) -> Doc:
    """Return the document of an expression, without parentheses around the whole."""
    return _at(node.span, _expression(say, node))


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
            return (_operand(say, node.of, Level.PRIMARY), ".", _at(node.name.span, say.attribute(node.name.text)))
        case ast.Index():
            keys = _separated(_operand(say, key, Level.SUM) for key in node.keys)
            return (_operand(say, node.of, Level.PRIMARY), _braced(keys, "[", "]", space=False))
        case ast.Call():
            return _call(say, node)
        case ast.Neg():
            return ("-", _operand(say, node.operand, Level.SIGN))
        case ast.Arith():
            inner = Level.PER if _level(node) == Level.SUM else Level.SIGN
            rest = [(Line(), sign, " ", _operand(say, operand, inner)) for sign, operand in node.rest]
            return Group((_operand(say, node.first, inner), *rest))
        case ast.Per():
            amount, quantity = _operand(say, node.amount, Level.PRODUCT), _operand(say, node.quantity, Level.PRODUCT)
            if node.full is None:
                return Group((amount, Nest(INDENT, (Line(), _after(say, "per", quantity)))))
            full = _operand(say, node.full, Level.PRODUCT)
            step = (Line(), say.word("per full"), " ", _before(say, full, "of"), " ", say.word("of"), " ", quantity)
            return Group((amount, Nest(INDENT, step)))
        case ast.At():
            date = _after(say, "at", _operand(say, node.date, Level.PRIMARY))
            return (_operand(say, node.of, Level.PRIMARY), " ", date)
        case ast.Compare():
            first = _operand(say, node.first, Level.SUM)
            if _hugs(node):
                sign, last = node.rest[0]
                return (first, " ", sign, " ", _operand(say, last, Level.SUM))
            return Group((first, *(_link(say, sign, operand) for sign, operand in node.rest)))
        case ast.In():
            container = (
                _set(say, node.container)
                if isinstance(node.container, ast.SetLit)
                else _operand(say, node.container, Level.SUM)
            )
            return (_operand(say, node.operand, Level.SUM), " ", say.word("in"), " ", container)
        case ast.Test():
            return (_operand(say, node.operand, Level.SUM), " ", say.word("is"), " ", say.test(node.word))
        case ast.Within():
            anchor = (Line(), say.word(node.direction), " ", _operand(say, node.anchor, Level.SUM))
            amount = _before(say, _operand(say, node.amount, Level.SUM), node.direction)
            span = (Line(), say.word("within"), " ", amount)
            return Group((_operand(say, node.operand, Level.SUM), Nest(INDENT, (span, anchor))))
        case ast.Not():
            return _after(say, "not", _operand(say, node.operand, Level.NOT))
        case ast.Junction():
            word = say.word(node.word)
            first, *others = (_operand(say, operand, Level.NOT) for operand in node.operands)
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
    return Tail((sign, " ", _operand(say, operand, Level.SUM)), indent=INDENT)


def _call(say: Spelling, node: ast.Call) -> Doc:
    wrapping = _wraps(node)
    clauses: list[Doc] = []
    if node.over is not None:
        over = expression(say, node.over)
        clauses.append((say.word("over"), " ", over if node.alias is None else _before(say, over, "as")))
    if node.alias is not None:
        clauses.append((say.word("as"), " ", _name(say, node.alias)))
    if node.where is not None:
        clauses.append((say.word("where"), " ", _continued(say, node.where)))
    args = _separated(expression(say, arg) for arg in node.args)
    function = _at(node.function.span, say.function(node.function.text))
    if wrapping:
        return (function, "(", args, *((" ", clause) for clause in clauses), ")")
    body = (args, *((Line(), clause) for clause in clauses))
    return (function, _braced(body, "(", ")", space=False, empty=not node.args and not clauses))


def _part_list(say: Spelling, node: ast.PartList) -> Doc:
    if node.kind == "at_least":
        opening = say.at_least_of(node.count)
    else:
        opening = say.word("all of" if node.kind == "all" else "any of")
    parts = _separated(_part(say, part) for part in node.parts)
    return (opening, " ", _braced(parts, "{", "}", space=True, empty=not node.parts))


def _part(say: Spelling, part: ast.Part) -> Doc:
    if part.name is None:
        return expression(say, part.condition)
    return (_name(say, part.name), ":", _value(expression(say, part.condition), hugging=_hugs(part.condition)))


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
            _value(expression(say, link.then), hugging=_hugs(link.then)),
        )
        branches += ((Line(), say.word("else"), " ", branch) if branches else branch,)
        starts.append(link.span.end)
        link = link.otherwise
    last = (Line(), say.word("else"), " ", _continued(say, link))
    return Group((*branches, last))


def _table(say: Spelling, node: ast.TableExpr) -> Doc:
    rows: list[Doc] = []
    for row in node.rows:
        cells = _joined((_cell(say, cell) for cell in row.cells), ", ")
        rows.append(
            _at(
                row.span,
                (say.word("when"), " ", cells, " :", _value(expression(say, row.value), hugging=_hugs(row.value))),
            )
        )
    if node.otherwise is not None:
        rows.append(
            (say.word("otherwise"), " :", _value(expression(say, node.otherwise), hugging=_hugs(node.otherwise)))
        )
    keys = _joined((_operand(say, key, Level.SUM) for key in node.keys), ", ")
    return (say.word("table"), " ", keys, _block(rows))


def _cell(say: Spelling, cell: ast.Cell) -> Doc:
    match cell:
        case ast.AnyCell():
            return _at(cell.span, say.word("any"))
        case ast.CompareCell():
            return _at(cell.span, (cell.op, " ", _operand(say, cell.value, Level.SUM)))
        case ast.RangeLit():
            return _range(say, cell, tight=False)
        case ast.SetLit():
            return _set(say, cell)
        case _:
            return _operand(say, cell, Level.SUM)


def _range(say: Spelling, node: ast.RangeLit, *, tight: bool) -> Doc:
    return _at(node.span, _between(say, node.low, node.high, tight=tight))


def _between(say: Spelling, low: ast.Expr, high: ast.Expr, *, tight: bool) -> Doc:
    """Return `2..25` for bare numbers where `tight`, else `2 .. 25`."""
    close = tight and all(_bare(end) for end in (low, high))
    return (_operand(say, low, Level.PER), ".." if close else " .. ", _operand(say, high, Level.SUM))


def _bare(node: ast.Expr) -> bool:
    number = node.operand if isinstance(node, ast.Neg) else node
    return isinstance(number, ast.NumberLit) and number.unit is None


def _set(say: Spelling, node: ast.SetLit) -> Doc:
    members = [
        _range(say, item, tight=True) if isinstance(item, ast.RangeLit) else _operand(say, item, Level.SUM)
        for item in node.items
    ]
    return _at(node.span, _filled(members, "{", "}"))


# --- data ---


def _data(say: Spelling, node: ast.Data) -> Doc:
    match node:
        case ast.RecordLit():
            return _record_lit(say, node)
        case ast.ListLit():
            return _list_lit(say, node)
        case _:
            return expression(say, node)


def _record_lit(say: Spelling, node: ast.RecordLit) -> Doc:
    """Return a record: short entries fill their lines, entries with brackets of their own stand one a line."""
    entries = [_entry(say, name, value) for name, value in node.items]
    if any(isinstance(value, ast.RecordLit | ast.ListLit) for _, value in node.items):
        return _at(node.span, _braced(_separated(entries), "{", "}", space=True))
    return _at(node.span, _filled(entries, "{", "}", space=True))


def _entry(say: Spelling, name: ast.Ident, value: ast.Data) -> Doc:
    return (_at(name.span, say.path(name.text)), ": ", _data(say, value))


def _list_lit(say: Spelling, node: ast.ListLit) -> Doc:
    items = [_item(say, item) for item in node.items]
    if any(
        isinstance(item.value if isinstance(item, ast.Times) else item, ast.RecordLit | ast.ListLit)
        for item in node.items
    ):
        return _at(node.span, _braced(_separated(items), "[", "]", space=False))
    return _at(node.span, _filled(items, "[", "]"))


def _item(say: Spelling, item: ast.Data | ast.Times) -> Doc:
    if isinstance(item, ast.Times):
        return _at(item.span, (str(item.count), " ", say.word("times"), " ", _data(say, item.value)))
    if isinstance(item, ast.NumberLit):
        return _at(item.span, say.number(item, in_list=True))
    return _data(say, item)


# --- types ---


def _type(say: Spelling, node: ast.TypeExpr) -> Doc:
    match node:
        case ast.NamedType():
            unit = () if node.unit is None else ("(", _at(node.unit.span, say.type_unit(node.unit.text)), ")")
            return _at(node.span, (_at(node.name.span, say.type_name(node.name.text)), unit))
        case ast.EnumTypeExpr():
            return _enum(say, node, in_choice=False)
        case ast.ListOf():
            return _at(node.span, (say.word("list of"), " ", _type(say, node.element)))
        case ast.SetOf():
            return _at(node.span, (say.word("set of"), " ", _type(say, node.element)))
        case _:
            assert_never(node)


def _enum(say: Spelling, node: ast.EnumTypeExpr, *, in_choice: bool) -> Doc:
    items = [_enum_item(say, item) for item in node.items]
    if node.open:
        items.append("...")
    sign = "," if node.sign == "," else f" {node.sign}"
    plain = not any(item.labels or item.cite for item in node.items)
    if plain and not in_choice:
        return _at(node.span, _filled(items, "{", "}", sign))
    return _at(
        node.span, _braced(_separated(items, sign, keeps_blank=True), "{", "}", space=in_choice, empty=not items)
    )


def _enum_item(say: Spelling, item: ast.EnumItem) -> Doc:
    labels: Doc = (" ", _labels(say, item.labels)) if item.labels else ()
    return (_name(say, item.name), labels, (" ", _cite(say, item.cite)) if item.cite else ())


_BOUND_WORDS: dict[Literal["at_least", "at_most", "more_than", "less_than"], str] = {
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}


def _bounds(say: Spelling, bounds: Iterable[ast.Bound]) -> Doc:
    return tuple((" ", _bound(say, bound)) for bound in bounds)


def _bound(say: Spelling, bound: ast.Bound) -> Doc:
    if bound.kind == "between":
        doc = expression(say, bound.value) if bound.high is None else _between(say, bound.value, bound.high, tight=True)
        return _at(bound.span, doc)
    return _at(bound.span, (say.word(_BOUND_WORDS[bound.kind]), " ", _operand(say, bound.value, Level.SUM)))


# --- statements ---


def policy(say: Spelling, node: ast.Policy) -> Doc:
    """Return the document of a policy header."""
    settings = _block([_setting(say, setting) for setting in node.settings], tight=True)
    return _at(node.span, (say.word("policy"), " ", _head(say, node.head), settings))


def statement(say: Spelling, node: ast.Statement) -> Doc:
    """Return the document of a statement at the top of a file."""
    return _at(node.span, _statement(say, node))


def keyword_of(node: ast.Policy | ast.Statement) -> str:
    """Return the English word that leads a statement."""
    return type(node).__name__.lower()


def _statement(say: Spelling, node: ast.Statement) -> Doc:
    start = (say.word(keyword_of(node)), " ")
    match node:
        case ast.Use():
            return (start, _names(say, node.names), _clause(say.word("from"), " ", _text(say, node.path)))
        case ast.Record():
            return (start, _head(say, node.head), _block([_field(say, field) for field in node.fields]))
        case ast.Choice():
            return (start, _head(say, node.head), " ", _enum(say, node.type, in_choice=True))
        case ast.Unit():
            equals = () if node.equals is None else (" =", _value(expression(say, node.equals)))
            settings = _block([_setting(say, s) for s in node.settings], tight=True) if node.settings else ()
            return (start, _head(say, node.head), equals, settings)
        case ast.Actor():
            holder = () if node.holder is None else (" =", _value(expression(say, node.holder)))
            return (start, _head(say, node.head), holder)
        case ast.Parameter():
            return (start, _parameter(say, node))
        case ast.Reading():
            alternatives = [_alternative(say, alternative) for alternative in node.alternatives]
            return (start, _head(say, node.head), _block(alternatives, tight=True))
        case ast.Define():
            return (start, _head(say, node.head), " =", _value(expression(say, node.value), hugging=_hugs(node.value)))
        case ast.Require():
            return (start, _require(say, node))
        case ast.Score():
            kind = (" : ", _type(say, node.type), _bounds(say, node.bounds))
            items = _block([_score_item(say, item) for item in node.items])
            return (start, _head(say, node.head), _when(say, node.when), kind, items)
        case ast.Tiering():
            choice = () if node.choice is None else (" : ", _type(say, node.choice))
            items = _block([_tiering_item(say, item) for item in node.items], tight=len(node.items) == 1)
            return (start, _head(say, node.head), _when(say, node.when), choice, items)
        case ast.Entitlements():
            per = _clause(_after(say, "per", expression(say, node.per)))
            items = _block([_entitlement(say, item) for item in node.items])
            return (start, _head(say, node.head), per, _when(say, node.when), items)
        case ast.Accountability():
            items = _block([_accountability_item(say, item) for item in node.items])
            return (start, _head(say, node.head), _when(say, node.when), items)
        case ast.Law():
            return (start, _head(say, node.head), " :", _value(_claim(say, node.claim)))
        case ast.Example():
            return (start, _example(say, node))
        case _:
            assert_never(node)


def _setting(say: Spelling, node: ast.Setting) -> Doc:
    values = [_setting_value(say, node.name.text, value) for value in node.values]
    return _at(node.span, (_at(node.name.span, say.setting(node.name.text)), ": ", _joined(values, ", ")))


def _setting_value(say: Spelling, setting: str, value: ast.Ident | ast.Str | ast.Expr | ast.SettingRange) -> Doc:
    match value:
        case ast.Ident():
            return _at(value.span, say.setting_value(setting, value.text))
        case ast.Str():
            return _text(say, value)
        case ast.SettingRange():
            low = expression(say, value.low)
            if value.high is None:
                return _at(value.span, (say.word("from"), " ", low))
            return _at(value.span, (low, " .. ", expression(say, value.high)))
        case _:
            return expression(say, value)


def _field(say: Spelling, node: ast.Field) -> Doc:
    name = _at(node.head.name.span, say.field_name(node.head.name.text))
    default = () if node.default is None else (" ", say.word("default"), " ", _data(say, node.default))
    marks: Doc = ()
    if node.marks:
        groups = [_mark(say, group) for group in node.marks]
        marks = _clause(say.word("marks"), " ", _joined(groups, ", "))
    kind = (
        (say.word("judged"), " ") if node.judged else (),
        _type(say, node.type),
        _bounds(say, node.bounds),
        (" ", say.word("optional")) if node.optional else (),
        default,
    )
    start = ((say.word("key"), " ") if node.key else (), _head(say, node.head, name), " :")
    return _at(node.span, (start, _kind(kind, node.type), marks))


def _kind(kind: Doc, node: ast.TypeExpr) -> Doc:
    """Return what follows the colon of a field: values with labels begin on its line, and stand one a line if long."""
    values = node
    while isinstance(values, ast.ListOf | ast.SetOf):
        values = values.element
    if not isinstance(values, ast.EnumTypeExpr):
        return _value(kind)
    labelled = any(item.labels or item.cite for item in values.items)
    return Tail(kind, indent=INDENT, hugging=True, eager=labelled)


def _mark(say: Spelling, group: tuple[ast.Ident, ...]) -> Doc:
    """Return a mark and the direction in which it holds."""
    words = (say.mark(word.text) if place == 0 else say.word(word.text) for place, word in enumerate(group))
    return _joined((_at(word.span, text) for word, text in zip(group, words, strict=True)), " ")


def _parameter(say: Spelling, node: ast.Parameter) -> Doc:
    names = (_name(say, key, after="" if place else "per") for place, key in enumerate(node.keys))
    keys = _clause(say.word("per"), " ", _joined(names, ", ")) if node.keys else ()
    lost = node.value is None and not node.entries
    kind = (_type(say, node.type), _bounds(say, node.bounds), (" ", say.word("not stated")) if lost else ())
    start = (_head(say, node.head), keys, " :", _kind(kind, node.type))
    if node.entries:
        return (start, _block([_dated(say, entry) for entry in node.entries]))
    if node.value is None:
        return start
    hugging = isinstance(node.value, ast.RecordLit | ast.ListLit)
    return (start, " =", _value(_data(say, node.value), hugging=hugging))


def _dated(say: Spelling, node: ast.DatedEntry) -> Doc:
    start = (say.word("from"), " ", expression(say, node.start), " = ", _data(say, node.value))
    return _at(node.span, (start, _source(say, node.cite, node.note)))


def _alternative(say: Spelling, node: ast.Alternative) -> Doc:
    if node.chosen:
        return (say.word("chosen"), " ", _head(say, node.head))
    return _head(say, node.head, _at(node.head.name.span, say.alternative_name(node.head.name.text)))


_MODALITIES: dict[Literal["must", "must_not", "should", "may"], str] = {
    "must": "must",
    "must_not": "must not",
    "should": "should",
    "may": "may",
}


def _by(say: Spelling, actor: ast.Ident | None) -> Doc:
    return () if actor is None else _clause(say.word("by"), " ", _name(say, actor))


def _require(say: Spelling, node: ast.Require) -> Doc:
    modality = () if node.modality is None else _clause(say.word(_MODALITIES[node.modality]))
    head = (_head(say, node.head), _by(say, node.actor), modality, _each(say, node.each), _when(say, node.when))
    return (head, " :", _value(expression(say, node.condition), hugging=_hugs(node.condition)))


# --- scores ---


def _mark_or(say: Spelling, node: ast.Expr | ast.FromMark) -> Doc:
    if isinstance(node, ast.FromMark):
        limits = _between(say, node.low, node.high, tight=True)
        return _at(node.span, (limits, " ", say.word("from"), " ", _operand(say, node.mark, Level.SUM)))
    return expression(say, node)


def _score_item(say: Spelling, node: ast.ScoreItem) -> Doc:
    match node:
        case ast.Factor():
            weight = (
                () if node.weight is None else _clause(say.word("weight"), " ", _operand(say, node.weight, Level.SUM))
            )
            start = (say.word("factor"), " ", _head(say, node.head), weight)
            if node.value is None:
                return _at(node.span, (start, _block([_band(say, band) for band in node.bands])))
            return _at(node.span, (start, " =", _value(_mark_or(say, node.value), hugging=_mark_hugs(node.value))))
        case ast.Line():
            head = (_head(say, node.head), _each(say, node.each), _when(say, node.when))
            value = _value(expression(say, node.value), hugging=_hugs(node.value))
            return _at(node.span, (say.word(node.kind), " ", head, " :", value))
        case ast.Clamp():
            return _at(node.span, (say.word(node.kind), " ", expression(say, node.value)))
        case ast.Waive():
            return _at(node.span, (say.word("waive"), " ", _relief(say, node)))
        case ast.Group():
            items = _block([_score_item(say, item) for item in node.items])
            return _at(node.span, (say.word("group"), " ", _head(say, node.head), items))
        case _:
            assert_never(node)


def _mark_hugs(node: ast.Expr | ast.FromMark) -> bool:
    return not isinstance(node, ast.FromMark) and _hugs(node)


def _band(say: Spelling, node: ast.Band) -> Doc:
    condition = _clause(say.word("otherwise")) if node.when is None else _when(say, node.when)
    value = _value(_mark_or(say, node.value), hugging=_mark_hugs(node.value))
    return _at(node.span, (say.word("band"), " ", _head(say, node.head), condition, " :", value))


def _relief(say: Spelling, node: ast.Waive | ast.Exempt) -> Doc:
    return (_head(say, node.head), _covering(say, node.covering), _by(say, node.by), _when(say, node.when))


def _covering(say: Spelling, names: Iterable[ast.Ident]) -> Doc:
    return _clause(say.word("covering"), " ", _joined((_name(say, name) for name in names), ", "))


# --- tierings ---


def _tiering_item(say: Spelling, node: ast.TieringItem) -> Doc:
    match node:
        case ast.Designate():
            start = (say.word("designate"), " ", _head(say, node.head), _when(say, node.when))
            return _at(node.span, (start, " :", _value(expression(say, node.value), hugging=_hugs(node.value))))
        case ast.Tier():
            condition = _clause(say.word("otherwise")) if node.when is None else _when(say, node.when)
            return _at(node.span, (say.word("tier"), " ", _head(say, node.head), condition))
        case ast.TierFrom():
            words: Doc = (say.word("tier"), " ", say.word("from"))
            value = _value(expression(say, node.value), hugging=_hugs(node.value))
            return _at(node.span, (words, value, _source(say, node.cite, node.note)))
        case ast.OtherwiseNotStated():
            words = (say.word("otherwise"), " ", say.word("not stated"))
            return _at(node.span, (words, _source(say, node.cite, node.note)))
        case ast.Limit():
            bound = (say.word("at most" if node.kind == "at_most" else "at least"), " ", expression(say, node.bound))
            start = (say.word("limit"), " ", _head(say, node.head), _when(say, node.when))
            return _at(node.span, (start, " :", _value(bound)))
        case _:
            assert_never(node)


# --- entitlements ---


def _entitlement(say: Spelling, node: ast.Benefit | ast.Grant | ast.Override) -> Doc:
    match node:
        case ast.Benefit():
            direction = () if node.direction is None else _clause(say.word(f"{node.direction} is better"))
            default = () if node.default is None else _clause(say.word("default"), " ", expression(say, node.default))
            kind = _kind((_type(say, node.type), _bounds(say, node.bounds)), node.type)
            return _at(node.span, (say.word("benefit"), " ", _head(say, node.head), " :", kind, direction, default))
        case ast.Grant():
            name = _at(node.head.name.span, say.word("any")) if node.any_tier else None
            start: Doc = (say.word("grant"), " ", _head(say, node.head, name))
            if node.base is not None:
                base = _name(say, node.base, before="with" if node.items else "")
                start = (start, _clause(say.word("same as"), " ", base))
                if not node.items:
                    return _at(node.span, start)
                start = (start, " ", say.word("with"))
            return _at(node.span, (start, " ", _grants(say, node.items)))
        case ast.Override():
            start = (say.word("override"), " ", _head(say, node.head), _when(say, node.when))
            return _at(node.span, (start, " ", _grants(say, node.items)))
        case _:
            assert_never(node)


def _grants(say: Spelling, items: Sequence[ast.GrantItem]) -> Doc:
    body = _separated((_grant_item(say, item) for item in items), keeps_blank=True)
    return _braced(body, "{", "}", space=True, empty=not items)


def _grant_item(say: Spelling, node: ast.GrantItem) -> Doc:
    value = (_name(say, node.benefit), ": ", expression(say, node.value))
    return _at(node.span, (value, _when(say, node.when)))


# --- accountability ---


def _accountability_item(say: Spelling, node: ast.Matter | ast.Exempt | ast.Escalate) -> Doc:
    match node:
        case ast.Matter():
            head: Doc = (_head(say, node.head), _each(say, node.each), _when(say, node.when))
            items = _block([_matter_item(say, item) for item in node.items], tight=len(node.items) == 1)
            return _at(node.span, (say.word("matter"), " ", head, items))
        case ast.Exempt():
            return _at(node.span, (say.word("exempt"), " ", _relief(say, node)))
        case ast.Escalate():
            up = _clause(say.word("up"), " ", str(node.steps))
            head = (_head(say, node.head), _covering(say, node.covering), up, _when(say, node.when))
            return _at(node.span, (say.word("escalate"), " ", head))
        case _:
            assert_never(node)


def _matter_item(say: Spelling, node: ast.Answers | ast.Severity | ast.Sanction) -> Doc:
    match node:
        case ast.Answers():
            answerers = _separated(_answerer(say, answerer) for answerer in node.answerers)
            return _at(node.span, (say.word("answers"), " ", Nest(INDENT, Group(answerers))))
        case ast.Severity():
            return _at(
                node.span, (say.word("severity"), _value(expression(say, node.value), hugging=_hugs(node.value)))
            )
        case ast.Sanction():
            against = _clause(say.word("against"), " ", _at(node.against.span, say.payer(node.against.text)))
            amount = (
                () if node.amount is None else (" :", _value(expression(say, node.amount), hugging=_hugs(node.amount)))
            )
            return _at(node.span, (say.word("sanction"), " ", _head(say, node.head), against, amount))
        case _:
            assert_never(node)


def _answerer(say: Spelling, node: ast.Answerer) -> Doc:
    role = () if node.role is None else (" ", say.word("as"), " ", _name(say, node.role))
    share = () if node.share is None else (" ", expression(say, node.share))
    return (_name(say, node.actor, before="as" if node.role else ""), role, share)


# --- laws and examples ---


def _claim(say: Spelling, node: ast.Always | ast.Relates | ast.Claims | ast.SameAs) -> Doc:
    match node:
        case ast.Always():
            word = say.word("never" if node.never else "always")
            return _at(node.span, (word, " ", _continued(say, node.condition)))
        case ast.Relates():
            word = say.word("ignores" if node.word == "ignores" else f"{node.word} with")
            facts = _separated(_operand(say, fact, Level.SUM) for fact in node.facts)
            return _at(node.span, (_operand(say, node.subject, Level.SUM), " ", word, " ", Nest(INDENT, Group(facts))))
        case ast.Claims():
            return _at(
                node.span, (_operand(say, node.subject, Level.SUM), " ", say.word("is"), " ", say.claim(node.word))
            )
        case ast.SameAs():
            start = (
                _operand(say, node.subject, Level.SUM),
                " ",
                say.word("same as"),
                " ",
                _operand(say, node.other, Level.SUM),
            )
            if node.condition is None:
                return _at(node.span, start)
            return _at(node.span, (start, _value((say.word("except"), " ", expression(say, node.condition)))))
        case _:
            assert_never(node)


def _example(say: Spelling, node: ast.Example) -> Doc:
    clauses = [_given(say, given) for given in node.given]
    if node.as_of is not None:
        moment = expression(say, node.as_of)
        clauses.append((say.word("as of"), " ", _before(say, moment, "with") if node.with_ else moment))
    if node.with_:
        switches = _separated(_entry(say, name, value) for name, value in node.with_)
        clauses.append((say.word("with"), " ", Group(Nest(INDENT, switches))))
    expected: Doc = ()
    if node.expect:
        expectations = _separated(_expectation(say, expectation) for expectation in node.expect)
        expected = (say.word("expect"), " ", Group(Nest(INDENT, expectations)))
    if node.because:
        rules = fill(
            (_path(say, path), "," if place < len(node.because) - 1 else "") for place, path in enumerate(node.because)
        )
        expected = (expected, _clause(say.word("because"), " ", Nest(INDENT, rules)))
    if node.expect or node.because:
        clauses.append(expected)
    return (_head(say, node.head), _block(clauses, tight=True))


def _given(say: Spelling, node: ast.Given) -> Doc:
    alias = () if node.alias is None else (" ", say.word("as"), " ", _name(say, node.alias))
    record = _name(say, node.record, before="as" if node.alias else "")
    start = (say.word("given"), " ", record, alias, " ")
    return _at(node.span, (start, _record_lit(say, node.data)))


def _expectation(say: Spelling, node: ast.Expectation) -> Doc:
    outcome = _outcome(say, node.outcome) if isinstance(node.outcome, ast.OutcomeLit) else _data(say, node.outcome)
    return _at(node.span, (_path(say, node.path), ": ", outcome))


_OUTCOME_WORDS: dict[str, str] = {
    "undetermined": "undetermined",
    "conflict": "conflict",
    "not_stated": "not stated",
    "not_applicable": "not applicable",
    "not_granted": "not granted",
}


def _outcome(say: Spelling, node: ast.OutcomeLit) -> Doc:
    members: Doc = ()
    if node.members:
        members = (" ", _filled([_data(say, member) for member in node.members], "{", "}"))
    interval: Doc = ()
    if node.low is not None and node.high is not None:
        interval = (" ", _between(say, node.low, node.high, tight=False))
    missing: Doc = ()
    if node.missing:
        paths = _joined((_path(say, path) for path in node.missing), (" ", say.word("and"), " "))
        missing = (" ", say.word("missing"), " ", paths)
    return _at(node.span, (say.word(_OUTCOME_WORDS[node.kind]), members, interval, missing))


def _path(say: Spelling, node: ast.Path) -> Doc:
    parts = (_at(part.span, say.path_part(part.text, first=place == 0)) for place, part in enumerate(node.parts))
    return _at(node.span, _joined(parts, "."))
