"""Finds what the samples of the catalogue give, whatever form they have.

- A command runs in a folder made by `demo_folder`.
- A policy with `--- NAME` lines brings data: records, `events.csv`, `partners.csv`, `map.yaml`, `settings`, or
  `value.py`.
- A policy with `# file: NAME` lines brings further files.
- Anything else is a policy.
"""

from __future__ import annotations

import ast
import codecs
import io
import os
import re
import shlex
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from attrs import frozen

from policycore.api import load
from policycore.check import check
from policycore.check.silence import silence
from policycore.core.nodes import Program
from policycore.diagnostics.catalogue import ENTRIES, PHRASES
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic, Phrase
from policycore.diagnostics.render_text import render_all
from policycore.diagnostics.texts import placeholders
from policycore.files import Collected, collect, from_texts
from policycore.records.inputs import settings_from, settings_of
from policycore.records.load import load_records
from policycore.records.mapping import NO_MAPPING, load_mapping
from policycore.records.problem import RecordProblem
from policycore.records.raw import RawRecord
from policycore.records.read import FORMATS, read_records
from policycore.records.render import as_diagnostic, render_problem
from policycore.source import SourceFile
from policycore.zones import zone_named

_MAIN = "sample.policy"
DATES = ("as_of", "known_at")


@frozen
class Found:
    """What a sample gives: codes in order, the text of it, and arguments that the sentences ask for in vain."""

    codes: tuple[str, ...]
    text: str
    wanting: frozenset[str] = frozenset()


def wanting(diagnostics: Iterable[Diagnostic]) -> frozenset[str]:
    """Return the placeholders of sentences for which there is no argument."""
    found: set[str] = set()
    for diagnostic in diagnostics:
        entry = ENTRIES[diagnostic.code]
        helps = [] if diagnostic.help is not None else [entry.help]
        for texts in (entry.headline, entry.cause, *helps):
            found |= placeholders(texts["en"]) - set(diagnostic.args)
        for said in (diagnostic.help, *(label.text for label in diagnostic.labels), *diagnostic.args.values()):
            if isinstance(said, Phrase):
                found |= placeholders(PHRASES[said.key]["en"]) - set(said.args)
    return frozenset(found)


def find(sample: str, lang: Lang, folder: Path) -> Found:
    """Return what a sample gives. `folder` is the one of `demo_folder`, for commands."""
    sample = written_out(sample)
    if sample.startswith("policycore "):
        return _command(sample, lang, folder)
    if re.search(r"^--- ", sample, re.MULTILINE):
        return _data(sample, lang)
    return _policy(sample, lang)


def written_out(sample: str) -> str:
    """Return the sample with its marks written out.

    `x…×500` stands for 500 signs, at the beginning of a line for 500 times the line before, its names numbered; `␀`
    stands for the sign that no text has.
    """

    def lines(found: re.Match[str]) -> str:
        return "".join(re.sub(r"\bx\b", f"x{number}", found[1]) for number in range(int(found[2])))

    sample = re.sub(r"^(.*\n)…×(\d+)", lines, sample, flags=re.MULTILINE)
    return re.sub(r"(.)…×(\d+)", lambda found: found[1] * int(found[2]), sample).replace("␀", "\0")


def parse_and_check(sample: str) -> tuple[Collected, Program | None, Found]:
    """Check a policy sample with its further files, as the library does but for files that are not there."""
    texts = _split(sample, r"# file: ")
    collected = collect(SourceFile(_MAIN, texts[_MAIN]), from_texts(texts))
    found = [diagnostic for diagnostic in collected.diagnostics if diagnostic.code != "PC801"]
    program = None
    if _is_whole(collected):
        others = {name: document for name, document in collected.documents.items() if name != _MAIN}
        checked = check(collected.documents[_MAIN], others, zones=zone_named)
        program = checked.program
        found = [*silence([*found, *checked.diagnostics], collected.documents, collected.sources, _MAIN).diagnostics]
    text = render_all(found, collected.sources)
    return collected, program, Found(tuple(d.code for d in found), text, wanting(found))


def _is_whole(collected: Collected) -> bool:
    """Whether checking makes sense; files that are not there are the checker's to tell here."""
    return all(name in collected.documents for name in collected.sources) and not any(
        diagnostic.code.startswith("PC8") and diagnostic.code != "PC801" for diagnostic in collected.diagnostics
    )


def _policy(sample: str, lang: Lang) -> Found:
    collected, _, found = parse_and_check(sample)
    if lang == "en":
        return found
    texts = _split(sample, r"# file: ")
    assert collected.main in texts
    others = {name: document for name, document in collected.documents.items() if name != _MAIN}
    diagnostics = [diagnostic for diagnostic in collected.diagnostics if diagnostic.code != "PC801"]
    if _is_whole(collected):
        diagnostics += check(collected.documents[_MAIN], others, zones=zone_named).diagnostics
        diagnostics = [*silence(diagnostics, collected.documents, collected.sources, _MAIN).diagnostics]
    return Found(found.codes, render_all(diagnostics, collected.sources, lang), found.wanting)


