"""Every example in README and docs is run.

Fenced blocks are read by their first word:

- `policy`: policy text. A block with a header begins a new file; one without goes on with the file before it on the
  same page, so a page may grow a policy step by step. The file must check without findings and its examples pass;
  it may use the files of the page.
  `{gives="PC304"}` after the word says what the block makes wrong; such a block is not kept.
- `python`: run, in one namespace per page.
- `console`: lines that begin with `$ ` are run as commands, what follows must be printed, on either stream.
  With `POLICYCORE_ACCEPT=1` (refused in CI) what is printed is written into the page instead; look at the diff.
- any block with `title="name"` is written to a file of that name first, in the folder where the page is run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from policycore.api import check, loads
from policycore.testing.run import run_examples

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
#: The gallery shows policies that are run in their folders; its own test holds it to them.
RUN = [page for page in PAGES if page.parent != ROOT / "docs" / "gallery"]
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
ACCEPT = os.environ.get("POLICYCORE_ACCEPT") == "1" and not os.environ.get("CI")
GIVES = re.compile(r'gives="([^"]+)"')
#: What may stand behind the first word of a fence; with anything else the page is built with the fence as plain text.
OPTIONS = re.compile(r'(title="[^"]*")? ?(linenums="\d+")?|\{(title="[^"]*" )?gives="[^"]*"\}')


@frozen
class Block:
    """A fenced block: its first word, the rest of its info line, its text and its line on the page."""

    kind: str
    info: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        kind, _, info = found["info"].strip().partition(" ")
        indent = len(found["indent"])
        body = "".join(line[indent:] or "\n" for line in found["body"].splitlines(keepends=True))
        yield Block(kind, info, body, text.count("\n", 0, found.start()) + 1)


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_example_of_the_page_runs(page: Path, tmp_path: Path) -> None:
    names: dict[str, object] = {"__name__": "__docs__"}
    policy = ""
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for block in blocks(page):
            text = whole(block, policy) if block.kind == "policy" else block.text
            if title := TITLE.search(block.info):
                target = tmp_path / title[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            match block.kind:
                case "policy":
                    policy = _policy(block, text, policy, page)
                case "python":
                    exec(compile(block.text, f"{page}:{block.line}", "exec"), names)
                case "console":
                    _console(block, tmp_path, page)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_fence_is_one_that_the_builder_knows(page: Path) -> None:
    wrong = [f"{page.name}:{block.line}" for block in blocks(page) if not OPTIONS.fullmatch(block.info)]
    assert not wrong


def whole(block: Block, before: str) -> str:
    """Return the policy text that a block stands for: itself, or what it goes on with and itself."""
    return block.text if re.match(r"\s*(#[^\n]*\n\s*)*(policy|制度)\s", block.text) else before + "\n" + block.text


def _policy(block: Block, text: str, before: str, page: Path) -> str:
    name = f"{page.name}:{block.line}"
    used = {file.name: file.read_text(encoding="utf-8") for file in Path().glob("*.policy")}
    if wanted := GIVES.search(block.info):
        found = {finding.code for finding in check(text, used=used)}
        assert found == set(wanted[1].split()), f"{name}: {found}"
        return before
    policy = loads(text, name=page.stem, used=used)
    assert not policy.diagnostics, f"{name}: {[d.code for d in policy.diagnostics]}"
    failed = [str(result) for result in run_examples(policy) if not result.passed]
    assert not failed, f"{name}: " + "\n".join(failed)
    return text


def _console(block: Block, folder: Path, page: Path) -> None:
    commands = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    assert commands, f"{page.name}:{block.line}: a console block without a command"
    accepted = ""
    for command in commands:
        line, _, expected = command.partition("\n")
        environment = {**os.environ, "POLICYCORE_LANG": "en", "NO_COLOR": "1", "COLUMNS": "110", "PYTHONUTF8": "1"}
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        environment["POLICIES"] = str(ROOT / "policies")
        done = subprocess.run(
            line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        printed = "\n".join(row.rstrip() for row in (done.stdout + done.stderr).strip().splitlines())
        accepted += f"$ {line}\n{printed}\n" + ("\n" if printed else "")
        if not ACCEPT:
            assert printed == expected.strip(), f"{page.name}:{block.line}: $ {line}\n{printed}"
    if ACCEPT:
        text = page.read_text(encoding="utf-8")
        # with the closing fence, since an earlier block may begin with the same commands
        page.write_text(text.replace(block.text + "```", accepted.rstrip("\n") + "\n```", 1), encoding="utf-8")
