"""The fast path: generated code for records in which no gap arises; where one does, it stops and says nothing.

Goes in: Core expressions. Comes out: lines of code and `Val`s. Whatever the reference would answer with a gap on the
way, here raises `Stop` (an unknown fact, a division by zero, silence, a conflict, absent where a value is needed); then
the general path decides. So this code may work out more or less than the reference reads, in another order, as long as
every value it does give is the one that the reference gives. Counterpart: `interpret/evaluate.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Literal

from attrs import define, field

from policycore import dates
from policycore.compile import fast_values as fv
from policycore.compile.fast_ops import OPERATORS, asked
from policycore.compile.forms import LONGEST, UNSET, Given, Kind, Stop, Unsupported, Val, kind_of, packed_constant
from policycore.compile.module import Lines, Module, text_of
from policycore.compile.plan import Plan, applies_of, is_self
from policycore.compile.sites import inward, outward
from policycore.compile.sites_time import GroupSite, PeriodsSite, element_of
from policycore.core import nodes as core
from policycore.core.packed import Packing, Slot, scale_of
from policycore.gaps.almanac import Almanac
from policycore.gaps.population import ORDERED
from policycore.types import Enum, Number, RecordType, Type, YesNo
from policycore.values import ABSENT, Absent, Gap

#: Facts of at most so many nodes are written out wherever they are read.
TINY = 6
#: Facts of other records of at most so many nodes are written out where they are read, else called.
SMALL = 40
#: A chain of so many cases is written flat, since Python's compiler takes chains by recursion.
LONG_CHAIN = 60


def stop() -> Any:
    """Leave the fast path from inside an expression."""
    raise Stop


def surely(value: Any) -> Any:
    """Return a value that is no gap; a gap stops."""
    if value.__class__ is Gap:
        raise Stop
    return value


@define
class Environment:
    """What is the same for all records of a run: how each of it is worked out from what is given with them.

    A maker returns None where there is nothing; whoever reads it stops.
    """

    places: dict[str, int] = field(factory=dict)
    makers: list[Callable[[Given], Any]] = field(factory=list)

    def place_of(self, key: str, make: Callable[[Given], Any]) -> int:
        """Return the place at which generated code finds something."""
        if key not in self.places:
            self.places[key] = len(self.makers)
            self.makers.append(make)
        return self.places[key]


@define
class Emission:
    """One module of fast code under way, shared by its functions."""

    module: Module
    packing: Packing
    plan: Plan
    parameters: Mapping[str, core.Parameter]
    readings: Mapping[str, core.Reading]
    supplied: Mapping[str, Any]
    switched: Mapping[str, str]
    almanac: Almanac
    periods: frozenset[str] = frozenset()
    environment: Environment = field(factory=Environment)
    lazy: dict[str, tuple[str, int, Val]] = field(factory=dict)
    called: dict[str, tuple[str, Val]] = field(factory=dict)


@define
class Scope:
    """Names in scope. `names` are what `Var` reads; `whole` is whether `self` is the record of the frame."""

    names: dict[str, Val]
    whole: bool = True


class _Branch:
    """What happens only sometimes; written by hand, because emitting opens so many of them."""

    __slots__ = ("frame",)

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def __enter__(self) -> None:
        self.frame.facts.append({})
        self.frame.out.depth += 1

    def __exit__(self, *_: object) -> None:
        self.frame.out.depth -= 1
        self.frame.facts.pop()


class _Maybe:
    """Lines that are needed only sometimes; written by hand, because emitting opens so many of them."""

    __slots__ = ("depth", "frame", "kept")

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def __enter__(self) -> list[tuple[int, str]]:
        frame = self.frame
        frame.facts.append({})
        self.kept, self.depth = frame.out.lines, frame.out.depth
        frame.out.lines, frame.out.depth = [], 0
        return frame.out.lines

    def __exit__(self, *_: object) -> None:
        frame = self.frame
        frame.out.lines, frame.out.depth = self.kept, self.depth
        frame.facts.pop()


class Frame:
    """One generated function: its lines, its variables, the facts that are at hand."""

    def __init__(self, emission: Emission, record: str, lazily: bool = False) -> None:
        self.emission = emission
        self.record = record
        self.lazily = lazily
        self.out = Lines()
        self.count = 0
        self.used: dict[str, int] = {}
        self.own: dict[str, Val] = {}
        self.facts: list[dict[str, Val]] = [{}]
        self.because: dict[str, str] = {}
        self.scales: dict[str, list[int]] = {}
        self.remembers = False
        self.scope = Scope({"self": Val("r", RecordType(record), "record", atom=True)})

    # --- writing ---

    def fresh(self, prefix: str = "v") -> str:
        """Return a variable that is not used yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def branch(self) -> _Branch:
        """Write what happens only sometimes: facts worked out inside are not at hand after it."""
        return _Branch(self)

    def maybe(self) -> _Maybe:
        """Collect lines that are needed only sometimes, to be placed by the caller."""
        return _Maybe(self)

    def atom(self, val: Val) -> Val:
        """Return a value under a name, so that it can be used several times."""
        if val.atom and (not val.over or val.over.isidentifier() or val.over == "1"):
            return val
        name = val.code if val.atom else self.fresh()
        if not val.atom:
            self.out.put(f"{name} = {val.code}")
        over = val.over
        if over and not over.isidentifier():
            over = self.fresh()
            self.out.put(f"{over} = {val.over}")
        return val.but(code=name, over=over, atom=True, stops=False)

    def short(self, val: Val) -> Val:
        """Return a value whose code is not too long to stand inside other code."""
        return self.atom(val) if not val.atom and len(val.code) + len(val.over) > LONGEST else val

    def lines(self, prologue: Sequence[tuple[int, str]], depth: int = 0) -> str:
        """Return the text of what was written."""
        return text_of([*prologue, *self.out.lines], depth)

    # --- values ---

    def value(self, node: core.Expr) -> Val:
        """Return the code of an expression; lines that it needs are written before."""
        emit = EMITTERS.get(node.__class__)
        if emit is None:
            raise Unsupported(f"{type(node).__name__} is not compiled")
        return emit(self, node)

    def opened(self, node: core.Open) -> Val:
        """Return the words `unknown` and `not stated`: they stop."""
        return Val("stop()", node.type, kind_of(node.type), stops=True)

    def named(self, node: core.Var) -> Val:
        """Return what a name in scope stands for."""
        return self.scope.names[node.name]

    def moment(self, node: core.AsOf) -> Val:
        """Return the moment as of which is decided, or its day."""
        kind = kind_of(node.type)
        code = self.settled(kind, _day if kind == "date" else _moment)
        return Val(code, node.type, kind, atom=True)

    def known_moment(self, node: core.KnownAt) -> Val:
        """Return the moment up to which knowledge counts, or its day; absent where there is none."""
        kind = kind_of(node.type)
        code = self.settled(f"known {kind}", _known_day if kind == "date" else _known_moment)
        return Val(code, node.type, kind, absent=True, atom=True)

    def reading(self, node: core.ReadingOf) -> Val:
        """Return the alternative of a reading that is in use."""
        reading = self.emission.readings[node.reading]
        return self.constant_of(self.emission.switched.get(reading.id, reading.chosen), reading.type)

    def table(self, node: core.Table) -> Val:
        """Return what a table says."""
        from policycore.compile.fast_tables import table

        return table(self, node)

    def aggregate(self, node: core.Aggregate) -> Val:
        """Return what an aggregate comes to."""
        from policycore.compile.fast_lists import aggregate

        return aggregate(self, node)

    def constant(self, node: core.Const) -> Val:
        """Return a constant."""
        value = node.value
        return fv.number(value, node.type) if value.__class__ is Fraction else self.constant_of(value, node.type)

    def constant_of(self, value: Any, of: Type) -> Val:
        """Return a constant of a type."""
        if value.__class__ is Fraction:
            return fv.number(value, of)
        if isinstance(value, Absent):
            return Val("ABSENT", of, kind_of(of), absent=True, atom=True, const=ABSENT)
        packed, _ = packed_constant(value, of)
        return Val(self.emission.module.constant(packed), of, kind_of(of), atom=True, const=packed)

    def needed(self, node: core.Expr) -> Val:
        """Return the code of an expression where a value is needed: absent stops."""
        emit = EMITTERS.get(node.__class__)
        val = self.value(node) if emit is None else emit(self, node)
        return self.present(val) if val.absent else val

    def present(self, val: Val) -> Val:
        """Return a value that is not absent; absent stops."""
        if not val.absent:
            return val
        if val.const is not UNSET:
            return val.but(code="stop()", absent=False, atom=False, const=UNSET, stops=True)
        val = self.atom(val)
        code = f"({val.code} if {val.code} is not ABSENT else stop())"
        return val.but(code=code, absent=False, atom=False, stops=True)

    def condition(self, node: core.Expr | None) -> Val:
        """Return the code of a condition; where there is none it holds."""
        return fv.constant_truth(True) if node is None else self.needed(node)

    def settled(self, key: str, make: Callable[[Given], Any]) -> str:
        """Return the code of something that is the same for all records of a run."""
        place = self.emission.environment.place_of(key, make)
        return f"e[{place}]" if self.lazily else f"e{place}"

    # --- records ---

    def record_of(self, node: core.Expr) -> Val:
        """Return the packed record that an expression names, under a name; an absent one stops."""
        return self.atom(self.needed(node))

    def field_of(self, node: core.Field) -> Val:
        """Return a field of a record."""
        if self.scope.whole and is_self(node.of):
            known = self.own.get(node.name)
            if known is None:
                known = self.own[node.name] = self._own_field(node)
            return known
        of = node.of.type
        assert isinstance(of, RecordType)
        slot = self.emission.packing.layouts[of.name].slots[node.name]
        return _of_slot(slot, f"{self.record_of(node.of).code}[{slot.place}]", atom=False)

    def _own_field(self, node: core.Field) -> Val:
        slot = self.emission.packing.layouts[self.record].slots[node.name]
        code = f"a{slot.place}"
        self.used[code] = slot.place
        return _of_slot(slot, code, atom=True)

    # --- other statements ---

    def reference(self, node: core.Ref) -> Val:
        """Return the outcome of another statement."""
        found = self._reference(node)
        if isinstance(node.type, Enum) and not node.type.open and found.kind == "text":  # a word of a requirement
            places = self.emission.module.bind("K", {name: place for place, name in enumerate(node.type.names)})
            return Val(f"{places}[{found.code}]", node.type, "code", stops=found.stops)
        return found

    def _reference(self, node: core.Ref) -> Val:
        if is_self(node.of) and self.scope.whole:
            return self.fact(node.target)
        record = self.record_of(node.of)
        plan = self.emission.plan
        if plan.size[node.target] <= SMALL and not _reads_others(plan, node.target):
            return self.inside(record, lambda: self.work_out(node.target))
        name, val = self.called(node.target)
        return val.but(code=f"{name}({record.code}, None, e)", atom=False, stops=True)

    def inside(self, record: Val, emit: Callable[[], Val]) -> Val:
        """Return what is emitted with another record for `self`."""
        scope, facts = self.scope, self.facts
        self.scope, self.facts = Scope({"self": record}, whole=False), [{}]
        val = emit()
        self.scope, self.facts = scope, facts
        return val

    def fact(self, target: str) -> Val:
        """Return a fact of the record of this frame: at hand, worked out here, or by a function that remembers."""
        for layer in reversed(self.facts):
            if target in layer:
                return layer[target]
        plan = self.emission.plan
        surely = not self.lazily and target in plan.surely
        if not plan.shared(target) or surely or plan.size[target] <= TINY:
            val = self.work_out(target)
            if plan.shared(target) and not val.atom and plan.size[target] > TINY:
                val = self.atom(val)
                self.facts[-1][target] = val
            return val
        name, place, val = self.lazy(target)
        self.remembers = True
        code = self.fresh()
        self.out.put(f"{code} = m[{place}]")
        self.out.put(f"if {code} is UNSET: {code} = {name}(r, m, e)")
        found = val.but(code=code, atom=True, stops=False)
        self.facts[-1][target] = found
        return found

    def hoist(self, targets: Sequence[str]) -> None:
        """Work out the shared facts `targets` here, so that all that follows finds them."""
        for target in targets:
            if target not in self.facts[-1]:
                self.facts[-1][target] = self.atom(self.work_out(target))

    def work_out(self, target: str) -> Val:
        """Return the outcome of a target, worked out here; absent where it is not applicable."""
        from policycore.compile.fast_shapes import outcome_of

        plan = self.emission.plan
        owner = plan.targets.owners[target]
        head = applies_of(owner)
        if head is None or isinstance(owner, core.Require):
            return outcome_of(self, plan.targets.nodes[target])
        applies = self.condition(head)
        name = self.fresh()
        self.out.put(f"if {applies.code}:")
        with self.branch():
            val = self.kept(outcome_of(self, plan.targets.nodes[target]))
            self.out.put(f"{name} = {val.code}")
        self.out.put(f"else: {name} = ABSENT")
        return val.but(code=name, atom=True, absent=True, const=UNSET, stops=False)

    def kept(self, val: Val) -> Val:
        """Return a value in a form that one variable can hold: a ratio becomes an exact number."""
        if val.kind != "ratio":
            return val
        return val.but(code=fv.exact(val), kind="exact", over="", scale=1, atom=False)

    def called(self, target: str) -> tuple[str, Val]:
        """Return the function that works out a target for any record, and what it yields."""
        emission = self.emission
        if target not in emission.called:
            name = emission.module.fresh("g")
            frame = Frame(emission, emission.plan.targets.owners[target].record, lazily=True)
            val = frame.kept(frame.work_out(target))
            frame.finish(name, val.code)
            emission.called[target] = (name, val.but(const=UNSET, stops=True))
        return emission.called[target]

    def lazy(self, target: str) -> tuple[str, int, Val]:
        """Return the function that works out a fact once it is read, the place where it is kept, and what it yields."""
        emission = self.emission
        if target not in emission.lazy:
            name, place = emission.module.fresh("f"), len(emission.lazy)
            frame = Frame(emission, self.record, lazily=True)
            # The place is taken before the body is written: the body may need places of its own.
            emission.lazy[target] = (name, place, Val("", YesNo(), "yes_no"))
            val = frame.kept(frame.work_out(target))
            frame.out.put(f"m[{place}] = v = {val.code}")
            frame.finish(name, "v", remembers=True)
            emission.lazy[target] = (name, place, val.but(const=UNSET))
        return emission.lazy[target]

    def finish(self, name: str, result: str, remembers: bool = False) -> None:
        """Write the function of this frame into the module."""
        prologue: list[tuple[int, str]] = []
        if self.remembers and not remembers:
            prologue.append((0, "m = [UNSET] * PLACES"))
        prologue += self.unpacking()
        body = text_of([*prologue, *self.out.lines, (0, f"return {result}")], 1)
        self.emission.module.functions.append(f"def {name}(r, m, e):\n{body}")

    def unpacking(self, checked: bool = False) -> list[tuple[int, str]]:
        """Return the lines that take the fields out of the record; `checked`: and stop where it is not plain."""
        size = len(self.emission.packing.layouts[self.record].slots) + 1
        if len(self.used) * 3 >= size * 2:
            names = {place: name for name, place in self.used.items()}
            if checked:
                names[0] = "o"
            lines = [(0, f"{', '.join(names.get(place, '_') for place in range(size))}, = r")]
            return [*lines, (0, "if o: raise Stop")] if checked else lines
        lines = [(0, f"{name} = r[{place}]") for name, place in self.used.items()]
        return [(0, "if r[0]: raise Stop"), *lines] if checked else lines

    # --- parameters ---

    def parameter(self, node: core.Param) -> Val:
        """Return the value of a parameter: a constant, or one of a few by day and keys."""
        emission = self.emission
        parameter = emission.parameters[node.parameter]
        supplied = emission.supplied.get(parameter.id)
        from policycore.compile.parameters import Values

        keys = [self.atom(self.needed(key)) for key in node.keys]
        for key, of in zip(keys, parameter.keys, strict=True):
            if key.of != of:
                raise Unsupported("a key of another enumeration")
        values = Values.of(parameter, supplied)
        kind = kind_of(parameter.type)
        low, high = fv.bounded(parameter.type)
        scale = values.scale
        found = Val("", parameter.type, kind, scale, low=low, high=high, absent=values.absent, stops=True)
        if supplied is None and values.varies:
            if node.at is None:
                name = self.settled(f"parameter {parameter.id}", lambda given: values.in_force(given))
            else:
                day = self.needed(node.at)
                held = self.settled(f"lines of {parameter.id}", lambda given: values.known(given.known_at))
                name = self.fresh()
                self.out.put(f"{name} = {held}.at({day.code})")
                found = found.but(stops=True)
            return self._looked_up(found, name, keys, values)
        (line,) = values.lines
        if not keys:
            if line is None or line == UNSET:
                return found.but(code="stop()")
            if isinstance(line, int) and kind == "number":
                return fv.number(fv.quotient(line, scale), parameter.type)
            return found.but(code=emission.module.constant(line), atom=True, const=line, stops=False)
        if values.complete and len(keys) == 1:
            line = tuple(line[place] for place in range(len(line)))  # members stand for their places
        held = emission.module.bind("P", line)
        return self._looked_up(found, held, keys, values)

    def _looked_up(self, found: Val, name: str, keys: Sequence[Val], values: Any) -> Val:
        """Return one of the values of a line: by keys where there are any; what it does not have stops."""
        if not keys:
            return found.but(code=f"({name} if {name} is not None else stop())", atom=False)
        key = keys[0].code if len(keys) == 1 else f"({', '.join(key.code for key in keys)})"
        code = f"{name}[{key}]" if values.complete else f"{name}.get({key}, UNSET)"
        if values.complete:
            return found.but(code=code, stops=False)
        got = self.fresh()
        self.out.put(f"{got} = {name}.get({key}, UNSET) if {name} is not None else UNSET")
        return found.but(code=f"({got} if {got} is not UNSET else stop())")

    # --- periods and populations ---

    def periods(self, node: core.Periods) -> Val:
        """Return the periods of a repeated duty as a list of packed records."""
        of = self.record_of(node.of)
        first = "None" if node.start is None else self.needed(node.start).code
        today = self.needed(node.as_of).code
        site = self.emission.module.bind("s", PeriodsSite(node, self.emission.packing.layouts[element_of(node)]))
        # Names of periods are asked for by findings alone, which are about the record that is decided.
        return Val(f"{site}.plain({of.code}, '', {first}, {today})", node.type, "list", stops=True)

    def group_fact(self, node: core.GroupFact) -> Val:
        """Return a fact of the group that the record is in; it is looked up in the snapshot of the population."""
        population = self.emission.plan.targets.populations[node.population]
        included, val = self.fresh(), self.fresh()
        self.out.put(f"{included} = {self.condition(population.where).code}")
        keys = [self.atom(self.value(key)) for key in population.groups]
        tie = None
        if population.tie_break is not None and node.kind in ORDERED:
            tie = self.atom(self.kept(self.needed(population.tie_break)))
        member: Val | None = None
        self.out.put(f"{val} = True")
        if node.where is not None:
            self.out.put(f"if {included}:")
            with self.branch():
                self.out.put(f"{included} = {self.condition(node.where).code}")
        if node.value is not None:
            self.out.put(f"if {included}:")
            with self.branch():
                member = self.kept(self.needed(node.value))
                self.out.put(f"{val} = {member.code}")
        argument = None if node.argument is None else self.kept(self.needed(node.argument))
        found = self.result_of(node.type)
        site = GroupSite(
            node,
            population,
            None if member is None else outward(member.of, member.kind, member.scale),
            None if tie is None else outward(tie.of, tie.kind, tie.scale),
            tuple(outward(key.of, key.kind, key.scale) for key in keys),
            None if argument is None else outward(argument.of, argument.kind, argument.scale),
            inward(found.of, found.kind, found.scale),
        )
        name = self.emission.module.bind("s", site)
        snapshot = self.settled(f"group {node.population}", lambda given: given.snapshots.get(node.population))
        parts = [
            "''",
            snapshot,
            included,
            val,
            "None" if tie is None else tie.code,
            f"({''.join(key.code + ', ' for key in keys)})",
            "None" if argument is None else argument.code,
        ]
        return found.but(code=f"surely({name}({', '.join(parts)}))", absent=True, stops=True)

    def result_of(self, of: Type) -> Val:
        """Return the form of an outcome of a type of which no more is known."""
        kind = kind_of(of)
        if kind == "number":
            return Val("", of, "exact")
        return Val("", of, kind)

    # --- operators ---

    def operator(self, node: core.Op) -> Val:
        """Return what an operator yields."""
        val = OPERATORS.get(node.op, asked)(self, node)
        return self.atom(val) if len(val.code) + len(val.over) > LONGEST else val

    def chain(self, operands: Sequence[core.Expr], word: Literal["and", "or"]) -> Val:
        """Return `and`, `or`: the operands that cannot stop first; the others only while it is still open."""
        neutral = word == "and"
        codes: list[str] = []
        stops = False
        name = ""
        depth = 0
        for operand in sorted(operands, key=_asks_for_presence):
            with self.maybe() as before:
                val = self.needed(operand)
            if val.const is not UNSET and not before:
                if val.const is neutral:
                    continue
                codes.append(val.code)
                break
            stops = stops or val.stops
            if before and (codes or name):
                # What the operand needs is worked out only if the ones before it have not settled it.
                name = self._so_far(name, codes, word)
                codes = []
                self.out.put(f"if {name if neutral else f'not {name}'}:")
                self.out.depth += 1
                depth += 1
                self.out.place(before)
                self.out.put(f"{name} = {val.code}")
            else:
                self.out.place(before)
                codes.append(val.code)
        if name and codes:
            self._so_far(name, codes, word)
        self.out.depth -= depth
        if name:
            return fv.truth(name)
        if not codes:
            return fv.constant_truth(neutral)
        if len(codes) == 1:
            settled = codes[0] == repr(not neutral)
            return fv.constant_truth(not neutral) if settled else fv.truth(codes[0], stops)
        return fv.truth(f"({f' {word} '.join(codes)})", stops)

    def _so_far(self, name: str, codes: Sequence[str], word: str) -> str:
        """Write what a chain comes to up to here, and return its name."""
        held = name or self.fresh()
        self.out.put(f"{held} = {f' {word} '.join([name, *codes] if name else codes)}")
        return held

    # --- choices ---

    def match(self, node: core.Match) -> Val:
        """Return the value of the first case whose guard holds."""
        from policycore.compile.fast_tables import cases_by_tree

        found = cases_by_tree(self, node, None)
        if found is not None:
            return found[0]
        cases: list[tuple[Val, list[tuple[int, str]], list[tuple[int, str]], Val]] = []
        for case in node.all_cases:
            if not cases:
                guard, before = self.condition(case.guard), []
            else:
                with self.maybe() as before:
                    guard = self.condition(case.guard)
            if guard.const is False:
                self.out.place(before)  # what it needs may stop
                continue
            with self.maybe() as inside:
                val = self.kept(self.value(case.value))
            cases.append((guard, before, inside, val))
            if guard.const is True:
                break
        return self.first_of(cases, node.type)

    def first_of(self, cases: list[tuple[Val, list[tuple[int, str]], list[tuple[int, str]], Val]], of: Type) -> Val:
        """Return the value of the first of the cases: guard, the lines it needs, the lines of the value, the value."""
        shape, codes = self.together([val for *_, val in cases], of)
        stops = any(guard.stops or val.stops for guard, _, _, val in cases)
        sure = bool(cases) and cases[-1][0].const is True
        if sure and len(cases) == 1:
            _, before, inside, _ = cases[0]
            self.out.place(before)
            self.out.place(inside)
            return shape.but(code=codes[0], atom=cases[0][3].atom and codes[0] == cases[0][3].code, stops=stops)
        plain = all(not before and not inside for _, before, inside, _ in cases)
        size = sum(len(code) + len(case[0].code) for code, case in zip(codes, cases, strict=True))
        if plain and len(cases) <= 3 and size < LONGEST:
            code = codes[-1] if sure else f"({codes[-1]} if {cases[-1][0].code} else stop())"
            for (guard, *_), value in reversed(list(zip(cases[:-1], codes[:-1], strict=True))):
                code = f"({value} if {guard.code} else {code})"
            return shape.but(code=code, atom=False, stops=stops or not sure, const=UNSET)
        name = self.fresh()

        def assign(number: int) -> None:
            _, _, inside, _val = cases[number]
            self.out.place(inside)
            self.out.put(f"{name} = {codes[number]}")

        self.choose([(guard, before) for guard, before, *_ in cases], assign)
        return shape.but(code=name, atom=True, stops=False, const=UNSET)

    def choose(self, guards: Sequence[tuple[Val, list[tuple[int, str]]]], then: Callable[[int], None]) -> None:
        """Write a choice: what `then` writes for the first guard that holds; none stops."""
        if len(guards) > LONG_CHAIN:
            self._choose_flat(guards, then)
            return
        depth = 0
        word = "if"
        for number, (guard, before) in enumerate(guards):
            if before and word == "elif":
                self.out.put("else:")
                self.out.depth += 1
                depth += 1
                word = "if"
            self.out.place(before)
            if guard.const is True:
                if word == "if":
                    then(number)
                else:
                    self.out.put("else:")
                    with self.branch():
                        then(number)
                break
            self.out.put(f"{word} {guard.code}:")
            with self.branch():
                then(number)
            word = "elif"
        else:
            self.out.put("else: stop()" if word == "elif" else "stop()")
        self.out.depth -= depth

    def _choose_flat(self, guards: Sequence[tuple[Val, list[tuple[int, str]]]], then: Callable[[int], None]) -> None:
        self.out.put("while True:")
        with self.branch():
            for number, (guard, before) in enumerate(guards):
                self.out.place(before)
                if guard.const is True:
                    then(number)
                    self.out.put("break")
                    break
                self.out.put(f"if {guard.code}:")
                with self.branch():
                    then(number)
                    self.out.put("break")
            else:
                self.out.put("stop()")

    def together(self, vals: Sequence[Val], of: Type) -> tuple[Val, list[str]]:
        """Return what values of several cases have in common, and the code of each in that form."""
        speaking = [val for val in vals if val.code != "stop()" and not (val.absent and val.const is not UNSET)]
        absent = any(val.absent for val in vals)
        kind: Kind = kind_of(of)
        if not speaking:
            return Val("", of, kind, absent=absent), [val.code for val in vals]
        if kind == "number":
            exact = any(val.kind != "number" for val in speaking)
            scale = 1 if exact else lcm(*(val.scale for val in speaking))
            said = {id(val) for val in speaking}
            codes = [self._in_form(val, exact, scale) if id(val) in said else val.code for val in vals]
            low, high = _least(speaking), _most(speaking)
            form: Kind = "exact" if exact else "number"
            return Val("", of, form, scale, absent=absent, low=low, high=high), codes
        types = {val.of for val in speaking}
        if kind == "code" and types != {of}:
            raise Unsupported("cases of different enumerations")
        if any(val.kind != kind for val in speaking):
            raise Unsupported("cases of different kinds")
        return Val("", of, kind, absent=absent), [val.code for val in vals]

    def _in_form(self, val: Val, exact: bool, scale: int) -> str:
        """Return the code of a number as an exact one, or in a scale; absent stays."""
        if (val.kind == "exact") if exact else (val.scale == scale):
            return val.code
        if not val.absent:
            return fv.exact(val) if exact else fv.rescaled(val, scale)
        held = self.fresh()
        there = val.but(code=held)
        code = fv.exact(there) if exact else fv.rescaled(there, scale)
        return f"(ABSENT if ({held} := {val.code}) is ABSENT else {code})"