def _split(sample: str, sign: str) -> dict[str, str]:
    """Return the parts of a sample by name, each at its own line so that the line numbers stay those of the part."""
    parts = re.split(rf"^{sign}(.+)\n", sample, flags=re.MULTILINE)
    return {_MAIN: parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def _data(sample: str, lang: Lang) -> Found:
    parts = _split(sample, "--- ")
    _, program, found = parse_and_check(parts.pop(_MAIN))
    assert program is not None, found.text
    problems = list(_problems(program, parts))
    text = "\n".join(render_problem(problem, lang) for problem in problems)
    return Found(tuple(problem.code for problem in problems), text, wanting(map(as_diagnostic, problems)))


def _problems(program: Program, parts: dict[str, str]) -> Iterable[RecordProblem]:
    if "settings" in parts:
        lines = [line for line in parts["settings"].splitlines() if line.strip()]
        dates = {name: line.partition("=")[2] for line in lines if (name := line.partition("=")[0]) in DATES}
        switched = settings_of(program, [line for line in lines if line.partition("=")[0] not in DATES])
        yield from switched.problems
        yield from settings_from(program, parameters=switched.parameters, readings=switched.readings, **dates).problems
        return
    mapping = NO_MAPPING
    if "map.yaml" in parts:
        loaded = load_mapping(parts.pop("map.yaml"), "map.yaml")
        if isinstance(loaded, tuple):
            yield from loaded
            return
        mapping = loaded
    events = {}
    if "events.csv" in parts:
        events["events"] = read_records(io.BytesIO(parts.pop("events.csv").encode()), "events.csv", "csv")
    related = {}
    if "partners.csv" in parts:
        related["partner"] = read_records(io.BytesIO(parts.pop("partners.csv").encode()), "partners.csv", "csv")
    ((name, text),) = parts.items()
    if name == "value.py":
        raws: Iterable[object] = [RawRecord(ast.literal_eval(text), place=_place())]
    else:
        raws = read_records(io.BytesIO(text.encode()), name, FORMATS[Path(name).suffix])
    record = program.records[-1].id
    load = load_records(program, record, raws, events, mapping, related=related, mapping_file="map.yaml")  # type: ignore[arg-type]
    for item in load:
        yield from item.warnings if hasattr(item, "warnings") else item.problems
    yield from load.notices


def _place() -> object:
    from policycore.records.problem import Place

    return Place()


def _command(sample: str, lang: Lang, folder: Path) -> Found:
    from policycore.cli.app import application

    out, error = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        with redirect_stdout(out), redirect_stderr(error):
            try:
                application(lang).main(shlex.split(sample)[1:])
            except SystemExit as leaving:
                status = leaving.code
    finally:
        os.chdir(before)
    text = _text(out) + _text(error)
    shown = "\n".join(_blocks(text))
    codes = tuple(re.findall(r"^(?:error|warning|错误|警告)\[(PC\d{3}) ", text, re.MULTILINE))
    if not codes and status not in (0, None):
        raise AssertionError(f"{sample} ended with {status} and no message:\n{text}")
    return Found(codes, shown)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def _blocks(text: str) -> list[str]:
    """Return the diagnostics out of what a command printed."""
    found = re.findall(r"^(?:error|warning|错误|警告)\[PC.*\n(?:[ :].*\n)*", text, re.MULTILINE)
    assert all(isinstance(block, str) for block in found)
    return found


MEMBERS = """policy members "Members" {}
record Member { key id : text  sales : money(CNY) }
tiering level {
  tier gold when sales >= 100 CNY
  tier basic otherwise
  movement { every quarter  down after 2 reviews }
}
"""
STATE = (
    '{"key":"M1","level.state":{"previous":"gold","since":"2024-03-31","failed":"0","probation_until":null,'
    '"reviewed_on":"2024-03-31"},"open":[]}\n'
)
GRADES = """\
policy grades "Customer grades" { languages: en  version: "1"  source: "house rules" }
choice Level { gold > silver > basic }
record Order { placed_on : date  amount : money(CNY) at least 0 }
record Customer { key id : text  sales : money(CNY) at least 0  orders : list of Order }
parameter bonus : whole 0..10 = 2
parameter discount per Level : percent 0..100 = { gold: 10%, silver: 5%, basic: 0% }
reading border { chosen upper "counts up" lower "counts down" }
define recent = count(orders where placed_on within 365 days before as_of)
tiering grade : Level {
  tier gold when sales >= 100万 CNY and recent >= bonus
  tier silver when if border = upper then sales >= 10万 CNY else sales > 10万 CNY
  tier basic otherwise
}
define reduction = discount[grade]
"""


TALLY = """\
policy tally "Tally" {}
record Office { key id : text  open : yes_no }
record Seller { key id : text  office : Office optional }
record Sale { key id : text  amount : money(CNY) at least 0  seller : Seller optional }
tiering size for Sale { tier large when amount >= 100 CNY  tier small otherwise }
"""


RANKS = """\
policy ranks "Ranks" {}
record Outlet { key id : text  sales : whole at least 0 }
parameter places : whole = 1
population base over Outlet { define place = rank(sales) }
require first : place <= places
"""


def demo_folder(folder: Path) -> Path:
    """Fill a folder with the files that commands of the catalogue name."""
    text_files = {
        "grades.policy": GRADES,
        "policies/grades.policy": GRADES,
        "versions/grades-2023.policy": GRADES.replace('version: "1"', 'version: "1"  in_force: from 2023-01-01'),
        "versions/grades-2024.policy": GRADES.replace('version: "1"', 'version: "2"  in_force: from 2024-01-01'),
        "two.policy": (
            'policy two "Two" {}\nrecord Customer { key id : text  sales : money(CNY) }\n'
            "record Supplier { key id : text  sales : money(CNY) }\n"
            "require bought for Customer : sales > 0 CNY\nrequire sold for Supplier : sales > 0 CNY\n"
        ),
        "members.policy": MEMBERS,
        "keyless.policy": MEMBERS.replace("key id : text  ", ""),
        "members.csv": "id,sales\nM1,60\n",
        "keyless.csv": "sales\n60\n",
        "states.jsonl": STATE,
        "keyless.jsonl": STATE.replace('"key":"M1",', ""),
        "doubled.jsonl": STATE * 2,
        "misnamed.jsonl": STATE.replace("level.state", "levl.state"),
        "words.policy": 'policy words "Words" {}\nrecord Customer { key id : text  sales : money(CNY) }\n',
        "customers.csv": "id,sales\nc1,1000000\nc2,5\n",
        "orders.csv": "id,placed_on,amount\nc1,2024-01-05,7\n",
        "loans.policy": (
            'policy loans "Loans" {}\nrecord Payment { paid_on : date  amount : money(CNY) at least 0 }\n'
            "record Loan { key id : text  name : text optional  payments : list of Payment }\n"
            "require paid : count(payments) > 0\n"
        ),
        "loans.csv": "id,name\nL1,Li\n",
        "tally.policy": TALLY,
        "tally.csv": "id,amount\nt1,100\nt2,5\n",
        "sold.csv": "id,amount,seller\nt1,100,s1\n",
        "sellers.csv": "id\ns1\n",
        "offices.csv": "id,open\no1,yes\n",
        "ranks.policy": RANKS,
        "other_ranks.policy": RANKS.replace("= 1", "= 2"),
        "outlets.csv": "id,sales\no1,7\no2,5\n",
        "payments.csv": "id,paid_on,amount\nL1,2024-01-05,7\n",
        "grades.cases.yaml": (
            "policy: grades.policy\ncases:\n  - name: small\n    given: {Customer: {sales: 5, orders: []}}\n"
            "    as_of: 2024-03-31\n    expect: {grade: basic}\n"
        ),
        "odd.cases.yaml": (
            "policy: grades.policy\ncases:\n  - name: small\n    gven: {Customer: {sales: 5}}\n"
            "    given: {Customer: {sales: 5}}\n    expect: {grade: basic}\n"
        ),
        "hollow.cases.yaml": "policy: grades.policy\ncases:\n  - name: small\n    given: {Customer: {sales: 5}}\n",
        "misnamed.cases.yaml": (
            "policy: grades.policy\ncases:\n  - name: small\n    given: {Customer: {sales: 5}}\n"
            "    expect: {grad: basic}\n"
        ),
        "sound.toml": 'ignore = ["PC423"]\nwarnings-as-errors = true\n',
        "torn.toml": 'ignore = ["PC423"\nlang = "en"\n',
        "misspelt.toml": 'ingore = ["PC423"]\n',
        "mistaken.toml": 'lang = "fr"\n',
    }
    for name, text in text_files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "empty").mkdir()
    outlets = [{"id": "o1", "sales": 7}, {"id": "o2", "sales": 5}]
    for name, policy in (("outlets.json", "ranks.policy"), ("others.json", "other_ranks.policy")):
        (folder / name).write_text(load(folder / policy).snapshot(outlets).to_json(), encoding="utf-8")
    (folder / "old_encoding.policy").write_bytes('policy old "客户等级"\n'.encode("gb18030"))
    (folder / "old_encoding.csv").write_bytes("id,name\nL1,客户类型\n".encode("gb18030"))
    (folder / "photo.policy").write_bytes(codecs.BOM_UTF8 + b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    _begun_run(folder)
    # A link that leads to itself cannot be read, whoever asks.
    (folder / "locked.policy").symlink_to("locked.policy")
    return folder


def _begun_run(folder: Path) -> None:
    """Leave the folder of a run that was begun."""
    from policycore.bulk import Rows, begin

    rows = Rows.of(load(folder / "tally.policy"), None, None, None, None, "strict")
    begin(rows, folder / "tally.csv", folder / "begun", engine="arrow").leave()
