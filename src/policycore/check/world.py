"""What the checker knows while it works: the names of each file, the declarations made so far, and the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, TypeAlias

from attrs import Factory, define, evolve, frozen

from policycore.core import nodes as core
from policycore.diagnostics.model import Argument, Diagnostic, Fix, Label, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.source import Span
from policycore.syntax import ast
from policycore.types import Enum, RecordType, Type, Unit

Kind = Literal[
    "record",
    "choice",
    "calendar",
    "actor",
    "parameter",
    "reading",
    "define",
    "require",
    "score",
    "tiering",
    "population",
    "entitlements",
    "accountability",
    "duty",
    "procedure",
    "law",
]

Node: TypeAlias = (
    "ast.Record | ast.Choice | ast.Calendar | ast.Actor | ast.Parameter | ast.Reading | ast.Define | ast.Require"
    " | ast.Score | ast.Tiering | ast.Population | ast.Entitlements | ast.Accountability | ast.Duty | ast.Procedure"
    " | ast.Law"
)

#: Statements that belong to a record and are lowered on demand, so that each stands after those it reads.
LOWERED: frozenset[Kind] = frozenset(
    {"define", "require", "score", "tiering", "entitlements", "accountability", "duty", "procedure"}
)


@define(eq=False)
class Symbol:
    """A name of a file. `record` is the id of the record it is for; `busy` while it is being lowered (cycles)."""

    kind: Kind
    name: str
    id: str
    node: Node
    module: Module
    record: str = ""
    busy: bool = False
    done: bool = False
    failed: bool = False
    #: Whether its outcome may be absent: a define that passes absence on, or a `when` in the head.
    absent: bool = False
    #: The population that a definition or requirement stands in, and whether it may be absent for a member as well.
    inside: Symbol | None = None
    absent_for_members: bool = False

    @property
    def span(self) -> Span:
        return self.node.head.name.span


@define(eq=False)
class Module:
    """One file: its names, those it uses from others, its units, and the calendar that it counts working days by.

    `calendar` is an id, None where there is none (or several, of which none is chosen), "" where what was chosen does
    not exist.
    """

    file: str
    document: ast.Document
    policy: str = ""
    prefix: str = ""
    symbols: dict[str, Symbol] = Factory(dict)
    units: dict[str, Unit] = Factory(dict)
    header: core.Header | None = None
    calendar: str | None = None

    def id(self, name: str) -> str:
        """Return the id of a statement of this file: names of used files carry their policy's id."""
        return f"{self.prefix}{name}"


@frozen
class Scope:
    """A record or element whose fields can be read: through `alias`, or by their bare names when `implicit`."""

    var: str
    type: Type
    alias: str | None = None
    implicit: bool = True


@frozen
class Env:
    """Where an expression stands.

    Attributes:
        module: the file whose names it may use.
        rule: id of the named rule around it; parts and rows are named below it.
        scopes: records in scope, innermost last.
        present: keys (`key_of`) of what a guard around it has shown to be present.
        locals: other names that are bound here (`severity`).
        steps: those of the procedure around it; None outside of procedures.
        population: id of the population around it, "" outside of populations.
    """

    module: Module
    rule: str
    scopes: tuple[Scope, ...] = ()
    present: frozenset[str] = frozenset()
    locals: tuple[tuple[str, Type], ...] = ()
    steps: Steps | None = None
    population: str = ""

    def inside(self, scope: Scope) -> Env:
        return evolve(self, scopes=(*self.scopes, scope))

    def guarded(self, keys: Iterable[str]) -> Env:
        return evolve(self, present=self.present | frozenset(keys))

    def named(self, rule: str) -> Env:
        return evolve(self, rule=rule)

    @property
    def record(self) -> str:
        """Id of the record that is decided, "" where there is none."""
        for scope in self.scopes:
            if scope.var == "self" and isinstance(scope.type, RecordType):
                return scope.type.name
        return ""


@frozen
class Steps:
    """The steps of the procedure around an expression.

    `read` returns what a step means, or a part of it by name ("" its status), where an expression with this id stands;
    "reported" after a report.
    """

    names: tuple[str, ...]
    read: Callable[[str, str, Env, str, Span], Typed | Literal["reported"]]


@frozen
class Typed:
    """A checked expression. `absent`: it may be absent; `bare`: a number written without unit or per cent sign."""

    expr: core.Expr
    absent: bool = False
    bare: bool = False

    @property
    def type(self) -> Type:
        return self.expr.type


@frozen
class Grant:
    """A grant of one benefit: to `tiers` (None: to any), when `when` holds. `case` has its id, value and source."""

    tiers: tuple[str, ...] | None
    when: core.Expr | None
    case: core.Case


