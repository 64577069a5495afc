"""Programs for the tests of this room, made from policy text."""

from __future__ import annotations

from functools import cache

from policycore.check import check
from policycore.core.nodes import Program
from policycore.records.convert import Converted, record_from
from policycore.source import SourceFile
from policycore.syntax.parser import parse
from policycore.zones import zone_named

HEAD = 'policy sample "Sample" / "样例" { languages: en, zh }\n'
ZONED = 'policy sample "Sample" { languages: en  time_zone: "Asia/Shanghai" }\n'


@cache
def program(text: str, head: str = HEAD) -> Program:
    """Return the program of a policy, whose header may be left out."""
    parsed = parse(SourceFile("sample.policy", text if text.startswith("policy") else head + text))
    assert parsed.document is not None, parsed.diagnostics
    checked = check(parsed.document, zones=zone_named)
    errors = [diagnostic for diagnostic in checked.diagnostics if not diagnostic.code.startswith("PC8")]
    assert checked.program is not None, errors
    return checked.program


def field(declared: str, value: object, *, cells: bool = False, head: str = HEAD, more: str = "") -> Converted:
    """Return the record of one field `x` that is given `value`."""
    text = f"{more}\nrecord R {{ key id : text  x : {declared} }}"
    return record_from(program(text, head), "R", {"id": "r", "x": value}, cells=cells)
