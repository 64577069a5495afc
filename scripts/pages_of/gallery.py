"""The gallery: a page per folder of `policies`, and an index by theme and by document.

Goes in: the folders with their README, their policies and cases, `policies/systems.yaml`. Comes out: pages by path.
Each shows what is decided, what the text leaves open, one decision with its explanation in both languages, and the
policy.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import evolve, field, frozen

from pages_of.text import fence, page, table
from policycore import Policy, load
from policycore.core import nodes as n
from policycore.core.examples import Example
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.diagnostics.entry import Lang
from policycore.explain import explain_html
from policycore.interpret.decide import decide
from policycore.interpret.evaluate import AsOfMissingError
from policycore.syntax import ast
from policycore.syntax.parser import parse
from policycore.testing import examples_of, read_cases
from policycore.values import Outcome

FOLDER = Path("docs/gallery")
MADE = "<!-- Made by scripts/gallery from the folder in policies; change that. -->"
DECIDED = n.Score | n.Tiering | n.Require | n.Entitlements | n.Accountability | n.Duty | n.Procedure
#: Decisions of one worked case that are explained.
MOST_DECISIONS = 2

#: The documents, by the letter of their systems; "" are the policies of our own.
DOCUMENTS = {
    "A": ("Tiering customers, and accountability in marketing", "客户分级管理的纵深及营销中问责制度的引入"),
    "B": ("Putting accountability into effect", "问责制落实"),
    "C": ("Essays on customer relations", "客户关系管理论文"),
    "D": ("Account managers, with rules of banks, tobacco and power firms", "浅谈完善客户经理制度"),
    "E": ("Tax sources, with rules on equipment, parks, safety and schools", "建立税源分级分类管理模式"),
    "": ("Our own: real data, and a house that was made up", "自拟：真实数据与虚构的公司"),
}
#: The themes, by their name in `policies/systems.yaml`, in the order of the index.
THEMES = {
    "customers": ("Customers and their tiers", "客户分级"),
    "service": ("Service and care", "服务与维护"),
    "staff": ("Staff: grades, qualification, pay", "人员：等级、资格、待遇"),
    "work": ("Plans, duties and fines", "计划、职责与处罚"),
    "health": ("Hospitals", "医院"),
    "safety": ("Equipment, roads and safety", "设备、道路与安全"),
    "public": ("Tax, parks, schools, offices", "税源、公园、学校、办公室"),
    "other": ("Others", "其他"),
}
_SYSTEM = r"[A-E]\d\d"
_TITLE = re.compile(rf"# (?P<ids>{_SYSTEM}(?:(?:, | to ){_SYSTEM})*)? ?(?P<title>.*?)(?: \((?P<chinese>[^()]*)\))?$")


@frozen
class Entry:
    """One folder of policies.

    Attributes:
        name: of the folder.
        ids: the systems it encodes, as the README's heading has them; "" for our own.
        title: English and Chinese.
        paragraphs: of the README, below its heading.
        policies: by file name; the first one is the one that people read.
        cases: names of the files with cases, and how many each has.
    """

    name: str
    ids: str
    title: tuple[str, str]
    paragraphs: tuple[str, ...]
    policies: Mapping[str, Policy]
    cases: Mapping[str, int]
    row: Mapping[str, Any] = field(factory=dict)

    @property
    def letter(self) -> str:
        return self.ids[:1]

    @property
    def theme(self) -> str:
        """The theme of the folder; `other` for one that the table does not have, so that no page is lost."""
        theme = self.row.get("theme", "other")
        return theme if theme in THEMES else "other"

    @property
    def worked(self) -> int:
        return sum(len(policy.examples) for policy in self.policies.values()) + sum(self.cases.values())

    def paragraph(self, start: str) -> str:
        return next((text for text in self.paragraphs if text.startswith(start)), "")


def entries(root: Path) -> tuple[Entry, ...]:
    """Return all folders that are written: those with a README and a policy."""
    rows = yaml.safe_load((root / "policies" / "systems.yaml").read_text(encoding="utf-8"))["folders"]
    readmes = sorted((root / "policies").glob("*/README.md"))
    return tuple(_entry(readme, rows.get(readme.parent.name, {})) for readme in readmes if _files(readme.parent))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.policy"))


def _entry(readme: Path, row: Mapping[str, Any]) -> Entry:
    heading, *paragraphs = re.split(r"\n{2,}", readme.read_text(encoding="utf-8").strip())
    found = _TITLE.match(heading)
    assert found is not None, readme
    policies = {file.name: load(file) for file in _files(readme.parent)}
    # A file that others use is read after them.
    ordered = dict(sorted(policies.items(), key=lambda item: (not item[1].program.decisions, -len(item[1].examples))))
    labels = dict(next(iter(ordered.values())).program.header.about.labels)
    title = (found["title"], labels.get("zh", found["chinese"] or ""))
    cases = {}
    for file in sorted(readme.parent.glob("*.cases.yaml")):
        cases[file.name] = len(read_cases(file.read_text(encoding="utf-8"), file.name).cases)
    return Entry(readme.parent.name, found["ids"] or "", title, tuple(paragraphs), ordered, cases, row)


# --- the pages ---


def pages(root: Path) -> dict[Path, str]:
    """Return all pages of the gallery by their path from the root."""
    found = entries(root)
    beside = zip((None, *found[:-1]), found, (*found[1:], None), strict=True)
    return {FOLDER / "index.md": _index(found)} | {
        FOLDER / f"{one.name}.md": _page(root, one, _way(before, after)) for before, one, after in beside
    }


def stale(root: Path) -> dict[Path, str | None]:
    """Return what differs from what stands under `root`: the text that should be there, None for what should not."""
    wanted = pages(root)
    there = {path.relative_to(root): path.read_text(encoding="utf-8") for path in (root / FOLDER).glob("*.md")}
    changed: dict[Path, str | None] = {path: text for path, text in wanted.items() if there.get(path) != text}
    return changed | {path: None for path in there if path not in wanted}


def _index(found: tuple[Entry, ...]) -> str:
    worked = sum(one.worked for one in found)
    lines = ["---", "hide: [navigation, toc]", "---", "# Gallery · 范例集", "", MADE, ""]
    lines += [
        f"Real schemes, written as policies: {len(found)} of them, with {worked} worked cases. Each page shows what is "
        "decided and from which text, what the text leaves open, one decision explained in English and in Chinese, and "
        "the policy.",
        "",
        f"真实的办法写成的制度，共 {len(found)} 份，附算例 {worked} 个。每页列出：判定什么、依据何文、"
        "原文有何未定之处、一例判定的中英文说明，以及制度全文。",
        "",
        "## By theme · 按主题",
        "",
    ]
    by_theme = ((texts, [one for one in found if one.theme == theme]) for theme, texts in THEMES.items())
    rows = [(f"**{en}**<br>{zh}", " · ".join(map(_link, some))) for (en, zh), some in by_theme if some]
    lines += ['<div class="themes" markdown>', "", *table(("Theme · 主题", "Policies · 制度"), rows), "</div>", ""]
    lines += ["## By document · 按文献", ""]
    for letter, (english, chinese) in DOCUMENTS.items():
        some = [one for one in found if one.letter == letter]
        if some:
            heading = f"{letter} · {chinese}" if letter else chinese
            lines += [f"### {heading}", "", f"{english}.", "", '<div class="grid cards" markdown>', ""]
            lines += [line for one in some for line in _card(one)]
            lines += ["</div>", ""]
    lines += [
        "Which of all 147 systems of the documents are encoded, and what the others wait for, stands in "
        "`policies/README.md` of the project.",
    ]
    return page(lines)


def _link(one: Entry) -> str:
    return f"[{one.title[0]}]({one.name}.md)"


def _card(one: Entry) -> Iterator[str]:
    ids = f" `{one.ids}`" if one.ids else ""
    yield f"-   **{_link(one)}**{ids}"
    yield ""
    yield f"    {one.title[1]}"
    yield ""
    if one.row:
        yield f"    Decides: {one.row['decides']}. Shows: {one.row['shows']}. {one.worked} cases."
        yield ""


def _way(before: Entry | None, after: Entry | None) -> str:
    """Return the links to the pages around one."""
    parts = ["[All policies · 全部](index.md)"]
    if before is not None:
        parts.insert(0, f"[← {before.title[0]}]({before.name}.md)")
    if after is not None:
        parts.append(f"[{after.title[0]} →]({after.name}.md)")
    return " &nbsp;|&nbsp; ".join(parts)


def _page(root: Path, one: Entry, way: str) -> str:
    first = next(iter(one.policies.values()))
    lines = ["---", "hide: [navigation, toc]", f'description: "{one.title[0]} · {one.title[1]}"', "---"]
    lines += [f"# {one.title[0]} · {one.title[1]}", "", MADE, ""]
    lines += [_titles(one.paragraph("**Decides**")), "", _titles(one.paragraph("**Source.**")), ""]
    if one.row:
        lines += [f"**Shows** {one.row['shows']}.", ""]
    files = " and ".join(f"`{name}`" for name in (*one.policies, *one.cases))
    lines += [
        f"**Files.** {files} in `policies/{one.name}`, with {one.worked} worked cases. Go to "
        "[a decision](#decision) or to [the policy](#policy).",
        "",
    ]
    lines += _left_open(one)
    lines += ["## One decision · 一例判定 { #decision }", "", *_decision(root, one, first)]
    lines += ["## The policy · 制度 { #policy }", ""]
    for name, policy in one.policies.items():
        lines += _policy(name, policy)
    for name, count in one.cases.items():
        lines += [f"{count} {'more ' if first.examples else ''}cases stand in `{name}`.", ""]
    return page([*lines, "---", "", way])


def _left_open(one: Entry) -> list[str]:
    lines = ["## What the text leaves open · 原文未定之处", ""]
    own = [policy.program for policy in one.policies.values()]
    readings = [each for program in own for each in program.readings if ":" not in each.id]
    if readings:
        lines += ["Readings, with the meaning that the policy follows. 口径，及制度所采用的一种：", ""]
        head = ("Passage · 原文", "Taken · 采用", "Otherwise · 备选")
        lines += table(head, [_reading(reading) for reading in readings])
    silent = [each for program in own for each in program.parameters if not each.values and ":" not in each.id]
    if silent:
        lines += ["Values that the source does not state. 原文未载明的数值：", ""]
        head = ("Value · 数值", "Where it should stand · 出处")
        lines += table(head, [(_both(each.about.labels, each.id), _cite(each.about)) for each in silent])
    elsewhere = ("**Decides**", "**Source.**", "| Reading", "Written with")
    kept = [text for text in one.paragraphs if not text.startswith(elsewhere)]
    if not readings and not silent and not kept:
        lines += ["Nothing. 无。", ""]
    for text in kept:
        lines += [_titles(text), ""]
    return lines


def _reading(reading: n.Reading) -> tuple[str, str, str]:
    taken = [_both(each.labels, each.name) for each in reading.type.members if each.name == reading.chosen]
    others = [_both(each.labels, each.name) for each in reading.type.members if each.name != reading.chosen]
    where = f"<br>({cite})" if (cite := _cite(reading.about)) else ""
    return f"{_both(reading.about.labels, reading.id)}{where}", taken[0], "<br><br>".join(others)


def _both(labels: Iterable[tuple[str, str]], name: str) -> str:
    """Return the English and the Chinese label, or the name where there is none."""
    found = dict(labels)
    texts = dict.fromkeys(text for text in (found.get("en"), found.get("zh")) if text)
    return "<br>".join(map(_plain, texts)) if texts else f"`{name}`"


def _cite(about: n.About) -> str:
    return "" if about.cite is None else _plain(about.cite.place)


def _titles(text: str) -> str:
    """Return a text in which Chinese titles stand in their own signs: there is no italic in Chinese."""
    return re.sub(r"\*([\u4e00-\u9fff][^*]*)\*", r"《\1》", text)


def _plain(text: str) -> str:
    """Return a text whose signs mean nothing to Markdown."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


