"""Syntax tree to AST: the file and its statements.

In: the tree of the automaton. Out: the document, and diagnostics for what the grammar lets pass and the language does
not: a missing or second header, a day or a clause that cannot stand where it does. Words known by their place become
their English singular here, so that both keyword languages give one AST; a name that the file itself declares stays as
it is where such names are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, cast

from policycore.diagnostics.model import Diagnostic, Label, Phrase
from policycore.source import SourceFile, Span
from policycore.syntax import ast, from_tree_time, limits
from policycore.syntax.from_tree_parts import Declared, Parts, name_text
from policycore.syntax.tokens import Token
from policycore.syntax.tree import Node, walk
from policycore.syntax.words import Keywords, find


def build(
    source: SourceFile,
    tree: Node,
    comments: tuple[ast.Comment, ...],
    keywords: Keywords,
    broken: Sequence[int],
) -> tuple[ast.Document, list[Diagnostic]]:
    """Return the document of `tree`, without the statements that hold an offset in `broken`, and what is wrong."""
    builder = _Builder(source, Declared.of(tree), keywords)
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


class _Builder(Parts):
    """Makes statements."""

    def __init__(self, source: SourceFile, declared: Declared, keywords: Keywords) -> None:
        super().__init__(source, declared, keywords)
        self.header_seen: Node | None = None
        self.statements = 0
        self.statement_of: dict[str, Callable[[Node], ast.Statement]] = {
            "use": self.use,
            "record": self.record,
            "choice": lambda node: ast.Choice(self.head(node), self.enum(node), self.span(node)),
            "unit": self.unit,
            "calendar": lambda node: ast.Calendar(self.head(node), self.settings(node), self.span(node)),
            "actor": lambda node: ast.Actor(self.head(node), self.equals(node), self.span(node)),
            "parameter": self.parameter,
            "reading": self.reading,
            "define": self.define,
            "require": self.require,
            "score": self.score,
            "tiering": self.tiering,
            "population": self.population,
            "entitlements": self.entitlements,
            "accountability": self.accountability,
            "duty": lambda node: from_tree_time.duty(self, node),
            "procedure": lambda node: from_tree_time.procedure(self, node),
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

    # --- statements ---

    def use(self, node: Node) -> ast.Use:
        return ast.Use(self.names(node), self.str_(node.tokens("STRING")[0]), self.span(node))

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
        start, *others = node.nodes()
        value = next(child for child in others if child.rule != "issued")
        return ast.DatedEntry(
            self.expr(start),
            self.data(value),
            self.clause(node, "issued"),
            self.cite(node),
            self.note(node),
            self.span(node),
        )

    def reading(self, node: Node) -> ast.Reading:
        alternatives = tuple(ast.Alternative(self.head(child), child.has("CHOSEN")) for child in node.nodes()[1:])
        return ast.Reading(self.head(node), alternatives, self.span(node))

    def define(self, node: Node) -> ast.Define:
        return ast.Define(self.head(node), self.last(node), self.span(node))

    def require(self, node: Node) -> ast.Require:
        return ast.Require(
            self.head(node),
            self.last(node),
            self.by(node),
            self.modality(node),
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
                case "movement":
                    items.append(from_tree_time.movement(self, child))
        return ast.Tiering(self.head(node), tuple(items), self.type_in(node), self.when(node), self.span(node))

    # --- facts about groups ---

    def population(self, node: Node) -> ast.Population:
        per = node.find("groups")
        items: list[ast.Define | ast.Require] = []
        for child in node.nodes():
            match child.rule:
                case "define":
                    items.append(self.define(child))
                case "require":
                    items.append(self.require(child))
        return ast.Population(
            self.head(node),
            self.ident(node.tokens("NAME")[0]),
            self.exprs(per.nodes()) if per else (),
            self.clause(node, "where"),
            tuple(map(self.setting, node.find_all("setting"))),
            tuple(items),
            self.span(node),
        )

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
        word = find(name_text(token), "test")
        key = word.key if word else ""
        if key not in ("complete", "exclusive", "reachable"):
            self.say("PC127", self.span(token), {"found": name_text(token)})
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
                (self.ident(item.tokens("NAME")[0], "name", self.declared.names), self.data(item.nodes()[0]))
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
            # Behind a duty or step may stand the status that a rule of it gives.
            name = self.ident(token) if token.type == "NAME" else self.dotted(token, "status")
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