@define(eq=False)
class World:
    """All files of one check, and what has been made of them."""

    modules: dict[str, Module] = Factory(dict)
    diagnostics: list[Diagnostic] = Factory(list)
    #: Findings of statements that have been lowered; `diagnostics` holds those of what is being checked now.
    settled: list[Diagnostic] = Factory(list)
    records: dict[str, core.RecordDecl] = Factory(dict)
    choices: dict[str, core.Choice] = Factory(dict)
    units: dict[str, core.UnitDecl] = Factory(dict)
    calendars: dict[str, core.Calendar] = Factory(dict)
    #: The clock of a time zone by its name, None where there is none; without it any name of that form will do.
    zones: Callable[[str], core.Zone | None] | None = None
    actors: dict[str, core.Actor] = Factory(dict)
    parameters: dict[str, core.Parameter] = Factory(dict)
    readings: dict[str, core.Reading] = Factory(dict)
    statements: dict[str, core.Statement] = Factory(dict)
    populations: dict[str, core.Population] = Factory(dict)
    laws: dict[str, core.Law] = Factory(dict)
    #: What is granted for each benefit, by its id: a tier's own item before those it inherits.
    grants: dict[str, tuple[Grant, ...]] = Factory(dict)
    #: Enumerations of tierings that declare their own ladder, by statement id; known before the body is lowered.
    ladders: dict[str, Enum] = Factory(dict)
    #: The field for the state that comes in, of each tiering that has movement, by its id.
    states: dict[str, core.FieldDecl] = Factory(dict)
    #: Fields (`record.field`) whose type could not be made out; what reads them is not checked further.
    poisoned: set[str] = Factory(set)
    #: Rules that examples name: id, place, and the path as written.
    named: list[tuple[str, Span, str]] = Factory(list)
    #: Node ids in use, so that each is given once.
    taken: set[str] = Factory(set)
    #: Names that may be declared in what could not be read; nothing is said of them.
    unread: set[str] = Factory(set)
    #: How many statements wait for another that they read.
    waiting: int = 0
    #: The fields of records by name, each with the declaration it was made from.
    _fields: dict[str, tuple[core.RecordDecl, dict[str, core.FieldDecl]]] = Factory(dict)

    def field(self, record: str, name: str) -> core.FieldDecl | None:
        """Return a field of a record by its name, None where there is no such record or field."""
        declaration = self.records.get(record)
        if declaration is None:
            return None
        known = self._fields.get(record)
        if known is None or known[0] is not declaration:
            # A record is entered without fields first; where two have one name, which is reported, the first counts.
            known = (declaration, {field.name: field for field in reversed(declaration.fields)})
            self._fields[record] = known
        return known[1].get(name)

    def report(
        self,
        code: str,
        span: Span,
        *,
        labels: Iterable[Label] = (),
        help: Phrase | None = None,
        fix: Fix | None = None,
        **args: Argument,
    ) -> None:
        """Keep a finding."""
        self.diagnostics.append(Diagnostic(code, span, args, tuple(labels), help, fix))

    def unique(self, wanted: str) -> str:
        """Return `wanted` as a node id, or the next free `wanted~2`."""
        found, count = wanted, 1
        while found in self.taken:
            count += 1
            found = f"{wanted}~{count}"
        self.taken.add(found)
        return found

    def step(self, rule: str, word: str) -> str:
        """Return the id of a step right below a rule, where parts that the author named may stand as well."""
        return self.unique(f"{rule}/{word}")


#: What other languages and forms call what is meant, and what it is called here.
HABITS_OF_NAMES = {
    **dict.fromkeys(("today", "now", "date_today"), "as_of"),
    **dict.fromkeys(("今天", "今日", "当前日期", "现在"), "截至日"),
    "true": "yes",
    "True": "yes",
    "TRUE": "yes",
    "false": "no",
    "False": "no",
    "FALSE": "no",
    "真": "是",
    "假": "否",
    **dict.fromkeys(("null", "none", "None", "NULL"), "absent"),
}
HABITS_OF_TYPES = {
    **dict.fromkeys(("boolean", "bool", "Boolean", "yesno"), "yes_no"),
    **dict.fromkeys(("string", "str", "String", "char"), "text"),
    **dict.fromkeys(("integer", "int", "Integer"), "whole"),
    **dict.fromkeys(("decimal", "float", "double", "numeric"), "number"),
    **dict.fromkeys(("datetime", "timestamp", "time"), "moment"),
    **dict.fromkeys(("percentage", "pct"), "percent"),
    **dict.fromkeys(("布尔", "布尔值", "逻辑"), "是否"),
    **dict.fromkeys(("字符串", "字符", "文字"), "文本"),
    **dict.fromkeys(("数字", "小数", "浮点数"), "数值"),
    "百分数": "百分比",
    "时间": "时刻",
    "时间戳": "时刻",
    "日子": "日期",
    "货币": "金额",
}


def did_you_mean(name: str, candidates: Iterable[str], habits: Mapping[str, str] = {}) -> Phrase | None:
    """Return a help phrase that offers what a habit from elsewhere stands for, or the nearest candidate."""
    near = habits.get(name) or nearest(name, candidates)
    return Phrase("did_you_mean", {"name": near}) if near else None


def name_of(id: str) -> str:
    """Return the name that a statement has in its file: its id without the policy it is used from."""
    return id.rpartition(":")[2]


def key_of(expr: core.Expr) -> str | None:
    """Return a key for what can be shown to be present: a chain of fields and references from a variable."""
    match expr:
        case core.Var(name=name):
            return name
        case core.KnownAt():
            return "known_at"
        case core.Field(of=of, name=name):
            base = key_of(of)
            return None if base is None else f"{base}.{name}"
        case core.Ref(of=of, target=target):
            base = key_of(of)
            return None if base is None else f"{base}>{target}"
        case _:
            return None