# --- one decision ---


def _decision(root: Path, one: Entry, policy: Policy) -> list[str]:
    called = next((text for text in one.paragraphs if text.startswith("    policycore decide ")), None)
    if called is not None:
        return _of_data(root, called)
    lines: list[str] = []
    for example, text in _examples(root, one):
        run = _explained(policy, example)
        if run is not None:
            lines += [*fence("policy", text), *run]
            return lines
    raise ValueError(f"{one.name}: no worked case decides anything")


def _examples(root: Path, one: Entry) -> Iterator[tuple[Example, str]]:
    """Return the worked cases with their text: those of the first policy, then those of its case files."""
    name, policy = next(iter(one.policies.items()))
    source = policy.report.sources[policy.main]
    document = parse(source).document
    assert document is not None
    spans = {each.head.name.text: each.span for each in document.statements if isinstance(each, ast.Example)}
    for example in policy.examples:
        yield example, source.text[spans[example.id].start : spans[example.id].end]
    for cases in one.cases:
        file = read_cases((root / "policies" / one.name / cases).read_text(encoding="utf-8"), cases)
        if file.policy == name:
            yield from ((example, f"# {cases}: {example.id}") for example, _ in examples_of(file, policy))


def _explained(policy: Policy, example: Example) -> list[str] | None:
    """Return the explanations of what an example expects, None where it expects definitions alone."""
    statements = {statement.id: statement for statement in policy.program.statements}
    found: dict[str, tuple[DecisionOutcome, Trace, Inputs]] = {}
    for wanted in example.expect:
        id = wanted.target
        while id not in statements:
            id = id.rpartition("/")[0]
        statement = statements[id]
        fitting = [one for one in example.given if one.alias == wanted.alias] or [
            one for one in example.given if one.record.type == statement.record
        ]
        if id in found or not isinstance(statement, DECIDED) or not fitting or len(found) == MOST_DECISIONS:
            continue
        inputs = Inputs(fitting[0].record, example.as_of, example.known_at, example.parameters, example.readings)
        nodes: dict[str, Outcome] = {}
        try:
            (outcome,) = decide(evolve(policy.program, decisions=(id,)), inputs, nodes.__setitem__)
        except AsOfMissingError:
            continue  # a case may expect one item alone, and leave out what the others read
        found[id] = (outcome, Trace(nodes), inputs)
    if not found:
        return None
    texts: dict[Lang, list[str]] = {"en": [], "zh": []}
    for lang, parts in texts.items():
        for outcome, trace, inputs in found.values():
            parts.append(explain_html(policy.program, outcome, trace, policy.report.sources, lang, inputs))
    return _side_by_side(texts)


