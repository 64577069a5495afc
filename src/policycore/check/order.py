"""What is settled before statements are lowered: the record each is for, the ladders of tierings, and the order."""

from __future__ import annotations

from collections.abc import Iterator

from policycore import types as t
from policycore.check.copies import fields_of
from policycore.check.declare import labels_of, record_named, type_of
from policycore.check.wording import describe
from policycore.check.world import LOWERED, Module, Symbol, World
from policycore.node import Node
from policycore.syntax import ast


def _record_of_law(symbol: Symbol, module: Module) -> str:
    """A law is for the record of the statement it speaks of."""
    for name in _names_in(symbol.node):
        other = module.symbols.get(name)
        if other is not None and other.kind in LOWERED:
            if not other.record and other.node.head.scope is not None:
                scope = module.symbols.get(other.node.head.scope.text)
                return scope.id if scope is not None and scope.kind == "record" else ""
            return other.record
    return ""


def assign_records(module: Module, world: World) -> None:
    """Give every statement the record it is for: the one it names, or the only keyed one in scope."""
    records = [s for s in module.symbols.values() if s.kind == "record" and s.id in world.records]
    keyed = [s for s in records if any(field.key for field in world.records[s.id].fields)]
    for symbol in module.symbols.values():
        if symbol.module is not module or symbol.kind not in (*LOWERED, "population", "law"):
            continue
        scope = _scope(symbol, world)
        if scope is not None:
            symbol.record = record_named(scope, module, world) or ""
        elif len(keyed) == 1:
            symbol.record = keyed[0].id
        elif symbol.kind == "law" and (record := _record_of_law(symbol, module)):
            symbol.record = record
        elif not keyed and len(records) == 1:
            symbol.record = records[0].id
        elif not records:
            world.report("PC233", symbol.span, name=symbol.name)
        else:
            code = "PC234" if keyed else "PC235"
            world.report(code, symbol.span, name=symbol.name, records=tuple(r.name for r in keyed or records))


def _scope(symbol: Symbol, world: World) -> ast.Ident | None:
    """Return the name of the record that a statement says it is for."""
    around = symbol if symbol.inside is None else symbol.inside
    if not isinstance(around.node, ast.Population):
        return symbol.node.head.scope
    if symbol.node.head.scope is not None:
        world.report("PC480", symbol.node.head.scope.span, name=symbol.name, population=around.name)
    return around.node.record


def declare_ladders(module: Module, world: World) -> None:
    """Give every tiering its enumeration: the choice it names, or its tiers in the order they are written."""
    languages = module.header.languages if module.header is not None else ("en",)
    for symbol in module.symbols.values():
        node = symbol.node
        if symbol.module is not module or not isinstance(node, ast.Tiering):
            continue
        if node.choice is not None:
            kind = type_of(node.choice, module, world)
            if isinstance(kind, t.Enum):
                world.ladders[symbol.id] = kind
            elif kind is not None:
                world.report("PC346", node.choice.span, found=describe(kind))
            continue
        members = [
            t.Member(
                item.head.name.text,
                labels_of(item.head.labels, languages, world),
                item.head.cite.place.text if item.head.cite is not None else "",
            )
            for item in node.items
            if isinstance(item, ast.Tier)
        ]
        distinct: dict[str, t.Member] = {}
        for member in members:
            distinct.setdefault(member.name, member)
        if not distinct:
            world.report("PC437", symbol.span, name=symbol.name)
            continue
        world.ladders[symbol.id] = t.Enum(tuple(distinct.values()), True, False, symbol.name)


def _names_in(node: object) -> Iterator[str]:
    """Yield every name in the expressions of an AST node, in the order of the text."""
    if isinstance(node, tuple):
        for part in node:
            yield from _names_in(part)
    elif isinstance(node, ast.Name):
        yield node.name
    elif isinstance(node, ast.If):
        rest: object = node
        while isinstance(rest, ast.If):  # chains are long, not deep
            yield from _names_in(rest.condition)
            yield from _names_in(rest.then)
            rest = rest.otherwise
        yield from _names_in(rest)
    elif isinstance(node, Node):
        for field in fields_of(node):
            if field.name not in ("span", "head"):
                yield from _names_in(getattr(node, field.name))
        if isinstance(node, ast.Attr):
            yield node.name.text


def _read_by(symbol: Symbol) -> Iterator[str]:
    """Yield the names that a statement reads; a definition of a population reads who its members are."""
    node = symbol.node
    if isinstance(node, ast.Population):
        yield from _names_in((node.per, node.where))
        for setting in node.settings:
            yield from (value.text for value in setting.values if isinstance(value, ast.Ident))
        return
    if symbol.inside is not None:
        yield symbol.inside.name
    yield from _names_in(node)


def in_dependency_order(module: Module) -> list[Symbol]:
    """Return the statements of a file so that those which others name come first, as far as there is no cycle.

    Only names are looked at, and no meaning; it keeps a long chain of definitions from becoming a deep recursion.
    """
    statements = (*LOWERED, "population")
    own = {s.name: s for s in module.symbols.values() if s.module is module and s.kind in statements}
    reads = {name: [n for n in dict.fromkeys(_read_by(s)) if n in own] for name, s in own.items()}
    order: list[Symbol] = []
    seen: set[str] = set()
    for start in own:
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, place = stack.pop()
            if place == 0:
                if name in seen:
                    continue
                seen.add(name)
            if place < len(reads[name]):
                stack.append((name, place + 1))
                stack.append((reads[name][place], 0))
            else:
                order.append(own[name])
    return order
