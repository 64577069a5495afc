"""Syntax tree to AST: what stands inside statements, which is names, heads, clauses, expressions, data and types.

In: nodes of the syntax tree. Out: nodes of the AST, and diagnostics. `from_tree` builds the statements out of them.
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
from policycore.syntax.mistakes_time import without_inside
from policycore.syntax.tokens import Token
from policycore.syntax.tree import Child, Node, walk
from policycore.syntax.words import BY_TERMINAL, VALUES_OF_SETTINGS, Keywords, Role, canonical, find

_CompareOp = Literal["=", "!=", "<", "<=", ">", ">="]
_ArithOp = Literal["+", "-", "*", "/"]
_NUMBER = re.compile(r"([0-9_.]+)([万亿]?)[ \t]*(%?)")


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
    return [name_text(token) for token in tokens]


def name_text(token: Token) -> str:
    """Return the name that a token holds, without its dot and its backticks."""
    text = token.text.lstrip(".").strip("`")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class Parts:
    """Makes parts of the AST; what is wrong with them is added to `diagnostics`."""

    def __init__(self, source: SourceFile, declared: Declared, keywords: Keywords) -> None:
        self.source = source
        self.declared = declared
        #: The keyword language of the file, for what messages propose.
        self.keywords = keywords
        self.diagnostics: list[Diagnostic] = []
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
            "at_time": lambda node: ast.AtTime(self.first(node), self.time(node.nodes()[-1]), self.span(node)),
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
        text = name_text(token)
        if role is not None and text not in declared:
            word = find(text, role)
            if word is not None:
                text = word.key
        return ast.Ident(text, self.span(token))

    def names(self, node: Node) -> tuple[ast.Ident, ...]:
        return tuple(self.ident(token) for token in node.tokens("NAME"))

    def time(self, node: Node) -> ast.TimeLit:
        """Return a time of day, in the form `09:30`."""
        token = self.token(node)
        hour, *rest = (part.zfill(2) for part in re.findall(r"\d+", token.text))
        if int(hour) > 23 or any(int(part) > 59 for part in rest):
            self.say("PC159", self.span(token), {"found": token.text})
        return ast.TimeLit(":".join((hour, *rest)), self.span(node))

    def dotted(self, token: Token, other: Role | None = None) -> ast.Ident:
        """Return the name after a dot; its place begins after the dot. It may be a word of the role `other` too."""
        name = self.ident(token, "after a dot", self.declared.names)
        if other is not None and name.text == name_text(token):
            name = self.ident(token, other, self.declared.names)
        return ast.Ident(name.text, Span(self.source.name, token.start + 1, token.end))

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

    def modality(self, node: Node) -> ast.Modality | None:
        modality = node.find("modality")
        return cast(ast.Modality, self.token(modality).type.lower()) if modality else None

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
        number, *unit = (child for child in node.children if isinstance(child, Token))
        return self.number_of(number, self.unit_of(unit[0]) if unit else None)

    def unit_of(self, token: Token) -> ast.Ident:
        """Return the unit after a number."""
        unit = self.unit_named(token)
        if token.type == "NAME" and unit.text not in self.declared.units and find(unit.text, "unit") is None:
            head = without_inside(unit.text)
            working = head in BY_TERMINAL["WORKING_DAYS"].zh
            if (working or find(head, "unit")) and token.end - token.start == len(unit.text):
                where = Span(self.source.name, token.start + len(head), token.end)
                found = self.source.text[where.start : where.end]
                self.say("PC129", where, {"found": found}, fix=Fix((Edit(where, ""),)))
                return ast.Ident("working day" if working else canonical(head, "unit"), unit.span)
            self.grown_together(token, lambda pieces: find(pieces[0], "reserved") is not None)
        return unit

    def unit_named(self, token: Token) -> ast.Ident:
        """Return the unit of a number or of a type."""
        if token.type == "WORKING_DAYS":
            return ast.Ident("working day", self.span(token))
        return self.ident(token, "unit", self.declared.units)

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
        text = name_text(token)
        if text not in self.declared.names:
            word = find(text, "name") or find(text, "status") or find(text, "rounding")
            if word is not None:
                text = word.key
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
        word = find(name_text(token), "test")
        if word is not None and word.key in ("present", "known"):
            return ast.Test(operand, cast("Literal['present', 'known']", word.key), self.span(node))
        sign = next(child for child in node.children if isinstance(child, Token) and child.type == "IS")
        fix = Fix((Edit(self.span(sign), "="),), safe=False)
        self.say("PC126", self.span(token), {"found": name_text(token)}, fix=fix)
        return ast.Compare(operand, (("=", ast.Name(name_text(token), self.span(token))),), self.span(node))

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
        # Who judged a fact stands under `by` in data, a word that is reserved elsewhere.
        head = "by" if first.type == "BY" else name_text(first)
        text = ".".join([head, *(self.dotted(token).text for token in rest)])
        return ast.Ident(text, self.span(node))

    def list_(self, node: Node) -> ast.ListLit:
        items: list[ast.Data | ast.Times] = []
        for item in node.nodes():
            if item.rule == "times":
                count = self.whole(item.tokens("NUMBER")[0], limits.COUNT, least=0)
                items.append(ast.Times(count, self.data(item.nodes()[0]), self.span(item)))
            elif item.rule == "outcome_name":
                items.append(ast.Name("not_applicable", self.span(item)))
            else:
                items.append(self.data(item))
        return ast.ListLit(tuple(items), self.span(node))

    # --- types ---

    def type_(self, node: Node) -> ast.TypeExpr:
        match node.rule:
            case "named_type":
                name, *unit = (child for child in node.children if isinstance(child, Token))
                return ast.NamedType(
                    self.ident(name, "type", self.declared.types),
                    self.unit_named(unit[0]) if unit else None,
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
                return self.ident(self.token(value), VALUES_OF_SETTINGS.get(setting))
            case "setting_range":
                low, *high = self.exprs(value.nodes())
                return ast.SettingRange(low, high[0] if high else None, self.span(value))
            case _:
                return self.expr(value)
