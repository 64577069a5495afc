"""What is fuzzed: each target takes one input and asks of the library what must hold whatever the input is.

A target returns a word for how far the input came, so that a run can say that it was not all refused at the door; it
raises where something does not hold.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from functools import cache

from policycore import types as t
from policycore.api import loads
from policycore.check import check
from policycore.core.codec import canonical, decode_program, encode_program, read_json
from policycore.core.nodes import FieldDecl, Program, RecordDecl
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic
from policycore.diagnostics.render_json import to_data
from policycore.diagnostics.render_text import render_all
from policycore.files import UnreadableError, decode
from policycore.format import format_source
from policycore.records.load import Loaded, Rejected, load_records, reject_row
from policycore.records.mapping import NO_MAPPING, Mapping, load_mapping
from policycore.records.read import Format, Raw, guess_format, read_records
from policycore.records.render import render_problem
from policycore.report import PolicyError
from policycore.source import SourceFile, Span
from policycore.syntax.parser import parse
from policycore.zones import zone_named

LANGUAGES: tuple[Lang, ...] = ("en", "zh")
FORMATS: tuple[Format, ...] = ("csv", "json", "jsonl", "yaml")

RECORDS = """\
policy sample "Sample" / "样例" { languages: en, zh  time_zone: "Asia/Shanghai" }
choice Kind { small "Small" / "小" > big "Big" / "大" }
choice Open { red, blue, ... }
record Payment { key nr : text  paid_on : date  amount : money(CNY) at least 0  payer : Owner optional }
record Owner { key nr : text  grade : whole 0..9  boss : Owner optional  visits : list of Payment }
record Thing "Thing" / "事物" {
  key id   : text
  金额     : money(CNY) at least 0
  rate     : percent 0..100 default 5
  length   : number(months) optional
  score    : points
  count    : whole
  day      : date 2000-01-01 .. 2100-01-01
  since    : moment
  kind     : Kind
  open     : Open
  fine     : yes_no optional
  fair     : judged yes_no
  signs    : set of {late, early}
  points_of : list of whole
  owner    : Owner optional
  payments : list of Payment
}
tiering class for Thing { tier high when 金额 > 5 CNY and count > 1  tier low otherwise }
"""
MAPPING = """\
columns: { No.: id, sum: 金额 }
values: { signs: { Y: late, N: "[]" } }
ignore: [branch]
events: { payments: { owner: thing, related: { payer: { here: payer_nr } } } }
related: { owner: { here: owner_nr, there: nr } }
"""


# --- policies ---


def parse_any(text: str) -> str:
    """Parse a text: findings lie in it and can be shown, and without a document there is one."""
    source = SourceFile("fuzz.policy", text)
    parsed = parse(source)
    _shown(parsed.diagnostics, source)
    assert parsed.document is not None or parsed.diagnostics, "neither a document nor a finding"
    if parsed.document is None:
        return "refused"
    for statement in parsed.document.statements:
        _inside(statement.span, source)
    return "told" if parsed.diagnostics else "parsed"


def check_any(text: str) -> str:
    """Check a text as far as it can be read: findings can be shown, and a program survives being written down."""
    source = SourceFile("fuzz.policy", text)
    parsed = parse(source)
    if parsed.document is None:
        return "refused"
    checked = check(parsed.document, {}, parsed.unread, zone_named)
    _shown(checked.diagnostics, source)
    errors = [each for each in (*parsed.diagnostics, *checked.diagnostics) if ENTRIES[each.code].severity == "error"]
    assert checked.program is not None or errors, "neither a program nor an error"
    if errors or checked.program is None:
        return "told"
    data = canonical(encode_program(checked.program))
    again = canonical(encode_program(decode_program(read_json(data))))
    assert again == data, "the program is another one after it was written down"
    return "checked"


def format_any(text: str) -> str:
    """Lay a text out: what comes out stays as it is when it is laid out once more."""
    formatted = format_source(SourceFile("fuzz.policy", text))
    assert not [each for each in formatted.diagnostics if each.code.startswith("PC9")], formatted.diagnostics
    if formatted.text is None:
        return "refused"
    again = format_source(SourceFile("fuzz.policy", formatted.text))
    assert again.text == formatted.text, "the layout is another one the second time"
    return "laid out"


def decide_any(text: str) -> str:
    """Decide and explain records by a policy, if it is one: unknown in all, and filled in any way."""
    try:
        policy = loads(text)
    except PolicyError as error:
        _no_fault_of_ours(error)
        return "refused"
    rng = random.Random(len(text))
    program = policy.program
    for record, decisions in policy.decides.items():
        declared = next(each for each in program.records if each.id == record)
        for data in ({}, _filled(rng, program, declared, 0), _filled(rng, program, declared, 0)):
            try:
                decision = policy.decide(data, record_type=record, as_of="2024-06-30", judged="recorded")
            except PolicyError as error:
                _no_fault_of_ours(error)
                continue
            decision.to_json()
            for lang in LANGUAGES:
                decision.explain(lang)
            for name in decisions[:2]:
                decision.explain("en", "tree", name)
                json.dumps(decision.trace_data(name, full=True))
    return "decided"


def _filled(rng: random.Random, program: Program, declared: RecordDecl, depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in declared.fields:
        chance = rng.random()
        if chance < 0.2:
            continue
        found[each.name] = "unknown" if chance < 0.3 else _value(rng, program, each, each.type, depth)
    return found


def _value(rng: random.Random, program: Program, each: FieldDecl, of: t.Type, depth: int) -> object:
    match of:
        case t.YesNo():
            return rng.random() < 0.5
        case t.Text():
            return rng.choice(["a", "b", "张三"])
        case t.Number(low=low, high=high):
            bounds = [int(bound) for bound in (low, high) if bound is not None]
            number = rng.choice([*bounds, *(bound + 1 for bound in bounds), 0, 1, 5, 100, 1_000_000])
            return 100 * number if of.unit.family == "percent" else number
        case t.Date():
            return rng.choice(["2024-01-01", "2024-06-30", "2024-02-29", "2019-12-31"])
        case t.Moment():
            return rng.choice(["2024-01-01 00:00", "2024-06-30 23:59:59", "2024-02-29 12:00"])
        case t.Enum():
            return rng.choice(of.names) if of.names else "x"
        case t.SetType(element=element):
            names = element.names if isinstance(element, t.Enum) else ("a", "b")
            return [name for name in names if rng.random() < 0.5]
        case t.ListType(element=element):
            if depth > 2:
                return []
            return [_value(rng, program, each, element, depth + 1) for _ in range(rng.randrange(3))]
        case t.RecordType(name=name):
            inner = next(record for record in program.records if record.id == name)
            return _filled(rng, program, inner, depth + 1) if depth < 3 else "unknown"


def _shown(diagnostics: Iterable[Diagnostic], source: SourceFile) -> None:
    """Findings lie in the text and can be shown in both languages and as data."""
    found = list(diagnostics)
    sources = {source.name: source}
    for each in found:
        for span in (each.span, *(label.span for label in each.labels)):
            _inside(span, source)
        for edit in each.fix.edits if each.fix else ():
            _inside(edit.span, source)
        assert not each.code.startswith("PC9"), each
    for lang in LANGUAGES:
        render_all(found, sources, lang)
    json.dumps(to_data(found, sources))


def _inside(span: Span, source: SourceFile) -> None:
    assert not span.file or span.file == source.name, span
    assert 0 <= span.start <= span.end <= len(source.text), span


def _no_fault_of_ours(error: PolicyError) -> None:
    assert not [each for each in error.diagnostics if each.code.startswith("PC9")], str(error)
    error.report.render("zh")


# --- records ---


@cache
def record_program() -> Program:
    found = loads(RECORDS).program
    assert isinstance(found, Program)
    return found


@cache
def record_mapping() -> Mapping:
    found = load_mapping(MAPPING, "map.yaml")
    assert isinstance(found, Mapping), found
    return found


def load_any(data: bytes) -> str:
    """Load records from bytes of every format: each row is loaded or rejected with a reason that can be kept."""
    lines = data.splitlines(keepends=True)
    best = "refused"
    guessed = guess_format(data[:2000])
    assert guessed in FORMATS
    # The guess first; the others show that a wrong name of a file does no harm.
    for place, format in enumerate((guessed, *(each for each in FORMATS if each != guessed))):
        encoding = ("utf-8", "gb18030", "utf-16", "latin-1")[len(data) % 4 if place else 0]
        mapping = record_mapping() if len(data) % 3 == 0 else NO_MAPPING

        def raws(format: Format = format, encoding: str = encoding) -> Iterable[Raw]:
            return read_records(lines, "fuzz", format, encoding=encoding)

        joined = len(data) % 5
        load = load_records(
            record_program(),
            "Thing",
            raws(),
            {"payments": raws()} if joined in (1, 2) else {},
            mapping,
            related={"owner": raws(), "owner.boss": raws()} if joined in (2, 3) else {},
            judged="recorded" if len(data) % 2 else "strict",
            mapping_file="map.yaml",
        )
        ended = False
        for item in load:
            assert not ended, "something comes after the end"
            if isinstance(item, Loaded):
                best = "loaded"
                problems = item.warnings
                assert not any(each.is_error for each in problems)
            else:
                problems = item.problems
                assert any(each.is_error for each in problems), "rejected without a reason"
                json.dumps(reject_row(item, "zh"), ensure_ascii=False).encode()
                ended = item.ends
            for problem in problems:
                assert render_problem(problem, "en").encode()
                assert render_problem(problem, "zh").encode()
        for notice in load.notices:
            assert not notice.is_error
            assert render_problem(notice).encode()
        for left in load.without_owner.values():
            for raw in left:
                json.dumps(reject_row(Rejected((), raw.place, raw.data), "en")).encode()
    return best


def map_any(data: bytes) -> str:
    """Read a mapping file, and records by it."""
    try:
        text = decode(data, "map.yaml")
    except UnreadableError as error:
        render_all([error.diagnostic], {}, "zh")
        return "refused"
    mapping = load_mapping(text, "map.yaml")
    if not isinstance(mapping, Mapping):
        for problem in mapping:
            assert problem.is_error
            assert render_problem(problem, "zh").encode()
        return "refused"
    list(mapping.files())
    table = b"No.,sum,count,owner\n1,5,3,P1\n2,x,,\n"
    load = load_records(record_program(), "Thing", read_records([table], "t.csv", "csv"), {}, mapping)
    for item in load:
        for problem in item.warnings if isinstance(item, Loaded) else item.problems:
            assert render_problem(problem, "zh").encode()
    return "read"


def _as_text(target: Callable[[str], str]) -> Callable[[bytes], str]:
    """Return a target of texts that takes bytes as a file does."""

    def run(data: bytes) -> str:
        try:
            text = decode(data, "fuzz.policy")
        except UnreadableError as error:
            render_all([error.diagnostic], {}, "zh")
            return "unreadable"
        return target(text)

    return run


#: Every target by name, with the ending of files that hold its inputs.
TARGETS: dict[str, tuple[Callable[[bytes], str], str]] = {
    "parse": (_as_text(parse_any), ".policy"),
    "check": (_as_text(check_any), ".policy"),
    "format": (_as_text(format_any), ".policy"),
    "decide": (_as_text(decide_any), ".policy"),
    "load": (load_any, ".data"),
    "map": (map_any, ".yaml"),
}
