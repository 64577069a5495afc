"""Syntax tree to AST.

In: the tree of the automaton. Out: the document, and diagnostics for what the grammar lets pass and the language does
not: a missing or second header, `and` mixed with `or`, words of parts of the language that this version does not have.
Words known by their place become their English singular here, so that both keyword languages give one AST; a name that
the file itself declares stays as it is where such names are meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal, cast

from attrs import frozen

from policycore.diagnostics.model import Argument, Diagnostic, Edit, Fix, Label, Phrase
from policycore.source import SourceFile, Span
from policycore.syntax import ast, limits
from policycore.syntax.mistakes import splits
from policycore.syntax.tokens import Token
from policycore.syntax.tree import Child, Node, walk
from policycore.syntax.words import Keywords, Role, find

_CompareOp = Literal["=", "!=", "<", "<=", ">", ">="]
_ArithOp = Literal["+", "-", "*", "/"]
_NUMBER = re.compile(r"([0-9_.]+)([万亿]?)[ \t]*(%?)")
_SETTINGS_OF_WORDS = {"status", "cites"}


def build(
    source: SourceFile,
    tree: Node,
    comments: tuple[ast.Comment, ...],
    keywords: Keywords,
    broken: Sequence[int],
) -> tuple[ast.Document, list[Diagnostic]]:
    """Return the document of `tree`, without the statements that hold an offset in `broken`, and what is wrong."""
    builder = _Builder(source, Declared.of(tree))
    policy: ast.Policy | None = None
    statements: list[ast.Statement] = []
    for number, node in enumerate(tree.nodes()):
        if builder.too_many(node):
            break
        if any(node.start <= offset < max(node.end, node.start + 1) for offset in broken):
            if node.rule == "policy":
                builder.header_seen = builder.header_seen or node
            continue
        if node.rule == "policy":
            if builder.may_be_header(node, first=number == 0):
                policy = builder.policy(node)
            continue
        statement = builder.statement(node)
        if not builder.unclear:
            statements.append(statement)
        builder.unclear = False
    if not broken or (tree.children and min(broken) > tree.children[0].start):
        builder.header_needed()
    whole = Span(source.name, 0, len(source.text))
    return ast.Document(policy, tuple(statements), comments, keywords, whole), builder.diagnostics


@frozen
class Declared:
    """The names a file declares, by what they may stand for; they are not translated there."""

    names: frozenset[str]
    types: frozenset[str]
    units: frozenset[str]

    @staticmethod
    def of(tree: Node) -> Declared:
        names: set[str] = set()
        types: set[str] = set()
        units: set[str] = set()
        for node in walk(tree):
            match node.rule:
                case "head" | "enum_item" | "each" | "alias":
                    names.update(_texts(node.tokens("NAME")[:1]))
                case "given":
                    names.update(_texts(node.tokens("NAME")[1:]))
                case "use":
                    for kind in (names, types, units):
                        kind.update(_texts(node.tokens("NAME")))
                case "record" | "choice":
                    types.update(_texts(node.nodes()[0].tokens("NAME")))
                case "unit":
                    units.update(_texts(node.nodes()[0].tokens("NAME")))
        return Declared(frozenset(names), frozenset(types), frozenset(units))


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [_name_text(token) for token in tokens]


def _name_text(token: Token) -> str:
    text = token.text.lstrip(".").strip("`")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class _Builder:
    def __init__(self, source: SourceFile, declared: Declared) -> None:
        self.source = source
        self.declared = declared
        self.diagnostics: list[Diagnostic] = []
        self.header_seen: Node | None = None
        self.statements = 0
        #: The statement being built holds words that were not told apart; it is left out, for later passes would
        #: only find names that do not exist.
        self.unclear = False
        self.expressions: dict[str, Callable[[Node], ast.Expr]] = {
            "number": self.number,
            "bare": self.bare,
            "date": self.date,
            "text": lambda node: ast.TextLit(self.str_(self.token(node)).text, self.span(node)),
            "yes_no": lambda node: ast.YesNoLit(node.has("YES"), self.span(node)),
            "mark": self.mark,
            "name": self.name,
            "attr": lambda node: ast.Attr(self.first(node), self.dotted(self.last_token(node)), self.span(node)),
            "index": lambda node: ast.Index(self.first(node), self.exprs(node.nodes()[1:]), self.span(node)),
            "call": self.call,
            "neg": lambda node: ast.Neg(self.first(node), self.span(node)),
            "arith": self.arith,
            "per": self.per,
            "at": lambda node: ast.At(self.first(node), self.last(node), self.span(node)),
            "compare": self.compare,
            "in": self.in_,
            "test": self.test,
            "within": self.within,
            "not": lambda node: ast.Not(self.first(node), self.span(node)),
            "junction": self.junction,
            "parts": self.parts,
            "if": self.if_,
            "table": self.table,
        }
        self.statement_of: dict[str, Callable[[Node], ast.Statement]] = {
            "use": self.use,
            "record": self.record,
            "choice": lambda node: ast.Choice(self.head(node), self.enum(node), self.span(node)),
            "unit": self.unit,
            "actor": lambda node: ast.Actor(self.head(node), self.equals(node), self.span(node)),
            "parameter": self.parameter,
            "reading": self.reading,
            "define": lambda node: ast.Define(self.head(node), self.last(node), self.span(node)),
            "require": self.require,
            "score": self.score,
            "tiering": self.tiering,
            "entitlements": self.entitlements,
            "accountability": self.accountability,
            "law": self.law,
            "example": self.example,
        }

    # --- the file ---

    def too_many(self, node: Node) -> bool:
        self.statements += 1 + sum(1 for below in walk(node) if below.rule in ("head", "any_head"))
        if self.statements <= limits.STATEMENTS:
            return False
        self.say("PC145", Span(self.source.name, node.start, node.start + 1), {"limit": limits.STATEMENTS})
        return True

    def may_be_header(self, node: Node, first: bool) -> bool:
        """Whether this is the one header, at its place."""
        where = self.span(self.token(node))
        if self.header_seen is not None:
            other = self.span(self.token(self.header_seen))
            self.say("PC104", where, {}, (Label(other, Phrase("first-header")),))
            return False
        self.header_seen = node
        if not first:
            self.say("PC131", where, {})
        return True

    def header_needed(self) -> None:
        if self.header_seen is None and self.statements <= limits.STATEMENTS:
            self.say("PC103", Span(self.source.name, 0, 0), {})

    # --- places and small parts ---

    def span(self, child: Child) -> Span:
        return Span(self.source.name, child.start, child.end)

    def say(
        self,
        code: str,
        span: Span,
        args: dict[str, Argument],
        labels: tuple[Label, ...] = (),
        fix: Fix | None = None,
        help: Phrase | None = None,
    ) -> None:
        self.diagnostics.append(Diagnostic(code, span, args, labels, help, fix))

    def token(self, node: Node) -> Token:
        """Return the first token among the children."""
        return next(child for child in node.children if isinstance(child, Token))

    def last_token(self, node: Node) -> Token:
        return next(child for child in reversed(node.children) if isinstance(child, Token))

    def first(self, node: Node) -> ast.Expr:
        return self.expr(node.nodes()[0])

    def last(self, node: Node) -> ast.Expr:
        return self.expr(node.nodes()[-1])

    def ident(self, token: Token, role: Role | None = None, declared: frozenset[str] = frozenset()) -> ast.Ident:
        """Return a name; of a word of `role` its canonical form, unless it is among `declared`."""
        text = _name_text(token)
        if role is not None and text not in declared:
            word = find(text, role)
            if word is not None:
                text = word.key
                if word.later:
                    self.not_in_this_version(token, self.span(token))
        return ast.Ident(text, self.span(token))

    def names(self, node: Node) -> tuple[ast.Ident, ...]:
        return tuple(self.ident(token) for token in node.tokens("NAME"))

    def dotted(self, token: Token) -> ast.Ident:
        """Return the name after a dot; its place begins after the dot."""
        name = self.ident(token, "after a dot", self.declared.names)
        return ast.Ident(name.text, Span(self.source.name, token.start + 1, token.end))

    def not_in_this_version(self, token: Token, span: Span) -> None:
        self.say("PC130", span, {"found": self.source.text[token.start : token.end].lstrip(".")})

    def str_(self, token: Token) -> ast.Str:
        text = token.text[1:-1]
        if "\\" in text:
            text = re.sub(r'\\(["\\n])', lambda found: "\n" if found[1] == "n" else found[1], text)
        return ast.Str(unicodedata.normalize("NFC", text), self.span(token))

    def head(self, node: Node) -> ast.Head:
        """Return the head of a statement, its first node."""
        return self.head_of(node.nodes()[0])

    def head_of(self, head: Node) -> ast.Head:
        scope = head.find("scope")
        name = head.tokens("NAME")
        return ast.Head(
            self.ident(name[0]) if name else ast.Ident("any", self.span(self.token(head))),
            self.labels(head),
            self.ident(scope.tokens("NAME")[0]) if scope else None,
            self.cite(head),
            self.note(head),
        )

    def labels(self, node: Node) -> tuple[ast.Str, ...]:
        labels = node.find("labels")
        return tuple(self.str_(token) for token in labels.tokens("STRING")) if labels else ()

    def cite(self, node: Node) -> ast.Cite | None:
        cite = node.find("cite")
        if cite is None:
            return None
        document = cite.tokens("NAME")
        return ast.Cite(
            self.ident(document[0], "setting") if document else None,
            self.str_(cite.tokens("STRING")[0]),
            self.span(cite),
        )

    def note(self, node: Node) -> ast.Str | None:
        note = node.find("note")
        return self.str_(note.tokens("STRING")[0]) if note else None

    def clause(self, node: Node, rule: str) -> ast.Expr | None:
        """Return the expression of an optional clause such as `when …`."""
        clause = node.find(rule)
        return self.last(clause) if clause else None

    def when(self, node: Node) -> ast.Expr | None:
        return self.clause(node, "when")

    def must_when(self, node: Node) -> ast.Expr:
        condition = self.when(node)
        assert condition is not None, "the grammar demands it"
        return condition

    def equals(self, node: Node) -> ast.Expr | None:
        return self.clause(node, "equals")

    def by(self, node: Node) -> ast.Ident | None:
        by = node.find("by")
        return self.ident(by.tokens("NAME")[0]) if by else None

    def each(self, node: Node) -> ast.Each | None:
        each = node.find("each")
        if each is None:
            return None
        return ast.Each(
            self.ident(each.tokens("NAME")[0]), self.first(each), self.clause(each, "where"), self.span(each)
        )

    def covering(self, node: Node) -> tuple[ast.Ident, ...]:
        covering = node.find("covering")
        return self.names(covering) if covering else ()

    def whole(self, token: Token, most: int, least: int = 1) -> int:
        """Return a count written as a plain number."""
        digits = re.sub(r"[^0-9]", "", token.text)
        number = int(digits or 0)
        plain = token.type != "NUMBER" or re.fullmatch(r"[0-9_]+", token.text)
        if not plain or not least <= number <= most:
            self.say("PC146", self.span(token), {"found": token.text, "least": least, "most": most})
            return min(max(number, least), most)
        return number

    # --- expressions ---

    def exprs(self, nodes: Sequence[Node]) -> tuple[ast.Expr, ...]:
        return tuple(self.expr(node) for node in nodes)

    def expr(self, node: Node) -> ast.Expr:
        return self.expressions[node.rule](node)

    def number(self, node: Node) -> ast.NumberLit:
        unit = node.tokens("NAME")
        return self.number_of(node.tokens("NUMBER")[0], self.unit_of(unit[0]) if unit else None)

    def unit_of(self, token: Token) -> ast.Ident:
        """Return the unit after a number."""
        unit = self.ident(token, "unit", self.declared.units)
        if unit.text not in self.declared.units and find(unit.text, "unit") is None:
            self.grown_together(token, lambda pieces: find(pieces[0], "reserved") is not None)
        return unit

    def grown_together(self, token: Token, plain: Callable[[tuple[str, ...]], bool]) -> None:
        """Report a Chinese keyword that has grown together with a name, where it is `plain` that it is one."""
        text = self.source.text[token.start : token.end]
        if text.isascii() or text != token.text:
            return
        for pieces in splits(text):
            if plain(pieces):
                right = " ".join(pieces)
                word = next(piece for piece in pieces if find(piece, "reserved"))
                where = self.span(token)
                before = "" if self.source.text[token.start - 1 : token.start].isspace() else " "
                fix = Fix((Edit(where, before + right),))
                self.say("PC122", where, {"found": text, "word": word, "right": right}, fix=fix)
                self.unclear = True
                return

    def number_of(self, token: Token, unit: ast.Ident | None = None) -> ast.NumberLit:
        found = _NUMBER.fullmatch(token.text)
        digits, scale, percent = found.groups() if found else ("0", "", "")
        end = unit.span.end if unit else token.end
        place = Span(self.source.name, token.start, end)
        return ast.NumberLit(digits, cast("Literal['', '万', '亿']", scale), bool(percent), unit, place)

    def bare(self, node: Node) -> ast.Expr:
        number = self.number_of(node.tokens("NUMBER")[0])
        return ast.Neg(number, self.span(node)) if node.has("MINUS") else number

    def date(self, node: Node) -> ast.DateLit | ast.MomentLit:
        token = self.token(node)
        kind = ast.MomentLit if token.type == "MOMENT" else ast.DateLit
        return kind(token.text, self.span(node))

    def mark(self, node: Node) -> ast.MarkLit:
        return ast.MarkLit(self.mark_kind(self.token(node)), self.span(node))

    def mark_kind(self, token: Token) -> Literal["absent", "unknown", "not_stated"]:
        return cast("Literal['absent', 'unknown', 'not_stated']", token.type.lower())

    def name(self, node: Node) -> ast.Name:
        """Return a name; a finding, rounding mode or `as_of` in its English form."""
        token = self.token(node)
        text = _name_text(token)
        if text not in self.declared.names:
            word = find(text, "name") or find(text, "status") or find(text, "rounding")
            if word is not None:
                text = word.key
                if word.later:
                    self.not_in_this_version(token, self.span(token))
            else:
                self.grown_together(token, self.made_of_names)
        return ast.Name(text, self.span(node))

    def made_of_names(self, pieces: tuple[str, ...]) -> bool:
        """Whether all pieces of a word are keywords of sentences or names that the file declares."""
        return all(find(piece, "reserved") is not None or piece in self.declared.names for piece in pieces)

    def call(self, node: Node) -> ast.Call:
        arguments, alias = node.find("arguments"), node.find("alias")
        return ast.Call(
            self.ident(node.tokens("NAME")[0], "function"),
            self.exprs(arguments.nodes()) if arguments else (),
            self.clause(node, "over"),
            self.ident(alias.tokens("NAME")[0]) if alias else None,
            self.clause(node, "where"),
            self.span(node),
        )

    def arith(self, node: Node) -> ast.Arith:
        nodes = node.nodes()
        signs = [cast(_ArithOp, token.text) for token in node.children if isinstance(token, Token)]
        return ast.Arith(self.expr(nodes[0]), tuple(zip(signs, self.exprs(nodes[1:]), strict=True)), self.span(node))

    def per(self, node: Node) -> ast.Per:
        operands = self.exprs(node.nodes())
        full = operands[1] if len(operands) == 3 else None
        return ast.Per(operands[0], operands[-1], full, self.span(node))

    def compare(self, node: Node) -> ast.Compare:
        nodes = node.nodes()
        signs = [cast(_CompareOp, token.text) for token in node.children if isinstance(token, Token)]
        return ast.Compare(self.expr(nodes[0]), tuple(zip(signs, self.exprs(nodes[1:]), strict=True)), self.span(node))

    def in_(self, node: Node) -> ast.In:
        operand, container = node.nodes()
        return ast.In(self.expr(operand), self.set_or_expr(container), self.span(node))

    def set_or_expr(self, node: Node) -> ast.SetLit | ast.Expr:
        return self.set_(node) if node.rule == "set" else self.expr(node)

    def set_(self, node: Node) -> ast.SetLit:
        items = tuple(self.range_(item) if item.rule == "range" else self.expr(item) for item in node.nodes())
        return ast.SetLit(items, self.span(node))

    def range_(self, node: Node) -> ast.RangeLit:
        low, high = node.nodes()
        return ast.RangeLit(self.expr(low), self.expr(high), self.span(node))

    def test(self, node: Node) -> ast.Test | ast.Compare:
        """Return `x is present` and the like; another word after `is` is reported and read as `=`."""
        operand, token = self.first(node), self.last_token(node)
        if token.type != "NAME":
            return ast.Test(operand, cast("Literal['absent', 'unknown']", token.type.lower()), self.span(node))
        word = find(_name_text(token), "test")
        if word is not None and word.key in ("present", "known"):
            return ast.Test(operand, cast("Literal['present', 'known']", word.key), self.span(node))
        sign = next(child for child in node.children if isinstance(child, Token) and child.type == "IS")
        fix = Fix((Edit(self.span(sign), "="),), safe=False)
        self.say("PC126", self.span(token), {"found": _name_text(token)}, fix=fix)
        return ast.Compare(operand, (("=", ast.Name(_name_text(token), self.span(token))),), self.span(node))

    def within(self, node: Node) -> ast.Within:
        operand, amount, anchor = self.exprs(node.nodes())
        direction: Literal["before", "after"] = "before" if node.has("BEFORE") else "after"
        return ast.Within(operand, amount, direction, anchor, self.span(node))

    def junction(self, node: Node) -> ast.Junction:
        word: Literal["and", "or"] = "and" if node.has("AND") else "or"
        return ast.Junction(word, self.exprs(node.nodes()), self.span(node))

    def if_(self, node: Node) -> ast.If:
        condition, then, otherwise = self.exprs(node.nodes())
        return ast.If(condition, then, otherwise, self.span(node))

    def parts(self, node: Node) -> ast.PartList:
        token = self.token(node)
        parts = tuple(
            ast.Part(self.ident(part.tokens("NAME")[0]) if part.has("NAME") else None, self.last(part))
            for part in node.nodes()
        )
        match token.type:
            case "ALL_OF":
                return ast.PartList("all", parts, 0, self.span(node))
            case "ANY_OF":
                return ast.PartList("any", parts, 0, self.span(node))
            case _:
                return ast.PartList("at_least", parts, self.whole(token, limits.COUNT), self.span(node))

    def table(self, node: Node) -> ast.TableExpr:
        keys: list[ast.Expr] = []
        rows: list[ast.TableRow] = []
        otherwise: ast.Expr | None = None
        for child in node.nodes():
            if child.rule == "row":
                *cells, value = child.nodes()
                rows.append(ast.TableRow(tuple(self.cell(cell) for cell in cells), self.expr(value), self.span(child)))
            elif child.rule == "table_otherwise":
                otherwise = self.last(child)
            else:
                keys.append(self.expr(child))
        return ast.TableExpr(tuple(keys), tuple(rows), otherwise, self.span(node))

    def cell(self, node: Node) -> ast.Cell:
        match node.rule:
            case "any_cell":
                return ast.AnyCell(self.span(node))
            case "compare_cell":
                return ast.CompareCell(cast(_CompareOp, self.token(node).text), self.first(node), self.span(node))
            case "range":
                return self.range_(node)
            case _:
                return self.set_or_expr(node)

    # --- data ---

    def data(self, node: Node) -> ast.Data:
        match node.rule:
            case "record_data":
                return self.record_data(node)
            case "list":
                return self.list_(node)
            case _:
                return self.expr(node)

    def record_data(self, node: Node) -> ast.RecordLit:
        items = tuple((self.data_path(item.nodes()[0]), self.data(item.nodes()[1])) for item in node.nodes())
        return ast.RecordLit(items, self.span(node))

    def data_path(self, node: Node) -> ast.Ident:
        first, *rest = (child for child in node.children if isinstance(child, Token))
        text = ".".join([_name_text(first), *(self.dotted(token).text for token in rest)])
        return ast.Ident(text, self.span(node))

    def list_(self, node: Node) -> ast.ListLit:
        items: list[ast.Data | ast.Times] = []
        for item in node.nodes():
            if item.rule == "times":
                count = self.whole(item.tokens("NUMBER")[0], limits.COUNT, least=0)
                items.append(ast.Times(count, self.data(item.nodes()[0]), self.span(item)))
            else:
                items.append(self.data(item))
        return ast.ListLit(tuple(items), self.span(node))

    # --- types ---

    def type_(self, node: Node) -> ast.TypeExpr:
        match node.rule:
            case "named_type":
                name, *unit = node.tokens("NAME")
                return ast.NamedType(
                    self.ident(name, "type", self.declared.types),
                    self.ident(unit[0], "unit", self.declared.units) if unit else None,
                    self.span(node),
                )
            case "list_of":
                return ast.ListOf(self.type_(node.nodes()[0]), self.span(node))
            case "set_of":
                return ast.SetOf(self.type_(node.nodes()[0]), self.span(node))
            case _:
                return self.enum(node)

    def type_in(self, node: Node) -> ast.TypeExpr | None:
        for child in node.nodes():
            if child.rule in ("named_type", "list_of", "set_of", "enum_type"):
                return self.type_(child)
        return None

    def must_type(self, node: Node) -> ast.TypeExpr:
        found = self.type_in(node)
        assert found is not None, "the grammar demands it"
        return found

    def enum(self, node: Node) -> ast.EnumTypeExpr:
        items = tuple(
            ast.EnumItem(self.ident(item.tokens("NAME")[0]), self.labels(item), self.cite(item))
            for item in node.find_all("enum_item")
        )
        sign: Literal[",", ">", "<"] = ">" if node.has("MORE") else "<" if node.has("LESS") else ","
        return ast.EnumTypeExpr(items, sign, node.has("ELLIPSIS"), self.span(node))

    def bounds(self, node: Node) -> tuple[ast.Bound, ...]:
        bounds = []
        for bound in node.find_all("bound"):
            values = self.exprs(bound.nodes())
            if len(values) == 2:
                bounds.append(ast.Bound("between", values[0], values[1], self.span(bound)))
            else:
                kind = cast("Literal['at_least', 'at_most', 'more_than', 'less_than']", self.token(bound).type.lower())
                bounds.append(ast.Bound(kind, values[0], None, self.span(bound)))
        return tuple(bounds)

    # --- header, words from other files ---

    def policy(self, node: Node) -> ast.Policy:
        return ast.Policy(self.head(node), self.settings(node), self.span(node))

    def settings(self, node: Node) -> tuple[ast.Setting, ...]:
        settings = node.find("settings")
        if settings is None:
            return ()
        return tuple(self.setting(child) for child in settings.nodes())

    def setting(self, node: Node) -> ast.Setting:
        name_token, *values = node.children
        assert isinstance(name_token, Token)
        name = self.ident(name_token, "setting")
        return ast.Setting(name, tuple(self.setting_value(name.text, value) for value in values), self.span(node))

    def setting_value(self, setting: str, value: Child) -> ast.Ident | ast.Str | ast.Expr | ast.SettingRange:
        if isinstance(value, Token):
            return self.str_(value)
        match value.rule:
            case "setting_word":
                return self.ident(self.token(value), "setting value" if setting in _SETTINGS_OF_WORDS else None)
            case "setting_range":
                low, *high = self.exprs(value.nodes())
                return ast.SettingRange(low, high[0] if high else None, self.span(value))
            case _:
                return self.expr(value)

    def use(self, node: Node) -> ast.Use:
        return ast.Use(self.names(node), self.str_(node.tokens("STRING")[0]), self.span(node))

    # --- statements ---

    def statement(self, node: Node) -> ast.Statement:
        return self.statement_of[node.rule](node)

    def record(self, node: Node) -> ast.Record:
        return ast.Record(self.head(node), tuple(map(self.field, node.find_all("field"))), self.span(node))

    def field(self, node: Node) -> ast.Field:
        default, marks = node.find("field_default"), node.find("marks")
        return ast.Field(
            self.head(node),
            self.must_type(node),
            node.has("KEY"),
            node.has("JUDGED"),
            self.bounds(node),
            node.has("OPTIONAL"),
            self.field_value(default) if default else None,
            tuple(map(self.mark_words, marks.nodes())) if marks else (),
            self.span(node),
        )

    def field_value(self, node: Node) -> ast.Data:
        value = node.children[-1]
        if isinstance(value, Token):
            return ast.TextLit(self.str_(value).text, self.span(value))
        return self.data(value)

    def mark_words(self, node: Node) -> tuple[ast.Ident, ...]:
        return tuple(
            self.ident(token, "mark") if token.type == "NAME" else ast.Ident(token.type.lower(), self.span(token))
            for token in node.children
            if isinstance(token, Token)
        )

    def unit(self, node: Node) -> ast.Unit:
        return ast.Unit(self.head(node), self.equals(node), self.settings(node), self.span(node))

    def parameter(self, node: Node) -> ast.Parameter:
        keys, value, dated = node.find("param_keys"), node.find("param_value"), node.find("param_dated")
        return ast.Parameter(
            self.head(node),
            self.must_type(node),
            self.names(keys) if keys else (),
            self.bounds(node),
            self.data(value.nodes()[0]) if value else None,
            tuple(map(self.dated, dated.nodes())) if dated else (),
            self.span(node),
        )

    def dated(self, node: Node) -> ast.DatedEntry:
        start, value = node.nodes()[:2]
        return ast.DatedEntry(self.expr(start), self.data(value), self.cite(node), self.note(node), self.span(node))

    def reading(self, node: Node) -> ast.Reading:
        alternatives = tuple(ast.Alternative(self.head(child), child.has("CHOSEN")) for child in node.nodes()[1:])
        return ast.Reading(self.head(node), alternatives, self.span(node))

    def require(self, node: Node) -> ast.Require:
        modality = node.find("modality")
        word = self.token(modality).type.lower() if modality else None
        return ast.Require(
            self.head(node),
            self.last(node),
            self.by(node),
            cast("Literal['must', 'must_not', 'should', 'may'] | None", word),
            self.each(node),
            self.when(node),
            self.span(node),
        )

    # --- scores ---

    def score(self, node: Node) -> ast.Score:
        return ast.Score(
            self.head(node),
            self.must_type(node),
            self.score_items(node),
            self.bounds(node),
            self.when(node),
            self.span(node),
        )

    def score_items(self, node: Node) -> tuple[ast.ScoreItem, ...]:
        items: list[ast.ScoreItem] = []
        for child in node.nodes():
            match child.rule:
                case "factor":
                    items.append(self.factor(child))
                case "line":
                    kind: Literal["award", "deduct"] = "award" if child.has("AWARD") else "deduct"
                    value, each, when = self.last(child), self.each(child), self.when(child)
                    items.append(ast.Line(kind, self.head(child), value, each, when, self.span(child)))
                case "clamp":
                    clamp: Literal["cap", "floor"] = "cap" if child.has("CAP") else "floor"
                    items.append(ast.Clamp(clamp, self.last(child), self.span(child)))
                case "waive":
                    covering, when_, by = self.covering(child), self.must_when(child), self.by(child)
                    items.append(ast.Waive(self.head(child), covering, when_, by, self.span(child)))
                case "group":
                    items.append(ast.Group(self.head(child), self.score_items(child), self.span(child)))
        return tuple(items)

    def factor(self, node: Node) -> ast.Factor:
        bands = tuple(map(self.band, node.find_all("band")))
        value = None if bands else self.mark_value(node.nodes()[-1])
        return ast.Factor(self.head(node), self.clause(node, "weight"), value, bands, self.span(node))

    def band(self, node: Node) -> ast.Band:
        return ast.Band(self.head(node), self.when(node), self.mark_value(node.nodes()[-1]), self.span(node))

    def mark_value(self, node: Node) -> ast.Expr | ast.FromMark:
        if node.rule != "from_mark":
            return self.expr(node)
        low, high, mark = self.exprs(node.nodes())
        return ast.FromMark(low, high, mark, self.span(node))

    # --- tiers ---

    def tiering(self, node: Node) -> ast.Tiering:
        items: list[ast.TieringItem] = []
        for child in node.nodes():
            match child.rule:
                case "designate":
                    items.append(ast.Designate(self.head(child), self.when(child), self.last(child), self.span(child)))
                case "tier":
                    items.append(ast.Tier(self.head(child), self.when(child), self.span(child)))
                case "tier_from":
                    items.append(ast.TierFrom(self.first(child), self.cite(child), self.note(child), self.span(child)))
                case "otherwise_not_stated":
                    items.append(ast.OtherwiseNotStated(self.cite(child), self.note(child), self.span(child)))
                case "limit":
                    kind: Literal["at_most", "at_least"] = "at_most" if child.has("AT_MOST") else "at_least"
                    bound, when = self.last(child), self.when(child)
                    items.append(ast.Limit(self.head(child), kind, bound, when, self.span(child)))
        return ast.Tiering(self.head(node), tuple(items), self.type_in(node), self.when(node), self.span(node))

    # --- entitlements ---

    def entitlements(self, node: Node) -> ast.Entitlements:
        items: list[ast.Benefit | ast.Grant | ast.Override] = []
        for child in node.nodes():
            match child.rule:
                case "benefit":
                    items.append(self.benefit(child))
                case "grant":
                    items.append(self.grant(child))
                case "override":
                    items.append(
                        ast.Override(self.head(child), self.grant_items(child), self.when(child), self.span(child))
                    )
        return ast.Entitlements(
            self.head(node), self.expr(node.nodes()[1]), tuple(items), self.when(node), self.span(node)
        )

    def benefit(self, node: Node) -> ast.Benefit:
        direction = node.find("direction")
        better: Literal["higher", "lower"] | None = None
        if direction is not None:
            better = "higher" if direction.has("HIGHER_IS_BETTER") else "lower"
        return ast.Benefit(
            self.head(node),
            self.must_type(node),
            self.bounds(node),
            better,
            self.clause(node, "benefit_default"),
            self.span(node),
        )

    def grant(self, node: Node) -> ast.Grant:
        base = node.find("same_as")
        return ast.Grant(
            self.head(node),
            self.grant_items(node),
            self.ident(base.tokens("NAME")[0]) if base else None,
            node.find("any_head") is not None,
            self.span(node),
        )

    def grant_items(self, node: Node) -> tuple[ast.GrantItem, ...]:
        return tuple(
            ast.GrantItem(self.ident(item.tokens("NAME")[0]), self.first(item), self.when(item), self.span(item))
            for item in node.find_all("grant_item")
        )

    # --- accountability ---

    def accountability(self, node: Node) -> ast.Accountability:
        items: list[ast.Matter | ast.Exempt | ast.Escalate] = []
        for child in node.nodes():
            match child.rule:
                case "matter":
                    items.append(self.matter(child))
                case "exempt":
                    covering, when, by = self.covering(child), self.must_when(child), self.by(child)
                    items.append(ast.Exempt(self.head(child), covering, when, by, self.span(child)))
                case "escalate":
                    steps = self.whole(child.tokens("NUMBER")[0], limits.COUNT)
                    covering, when = self.covering(child), self.must_when(child)
                    items.append(ast.Escalate(self.head(child), covering, steps, when, self.span(child)))
        return ast.Accountability(self.head(node), tuple(items), self.when(node), self.span(node))

    def matter(self, node: Node) -> ast.Matter:
        items: list[ast.Answers | ast.Severity | ast.Sanction] = []
        for child in node.nodes():
            match child.rule:
                case "answers":
                    items.append(ast.Answers(tuple(map(self.answerer, child.nodes())), self.span(child)))
                case "severity":
                    items.append(ast.Severity(self.last(child), self.span(child)))
                case "sanction":
                    items.append(self.sanction(child))
        return ast.Matter(self.head(node), tuple(items), self.each(node), self.when(node), self.span(node))

    def answerer(self, node: Node) -> ast.Answerer:
        actor, *role = self.names(node)
        share = node.find("bare")
        return ast.Answerer(actor, role[0] if role else None, self.bare(share) if share else None)

    def sanction(self, node: Node) -> ast.Sanction:
        against = self.last_token(node)
        name = self.ident(against) if against.type == "NAME" else ast.Ident("answers", self.span(against))
        return ast.Sanction(self.head(node), name, self.clause(node, "sanction_amount"), self.span(node))

    # --- laws and examples ---

    def law(self, node: Node) -> ast.Law:
        return ast.Law(self.head(node), self.claim(node.nodes()[-1]), self.span(node))

    def claim(self, node: Node) -> ast.Always | ast.Relates | ast.Claims | ast.SameAs:
        match node.rule:
            case "always":
                return ast.Always(self.last(node), node.has("NEVER"), self.span(node))
            case "relates":
                word = self.token(node).type.partition("_")[0].lower()
                subject, *facts = self.exprs(node.nodes())
                return ast.Relates(
                    cast("Literal['rises', 'falls', 'ignores']", word), subject, tuple(facts), self.span(node)
                )
            case "claims":
                return self.claims(node)
            case _:
                subject, other = self.exprs(node.nodes()[:2])
                return ast.SameAs(subject, other, self.clause(node, "except"), self.span(node))

    def claims(self, node: Node) -> ast.Claims:
        token = self.last_token(node)
        word = find(_name_text(token), "test")
        key = word.key if word else ""
        if key not in ("complete", "exclusive", "reachable"):
            self.say("PC127", self.span(token), {"found": _name_text(token)})
            key = "complete"
        return ast.Claims(cast("Literal['complete', 'exclusive', 'reachable']", key), self.first(node), self.span(node))

    def example(self, node: Node) -> ast.Example:
        with_, because, expect = node.find("with"), node.find("because"), node.find("expect")
        assert expect is not None, "the grammar demands it"
        return ast.Example(
            self.head(node),
            tuple(map(self.given, node.find_all("given"))),
            tuple(map(self.expectation, expect.nodes())),
            self.clause(node, "as_of"),
            tuple(
                (self.ident(item.tokens("NAME")[0]), self.data(item.nodes()[0]))
                for item in (with_.nodes() if with_ else ())
            ),
            tuple(map(self.path, because.nodes())) if because else (),
            self.span(node),
        )

    def given(self, node: Node) -> ast.Given:
        record, *alias = self.names(node)
        return ast.Given(record, self.record_data(node.nodes()[0]), alias[0] if alias else None, self.span(node))

    def expectation(self, node: Node) -> ast.Expectation:
        path, outcome = node.nodes()
        value = self.outcome(outcome) if outcome.rule == "outcome" else self.data(outcome)
        return ast.Expectation(self.path(path), value, self.span(node))

    def outcome(self, node: Node) -> ast.OutcomeLit:
        members, range_, missing = node.find("members"), node.find("outcome_range"), node.find("missing")
        low, high = self.exprs(range_.nodes()) if range_ else (None, None)
        kind = self.token(node).type.lower()
        return ast.OutcomeLit(
            cast("Literal['undetermined', 'conflict', 'not_stated', 'not_applicable', 'not_granted']", kind),
            tuple(map(self.data, members.nodes())) if members else (),
            low,
            high,
            tuple(map(self.path, missing.nodes())) if missing else (),
            self.span(node),
        )

    def path(self, node: Node) -> ast.Path:
        parts = []
        for child in node.nodes():
            token = self.token(child)
            name = self.ident(token) if token.type == "NAME" else self.dotted(token)
            index = child.find("path_index")
            text = name.text if index is None else f"{name.text}[{','.join(map(self.cell_text, index.nodes()))}]"
            parts.append(ast.Ident(text, Span(self.source.name, name.span.start, child.end)))
        return ast.Path(tuple(parts), self.span(node))

    def cell_text(self, node: Node) -> str:
        """Return a cell in a path as it is written, spaces brought into one form and words into English."""
        match self.cell(node):
            case ast.AnyCell():
                return "any"
            case ast.CompareCell() as cell:
                return f"{cell.op} {self.cell_text(node.nodes()[0])}"
            case ast.RangeLit():
                return " .. ".join(map(self.cell_text, node.nodes()))
            case ast.SetLit():
                return "{" + ", ".join(map(self.cell_text, node.nodes())) + "}"
            case ast.NumberLit() as number:
                sign = "%" if number.percent else ""
                unit = f" {number.unit.text}" if number.unit else ""
                return f"{number.digits}{number.scale}{sign}{unit}"
            case ast.Name() as name:
                return name.name
            case ast.YesNoLit() as literal:
                return "yes" if literal.value else "no"
            case ast.MarkLit() as mark:
                return mark.kind.replace("_", " ")
            case _:
                return " ".join(self.source.text[node.start : node.end].split())