def _of_data(root: Path, called: str) -> list[str]:
    """Return the decision of a real record by the command of the README.

    The first record that lacks a fact, since that is what real data are like; else the one with most deciding rules.
    """
    words = shlex.split(called.replace("\\\n", " "))[2:]
    environment = {"PYTHONUTF8": "1", "PYTHONPATH": ":".join(sys.path)}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "policycore", *arguments]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert done.stdout, done.stderr
        return done.stdout

    decided = [yaml.safe_load(line) for line in run("decide", *words, "--format", "jsonl").splitlines()]
    each_of = [one["decisions"].values() for one in decided]
    lacking = [any(each["status"] == "undetermined" for each in some) for some in each_of]
    rules = [sum(len(each["because"]) for each in some) for some in each_of]
    chosen = decided[lacking.index(True) if any(lacking) else rules.index(max(rules))]
    ids = list(chosen["decisions"])
    telling = [id for id, each in chosen["decisions"].items() if each["value"] or each["possible"]]
    key = str(chosen["key"])
    texts: dict[Lang, list[str]] = {"en": [], "zh": []}
    for lang, parts in texts.items():
        for id in (telling or ids)[:MOST_DECISIONS]:
            asked = ("--key", key, "--decision", id, "--format", "html", "--lang", lang)
            parts.append(run("explain", *words, *asked))
    shown = called.replace("    policycore decide", "policycore explain", 1).replace("\n    ", "\n")
    return [*fence("sh", f"{shown} --key {shlex.quote(key)}"), *_side_by_side(texts)]


