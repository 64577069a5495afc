"""What the renderings show, and what they must never do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from policycore import api
from policycore.explain.phrases import Lang
from unit.explain.run import Run, decided, golden

HOSTILE = '<script>alert("x")</script> & "more"'


def hostile() -> Run:
    escaped = HOSTILE.replace('"', '\\"')
    return decided(
        f"""
        policy p "P" {{ languages: en }}
        record R {{ key id : text  remark "{escaped}" : text  ok : yes_no }}
        tiering class {{ tier A "{escaped}" when remark = "{escaped}" and ok  tier B otherwise }}
        example e {{ given R {{ remark: "{escaped}", ok: yes }} expect class: A }}
        """
    )


class _Balance(HTMLParser):
    """Counts open elements and notes what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_html_is_balanced_escaped_and_stands_by_itself(lang: Lang) -> None:
    html = hostile().html("class", lang)
    parser = _Balance()
    parser.feed(html)
    assert parser.open == []
    assert parser.seen <= {"div", "style", "p", "strong", "h4", "ul", "li", "code", "details", "summary", "b"}
    assert parser.attributes <= {"class", "lang", "open"}
    assert "&lt;script&gt;" in html


def test_every_line_of_the_tree_hangs_on_one_above_it() -> None:
    lines = golden("membership")["silver"].tree("level").splitlines()
    for above, line in pairwise(lines):
        branch = re.search(r"[├└]─ ", line)
        if branch is not None and branch.start() > 0:
            assert len(above) > branch.start() - 3


def test_a_definition_is_unfolded_once_and_referred_to_after() -> None:
    tree = golden("equipment")["one_mark_missing"].tree("class")
    assert tree.count("[importance/effect  ") == 1
    assert "(see above)" in tree


def test_deeply_nested_definitions_stand_as_trees_of_their_own() -> None:
    chain = " ".join(f"define d{n} = d{n - 1} + 1" for n in range(1, 40))
    run = decided(
        f"""
        policy p "P" {{ languages: en }}
        record R {{ key id : text  d0 : whole 0..9 }}
        {chain}
        require deep : d39 > 40
        example e {{ given R {{ d0: 1 }} expect deep: breach }}
        """
    )
    tree = run.tree("deep")
    assert "(see below)" in tree
    assert "d39 = 40" in tree
    assert re.search(r"^d2\d = \d+  \[", tree, re.MULTILINE)
    assert "d0 = 1" in tree
    assert {"d1", "d39"} <= run.support("deep")


def test_many_elements_are_counted_and_not_all_drawn() -> None:
    run = decided(
        """
        policy p "P" { languages: en, zh }
        record L { n : whole 0..9 }
        record R { key id : text  ls "Lines" / "明细" : list of L }
        require enough : sum(n over ls where n > 0) >= 300
        example e { given R { ls: [200 times { n: 1 }] } expect enough: breach }
        """
    )
    assert "and 180 more" in run.tree("enough")
    assert "另有 180 条" in run.tree("enough", "zh")
    assert "100 short of 300" in run.reasons("enough")


def test_a_shortened_value_shows_that_it_is() -> None:
    run = decided(
        """
        policy p "P" { languages: en }
        record R { key id : text  a : whole 1..9  b : whole 1..9 }
        score share : points { factor part = a / b }
        example e { given R { a: 1, b: 3 } expect share: 1 }
        """
    )
    assert run.line("share") == "share: 0.333… (1/3) points"


JUDGED = """
policy p "P" { languages: en, zh }
record R { key id : text  bad "Bad" / "不良" : judged yes_no }
require fine : not bad
"""


def test_a_judged_fact_shows_who_recorded_it() -> None:
    bad = {"value": "yes", "by": "Li", "on": "2024-03-01", "grounds": "report 7"}
    decision = api.loads(JUDGED).decide({"id": "1", "bad": bad})
    assert "Bad = yes (by: Li; on: 2024-03-01; grounds: “report 7”)" in decision.explain()
    assert "不良 = 是（何人：Li；何日：2024-03-01；依据：“report 7”）" in decision.explain("zh")


def test_what_is_switched_for_a_decision_is_said() -> None:
    text = golden("equipment")["designated"].reasons("importance")
    assert "supplied for this decision" not in text
    run = decided(
        """
        policy p "P" { languages: en }
        record R { key id : text  x : whole 0..9 }
        parameter least "Least" @ "art. 1" : whole not stated
        reading way "Way" { chosen one  other }
        require r : if way = one then x >= least else x > least
        example e { given R { x: 3 } with least: 2, way: other expect r: met }
        """
    )
    text = run.reasons("r")
    assert "“Least” (least; art. 1) = 2 (supplied for this decision)" in text
    assert "= other; other meanings: one (supplied for this decision)" in text


def test_a_lost_parameter_is_named_with_its_citation() -> None:
    run = decided(
        """
        policy p "P" { languages: en, zh }
        record R { key id : text  x : whole 0..9 }
        parameter least "Least" / "下限" @ "art. 1" : whole not stated
        require r : x >= least
        example e { given R { x: 3 } expect r: not stated }
        """
    )
    assert "the source does not state “Least” (least; art. 1)" in run.line("r")
    assert "出处未载明“下限”（least；art. 1）" in run.line("r", "zh")


def test_a_fact_without_who_when_and_grounds_is_said_to_lack_them() -> None:
    decision = api.loads(JUDGED).decide({"id": "1", "bad": True})
    assert "who judged Bad, when and on what grounds is not recorded" in decision.explain()


PASSED_ON = """
policy p "P" {{ languages: en, zh }}
record R {{ key id : text  ok : yes_no optional  n : whole }}
define passed = if n > 3 then ok else no
require r : passed = yes
example e {{ given R {{ n: 5, ok: {ok} }} expect r: breach }}
"""


@pytest.mark.parametrize(("ok", "said"), [("no", "ok = no"), ("absent", "ok = absent")])
def test_a_yes_or_no_that_is_passed_on_is_told_as_it_is(ok: str, said: str) -> None:
    run = decided(PASSED_ON.format(ok=ok))
    assert said in run.reasons("r")
    assert "holds" not in run.reasons("r")
    assert said in run.tree("r") or "✗ ok" in run.tree("r")
    assert run.tree("r", "zh")


def test_a_named_part_may_be_a_constant() -> None:
    run = decided(
        """
        policy p "P" { languages: en }
        record R { key id : text  n : whole }
        require r : all of { sure: yes, many: n > 3 }
        example e { given R { n: 5 } expect r: met }
        """
    )
    assert "many: n > 3" in run.tree("r")
