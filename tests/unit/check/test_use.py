"""Names from other files."""

from __future__ import annotations

import pytest

from policycore.check import use_path
from policycore.core import nodes as core
from policycore.core.walk import walk
from policycore.diagnostics import texts
from policycore.loading import load_texts
from unit.check.reading import MAIN, check_text, codes, program_of

COMMON = """# file: common.policy
policy common "Common" {}
unit t "tonne"
choice Grade { gold > silver > basic }
actor keeper
record Loan { amount : money(CNY)  weight : number(t) }
record Client { key id : text  sales : money(CNY)  loans : list of Loan  grade : Grade }
parameter from_sales : money(CNY) = 100 CNY
reading border { chosen upper  lower }
define large = if border = upper then sales >= from_sales else sales > from_sales
define heavy for Loan = weight > 2 t
tiering level { tier top when large  tier low otherwise }
entitlements care per level { benefit visits : whole higher is better default 1  grant top { visits: 4 } }
score standing : points { factor turnover = if large then 10 else 2 }
require paying : sales > 0 CNY
"""


def using(names: str, text: str) -> str:
    return f'policy main {{}}\nuse {names} from "common.policy"\n{text}{COMMON}'


def body(text: str, name: str = "d") -> core.Expr:
    found = next(s for s in program_of(text).statements if s.id == name)
    assert isinstance(found, core.Define)
    return found.body


def test_a_path_counts_from_the_file_that_uses_it() -> None:
    assert use_path("a/b.policy", "c.policy") == "a/c.policy"
    assert use_path("a/b.policy", "../c.policy") == "c.policy"
    assert use_path("b.policy", "./x/c.policy") == "x/c.policy"


def test_ids_of_a_used_file_carry_its_policy() -> None:
    program = program_of(using("Client, large", "define d = not large\n"))
    assert [s.id for s in program.statements if isinstance(s, core.Define)] == [
        "common:large",
        "common:heavy",
        "d",
    ]
    assert {record.id for record in program.records} == {"common:Loan", "common:Client"}


def test_decisions_are_those_of_the_main_file() -> None:
    program = program_of(using("Client, level", "tiering own { tier a when level = top  tier b otherwise }\n"))
    assert program.decisions == ("own",)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("Client", "define d = sales > 5 CNY\n"),
        ("Client, large", "define d = not large\n"),
        ("Client, level", "define d = level = top\n"),
        ("Client, Grade", "define d = grade = Grade.gold\n"),
        ("Client, Grade", "record Own { key id : text  grade : Grade }\ndefine d for Own = grade = gold\n"),
        ("Client, heavy", "define d = count(loans where heavy)\n"),
        ("Client, care", "define d = care.visits > 1\n"),
        ("Client, standing", "define d = standing.turnover > 1\n"),
        ("Client, paying", "define d = paying = met\n"),
        ("Client, from_sales", "define d = sales > from_sales\n"),
        ("Client, border", "define d = if border = upper then 1 else 2\n"),
        ("t", "record Own { key id : text  w : number(t) }\ndefine d = w > 3 t\n"),
        ("Client, keeper", "require d by keeper : sales > 0 CNY\n"),
        ("Client", "record Own { key id : text  client : Client }\ndefine d for Own = client.sales > 5 CNY\n"),
        (
            "Client",
            "define d = sales > 1 CNY\n"
            "example e { given Client { sales: 5 CNY, loans: [{ weight: 3 }] }  expect d: yes }\n",
        ),
    ],
)
def test_what_may_be_used(names: str, text: str) -> None:
    assert codes(using(names, text)) == []


def test_what_is_not_named_is_not_in_scope() -> None:
    assert codes(using("Client", "define d = large\n")) == ["PC201"]
    assert codes(using("Client", "define d = level = top\n")) == ["PC201"]


def test_a_unit_that_is_not_named_is_not_in_scope() -> None:
    assert codes(using("Client", "record Own { key id : text  w : number(t) }\n")) == ["PC210"]


def test_a_used_statement_is_referred_to_by_its_whole_id() -> None:
    refs = [n.target for n in walk(body(using("Client, large", "define d = not large\n"))) if isinstance(n, core.Ref)]
    assert refs == ["common:large"]


def test_messages_call_a_used_record_by_its_name() -> None:
    [finding] = check_text(
        using("Client", "record Own { key id : text  c : Client }\ndefine d for Own = c.salse > 5 CNY\n")
    )[1]
    assert texts.headline(finding, "en") == "`Client` has nothing called `salse`"


def test_errors_in_a_used_file_are_reported_there() -> None:
    text = using("Client", "define d = sales > 5 CNY\n").replace("sales >= from_sales", "slaes >= from_sales")
    _, found = check_text(text)
    assert [(f.code, f.span.file) for f in found] == [("PC201", "common.policy")]


def test_names_of_a_file_that_is_missing_are_not_reported_again() -> None:
    text = """policy main {}
use Client, large, t from "comon.policy"
record Own { key id : text  w : number(t)  c : Client }
define d for Own = w > 3 t and c.large
define e for Client = large
"""
    assert codes(text) == ["PC239"]


def test_a_name_that_the_used_file_lacks_is_reported_where_it_is_used_from() -> None:
    assert codes(using("Cleint", "define d for Cleint = 1\n")) == ["PC240"]


def test_names_are_taken_from_where_they_are_declared() -> None:
    text = """policy main {}
use Grade from "middle.policy"
record Own { key id : text }
# file: middle.policy
policy middle {}
use Grade from "common.policy"
record Client { key id : text  grade : Grade }
# file: common.policy
policy common {}
choice Grade { gold > silver }
"""
    assert codes(text) == ["PC240"]


def test_files_may_share_a_used_file() -> None:
    text = """policy main {}
use Grade from "common.policy"
use Client, best from "middle.policy"
define d = best and grade = Grade.gold
# file: middle.policy
policy middle {}
use Grade from "common.policy"
record Client { key id : text  grade : Grade }
define best = grade = gold
# file: common.policy
policy common {}
choice Grade { gold > silver }
"""
    assert codes(text) == []


def test_a_file_that_uses_itself_is_a_circle() -> None:
    assert codes(f'policy main {{}}\nuse A from "{MAIN}"\nrecord A {{ key id : text }}\n') == ["PC238"]


def test_a_used_name_that_is_declared_here_too_is_taken() -> None:
    assert codes(using("Client, large", "define large = sales > 5 CNY\n")) == ["PC218"]


def test_two_tierings_of_two_files_may_share_their_name() -> None:
    program = program_of(using("Client", "tiering level { tier a when sales > 5 CNY  tier b otherwise }\n"))
    assert {s.id for s in program.statements if isinstance(s, core.Tiering)} == {"level", "common:level"}


def test_what_else_is_wrong_is_said_beside_a_file_that_is_missing() -> None:
    text = 'policy main {}\nuse Grade from "gone.policy"\nrecord A { key id : text  g : Grade }\ndefine d = y > 3\n'
    loaded = load_texts(MAIN, text, {})
    assert [found.code for found in loaded.report.diagnostics] == ["PC801", "PC201"]
    assert loaded.program is None
