"""Walks over Core: the children of every node, the order of evaluation, nodes by id, and what a statement reads.

Written once, so that no consumer repeats the shape of the tree: add a node to `core.nodes` and mypy leads here. Goes
in: a node or a `Program`. Comes out: nodes of the same tree, never copies. Knows nothing of values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, assert_never

from attrs import frozen

from policycore.core.nodes import (
    Accountability,
    Actor,
    Aggregate,
    AsOf,
    Benefit,
    Case,
    Const,
    Contribution,
    DatedValue,
    Define,
    Duty,
    Each,
    Entitlements,
    Escalation,
    Exemption,
    Expr,
    Field,
    GroupFact,
    KnownAt,
    Law,
    Limit,
    Match,
    Matter,
    Movement,
    Op,
    Open,
    Param,
    Parameter,
    Periods,
    Population,
    Procedure,
    Program,
    Reading,
    ReadingOf,
    Ref,
    Require,
    Row,
    Sanction,
    Score,
    Statement,
    Step,
    Sum,
    Table,
    Tiering,
    Var,
    Waiver,
)
from policycore.types import RecordType

Part: TypeAlias = (
    "Case | Row | Waiver | Contribution | Sum | Movement | Limit | Benefit | Sanction | Exemption | Escalation | Matter"
    " | Step"
)
Node: TypeAlias = "Expr | Part | Statement"
#: Everything that an id of a policy may name.
Named: TypeAlias = "Node | Parameter | DatedValue | Reading | Actor | Law | Population"


def _given(*nodes: Node | None) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node is not None)


def _each(each: Each | None) -> tuple[Node, ...]:
    return () if each is None else _given(each.over, each.where)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside `node`, in the order in which they are evaluated.

    A `Ref` has only the expression for its record inside: what it refers to stands elsewhere (`dependencies`).
    """
    match node:
        case Const() | Open() | Var() | AsOf() | KnownAt() | ReadingOf():
            return ()
        case Field() | Ref():
            return (node.of,)
        case Param():
            return (*node.keys, *_given(node.at))
        case Op():
            return node.operands
        case Match():
            return node.all_cases
        case Table():
            return (*node.keys, *node.rows, *_given(node.otherwise))
        case Aggregate():
            return _given(node.over, node.where, node.by, node.value)
        case Periods():
            return _given(node.of, node.as_of, node.start)
        case GroupFact():
            return _given(node.value, node.where, node.argument)
        case Case():
            return _given(node.guard, node.value)
        case Row():
            return (node.value,)
        case Waiver() | Exemption() | Escalation():
            return (node.guard,)
        case Contribution():
            return (*_each(node.each), *_given(node.guard), node.amount, *node.waivers)
        case Sum():
            return (*node.items, *_given(node.floor, node.cap))
        case Movement():
            return (
                node.previous,
                node.match,
                *_given(node.unmoved),
                *(expression for _, expression in node.state),
            )
        case Limit():
            return _given(node.guard, node.bound)
        case Benefit():
            return (node.body,)
        case Sanction():
            return _given(node.amount)
        case Matter():
            return (
                *_each(node.each),
                *_given(node.guard),
                *node.exemptions,
                *_given(node.severity),
                *node.escalations,
                *_given(*(answer.share for answer in node.answers)),
                *node.sanctions,
            )
        case Define():
            return (node.body,)
        case Score():
            return _given(node.when, node.total)
        case Tiering():
            return (*_given(node.when), node.body, *_given(node.movement), *node.limits)
        case Step():
            return (node.status, *(expression for _, expression in node.facts))
        case Duty():
            return (*_each(node.each), *_given(node.when), node.status, *(expression for _, expression in node.facts))
        case Procedure():
            return (*_given(node.when), *node.steps)
        case Require():
            return (*_each(node.each), *_given(node.when), node.condition)
        case Entitlements():
            return (*_given(node.when), node.per, *node.benefits)
        case Accountability():
            return (*_given(node.when), *node.matters)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and all inside it, each before what is inside it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def in_evaluation_order(node: Node) -> Iterator[Node]:
    """Yield all nodes inside `node` and itself last, each after what is inside it: the order of a trace."""
    waiting: list[tuple[Node, bool]] = [(node, False)]
    while waiting:
        current, opened = waiting.pop()
        if opened:
            yield current
        else:
            waiting.append((current, True))
            waiting.extend((child, False) for child in reversed(children(current)))


def _declared_expressions(program: Program) -> Iterator[Node]:
    for record in program.records:
        for field in record.fields:
            if field.default is not None:
                yield field.default
    for actor in program.actors:
        if actor.holder is not None:
            yield actor.holder
    for parameter in program.parameters:
        for dated in parameter.values:
            if dated.value is not None:
                yield dated.value
            yield from (value for _, value in dated.table)
    for population in program.populations:
        yield from _given(*population.groups, population.where, population.tie_break)
    for law in program.laws:
        yield from _given(None if isinstance(law.subject, str) else law.subject, law.other, law.condition)


