"""AST to Core: the one place where what was written meets what it means.

`check` takes a parsed file and those it uses, and gives back a `Program`, its examples, and everything that is wrong,
in the order of the text. With an error there is no program; warnings leave one. Reads no files.

Where to look: `declare` enters records, choices, units, parameters and readings in the `world`; `order` says which
statement comes first; `statements` hands each to `requirements`, `scores`, `tierings`, `entitlements`, `accountability`
or `laws`; `expressions` hands each expression to `names`, `arithmetic`, `comparisons`, `conditions`, `tables` or
`calls`; `fitting` brings values to the type and unit of their place. `coverage`, `reach` and `structure` look at what
came out, `silence` at the comments that silence a warning.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Set

from attrs import frozen

from policycore.check.declare import (
    add_symbol,
    declare_actors,
    declare_choices,
    declare_names,
    declare_parameters,
    declare_readings,
    declare_records,
    declare_units,
    header_of,
)
from policycore.check.declare_calendars import declare_calendars
from policycore.check.examples import Examples, known_rules
from policycore.check.order import assign_records, declare_ladders
from policycore.check.statements import Statements
from policycore.check.states import declare_states
from policycore.check.structure import check_depth
from policycore.check.world import Module, World, did_you_mean
from policycore.core import nodes as core
from policycore.core.examples import Example
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.model import Diagnostic, Label, Phrase, in_order
from policycore.syntax import ast

__all__ = ["Checked", "check", "use_path"]


@frozen
class Checked:
    """What a check gives: `program` is None when there is an error among the diagnostics."""

    program: core.Program | None
    examples: tuple[Example, ...]
    diagnostics: tuple[Diagnostic, ...]


def use_path(file: str, path: str) -> str:
    """Return the name of the file that `use … from "path"` in `file` means: relative to the folder of `file`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


#: What is said of a name that is declared nowhere, and of rules for which no record is declared.
UNKNOWN = frozenset(
    {"PC201", "PC202", "PC204", "PC209", "PC210", "PC215", "PC221", "PC224", "PC226", "PC227", "PC228", "PC229"}
    | {"PC205", "PC230", "PC231", "PC236", "PC237", "PC309"}
)
NO_RECORD = frozenset({"PC233", "PC235"})


def check(
    main: ast.Document,
    used: Mapping[str, ast.Document] | None = None,
    unread: Set[str] = frozenset(),
    zones: Callable[[str], core.Zone | None] | None = None,
) -> Checked:
    """Check a parsed policy.

    Args:
        main: the policy's own file.
        used: the files it uses, and those they use, by the name that `use_path` gives. A file that is not there is
            reported at its `use`.
        unread: names in statements that could not be read (`Parsed.unread`). They may be declared there, so nothing
            is said of them.
        zones: the clock of a time zone by its name. It goes into the program, so that deciding looks nothing up;
            without it the program has none, and hours go by a clock that is never changed.
    """
    world = World(zones=zones)
    statements = Statements(world)
    documents = {main.span.file: main, **(used or {})}
    order = _load_order(main, documents, world)
    for name in order:
        module = Module(name, documents[name])
        world.modules[name] = module
        _check_policy_name(module, world, is_main=name == main.span.file)
        _declare(module, world, statements, is_main=name == main.span.file)
    module = world.modules[main.span.file]
    examples = Examples(module, world, statements.expressions).check_all()
    found = [*world.settled, *world.diagnostics]
    program = None
    if not any(ENTRIES[d.code].severity == "error" for d in found):
        program = _program(module, world)
        world.diagnostics.clear()
        check_depth(program, world)
        known_rules(program, world)
        found.extend(world.diagnostics)
        if any(ENTRIES[d.code].severity == "error" for d in world.diagnostics):
            program = None
    world.unread.update(unread)
    if world.unread:
        found = [finding for finding in found if not _follows(finding, world.unread)]
    return Checked(program, examples if program is not None else (), tuple(in_order(found)))


def _follows(finding: Diagnostic, unread: Set[str]) -> bool:
    """Whether a finding may be due to a statement that could not be read, which has been reported."""
    if finding.code in NO_RECORD:
        return True
    name = finding.args.get("name")
    return finding.code in UNKNOWN and isinstance(name, str) and not unread.isdisjoint(name.split("."))


