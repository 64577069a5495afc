"""What every run under fire must keep to: a message with a code in both languages, a known exit code, nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

from unit.cli.run import Ran, run

POLICY = """\
policy sample "Sample" / "样例" { languages: en, zh }
choice Kind { small "Small" / "小", big "Big" / "大" }
record Payment { paid_on : date  amount : money(CNY) }
record Owner { key nr : text  grade : whole }
record Thing "Thing" / "事物" {
  key id  : text
  金额 "Amount" / "金额" : money(CNY) at least 0
  day     : date
  count   : whole at least 0
  kind    : Kind
  fine    : yes_no optional
  owner   : Owner optional
  payments : list of Payment
}
tiering class for Thing { tier high when 金额 > 5 CNY and count > 1  tier low otherwise }
example plain { given Thing { 金额: 9 CNY, count: 2 } expect class: high }
"""
HEADER = "id,金额,day,count,kind\n"
ROW = "a,9,2024-03-01,2,big\n"

#: Exit codes that are an answer; 70 would be our own fault, and anything else a crash.
ANSWERS = {0, 1, 2, 3, 5, 130}

_CODES = re.compile(r"^(?:error|warning|错误|警告)\[(PC\d{3}) [a-z0-9-]+\](?:: |：)(.+)$", re.MULTILINE)


def codes(ran: Ran) -> list[str]:
    """Return the codes of all that was told."""
    return [code for code, _ in _CODES.findall(ran.out + ran.err)]


def answered(ran: Ran) -> Ran:
    """Return the run if it ended as every run should."""
    assert ran.code in ANSWERS, f"exit {ran.code}\n{ran.out[-2000:]}{ran.err[-2000:]}"
    assert "Traceback" not in ran.out + ran.err
    assert "PC9" not in "".join(codes(ran)), ran.err[-2000:]
    return ran


def in_both_languages(*args: str, stdin: bytes | None = None) -> Ran:
    """Run a command in English and in Chinese; both end alike and tell the same. Returns the English run."""
    english, chinese = (answered(run(*args, lang=lang, stdin=stdin)) for lang in ("en", "zh"))
    assert english.code == chinese.code
    assert codes(english) == codes(chinese)
    assert english.code == 0 or english.out + english.err != chinese.out + chinese.err
    return english


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder with what they hold, to see that nothing is lost."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
