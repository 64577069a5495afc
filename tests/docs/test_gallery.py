"""The gallery shows every policy of the repository as it stands today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages_of import gallery

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(readme.parent.name for readme in (ROOT / "policies").glob("*/README.md"))


def read(name: str) -> str:
    return (ROOT / gallery.FOLDER / f"{name}.md").read_text(encoding="utf-8")


def test_the_gallery_is_up_to_date() -> None:
    stale = [path.as_posix() for path in gallery.stale(ROOT)]
    assert not stale, "run scripts/gallery to write them again"


def test_the_index_leads_to_every_folder_by_theme_and_by_document() -> None:
    by_theme, by_document = read("index").split("## By document")
    assert sorted(re.findall(r"\]\(([\w-]+)\.md\)", by_theme)) == FOLDERS
    assert sorted(re.findall(r"\]\(([\w-]+)\.md\)", by_document)) == FOLDERS


def test_every_folder_has_a_theme() -> None:
    assert not [one.name for one in gallery.entries(ROOT) if one.row.get("theme") not in gallery.THEMES]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_page_explains_a_decision_in_both_languages_and_shows_the_whole_policy(name: str) -> None:
    page = read(name)
    assert re.search(r"^# \S.* · .*[\u4e00-\u9fff]", page, re.MULTILINE)
    explained = page.split('<div class="explained">')[1].split("## The policy")[0]
    english, chinese = explained.split('<div lang="zh">')
    assert "Policy</h5>" in english
    assert "所据制度</h5>" in chinese
    shown = "".join(line.strip() for line in page.split("## The policy")[1].splitlines())
    for file in (ROOT / "policies" / name).glob("*.policy"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert line.strip() in shown