#: How each expression is emitted. A table instead of a `match`, since emitting has to be quick for thousands of rules;
#: what has no entry is left to the reference.
EMITTERS: Mapping[type, Callable[[Frame, Any], Val]] = {
    core.Const: Frame.constant,
    core.Open: Frame.opened,
    core.Var: Frame.named,
    core.AsOf: Frame.moment,
    core.KnownAt: Frame.known_moment,
    core.Field: Frame.field_of,
    core.Ref: Frame.reference,
    core.Param: Frame.parameter,
    core.ReadingOf: Frame.reading,
    core.Op: Frame.operator,
    core.Match: Frame.match,
    core.Table: Frame.table,
    core.Aggregate: Frame.aggregate,
    core.Periods: Frame.periods,
    core.GroupFact: Frame.group_fact,
}


def _of_slot(slot: Slot, code: str, atom: bool) -> Val:
    low, high = fv.bounded(slot.of)
    scale = scale_of(slot.of) if isinstance(slot.of, Number) else 1
    return Val(code, slot.of, kind_of(slot.of), scale, low=low, high=high, absent=slot.optional, atom=atom)


def _least(vals: Sequence[Val]) -> Fraction | int | None:
    ends = [val.low for val in vals]
    return None if any(end is None for end in ends) else min(end for end in ends if end is not None)


def _most(vals: Sequence[Val]) -> Fraction | int | None:
    ends = [val.high for val in vals]
    return None if any(end is None for end in ends) else max(end for end in ends if end is not None)


def _asks_for_presence(node: core.Expr) -> int:
    """Order of operands: whether something is there is asked first, so that what needs it is not worked out."""
    return 0 if isinstance(node, core.Op) and node.op in ("is_present", "is_absent") else 1


def _reads_others(plan: Plan, target: str) -> bool:
    """Return whether a target refers to further ones; those are then worked out in a function of their own."""
    from policycore.core.walk import walk

    return any(isinstance(node, core.Ref) for node in walk(plan.targets.nodes[target]))


def _day(given: Given) -> Any:
    return _moment(given).date()


def _moment(given: Given) -> Any:
    if given.as_of is None:
        raise Unsupported("the moment is read, and none is given")
    return given.as_of


def _known_day(given: Given) -> Any:
    return ABSENT if given.known_at is None else dates.day_of(given.known_at)


def _known_moment(given: Given) -> Any:
    return ABSENT if given.known_at is None else given.known_at
