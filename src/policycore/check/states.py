"""The state that comes into a tiering with movement: the field that it adds to its record, and the names it is read by.

In: tierings as written, once their records and ladders are known. Out: a made record (`level/state`) and a field
(`level.state`) for each that has movement.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from policycore import types as t
from policycore.check.world import Module, Symbol, World, name_of
from policycore.core import nodes as core
from policycore.source import Span
from policycore.syntax import ast

#: What the fields of a state are called for people.
LABELS: dict[str, dict[str, str]] = {
    "previous": {"en": "Tier before", "zh": "原等级"},
    "since": {"en": "In that tier since", "zh": "原等级起算日"},
    "failed": {"en": "Failed reviews in a row", "zh": "连续未达标次数"},
    "probation_until": {"en": "On probation until", "zh": "观察期至"},
    "reviewed_on": {"en": "Last reviewed on", "zh": "上次考核日"},
}
COUNT = t.Number(t.PURE, whole=True, low=Fraction(0))


def movement_of(node: ast.Tiering) -> ast.Movement | None:
    """Return the movement of a tiering as written, None where it has none."""
    return next((item for item in node.items if isinstance(item, ast.Movement)), None)


def declare_states(module: Module, world: World) -> None:
    """Give the record of every tiering that has movement a field for the state that comes in."""
    for symbol in module.symbols.values():
        node = symbol.node
        kind = world.ladders.get(symbol.id)
        if symbol.module is not module or not isinstance(node, ast.Tiering) or kind is None:
            continue
        written = movement_of(node)
        declaration = world.records.get(symbol.record)
        if written is None or declaration is None:
            continue
        state = world.unique(f"{symbol.id}/state")
        taken = {field.name for field in declaration.fields}
        called = f"{name_of(symbol.id)}.state"
        field = core.FieldDecl(
            called if called not in taken else f"{module.policy}:{called}",
            t.RecordType(state),
            about=core.About(_labels_of_state(node, module)),
            span=written.span,
        )
        world.records[state] = core.RecordDecl(state, _fields(kind, module, written.span), symbol.id, span=written.span)
        world.records[symbol.record] = evolve(declaration, fields=(*declaration.fields, field))
        world.states[symbol.id] = field


def _fields(kind: t.Enum, module: Module, span: Span) -> tuple[core.FieldDecl, ...]:
    """Return the fields of a state: before the first review none is there.

    Left out, `previous` and `probation_until` are absent, the others unknown.
    """
    types: dict[str, t.Type] = {
        "previous": kind,
        "since": t.Date(),
        "failed": COUNT,
        "probation_until": t.Date(),
        "reviewed_on": t.Date(),
    }
    return tuple(
        core.FieldDecl(
            name,
            of,
            optional=True,
            unknown_if_left_out=name not in ("previous", "probation_until"),
            about=core.About(tuple((lang, LABELS[name][lang]) for lang in _languages(module) if lang in LABELS[name])),
            span=span,
        )
        for name, of in types.items()
    )


def _labels_of_state(node: ast.Tiering, module: Module) -> core.Labels:
    names = dict(zip(_languages(module), (label.text for label in node.head.labels), strict=False))
    called = {"en": "State of {name}", "zh": "{name}状态"}
    return tuple(
        (lang, text.format(name=names.get(lang, node.head.name.text)))
        for lang, text in called.items()
        if lang in _languages(module)
    )


def _languages(module: Module) -> tuple[str, ...]:
    return module.header.languages if module.header is not None else ("en",)


#: What may stand after the dot behind the name of a tiering that has movement.
PARTS = ("earned", "state", "missed")


def state_of(symbol: Symbol, holder: core.Expr, id: str, span: Span, world: World) -> core.Field:
    """Return what `level.state` means: the state that comes in, which does not rest on the tiering."""
    state = world.states[symbol.id]
    return core.Field(id, state.type, holder, state.name, span)


def has_cycle(movement: core.Movement) -> bool:
    """Return whether a movement says how often is reviewed, so that reviews can be missed."""
    return any(case.id == f"{movement.id}/between_reviews" for case in movement.match.cases)


def part_of_movement(tiering: core.Tiering, holder: core.Expr, name: str, id: str, span: Span) -> core.Ref | None:
    """Return what `level.earned` or `level.missed` means, None for another name."""
    if tiering.movement is None:
        return None
    if name == "earned":
        return core.Ref(id, tiering.type, tiering.body.id, holder, span)
    if name == "missed" and has_cycle(tiering.movement):
        return core.Ref(id, COUNT, f"{tiering.movement.id}/missed", holder, span)
    return None
