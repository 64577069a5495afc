"""What has to be worked out for the decisions about one record type, and what is read more than once.

Goes in: a program and a record type. Comes out: a `Plan`: the decisions, everything that may be referred to, how often
each is referred to, and which facts are surely read whatever the record says: those are worked out once at the top,
others where they are read. Pure reading of Core; emits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs
from attrs import define, field

from policycore.compile.forms import Unsupported
from policycore.core import nodes as core
from policycore.core.walk import Node, children

Target: TypeAlias = (
    "core.Define | core.Score | core.Contribution | core.Sum | core.Tiering | core.Match | core.Movement"
    " | core.Benefit | core.Require"
)
_NONE: frozenset[str] = frozenset()

#: What this room knows of each node. A node that is not here, or that says more, is left to the reference.
KNOWN: dict[type, tuple[str, ...]] = {
    core.Const: ("value",),
    core.Open: ("kind",),
    core.Var: ("name",),
    core.AsOf: (),
    core.KnownAt: (),
    core.Field: ("of", "name"),
    core.Ref: ("target", "of"),
    core.Param: ("parameter", "keys", "at"),
    core.ReadingOf: ("reading",),
    core.Op: ("op", "operands", "names", "count", "mode", "factor", "low", "high", "calendar"),
    core.Case: ("guard", "value"),
    core.Match: ("cases", "otherwise", "kind"),
    core.Row: ("cells", "value"),
    core.Table: ("keys", "rows", "otherwise"),
    core.Aggregate: ("kind", "var", "over", "value", "where", "by"),
    core.Periods: ("of", "as_of", "unit", "count", "start"),
    core.GroupFact: ("kind", "population", "value", "where", "argument"),
    core.Define: ("body", "part_of"),
    core.Waiver: ("by", "guard"),
    core.Contribution: ("kind", "amount", "each", "guard", "weight", "waivers"),
    core.Sum: ("items", "floor", "cap"),
    core.Score: ("total", "when"),
    core.Limit: ("kind", "bound", "guard"),
    core.Movement: ("state_field", "state_record", "previous", "match", "state", "unmoved"),
    core.Tiering: ("body", "movement", "limits", "when"),
    core.Require: ("modality", "condition", "actor", "each", "when"),
    core.Benefit: ("body", "direction"),
    core.Entitlements: ("per", "benefits", "when"),
    core.Sanction: ("name", "against", "amount"),
    core.Exemption: ("by", "guard"),
    core.Escalation: ("steps", "guard"),
    core.Matter: ("each", "guard", "answers", "severity", "sanctions", "exemptions", "escalations"),
    core.Accountability: ("matters", "when"),
    core.Duty: ("modality", "status", "facts", "actor", "each", "when"),
    core.Step: ("modality", "status", "facts", "actor", "follows", "not_by", "stays"),
    core.Procedure: ("steps", "when"),
}
_COMMON = {"id", "type", "about", "span", "record"}


def _strange_fields() -> dict[type, tuple[str, ...]]:
    found = {}
    for kind, known in KNOWN.items():
        names = {each.name for each in attrs.fields(kind)}
        found[kind] = tuple(sorted(names - set(known) - _COMMON))
    return found


_STRANGE = _strange_fields()


def check_known(node: object) -> None:
    """Raise `Unsupported` for a node that this room does not know, or that says more than it knows."""
    strange = _STRANGE.get(type(node))
    if strange is None:
        raise Unsupported(f"{type(node).__name__} is not compiled")
    for name in strange:
        if getattr(node, name):
            raise Unsupported(f"{name} of {type(node).__name__} is not compiled")


@define
class Targets:
    """All that may be referred to in a program, by id, and the statement that each belongs to."""

    nodes: dict[str, Target] = field(factory=dict)
    owners: dict[str, core.Statement] = field(factory=dict)
    statements: dict[str, core.Statement] = field(factory=dict)
    populations: dict[str, core.Population] = field(factory=dict)

    @classmethod
    def of(cls, program: core.Program) -> Targets:
        """Return the targets of a program."""
        found = cls(populations={population.id: population for population in program.populations})
        for statement in program.statements:
            found.statements[statement.id] = statement
            for target in _targets(statement):
                found.nodes[target.id] = target
                found.owners[target.id] = statement
        return found


def _targets(statement: core.Statement) -> Iterator[Target]:
    match statement:
        case core.Define() | core.Require():
            yield statement
        case core.Tiering():
            yield statement
            if statement.movement is not None:
                yield from (statement.body, statement.movement)
        case core.Score():
            yield statement
            waiting = list(statement.total.items)
            while waiting:
                item = waiting.pop()
                yield item
                if isinstance(item, core.Sum):
                    waiting.extend(item.items)
        case core.Entitlements():
            yield from statement.benefits
        case _:
            return  # an accountability has nothing that can be read; what is not known is told when it is compiled


def membership_of(population: core.Population) -> tuple[core.Expr, ...]:
    """Return what says whether a record is in a population, in which group, and what breaks ties."""
    return tuple(each for each in (population.where, *population.groups, population.tie_break) if each is not None)


def applies_of(statement: core.Statement) -> core.Expr | None:
    """Return the condition in the head of a statement, None where it always applies."""
    match statement:
        case core.Define():
            return None
        case core.Require() if statement.each is not None:
            return None
        case _:
            return statement.when


def is_self(node: core.Expr) -> bool:
    """Return whether an expression is the record of its statement."""
    return isinstance(node, core.Var) and node.name == "self"


@define
class Plan:
    """What the decisions about one record need.

    Attributes:
        decisions: in the author's order.
        uses: how often each target is referred to, and 1 for each decision that can be referred to.
        surely: targets of the record itself that are worked out for each record.
        reads: per record id the fields that are read.
        size: number of nodes of each target, those that it refers to aside.
    """

    targets: Targets
    record: str
    decisions: tuple[core.Decision, ...]
    uses: dict[str, int] = field(factory=dict)
    surely: frozenset[str] = _NONE
    reads: dict[str, set[str]] = field(factory=dict)
    size: dict[str, int] = field(factory=dict)
    _sure: dict[str, frozenset[str]] = field(factory=dict)

    @classmethod
    def of(cls, program: core.Program, targets: Targets, record: str) -> Plan:
        """Return the plan for the decisions about a record; raises `Unsupported` where one cannot be compiled."""
        decisions = tuple(
            statement
            for id in program.decisions
            if (statement := targets.statements[id]).record == record and not isinstance(statement, core.Define)
        )
        plan = cls(targets, record, decisions)
        plan._count(decisions)
        for decision in decisions:
            if isinstance(decision, core.Score | core.Tiering | core.Require):
                plan.uses[decision.id] = plan.uses.get(decision.id, 0) + 1
        return plan

    @classmethod
    def for_target(cls, targets: Targets, target: str) -> Plan:
        """Return the plan for working out one target; raises `Unsupported` where it cannot be compiled."""
        plan = cls(targets, targets.owners[target].record, ())
        head = applies_of(targets.owners[target])
        plan._count([targets.nodes[target], *([] if head is None else [head])])
        return plan

    @classmethod
    def for_expressions(cls, targets: Targets, record: str, roots: Iterable[core.Expr]) -> Plan:
        """Return the plan for working out expressions about a record; raises `Unsupported` where one cannot be."""
        plan = cls(targets, record, ())
        plan._count(roots)
        return plan

    def _count(self, roots: Iterable[Node]) -> None:
        waiting: list[Node] = list(roots)
        seen: set[str] = set()
        while waiting:
            root = waiting.pop()
            size = 0
            stack: list[Node] = [root]
            while stack:
                node = stack.pop()
                size += 1
                # Most nodes are of a few kinds, and large policies have very many of them.
                kind = node.__class__
                if kind is core.Const or kind is core.Var:
                    continue
                if isinstance(node, core.Field):
                    read = self.reads.get(getattr(node.of.type, "name", ""))
                    if read is None:
                        read = self.reads[getattr(node.of.type, "name", "")] = set()
                    read.add(node.name)
                    if node.of.__class__ is core.Var:
                        size += 1
                    else:
                        stack.append(node.of)
                    continue
                if _STRANGE.get(kind) != ():
                    check_known(node)
                if isinstance(node, core.Op):
                    stack += node.operands
                    continue
                if isinstance(node, core.Case):
                    stack.append(node.value)
                    if node.guard is not None:
                        stack.append(node.guard)
                    continue
                if isinstance(node, core.Ref):
                    self.uses[node.target] = self.uses.get(node.target, 0) + 1
                    if node.target not in seen:
                        seen.add(node.target)
                        waiting.append(self.targets.nodes[node.target])
                        head = applies_of(self.targets.owners[node.target])
                        if head is not None:
                            waiting.append(head)
                elif isinstance(node, core.GroupFact):
                    stack.extend(membership_of(self.targets.populations[node.population]))
                elif isinstance(node, core.Tiering) and node.movement is not None:
                    self._count_movement(node, node.movement)
                stack.extend(children(node))
            self.size[root.id] = size

    def _count_movement(self, node: core.Tiering, movement: core.Movement) -> None:
        """The tier before limits is read once for the tier and once for the state that goes out."""
        for target in (node.body.id, movement.id):
            self.uses[target] = self.uses.get(target, 0) + 2
        self.reads.setdefault(node.record, set()).add(movement.state_field)

    # --- what is surely read ---

    def surely_read(self, node: core.Expr | None) -> frozenset[str]:
        """Return the targets of `self` that are read whenever an expression is evaluated."""
        if node is None:
            return _NONE
        when_true, when_false = self._by_truth(node)
        return when_true if when_true is when_false else when_true & when_false

    def _by_truth(self, node: core.Expr) -> tuple[frozenset[str], frozenset[str]]:
        """Return what is surely read when an expression is evaluated: if it turns out true, if it does not."""
        # Most nodes are of a few kinds, and large policies have very many of them.
        kind = node.__class__
        if kind is core.Const or kind is core.Var:
            return _NONE, _NONE
        if isinstance(node, core.Field):
            found = _NONE if node.of.__class__ is core.Var else self.surely_read(node.of)
            return found, found
        if isinstance(node, core.Op) and node.op not in ("and", "or", "not"):
            found = _NONE
            for operand in node.operands:
                if operand.__class__ is not core.Const:
                    found |= self.surely_read(operand)
            return found, found
        match node:
            case core.Open() | core.AsOf() | core.ReadingOf():
                return _NONE, _NONE
            case core.Ref() if is_self(node.of):
                found = self.of_target(node.target) | {node.target}
                return found, found
            case core.Ref():
                found = self.surely_read(node.of)
                return found, found
            case core.Op(op="and"):
                return self._chain(node.operands, 0)
            case core.Op(op="or"):
                return self._chain(node.operands, 1)
            case core.Op(op="not"):
                when_true, when_false = self._by_truth(node.operands[0])
                return when_false, when_true
            case core.Param():
                found = _union(self.surely_read(each) for each in (*node.keys, node.at))
                return found, found
            case core.Match():
                found = self.of_match(node)
                return found, found
            case core.Table():
                found = _union(self.surely_read(each) for each in node.keys)
                return found, found
            case core.Aggregate():
                found = self.surely_read(node.over)
                return found, found
            case _:
                return _NONE, _NONE

    def _chain(self, operands: tuple[core.Expr, ...], stop: int) -> tuple[frozenset[str], frozenset[str]]:
        """`and` (`stop` 0) goes on while operands hold, `or` (1) while they fail."""
        all_read, stopped = _NONE, None
        for operand in operands:
            ways = self._by_truth(operand)
            here = all_read | ways[1 - stop]
            stopped = here if stopped is None else stopped & here
            all_read |= ways[stop]
        stopped = _NONE if stopped is None else stopped
        return (all_read, stopped) if stop == 0 else (stopped, all_read)

    def of_match(self, node: core.Match) -> frozenset[str]:
        """Return what is surely read whichever case is taken."""
        found: frozenset[str] | None = None
        before = _NONE
        for case in node.all_cases:
            when_true, when_false = (_NONE, _NONE) if case.guard is None else self._by_truth(case.guard)
            here = before | when_true | self.surely_read(case.value)
            found = here if found is None else found & here
            before |= when_false
            if case.guard is None:
                break
        return found or _NONE

    def of_target(self, target: str) -> frozenset[str]:
        """Return what is surely read when a target is worked out, itself aside."""
        if target not in self._sure:
            self._sure[target] = _NONE  # a target never reads itself; this only ends the recursion
            owner = self.targets.owners[target]
            head = applies_of(owner)
            node = self.targets.nodes[target]
            if head is None or isinstance(node, core.Require):
                self._sure[target] = self._of_body(node)
            else:
                self._sure[target] = self.surely_read(head)
        return self._sure[target]

    def _of_body(self, node: Target | core.Decision) -> frozenset[str]:
        match node:
            case core.Define():
                return self.surely_read(node.body)
            case core.Score():
                return self._of_body(node.total)
            case core.Sum():
                own = [self._of_body(item) | {item.id} for item in node.items]
                return _union((*own, self.surely_read(node.floor), self.surely_read(node.cap)))
            case core.Contribution():
                if node.each is not None:
                    return self.surely_read(node.each.over)
                return self.surely_read(node.amount) if node.guard is None else self.surely_read(node.guard)
            case core.Tiering():
                limits = _union(self.surely_read(limit.guard) for limit in node.limits)
                if node.movement is None:
                    return self.of_match(node.body) | limits
                return self._of_body(node.movement) | limits | {node.body.id, node.movement.id}
            case core.Movement():
                body = self.targets.owners[node.id]
                assert isinstance(body, core.Tiering)
                return self.surely_read(node.previous) | self.of_match(body.body) | self.of_match(node.match)
            case core.Match():
                return self.of_match(node)
            case core.Benefit():
                return self.of_match(node.body)
            case core.Require():
                if node.each is not None:
                    return self.surely_read(node.each.over)
                return self.surely_read(node.condition) if node.when is None else self.surely_read(node.when)
            case core.Entitlements():
                return _union([self.surely_read(node.per), *(self._of_body(each) for each in node.benefits)])
            case core.Accountability():
                found = [self._of_matter(matter) for matter in node.matters]
                return _union(each for parts in found for each in parts)
            case core.Duty():
                if node.each is not None:
                    return self.surely_read(node.each.over)
                return _union(self.surely_read(each) for each in (node.status, *(fact for _, fact in node.facts)))
            case core.Procedure():
                return _union(
                    self.surely_read(each)
                    for step in node.steps
                    for each in (step.status, *(fact for _, fact in step.facts))
                )

    def _of_matter(self, matter: core.Matter) -> list[frozenset[str]]:
        if matter.each is not None:
            return [self.surely_read(matter.each.over)]
        if matter.guard is not None:
            return [self.surely_read(matter.guard)]
        # It occurs whatever the record says.
        return [self.surely_read(each) for each in (matter.severity, *(exempt.guard for exempt in matter.exemptions))]

    def settle(self) -> None:
        """Find what is surely read by the decisions together."""
        found: list[frozenset[str]] = []
        for decision in self.decisions:
            head = applies_of(decision)
            if head is not None and not isinstance(decision, core.Require):
                found.append(self.surely_read(head))
            elif isinstance(decision, core.Entitlements | core.Accountability | core.Duty | core.Procedure):
                found.append(self._of_body(decision))
            else:
                found.append(self.of_target(decision.id) | {decision.id})
        self.surely = frozenset(_union(found))

    def shared(self, target: str) -> bool:
        """Return whether a target is read in several places."""
        return self.uses.get(target, 0) > 1


def _union(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return _NONE.union(*found)


def reads_of(plans: Iterable[Plan]) -> Mapping[str, frozenset[str]]:
    """Return per record id the fields that any of the plans reads."""
    found: dict[str, set[str]] = {}
    for plan in plans:
        for record, names in plan.reads.items():
            found.setdefault(record, set()).update(names)
    return {record: frozenset(names) for record, names in found.items()}
