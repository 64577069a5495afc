"""The general path: generated code for records in which gaps arise; what is decided stays packed, the rest is a gap.

Goes in: Core expressions. Comes out: lines of code and `Val`s, each of them under a name. A value that is there takes
the plain way (`v1 >= 300 if v1.__class__ is int`), a gap the way of the room `gaps` (`else s7(e, v1)`). So a record in
which one fact is missing costs little more where that fact is not read. Counterpart: `interpret/evaluate.py`.

`e` in the code is the second half of instance ids (`#loans[2]`), `p` the path of the record, `s` what is remembered for
one decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import define, field

from policycore.compile import fast_values as fv
from policycore.compile import sites
from policycore.compile.forms import UNSET, Kind, Unsupported, Val, is_hashable, kind_of, packed_constant
from policycore.compile.module import Lines, Module, text_of
from policycore.compile.plan import Plan, is_self
from policycore.compile.sites_time import GroupSite, PeriodsSite, element_of
from policycore.core import nodes as core
from policycore.core.packed import Packing, scale_of
from policycore.gaps.almanac import Almanac
from policycore.gaps.population import ORDERED
from policycore.gaps.table import takes_absent
from policycore.types import Enum, ListType, Number, RecordType, SetType, Type, YesNo
from policycore.values import ABSENT, Absent

#: The class of a packed value that is there, by kind.
CLASSES: Mapping[Kind, str] = {
    "yes_no": "bool",
    "text": "str",
    "code": "int",
    "number": "int",
    "exact": "Fraction",
    "date": "date",
    "moment": "datetime",
    "set": "frozenset",
    "list": "tuple",
    "record": "tuple",
}
#: Python allows no more than 20 loops inside one another; beyond this many a match is written without one.
DEEPEST_LOOP = 8


@define
class Emission:
    """One module of general code under way.

    Attributes:
        rules: the rule around each node, by its id, for the deciding rules of gaps.
        results: the functions that work out targets, by id: name, what they yield, whether rules stand beside it.
        heads: the functions that say whether statements apply.
    """

    module: Module
    packing: Packing
    plan: Plan
    almanac: Almanac
    records: Mapping[str, core.RecordDecl]
    parameters: Mapping[str, core.Parameter]
    readings: Mapping[str, core.Reading]
    supplied: Mapping[str, Any]
    switched: Mapping[str, str]
    rules: dict[str, str] = field(factory=dict)
    results: dict[str, tuple[str, Val, bool]] = field(factory=dict)
    heads: dict[str, str] = field(factory=dict)
    reads: dict[str, str] = field(factory=dict)

    def site(self, made: Any, hashable: bool = False) -> str:
        """Return the name under which the code calls a site; one that is asked with hashable values remembers."""
        return self.module.bind("s", sites.remembering(made) if hashable else made)


@define
class Bound:
    """A name in scope: its value, and for a record the code of its path."""

    val: Val
    path: str = ""


class Wide:
    """One generated function of the general path."""

    def __init__(self, emission: Emission, record: str) -> None:
        self.emission = emission
        self.out = Lines()
        self.count = 0
        self.loops = 0
        self.rule = ""
        self.e = "e"
        self.names: dict[str, Bound] = {
            "self": Bound(Val("r", RecordType(record), "record", atom=True, const=UNSET), "p")
        }

    # --- writing ---

    def fresh(self, prefix: str = "v") -> str:
        """Return a variable that is not used yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def named(self, code: str, like: Val) -> Val:
        """Write an assignment and return the value under its name; it may be a gap."""
        name = self.fresh()
        self.out.put(f"{name} = {code}")
        return like.but(code=name, atom=True, const=UNSET, absent=True)

    @contextmanager
    def inside(self, rule: str) -> Iterator[None]:
        """Emit inside another rule."""
        before, self.rule = self.rule, rule
        yield
        self.rule = before

    def result(self, of: Type, kind: Kind | None = None, scale: int | None = None) -> Val:
        """Return what an outcome of a type looks like."""
        kind = kind or kind_of(of)
        if scale is None:
            scale = scale_of(of) if isinstance(of, Number) and kind == "number" else 1
        return Val("", of, kind, scale, absent=True)

    def out_of(self, val: Val) -> Any:
        """Return what turns a packed value of this kind into an outcome."""
        return sites.outward(val.of, val.kind, val.scale)

    def into(self, val: Val) -> Any:
        """Return what turns an outcome into a packed value of this kind."""
        return sites.inward(val.of, val.kind, val.scale)

    # --- values ---

    def value(self, node: core.Expr) -> Val:
        """Return an expression under a name; `absent` says that it may be absent, or a gap."""
        emission = self.emission
        emission.rules[node.id] = self.rule
        match node:
            case core.Const():
                return self.constant(node.value, node.type)
            case core.Open():
                site = emission.site(sites.OpenSite(node, self.rule), hashable=True)
                return self.named(f"{site}({self.e})", self.result(node.type))
            case core.Var():
                return self.names[node.name].val
            case core.AsOf():
                kind = kind_of(node.type)
                code = "day(s['as_of'])" if kind == "date" else "moment(s['as_of'])"
                return self.named(code, self.result(node.type)).but(absent=False)
            case core.KnownAt():
                kind = kind_of(node.type)
                return self.named(f"known_{'day' if kind == 'date' else 'moment'}(s)", self.result(node.type))
            case core.Periods():
                return self.periods(node)
            case core.GroupFact():
                return self.group_fact(node)
            case core.Field():
                return self.field_of(node)
            case core.Ref():
                return self.reference(node)
            case core.Param():
                return self.parameter(node)
            case core.ReadingOf():
                reading = emission.readings[node.reading]
                return self.constant(emission.switched.get(reading.id, reading.chosen), reading.type)
            case core.Op():
                from policycore.compile.general_ops import operator

                return operator(self, node)
            case core.Match():
                return self.match(node)[0]
            case core.Table():
                return self.table(node)
            case core.Aggregate():
                return self.aggregate(node)
            case _:
                raise Unsupported(f"{type(node).__name__} is not compiled")

    def constant(self, value: Any, of: Type) -> Val:
        """Return a constant of a type."""
        if isinstance(value, Absent):
            return Val("ABSENT", of, kind_of(of), absent=True, atom=True, const=ABSENT)
        if isinstance(value, Fraction):
            return fv.number(value, of)
        packed, _ = packed_constant(value, of)
        return Val(self.emission.module.constant(packed), of, kind_of(of), atom=True, const=packed)

    def needed(self, val: Val, of: Type, id: str) -> Val:
        """Return a value where one is needed: absent, and silence, read as any value of the type."""
        if not val.absent:
            return val
        made = sites.NeedSite(id, of, self.out_of(val), self.into(val))
        site = self.emission.site(made, hashable=is_hashable(val))
        self.out.put(f"if {val.code}.__class__ is not {CLASSES[val.kind]}: {val.code} = {site}({self.e}, {val.code})")
        return val

    def condition(self, node: core.Expr | None) -> Val:
        """Return a condition: yes, no, or a gap; where there is none it holds."""
        if node is None:
            return fv.constant_truth(True)
        return self.condition_at(node, node.id)

    def condition_at(self, node: core.Expr, id: str) -> Val:
        """Return a condition that is read at the node `id`."""
        val = self.own(self.value(node))
        return self.needed(val, YesNo(), id)

    def own(self, val: Val) -> Val:
        """Return a value under a name that may be written to: others may hold the same value."""
        if not val.absent:
            return val
        name = self.fresh()
        self.out.put(f"{name} = {val.code}")
        return val.but(code=name, atom=True)

    def amount(self, node: core.Expr) -> Val:
        """Return a number that is needed as a value."""
        return self.needed(self.own(self.value(node)), node.type, node.id)

    def present(self, vals: Sequence[Val]) -> str:
        """Return the code of whether all values are there; "" where that is sure."""
        return " and ".join(
            f"{_bracketed(val.code)}.__class__ is {CLASSES[val.kind]}"
            for val in vals
            if val.absent and val.const is UNSET
        )

    def fitted(self, val: Val, like: Val) -> str:
        """Return the code of a value in the form of `like`: its scale, or an exact number."""
        if not val.is_number or val.const is ABSENT or (val.kind, val.scale) == (like.kind, like.scale):
            return val.code
        if val.kind == "exact":
            return val.code
        code = fv.exact(val) if like.kind == "exact" else fv.rescaled(val, like.scale)
        return code if not val.absent else f"({code} if {_bracketed(val.code)}.__class__ is int else {val.code})"

    def together(self, vals: Sequence[Val], of: Type) -> Val:
        """Return the form that holds all of several values."""
        kind = kind_of(of)
        speaking = [val for val in vals if val.const is not ABSENT]
        if kind == "number":
            if any(val.kind == "exact" for val in speaking):
                return Val("", of, "exact", absent=True)
            return Val("", of, "number", lcm(*(val.scale for val in speaking)) if speaking else 1, absent=True)
        if any(val.kind != kind for val in speaking):
            raise Unsupported("cases of different kinds")
        if kind == "code" and any(val.of != of for val in speaking):
            raise Unsupported("cases of different enumerations")
        return Val("", of, kind, absent=True)

    # --- records ---

    def record(self, node: core.Expr, at: str) -> tuple[Val, str, bool]:
        """Return the record that is read at `at`, the code of its path, and whether it may turn out that there is none.

        One that is open is replaced by one of which nothing is known.
        """
        val = self.value(node)
        path = self.place(node)
        if not val.absent:
            return val, path, False
        of = val.of
        assert isinstance(of, RecordType)
        declaration = self.emission.records[of.name]
        site = self.emission.site(sites.RecordSite(at, declaration, self.emission.packing))
        held = self.own(val)
        where = self.fresh("p")
        self.out.put(f"{where} = {path}")
        self.out.put(f"if {held.code}.__class__ is not tuple: {held.code} = {site}({self.e}, {held.code}, {where}, s)")
        return held, where, True

    def place(self, node: core.Expr) -> str:
        """Return the code of the path of the fact that an expression names; its instance id if it names none."""
        match node:
            case core.Var():
                bound = self.names[node.name]
                return bound.path or f"{node.id!r} + {self.e}"
            case core.Field() if self.is_made(node.of) and node.name == "of":
                if not isinstance(node.of, core.Var):
                    raise Unsupported("the record of a period that is no name")
                bound = self.names[node.of.name]
                return f"owner_path({bound.val.code}, {bound.path})"
            case core.Field():
                return f"below({self.place(node.of)}, {node.name!r})"
            case core.Param():
                return repr(node.parameter)
            case _:
                return f"{node.id!r} + {self.e}"

    def is_made(self, node: core.Expr) -> bool:
        """Return whether an expression is a record that the language makes: a period of a duty."""
        of = node.type
        return isinstance(of, RecordType) and is_period(self.emission.records[of.name])

    def field_of(self, node: core.Field) -> Val:
        """Return a field of a record."""
        of = node.of.type
        assert isinstance(of, RecordType)
        slot = self.emission.packing.layouts[of.name].slots[node.name]
        like = self.result(slot.of)
        record, _, perhaps_none = self.record(node.of, node.id)
        code = f"{record.code}[{slot.place}]"
        if perhaps_none:
            site = self.emission.site(sites.NoValueSite(node.id, node.type), hashable=True)
            code = f"{site}({self.e}) if {record.code} is None else {code}"
        return self.named(code, like)

    # --- other statements ---

    def reference(self, node: core.Ref) -> Val:
        """Return the outcome of another statement, as an expression reads it."""
        name, like = self.reader(node.target)
        if is_self(node.of):
            bound = self.names["self"]
            found = self.named(f"{name}({bound.val.code}, {bound.path}, s)", like)
        else:
            record, path, perhaps_none = self.record(node.of, node.id)
            code = f"{name}({record.code}, {path}, s)"
            if perhaps_none:
                site = self.emission.site(sites.NoValueSite(node.id, node.type), hashable=True)
                code = f"{site}({self.e}) if {record.code} is None else {code}"
            found = self.named(code, like)
        if isinstance(node.type, Enum) and not node.type.open and found.kind == "text":  # a word of a requirement
            words = sites.inward(node.type, "code", 1)
            place = self.emission.module.bind("K", words)
            return self.named(f"{place}({found.code})", self.result(node.type))
        return found

    def reader(self, target: str) -> tuple[str, Val]:
        """Return the function that reads a target for a record: absent where it is not applicable."""
        from policycore.compile.general_shapes import read_function

        return read_function(self.emission, target)

    # --- parameters ---

    def parameter(self, node: core.Param) -> Val:
        """Return the value of a parameter."""
        emission = self.emission
        parameter = emission.parameters[node.parameter]
        from policycore.compile.parameters import Values

        supplied = emission.supplied.get(parameter.id)
        keys = [self.value(key) for key in node.keys]
        for key, of in zip(keys, parameter.keys, strict=True):
            if key.of != of:
                raise Unsupported("a key of another enumeration")
        day = None if node.at is None else self.value(node.at)
        values = Values.of(parameter, supplied)
        like = self.result(parameter.type, scale=values.scale)
        made = sites.ParameterSite(node, parameter, supplied, tuple(self.out_of(key) for key in keys), self.into(like))
        dated = supplied is None and values.varies
        if not keys and not dated:
            line = values.lines[0]
            if line is not None and line is not ABSENT:
                constant = emission.module.constant(line)
                return like.but(code=constant, atom=True, absent=False, const=line)
        name = emission.site(made, hashable=True)
        codes = "".join(f", {key.code}" for key in keys)
        slow = f"{name}({self.e}, s['as_of'], s['known_at'], {'None' if day is None else day.code}{codes})"
        if keys and not dated:
            held = emission.module.bind("P", values.lines[0])
            at = keys[0].code if len(keys) == 1 else f"({', '.join(key.code for key in keys)})"
            there = self.present(keys)
            found = self.named(f"{held}.get({at}, UNSET) if {there or 'True'} else UNSET", like)
            self.out.put(f"if {found.code} is UNSET: {found.code} = {slow}")
            return found
        return self.named(slow, like)

    # --- periods and populations ---

    def periods(self, node: core.Periods) -> Val:
        """Return the periods of a repeated duty as a list of packed records."""
        of, path, _ = self.record(node.of, node.id)
        first = "None" if node.start is None else self.value(node.start).code
        today = self.value(node.as_of).code
        layout = self.emission.packing.layouts[element_of(node)]
        site = self.emission.site(PeriodsSite(node, layout))
        return self.named(f"{site}({self.e}, {of.code}, {path}, {first}, {today})", self.result(node.type))

    def group_fact(self, node: core.GroupFact) -> Val:
        """Return a fact of the group that the record is in."""
        population = self.emission.plan.targets.populations[node.population]
        with self.inside(population.id):
            member = self.condition(population.where)
            keys = [self.value(key) for key in population.groups]
            tie = None
            if population.tie_break is not None and node.kind in ORDERED:
                tie = self.amount(population.tie_break)
        included = self.fresh()
        self.out.put(f"{included} = {member.code}")
        if node.where is not None:
            self.out.put(f"if {included} is not False:")
            with self.out.deeper():
                where = self.condition(node.where)
                self.out.put(f"{included} = included_too({included}, {where.code})")
        value: Val | None = None
        held = self.fresh()
        self.out.put(f"{held} = True")
        if node.value is not None:
            self.out.put(f"if {included} is not False:")
            with self.out.deeper():
                value = self.amount(node.value)
                self.out.put(f"{held} = {value.code}")
        argument = None if node.argument is None else self.amount(node.argument)
        like = self.result(node.type, "exact" if kind_of(node.type) == "number" else None)
        site = self.emission.site(
            GroupSite(
                node,
                population,
                None if value is None else self.out_of(value),
                None if tie is None else self.out_of(tie),
                tuple(self.out_of(key) for key in keys),
                None if argument is None else self.out_of(argument),
                self.into(like),
            )
        )
        parts = [
            self.e,
            f"s['snapshots'].get({node.population!r})",
            included,
            held,
            "None" if tie is None else tie.code,
            f"({''.join(key.code + ', ' for key in keys)})",
            "None" if argument is None else argument.code,
        ]
        return self.named(f"{site}({', '.join(parts)})", like)

    # --- choices ---

    def match(self, node: core.Match, rules: bool = False) -> tuple[Val, str]:
        """Return the value of the first case whose guard holds, or what those that may be first come to.

        Beside it the name of the deciding rules, "" unless they are asked for.
        """
        cases: list[tuple[core.Case, list[tuple[int, str]], Val, list[tuple[int, str]], Val]] = []
        for case in node.all_cases:
            rule = self.rule if node.kind == "if" else case.id
            with self.inside(rule):
                with self.out.aside() as before:
                    guard = self.condition(case.guard)
                with self.out.aside() as within:
                    val = self.value(case.value)
            cases.append((case, before, guard, within, val))
            if guard.const is True:
                break
        like = self.together([val for *_, val in cases], node.type)
        ids = tuple(case.id for case, *_ in cases)
        if len(cases) == 1 and cases[0][2].const is True:
            case, _, _, within, val = cases[0]
            self.out.place(within)
            because = ""
            if rules:
                because = self.fresh("w")
                self.out.put(f"{because} = {ids!r}")
            return val.but(code=self.fitted(val, like), kind=like.kind, scale=like.scale), because
        made = sites.JoinSite(node.id, node.type, ids, self.out_of(like), self.into(like))
        site = self.emission.site(made, hashable=is_hashable(like))
        name, because, found = self.fresh(), self.fresh("w"), self.fresh("l")
        self.out.put(f"{found} = None")
        looped = self.loops < DEEPEST_LOOP
        done = "" if looped else self.fresh("d")
        if looped:
            self.out.put("while True:")
            self.out.depth += 1
            self.loops += 1
        else:
            self.out.put(f"{done} = False")
        for number, (_, before, guard, within, val) in enumerate(cases):
            depth = self.out.depth
            if not looped and number:
                self.out.put(f"if not {done}:")
                self.out.depth += 1
            self.out.place(before)
            if guard.const is not True:
                self.out.put(f"if {guard.code} is not False:")
                self.out.depth += 1
            self.out.place(within)
            code = self.fitted(val, like)
            sure = f"{name} = {code}; {because} = {ids[number : number + 1]!r}"
            more = f"{found} += (({code}, {guard.code}, {number}),); {name}, {because} = {site}({self.e}, {found})"
            end = "break" if looped else f"{done} = True"
            if guard.const is not True:
                self.out.put(f"if {guard.code} is True:")
                self.out.depth += 1
            self.out.put(f"if {found} is None: {sure}")
            self.out.put(f"else: {more}")
            self.out.put(end)
            if guard.const is not True:
                self.out.depth -= 1
                if not looped:
                    self.out.put("else:")
                    self.out.depth += 1
                self.out.put(f"{found} = (*({found} or ()), ({code}, {guard.code}, {number}))")
            self.out.depth = depth
        if cases[-1][2].const is not True:
            if looped:
                self.out.put(f"{name}, {because} = {site}({self.e}, {found})")
                self.out.put("break")
            else:
                self.out.put(f"if not {done}: {name}, {because} = {site}({self.e}, {found})")
        if looped:
            self.out.depth -= 1
            self.loops -= 1
        return like.but(code=name, atom=True), because if rules else ""

    def table(self, node: core.Table) -> Val:
        """Return what the rows that hold or may hold come to."""
        from policycore.compile.general_tables import table

        return table(self, node, [takes_absent(node, number) for number in range(len(node.keys))])

    # --- lists ---

    @contextmanager
    def elements(self, over: core.Expr, var: str, where: core.Expr | None, at: str) -> Iterator[tuple[str, str, str]]:
        """Write a loop over the elements that count or may count; inside, `var` is the element.

        Yields the names of: the element's path, whether it counts (`True` or a name), why the list is open. The last
        one holds no reasons unless one element was met.
        """
        val = self.own(self.value(over))
        of = over.type
        if not isinstance(of, ListType | SetType):
            raise Unsupported("elements of something that is no list")
        element = of.element
        path, unlisted, known = self.fresh("p"), self.fresh("u"), self.fresh("k")
        item, number = self.fresh("x"), self.fresh("n")
        self.out.put(f"{path} = {self.place(over)}")
        self.out.put(f"{unlisted} = NONE; {known} = False")
        is_record = isinstance(element, RecordType)
        unknown = ""
        if is_record:
            assert isinstance(element, RecordType)
            declaration = self.emission.records[element.name]
            unknown = self.emission.site(sites.RecordSite(at, declaration, self.emission.packing))
        if isinstance(of, SetType):
            members = element.names if isinstance(element, Enum) and not element.open else None
            listed = self.emission.module.bind("K", _naming(members, element))
            source = f"{listed}({val.code})"
        else:
            source = f"enumerate({val.code}, 1)"
        items = self.fresh("l")
        whole = CLASSES["set" if isinstance(of, SetType) else "list"]
        self.out.put(f"if {val.code}.__class__ is {whole}: {items} = {source}")
        opened = self.emission.module.bind("K", element)
        at_code = f"{at!r} + {self.e}"
        self.out.put(
            f"else: {unlisted} = why_unknown({val.code}, {at_code}); {items} = (('?', open_gap({opened}, {unlisted})),)"
        )
        self.out.put(f"for {number}, {item} in {items}:")
        before_e, before_names = self.e, self.names
        with self.out.deeper():
            self.loops += 1
            name = self.fresh("p")
            self.out.put(f"{name} = {path} + '[' + str({number}) + ']'")
            if is_record and is_period(declaration):
                self.out.put(f"if {item}.__class__ is tuple: {name} = path_of({item}, {name})")
            if is_record:
                self.out.put(f"if {item}.__class__ is not tuple: {item} = {unknown}.unknown({name}, {item}.reasons, s)")
            self.e = self.fresh("e")
            self.out.put(f"{self.e} = {before_e} + '#' + {name}")
            bound = self.result(element).but(code=item, atom=True, absent=not is_record)
            self.names = {**self.names, var: Bound(bound, name if is_record else "")}
            included = "True"
            depth = self.out.depth
            if where is not None:
                counts = self.own(self.value(where))
                # It is needed at the list, not at the condition.
                made = sites.NeedSite(at, YesNo(), self.out_of(counts), self.into(counts))
                site = self.emission.site(made, hashable=True)
                if counts.absent:
                    self.out.put(
                        f"if {counts.code}.__class__ is not bool: {counts.code} = {site}({before_e}, {counts.code})"
                    )
                self.out.put(f"if {counts.code} is not False:")
                self.out.depth += 1
                included = counts.code
            self.out.put(f"{known} = True")
            yield name, included, unlisted
            self.out.depth = depth
            self.loops -= 1
        self.e, self.names = before_e, before_names
        self.out.put(f"if not {known}: {unlisted} = NONE")

    def aggregate(self, node: core.Aggregate) -> Val:
        """Return what an aggregate comes to."""
        members = self.fresh("l")
        self.out.put(f"{members} = []")
        val = fv.constant_truth(True)
        by = fv.constant_truth(True)
        with self.elements(node.over, node.var, node.where, node.id) as (name, included, unlisted):
            if node.value is not None:
                val = self.value(node.value)
            if node.by is not None:
                by = self.value(node.by)
            self.out.put(f"{members}.append(({name}, {included}, {val.code}, {by.code}))")
        if isinstance(node.value, core.Ref):
            self.emission.rules[node.value.id] = node.value.target
        like = self.counted(node, val)
        made = sites.AggregateSite(node, self.out_of(val), self.out_of(by), self.into(like))
        return self.named(f"{self.emission.site(made)}({self.e}, {members}, {unlisted})", like)

    def counted(self, node: core.Aggregate, val: Val) -> Val:
        """Return the form of what an aggregate comes to."""
        match node.kind:
            case "count" | "distinct":
                return self.result(node.type, "number", 1)
            case "sum" | "highest" | "lowest" | "agreed" | "latest" | "earliest":
                return val.but(of=node.type, const=UNSET, absent=True)
            case "average":
                return self.result(node.type, "exact")
            case "all" | "some":
                return self.result(node.type)
            case _:
                raise Unsupported(f"{node.kind} is not compiled")

    # --- functions ---

    def finish(self, name: str, parameters: str, last: str, before: Sequence[str] = ()) -> None:
        """Write the function into the module."""
        body = text_of([*((0, line) for line in before), *self.out.lines, (0, last)], 1)
        self.emission.module.functions.append(f"def {name}({parameters}):\n{body}")


def _naming(members: tuple[str, ...] | None, element: Type) -> Callable[[Any], list[tuple[str, Any]]]:
    """Return what lists the members of a set with their names, in the order of the enumeration, else by their text."""
    if members is not None:
        return lambda held: [(members[place], place) for place in sorted(held)]
    listed = {name: number for number, name in enumerate(element.names)} if isinstance(element, Enum) else {}
    return lambda held: [(name, name) for name in sorted(held, key=lambda name: (listed.get(name, len(listed)), name))]


def _bracketed(code: str) -> str:
    return code if code.isidentifier() else f"({code})"


def is_period(declaration: core.RecordDecl) -> bool:
    """Return whether a record is one that the language makes of the periods of a duty."""
    return bool(declaration.part_of) and {field.name for field in declaration.fields} >= {"of", "start", "end"}


def below(path: str, name: str) -> str:
    """Return the path of a field of a record."""
    return f"{path}.{name}" if path else name