def by_id(program: Program) -> Mapping[str, Named]:
    """Return every node, parameter, dated value, reading, actor and law by its id.

    Where nodes share an id on purpose (a score and its total, a waiver on each deduction it covers), the outermost,
    then the first one stands.
    """
    found: dict[str, Named] = {}
    for statement in program.statements:
        for node in walk(statement):
            found.setdefault(node.id, node)
    for parameter in program.parameters:
        found.setdefault(parameter.id, parameter)
        for dated in parameter.values:
            found.setdefault(dated.id, dated)
    declarations: tuple[Reading | Actor | Law | Population, ...] = (
        *program.readings,
        *program.actors,
        *program.laws,
        *program.populations,
    )
    for declaration in declarations:
        found.setdefault(declaration.id, declaration)
    for expression in _declared_expressions(program):
        for node in walk(expression):
            found.setdefault(node.id, node)
    return found


def population_facts(program: Program) -> tuple[GroupFact, ...]:
    """Return all facts about groups, each once, in the order of the statements."""
    found: dict[str, GroupFact] = {}
    for node in (*program.statements, *_declared_expressions(program)):
        found.update((inner.id, inner) for inner in walk(node) if isinstance(inner, GroupFact))
    return tuple(found.values())


#: Comparisons with a place that say which is the last one, and by how many it is off what stands beside them.
_LAST_IN = {"le": 0, "lt": -1, "gt": 0, "ge": -1}
_TURNED = {"le": "ge", "lt": "gt", "ge": "le", "gt": "lt"}


@frozen
class CutOff:
    """A comparison of a place with a number: `fact` is the rank, `limit` the number, `off` what to add for the last."""

    fact: GroupFact
    limit: Expr
    off: int


def cut_offs(program: Program) -> Mapping[str, CutOff]:
    """Return the comparisons that cut a ranking off (`place <= 100`), by their ids."""
    if not program.populations:
        return {}
    defines = {statement.id: statement for statement in program.statements if isinstance(statement, Define)}
    found: dict[str, CutOff] = {}
    for statement in program.statements:
        for node in walk(statement):
            if isinstance(node, Op) and node.op in _LAST_IN:
                left, right = node.operands
                for side, limit, op in ((left, right, node.op), (right, left, _TURNED[node.op])):
                    fact = _rank_of(side, defines)
                    if fact is not None:
                        found[node.id] = CutOff(fact, limit, _LAST_IN[op])
    return found


def rank_in(op: Op, index: Mapping[str, Named]) -> GroupFact | None:
    """Return the rank that a comparison reads, None where it reads none."""
    defines = {id: node for id, node in index.items() if isinstance(node, Define)}
    found = (_rank_of(side, defines) for side in op.operands)
    return next((fact for fact in found if fact is not None), None)


def _rank_of(side: Expr, defines: Mapping[str, Define]) -> GroupFact | None:
    """Return the rank that an expression about the record itself reads, None where it reads none."""
    match side:
        case GroupFact(kind="rank"):
            return side
        case Ref(target=target, of=Var(name="self")) if target in defines:
            return _rank_of(defines[target].body, defines)
        case Match(cases=(Case(value=value),), otherwise=Case(value=Const())):
            return _rank_of(value, defines)  # a definition of a population, absent for who is no member
        case _:
            return None


def owners(program: Program) -> Mapping[str, Statement]:
    """Return for the id of every node of a statement that statement."""
    return {node.id: statement for statement in program.statements for node in walk(statement)}


@frozen
class Dependencies:
    """What an expression or a statement reads by itself, each once, in the order of evaluation.

    `refs`, `parameters` and `readings` are ids, `fields` pairs of a record id and a field name. `as_of` says whether
    the moment is read; a dated parameter reads it too unless it says `at` which day. `populations` are ids.
    """

    refs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    as_of: bool = False
    known_at: bool = False
    populations: tuple[str, ...] = ()


def dependencies(node: Node, program: Program | None = None, index: Mapping[str, Named] | None = None) -> Dependencies:
    """Return what `node` reads directly; with `program` also through the statements and items it refers to.

    Whoever asks about many nodes hands `index` in, which is `by_id(program)`: making it walks the whole program.
    """
    targets = index if index is not None else by_id(program) if program is not None else {}
    dated = {p.id for p in program.parameters if p.dated} if program is not None else set()
    refs: dict[str, None] = {}
    parameters: dict[str, None] = {}
    readings: dict[str, None] = {}
    fields: dict[tuple[str, str], None] = {}
    populations: dict[str, None] = {}
    as_of = False
    known_at = False
    waiting: list[Node] = [node]
    while waiting:
        for inner in in_evaluation_order(waiting.pop()):
            match inner:
                case Ref(target=target):
                    if target not in refs:
                        refs[target] = None
                        referred = targets.get(target)
                        if referred is not None and not isinstance(
                            referred, (Parameter, DatedValue, Reading, Actor, Law, Population)
                        ):
                            waiting.append(referred)
                case Param(parameter=parameter, at=at):
                    parameters[parameter] = None
                    as_of = as_of or (at is None and parameter in dated)
                case ReadingOf(reading=reading):
                    readings[reading] = None
                case Field(name=name, of=of) if isinstance(of.type, RecordType):
                    fields[of.type.name, name] = None
                case AsOf():
                    as_of = True
                case KnownAt():
                    known_at = True
                case GroupFact(population=population):
                    if population not in populations and program is not None:
                        declared = next(each for each in program.populations if each.id == population)
                        waiting += _given(*declared.groups, declared.where, declared.tie_break)
                    populations[population] = None
                case _:
                    pass
    return Dependencies(
        tuple(refs), tuple(parameters), tuple(readings), tuple(fields), as_of, known_at, tuple(populations)
    )