def _load_order(main: ast.Document, documents: Mapping[str, ast.Document], world: World) -> list[str]:
    """Return the files so that each comes after those it uses; report missing files and circles."""
    order: dict[str, None] = {}
    # A long chain of files must not be a deep recursion: each entry is a file and what is left of its statements.
    open_: dict[str, Iterator[ast.Use]] = {main.span.file: _uses(main)}
    while open_:
        name = next(reversed(open_))
        use = next(open_[name], None)
        if use is None:
            del open_[name]
            order[name] = None
            continue
        path = use_path(name, use.path.text)
        if path in open_ or path not in documents:
            code = "PC238" if path in open_ else "PC239"
            world.report(code, use.path.span, path=use.path.text)
            world.unread.update(used.text for used in use.names)
        elif path not in order:
            open_[path] = _uses(documents[path])
    return list(order)


def _uses(document: ast.Document) -> Iterator[ast.Use]:
    return (statement for statement in document.statements if isinstance(statement, ast.Use))


def _check_policy_name(module: Module, world: World, *, is_main: bool) -> None:
    """Report a used file whose policy is called as that of another: their ids would be the same."""
    policy = module.document.policy
    if policy is None or is_main:
        return
    for other in world.modules.values():
        head = other.document.policy.head.name if other.document.policy is not None else None
        if other is not module and head is not None and head.text == policy.head.name.text:
            label = Label(head.span, Phrase("declared_here"))
            world.report("PC241", policy.head.name.span, labels=[label], name=head.text)
            return


def _declare(module: Module, world: World, statements: Statements, *, is_main: bool) -> None:
    """Make Core of one file, whose used files are done."""
    document = module.document
    if document.policy is None:
        module.header = core.Header("")
    else:
        module.policy = document.policy.head.name.text
        module.header = header_of(document.policy, world)
        module.prefix = "" if is_main else f"{module.policy}:"
    declare_names(module, world)
    _use(module, world)
    declare_units(module, world)
    declare_choices(module, world)
    declare_calendars(module, world)
    declare_readings(module, world)
    for symbol in module.symbols.values():
        # Records may name each other, so all are known before the first is made.
        if symbol.kind == "record" and symbol.module is module:
            world.records[symbol.id] = core.RecordDecl(symbol.id, ())
    declare_records(module, world, statements.expressions)
    declare_parameters(module, world, statements.expressions)
    assign_records(module, world)
    declare_ladders(module, world)
    declare_states(module, world)
    declare_actors(module, world, statements.expressions)
    statements.lower_all(module)


def _use(module: Module, world: World) -> None:
    """Enter the names that a file uses from others."""
    for statement in module.document.statements:
        if not isinstance(statement, ast.Use):
            continue
        other = world.modules.get(use_path(module.file, statement.path.text))
        if other is None or other is module:
            continue
        for name in statement.names:
            unit = other.units.get(name.text)
            if unit is not None:
                if module.units.setdefault(name.text, unit) != unit:
                    world.report("PC218", name.span, name=name.text)
                continue
            symbol = other.symbols.get(name.text)
            if symbol is None or symbol.module is not other:
                known = [s.name for s in other.symbols.values() if s.module is other]
                help = did_you_mean(name.text, [*known, *other.units])
                world.report("PC240", name.span, help=help, name=name.text, path=statement.path.text)
                world.unread.add(name.text)
                continue
            add_symbol(symbol, name, module, world)


def _program(module: Module, world: World) -> core.Program:
    assert module.header is not None
    decides = ("require", "score", "tiering", "entitlements", "accountability", "duty", "procedure")
    return core.Program(
        header=module.header,
        records=tuple(world.records.values()),
        choices=tuple(world.choices.values()),
        units=tuple(world.units.values()),
        actors=tuple(world.actors.values()),
        parameters=tuple(world.parameters.values()),
        readings=tuple(world.readings.values()),
        statements=tuple(world.statements.values()),
        decisions=tuple(
            symbol.id for symbol in module.symbols.values() if symbol.module is module and symbol.kind in decides
        ),
        laws=tuple(world.laws.values()),
        populations=tuple(world.populations.values()),
        calendars=tuple(world.calendars.values()),
        zone=world.zones(module.header.time_zone) if world.zones is not None and module.header.time_zone else None,
    )