def _side_by_side(texts: Mapping[Lang, list[str]]) -> list[str]:
    """Return explanations in two columns; their own style is left out, and so is the derivation."""
    lines = ['<div class="explained">']
    for lang, parts in texts.items():
        lines.append(f'<div lang="{lang}">')
        for text in parts:
            inner = re.search(r'</style>(.*?)<details class="tree">', text, re.DOTALL)
            assert inner is not None, text[:200]
            lines += [line for line in inner[1].replace("h4>", "h5>").split("\n") if line.strip()]
        lines.append("</div>")
    return [*lines, "</div>", ""]


# --- the policy ---


def _policy(name: str, policy: Policy) -> list[str]:
    text = policy.texts[policy.main]
    cut = _where_examples_begin(policy)
    if cut is None:
        return fence(f'policy title="{name}" linenums="1"', text)
    rules, cases = text[:cut], text[cut:]
    before = rules.count("\n")
    lines = fence(f'policy title="{name}" linenums="1"', rules)
    lines += [f'??? example "The {len(policy.examples)} worked cases of `{name}` · 算例"', ""]
    lines += [f"    {line}".rstrip() for line in fence(f'policy linenums="{before + 1}"', cases)]
    return [*lines, ""]


def _where_examples_begin(policy: Policy) -> int | None:
    """Return where the examples begin, comments before the first one included; None where rules follow them."""
    source = policy.report.sources[policy.main]
    document = parse(source).document
    assert document is not None
    kinds = [isinstance(statement, ast.Example) for statement in document.statements]
    if True not in kinds or False in kinds[kinds.index(True) :]:
        return None
    start = source.text.rfind("\n", 0, document.statements[kinds.index(True)].span.start) + 1
    while True:
        above = source.text.rfind("\n", 0, start - 1) + 1
        if not source.text[above:start].startswith("#"):
            return start
        start = above
